/* The page that counts again: files that somebody chooses, or the ballots of the round itself. */
(() => {
  "use strict";

  const page = document.querySelector("[data-recount]");
  const { countFile, line } = globalThis.ballotCounting ?? {};
  if (!page || !countFile) return;
  const published = JSON.parse(document.getElementById("gepubliceerd").textContent);
  const said = page.querySelector("[role=status]"), place = page.querySelector("[data-counts]");
  const files = page.querySelector("[type=file]"), own = page.querySelector("[data-own]");
  const PARTS = {
    winners: "wie gekozen is", tied: "wie gelijk staat", open_seats: "hoeveel plaatsen nog open zijn",
    by_stars: "of de sterren de doorslag gaven", stages: "de aantallen", ties: "de gelijke standen", quota: "de kiesdeler",
  };
  const METHODS = { approval: "aankruisen", points: "punten", stv: "op volgorde, met overdracht" };

  // The same value gives the same text, in whatever order its keys stand.
  const settled = (value) => {
    if (Array.isArray(value)) return value.map(settled);
    if (value instanceof Map) return settled(Object.fromEntries(value));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, settled(value[key])]));
  };
  const differs = (count) => Object.keys(PARTS).filter(
    (part) => line(settled(count[part] ?? null)) !== line(settled(published[part] ?? null)));

  const element = (name, text, properties = {}) => Object.assign(document.createElement(name), { textContent: text, ...properties });
  const shown = (units) => units.replace(/\.?0+$/, "").replace(".", ",");
  const fill = (template, slots) => {
    const copy = document.getElementById(template).content.cloneNode(true);
    for (const [name, text] of Object.entries(slots)) copy.querySelector(`[data-slot=${name}]`).textContent = text;
    return copy;
  };

  const table = (count) => {
    const copy = document.getElementById("tabel").content.cloneNode(true), at = copy.querySelector("table");
    const head = at.tHead.rows[0], words = `Stemmen per thema, ${count.file}`;
    at.caption.textContent = words;
    copy.querySelector("[role=region]").setAttribute("aria-label", words);
    for (const stage of count.stages) head.append(element("th", count.stages.length > 1 ? `Stap ${stage.stage}` : "Geteld", { scope: "col", className: "n" }));
    for (const [name] of count.stages[0].votes) {
      const row = at.tBodies[0].insertRow();
      row.append(element("th", name, { scope: "row" }));
      for (const stage of count.stages) row.append(element("td", shown(stage.votes.get(name)), { className: "n" }));
    }
    return copy;
  };

  const tell = (count) => {
    const box = document.createElement("section");
    box.append(element("h3", count.file));
    if (count.error) {
      box.append(fill("onleesbaar", { why: count.error }));
      return ["onleesbaar", box];
    }
    const found = differs(count), same = !found.length;
    const chosen = count.winners.join(", ") || "niemand";
    if (same) box.append(fill("gelijk", { chosen }));
    else box.append(fill("anders", { what: found.map((part) => PARTS[part]).join(", "), chosen, standing: published.winners.join(", ") || "niemand" }));
    if (count.tied.length) box.append(element("p", `Gelijk om ${count.open_seats === 1 ? "de laatste plaats" : `de laatste ${count.open_seats} plaatsen`}: ${count.tied.join(", ")}.`));
    box.append(element("p", `${count.ballots} stembriefjes, ${METHODS[count.method]}, ${count.seats} te kiezen. Versie ${count.version} van de telling.`, { className: "meta" }));
    box.append(table(count));
    const more = document.createElement("details");
    more.className = "twin";
    more.append(element("summary", "Zoals de opdracht het schrijft"), element("pre", line(count), { tabIndex: 0 }));
    box.append(more);
    return [same ? "gelijk" : "anders", box];
  };

  const textOf = async (file) => {
    const bytes = await file.arrayBuffer();
    try { return new TextDecoder("utf-8", { fatal: true }).decode(bytes); } catch { return new TextDecoder("windows-1252").decode(bytes); }
  };

  const show = (counts) => {
    const told = counts.map(tell), words = told.map(([word]) => word);
    place.replaceChildren(...told.map(([, box]) => box));
    const many = ["gelijk", "anders", "onleesbaar"].map((word) => [words.filter((one) => one === word).length, word]);
    said.textContent = words.length === 1 ? `Geteld: ${words[0]}.`
      : `${words.length} bestanden geteld: ${many.filter(([number]) => number).map(([number, word]) => `${number} ${word}`).join(", ")}.`;
  };

  files.addEventListener("change", async () => {
    if (!files.files.length) return;
    said.textContent = "Bezig met tellen.";
    const texts = await Promise.all([...files.files].map(async (file) => [file.name, await textOf(file)]));
    show(texts.map(([name, text]) => countFile(name, text)));
  });
  own.addEventListener("click", async () => {
    said.textContent = "Bezig met tellen.";
    try {
      const answer = await fetch(own.dataset.own);
      if (!answer.ok) throw new Error(answer.status);
      show([countFile(own.dataset.name, await answer.text())]);
    } catch {
      said.textContent = "De stemmen zijn niet opgehaald: er is geen verbinding. Probeer het nog een keer.";
    }
  });
  page.hidden = false;
})();
