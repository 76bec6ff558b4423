/* Saves each answer of a conversation while people write, and brings in what others write meanwhile.
 * Without it the button saves them all.
 *
 * A save has a number of its own (op). Until the portal answered it, it is kept in this browser and
 * sent again as it was: the portal knows the number and keeps it once. So nothing is lost by a lost
 * line, a session that ended, a closed tab or a server that fell over.
 */
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const SECOND = 1000, HOUR = 3600 * SECOND;
  const PAUSE = 0.8 * SECOND, LONGEST = 1.4 * SECOND; // after the last key; after the first one
  const LOOK = 4 * SECOND, WRITES = 8 * SECOND; // between two looks; since the last key
  const RETRIES = [1, 2, 4, 8, 15], PATIENCE = 15 * SECOND; // seconds; for an answer of the portal
  const OFFER = 12 * HOUR, KEEP = 14 * 24 * HOUR; // older is asked about first; older is thrown away
  const PREFIX = "knw:antwoord:";
  const PARTS = ["choices", "cells", "text", "basis", "reason"], MARKS = ["unknown", "na"];
  const bar = form.querySelector("[data-saving]");
  const { person, conversation, live } = bar.dataset;
  const blocks = new Map();
  let token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let line = "open"; // or "lost", "out" (signed out), "other" (somebody else signed in), "gone", "closed"
  let failures = 0, leaves = false;

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const element = (name, className, text = "") => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };
  const button = (text, deed) => {
    const made = element("button", "btn btn-outline-primary btn-sm me-2 mb-2", text);
    made.type = "button";
    made.addEventListener("click", deed);
    return made;
  };
  const number = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g,
    (digit) => (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));

  // What was changed in a text: from where until where in the old one, and what came there.
  const changeOf = (base, text) => {
    const shortest = Math.min(base.length, text.length);
    let start = 0, tail = 0;
    while (start < shortest && base[start] === text[start]) start += 1;
    while (tail < shortest - start && base.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
    return { start, end: base.length - tail, added: text.slice(start, text.length - tail) };
  };
  // Both changes in the old text; nothing where they touch each other.
  const woven = (base, one, other) => {
    const [first, second] = [changeOf(base, one), changeOf(base, other)].sort((a, b) => a.start - b.start);
    if (!base || first.end >= second.start) return null;
    return base.slice(0, first.start) + first.added + base.slice(first.end, second.start) + second.added + base.slice(second.end);
  };

  // --- what this browser keeps until the portal has it --------------------------------------------

  const keep = {
    key: (code) => `${PREFIX}${person}:${conversation}:${code}`,
    all() {
      try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; }
    },
    get(code) {
      try { return JSON.parse(localStorage.getItem(this.key(code))); } catch { return null; }
    },
    set(code, value) {
      if (!person) return;
      try { localStorage.setItem(this.key(code), JSON.stringify(value)); } catch { /* full or forbidden: then only this page has it */ }
    },
    drop(code) {
      try { localStorage.removeItem(this.key(code)); } catch { /* nothing was kept */ }
    },
    tidy() {
      for (const key of this.all()) {
        let at = 0;
        try { at = JSON.parse(localStorage.getItem(key)).at; } catch { /* broken: it goes */ }
        if (!(Date.now() - at < KEEP)) localStorage.removeItem(key);
      }
    },
  };

  // --- what the whole page says -------------------------------------------------------------------

  const stand = element("span", ""), present = element("span", "");
  bar.append(stand, present);
  const unsaved = () => [...blocks.values()].filter((block) => block.isUnsaved());
  const words = {
    lost: "Geen verbinding. Je kunt gewoon doorschrijven: het staat in deze browser en wordt vanzelf bewaard.",
    out: "Je bent uitgelogd. Wat je schreef, staat nog in deze browser.",
    other: "Iemand anders is in deze browser ingelogd. Log weer in als jezelf; dan wordt je tekst bewaard.",
    gone: "Je hebt hier geen toegang meer, of iemand anders is in deze browser ingelogd. Wat je schreef, staat hier nog.",
    closed: "Dit gesprek is intussen afgesloten. Er wordt niets meer bewaard.",
  };
  const tell = () => {
    const count = unsaved().length;
    bar.classList.toggle("save-bar-trouble", line !== "open");
    const choices = [...blocks.values()].filter((block) => block.chooses()).length;
    if (line !== "open") stand.textContent = words[line];
    else if (choices) stand.textContent = `Bij ${choices === 1 ? "één vraag" : `${choices} vragen`} schreven jullie tegelijk. Kies daar welke tekst blijft.`;
    else if (count) stand.textContent = count === 1 ? "Bezig: één antwoord is nog niet bewaard." : `Bezig: ${count} antwoorden zijn nog niet bewaard.`;
    else stand.textContent = "Alles bewaard";
    if (["out", "other", "gone"].includes(line)) {
      const link = element("a", "ms-2", "Opnieuw inloggen");
      link.href = `/inloggen/?next=${encodeURIComponent(location.pathname + location.search)}`;
      link.addEventListener("click", () => { leaves = true; }); // what is unsaved is kept in the browser
      stand.append(link);
    }
  };
  const becomes = (state) => {
    if (line === "closed") return; // for good
    const back = line !== "open" && state === "open";
    line = state;
    if (back) {
      failures = 0;
      for (const block of unsaved()) block.later(0);
    }
    tell();
  };

  // --- talking to the portal ----------------------------------------------------------------------

  const post = (url, body) => fetch(url, {
    method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": token },
    keepalive: document.hidden && String(body).length < 60000, signal: AbortSignal.timeout(PATIENCE),
  });

  // Who is signed in here, and with which key: after signing in again the page has an old one.
  const whoIsHere = async () => {
    const response = await fetch(`${live}?sleutel=1`, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    if (response.type === "opaqueredirect") return "out";
    if (response.status === 404 || response.status === 403) return "gone";
    if (!response.ok) throw new Error(response.status);
    const told = await response.json();
    if (String(told.person) !== person) return "other";
    token = told.csrf;
    return "open";
  };

  let look = null, since = "", seenTag = "", typedAt = 0;
  const here = () => document.activeElement?.closest?.("[data-question]")?.saver ?? null;
  const peek = async () => {
    clearTimeout(look);
    if (document.hidden || !live || line === "closed") return; // visibilitychange looks again
    try {
      if (line === "open") await hear();
      else becomes(await whoIsHere());
    } catch {
      if (line === "open" && unsaved().length) becomes("lost");
    }
    look = setTimeout(peek, LOOK);
  };
  const hear = async () => {
    const asked = new URLSearchParams({ sinds: since }), block = here();
    if (block) asked.set("bij", block.code);
    if (block && Date.now() - typedAt < WRITES) asked.set("schrijft", "1");
    const response = await fetch(`${live}?${asked}`, {
      redirect: "manual", headers: seenTag ? { "If-None-Match": seenTag } : {}, signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.type === "opaqueredirect") { becomes("out"); return; }
    if (response.status === 404 || response.status === 403) { becomes("gone"); return; }
    if (!response.ok) return; // 304: nothing new
    const told = await response.json();
    if (String(told.person) !== person) { becomes("other"); return; }
    seenTag = response.headers.get("ETag") ?? "";
    since = told.since;
    for (const [code, answer] of Object.entries(told.answers)) blocks.get(code)?.hear(answer);
    for (const [code, block] of blocks) block.shows(told.here.filter((one) => one.code === code));
    present.textContent = told.here.length ? `Nu hier: ${told.here.map((one) => one.name).join(", ")}` : "";
    if (told.closed) becomes("closed");
  };

  // --- one question -------------------------------------------------------------------------------

  class Saver {
    constructor(block) {
      this.block = block;
      this.url = block.dataset.question;
      this.saved = block.querySelector("[data-saved]");
      this.clash = block.querySelector("[data-clash]");
      this.version = block.querySelector("[name$='-version']");
      this.code = this.version.name.slice(0, -"-version".length);
      this.timer = null; this.busy = false; this.again = false; this.due = 0;
      this.pending = null; // the save that was sent and not answered
      this.refused = null; // what the portal would not take
      this.heard = null; // what somebody else wrote where one is writing oneself
      this.who = element("p", "writes-here");
      this.saved.before(this.who);
      this.base = this.read(); // what the portal had at `version`
      block.saver = this;
      block.addEventListener("input", () => this.typed());
      block.addEventListener("change", () => { if (this.isDirty() && !this.chooses()) this.later(0); });
      block.addEventListener("focusout", () => setTimeout(() => this.hearLater()));
      block.addEventListener("focusin", () => { clearTimeout(look); look = setTimeout(peek, 300); });
    }

    begin() {
      if (this.theirs()) {
        this.base = this.sorted(this.theirs());
        this.offer();
        return;
      }
      const kept = keep.get(this.code);
      if (!kept) return;
      if (same(kept.values, this.base) && !kept.pending) { keep.drop(this.code); return; }
      if (Date.now() - kept.at < OFFER) { this.takeUp(kept); return; }
      const box = element("div", "conflict");
      const at = new Date(kept.at).toLocaleString("nl-NL", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
      box.append(element("p", "", `In deze browser staat nog iets van ${at} dat niet bewaard werd.`));
      if (kept.values.text) box.append(element("div", "said-by mb-3", kept.values.text));
      box.append(
        button("Zet het erin", () => { this.clash.replaceChildren(); this.takeUp(kept); }),
        button("Gooi het weg", () => { keep.drop(this.code); this.clash.replaceChildren(); }),
      );
      this.clash.append(box);
    }

    // Go on as if the page had stayed open: the portal judges by the version that was seen then.
    takeUp(kept) {
      this.base = kept.base;
      this.version.value = kept.seen;
      this.pending = kept.pending;
      this.fill(kept.values, PARTS);
      this.say("Dit stond nog in deze browser. Het wordt nu bewaard.");
      this.later(0);
    }

    say(text) { this.saved.textContent = text; }
    isDirty() { return !same(this.read(), this.base); }
    isUnsaved() { return Boolean(this.pending) || this.isDirty() || this.chooses(); }
    chooses() { return this.clash.querySelector("[data-theirs]") !== null; }

    typed() {
      typedAt = Date.now();
      this.refused = null;
      if (this.isUnsaved()) this.store();
      else { keep.drop(this.code); this.hearLater(); }
      tell();
      if (this.chooses()) return; // first choose between the two
      this.later(PAUSE);
    }

    store() {
      keep.set(this.code, { base: this.base, seen: this.version.value, values: this.read(), pending: this.pending, at: Date.now() });
    }

    later(pause) {
      const now = Date.now();
      clearTimeout(this.timer);
      if (!this.due) this.due = now + LONGEST;
      this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(pause, this.due - now)));
    }

    makeOp() {
      const values = this.read();
      const boxes = Object.keys({ ...values.cells, ...this.base.cells }).filter((box) => values.cells[box] !== this.base.cells[box]);
      const only = [...PARTS.filter((part) => part !== "cells" && !same(values[part], this.base[part])), ...boxes.map((box) => `cell:${box}`)];
      const fields = [["op", number()], ["person", person], [this.version.name, this.version.value]];
      for (const name of only) fields.push(["only", name]);
      for (const field of this.fields()) {
        const name = this.nameOf(field);
        if (only.includes(name) && this.isSent(field)) fields.push([field.name, field.value]);
      }
      return { fields, values };
    }

    async save() {
      if (this.busy) { this.again = true; return; }
      this.due = 0;
      if (!this.pending) {
        if (!this.isDirty() || this.refused && same(this.refused, this.read())) { tell(); return; }
        this.pending = this.makeOp();
      }
      this.store();
      this.busy = true;
      const sent = this.pending;
      try {
        await this.send(sent);
      } catch {
        this.say("Nog niet bewaard: geen verbinding. We proberen het vanzelf opnieuw.");
        becomes("lost");
        const pause = RETRIES[Math.min(failures++, RETRIES.length - 1)] * SECOND;
        this.due = Date.now() + pause;
        this.later(pause);
      }
      this.busy = false;
      if (!this.pending && (this.again || this.isDirty()) && !this.chooses() && !this.refused) this.later(this.again ? 0 : PAUSE);
      this.again = false;
      this.hearLater();
      tell();
    }

    hearLater() { if (this.heard) this.hear(this.heard); }

    async send(sent, isSecondTry = false) {
      let response = await post(this.url, new URLSearchParams(sent.fields));
      if (response.type === "opaqueredirect" || response.status === 403 || response.status === 404) {
        const state = await whoIsHere();
        if (state === "open" && !isSecondTry) return this.send(sent, true); // with the new key
        this.say(state === "out" ? "Nog niet bewaard: je bent uitgelogd. Je tekst blijft hier staan." : "Nog niet bewaard. Je tekst blijft hier staan.");
        becomes(state === "open" ? "gone" : state);
        return undefined;
      }
      if (response.status >= 500) throw new Error(response.status);
      if (line === "lost") becomes("open");
      failures = 0;
      const html = await response.text();
      this.pending = null;
      if (response.status === 409) this.collides(sent, html, response);
      else if (response.ok) this.accepted(sent, html, response);
      else {
        this.saved.innerHTML = html; // too long, no number, closed
        this.refused = sent.values;
        if (response.status === 410) becomes("closed");
        this.store();
      }
      return undefined;
    }

    accepted(sent, html, response) {
      this.saved.innerHTML = html;
      this.clash.replaceChildren();
      this.settle(this.saved, sent.values, response.headers.get("X-Answer-Version"));
      const values = this.read();
      const filled = values.choices.length || Object.keys(values.cells).length || values.text || values.basis || values.reason;
      this.block.classList.toggle("tied-done", Boolean(filled));
      this.block.classList.toggle("tied-open", !filled);
      if (this.isDirty()) this.store();
      else keep.drop(this.code);
    }

    // From here a save is a choice made with open eyes: only what is chosen next does it.
    collides(sent, html, response) {
      const before = this.base;
      this.clash.innerHTML = html;
      if (!this.settle(this.clash, sent.values, response.headers.get("X-Answer-Version"))) {
        this.clash.replaceChildren(); // typed meanwhile where the other wrote: ask once more
        this.again = true;
        return;
      }
      this.before = before;
      this.base = this.sorted(this.theirs());
      this.offer();
      this.store();
      this.say("Nog niet bewaard: een collega schreef hier ook. Kies hierboven.");
    }

    // What a colleague wrote in another part of this answer comes in, but never over what was typed
    // meanwhile: then the old version stays, and the next save shows both texts.
    settle(place, was, version) {
      const values = this.sorted(JSON.parse(place.querySelector("[data-now]").dataset.now)), now = this.read();
      const changed = PARTS.filter((part) => !same(values[part], was[part]));
      if (changed.some((part) => !same(now[part], was[part]))) return false;
      if (changed.length) this.fill(values, changed);
      this.version.value = version;
      this.base = values;
      return true;
    }

    theirs() {
      const box = this.clash.querySelector("[data-theirs]");
      return box && JSON.parse(box.dataset.theirs);
    }

    offer() {
      const theirs = this.sorted(this.theirs()), { at } = this.clash.querySelector("[data-theirs]").dataset;
      const choose = (values) => () => {
        if (values) this.fill(values(), PARTS);
        this.clash.replaceChildren();
        this.settled(at);
      };
      const choices = element("div", "mt-3");
      this.clash.querySelector("[data-theirs]").append(choices);
      choices.append(
        button("Mijn antwoord bewaren", choose(null)),
        button("Dat van de ander houden", choose(() => theirs)),
        button("Samenvoegen", () => { choose(() => this.together(theirs))(); this.block.querySelector("textarea")?.focus(); }),
      );
    }

    settled(at) {
      if (this.isDirty()) { this.store(); this.later(0); return; }
      keep.drop(this.code);
      this.say(`Bewaard om ${at}: wat de ander schreef, blijft staan.`);
      this.hearLater();
      tell();
    }

    // Both texts in one, to write on. Where two changed different places of a text, both changes;
    // else first what stands there, then what was written here.
    together(theirs) {
      const mine = this.read(), before = this.before ?? { text: "", reason: "", cells: {} };
      const both = (one, other, base = "") => {
        if (!one || other.includes(one)) return other;
        if (!other || one.includes(other)) return one;
        return woven(base, one, other) ?? `${one}\n\n${other}`;
      };
      const isMany = this.block.querySelector(`[name="${CSS.escape(`${this.code}-choices`)}"][type=checkbox]`) !== null;
      const cells = { ...theirs.cells, ...mine.cells };
      for (const field of this.fields()) {
        const box = this.boxOf(field);
        if (box !== null && field.tagName === "TEXTAREA") cells[box] = both(theirs.cells[box] ?? "", mine.cells[box] ?? "", before.cells[box]);
      }
      return {
        choices: isMany ? [...new Set([...theirs.choices, ...mine.choices])].filter((one) => !MARKS.includes(one) || mine.choices.includes(one)) : mine.choices,
        cells, basis: mine.basis, 
        text: both(theirs.text, mine.text, before.text), reason: both(theirs.reason, mine.reason, before.reason).replace("\n\n", " / "),
      };
    }

    // Somebody else saved this answer. It comes in where one is not writing oneself.
    hear(answer) {
      this.heard = null;
      if (answer.version <= Number(this.version.value)) return;
      if (this.busy || this.isUnsaved()) { this.heard = answer; return; } // a save brings it along
      const values = this.sorted(answer.values);
      const changed = PARTS.filter((part) => !same(values[part], this.base[part]));
      const at = document.activeElement, isText = at?.matches?.("textarea, input:not([type=radio], [type=checkbox])");
      if (isText && this.block.contains(at)) {
        const box = this.boxOf(at), part = this.partOf(at);
        if (box === null ? changed.includes(part) : values.cells[box] !== this.base.cells[box]) { this.heard = answer; return; }
      }
      this.fill(values, changed);
      this.version.value = answer.version;
      this.base = values;
      this.say(`${answer.by}, bewaard om ${answer.at}`);
      const filled = PARTS.some((part) => (part === "cells" ? Object.keys(values.cells) : values[part]).length);
      this.block.classList.toggle("tied-done", filled);
      this.block.classList.toggle("tied-open", !filled);
    }

    shows(people) {
      const writers = people.filter((one) => one.writes).map((one) => one.name), others = people.filter((one) => !one.writes).map((one) => one.name);
      const text = [
        writers.length ? `${writers.join(" en ")} ${writers.length === 1 ? "schrijft" : "schrijven"} hier` : "",
        others.length ? `${others.join(" en ")} ${others.length === 1 ? "is" : "zijn"} bij deze vraag` : "",
      ].filter(Boolean).join(". ");
      if (this.who.textContent !== text) this.who.textContent = text;
    }

    // --- its fields -------------------------------------------------------------------------------

    fields() {
      return [...this.block.querySelectorAll("[name]")].filter((field) => field !== this.version && field.name.startsWith(`${this.code}-`));
    }
    isSent(field) { return (field.type !== "radio" && field.type !== "checkbox") || field.checked; }
    partOf(field) { return field.name.slice(this.code.length + 1); }
    boxOf(field) { const part = this.partOf(field); return part.startsWith("cell:") ? part.slice("cell:".length) : null; }
    nameOf(field) { // the part of the answer it belongs to, or its box
      const part = this.partOf(field);
      if (this.boxOf(field) !== null) return part;
      return ["text", "reason", "basis"].includes(part) ? part : "choices";
    }
    sorted(values) {
      return {
        choices: [...values.choices].sort(),
        cells: Object.fromEntries(Object.entries(values.cells).sort()),
        text: values.text, basis: values.basis, reason: values.reason,
      };
    }

    read() {
      const values = { choices: [], cells: {}, text: "", basis: "", reason: "" };
      for (const field of this.fields()) {
        const part = this.partOf(field), box = this.boxOf(field);
        if (box !== null) { if (field.value.trim()) values.cells[box] = field.value.trim(); }
        else if (part === "text" || part === "reason") values[part] = field.value.trimEnd();
        else if (!field.checked || !field.value) continue;
        else if (part === "basis") values.basis = field.value;
        else if (part === "choices" || part === "mark") values.choices.push(field.value);
        else values.choices.push(`${part}:${field.value}`);
      }
      return this.sorted(values);
    }

    fill(values, which) {
      for (const field of this.fields()) {
        const part = this.partOf(field), chosen = values.choices, box = this.boxOf(field);
        if (box !== null) {
          if (which.includes("cells")) field.value = values.cells[box] || "";
          continue;
        }
        if (!which.includes(PARTS.includes(part) ? part : "choices")) continue;
        if (part === "text" || part === "reason") field.value = values[part];
        else if (part === "basis") field.checked = field.value === values.basis;
        else if (part === "mark") field.checked = field.value ? chosen.includes(field.value) : !chosen.some((one) => MARKS.includes(one));
        else if (part === "choices") field.checked = field.value ? chosen.includes(field.value) : !chosen.length;
        else field.checked = field.value ? chosen.includes(`${part}:${field.value}`) : !chosen.some((one) => one.startsWith(`${part}:`));
      }
      this.block.dispatchEvent(new Event("answer-came-in", { bubbles: true })); // no "change": nobody here did it
    }
  }

  // What was left unsaved at a question that is not on this page: sent again, by its number.
  const sendOthers = async () => {
    for (const key of keep.all()) {
      const [whose, talk, code] = key.slice(PREFIX.length).split(":");
      const kept = whose === person && talk === conversation && !blocks.has(code) ? keep.get(code) : null;
      if (!kept?.pending || Date.now() - kept.at > OFFER) continue;
      const url = [...blocks.values()][0]?.url.replace(/[^/]+\/$/, `${code}/`);
      const response = url && await post(url, new URLSearchParams(kept.pending.fields)).catch(() => null);
      if (response?.ok && same(kept.pending.values, kept.values)) keep.drop(code); // a clash is shown at its own question
    }
  };

  form.autocomplete = "off"; // Back must not fill in what was there: what is unsaved we keep ourselves
  keep.tidy();
  for (const block of form.querySelectorAll("[data-question]")) {
    const saver = new Saver(block);
    blocks.set(saver.code, saver);
  }
  for (const block of blocks.values()) block.begin();
  tell();
  peek();
  sendOthers();

  // What one tabs to, must not lie under the bar: the browser thinks that it is in sight there.
  let byKeys = false;
  addEventListener("keydown", (event) => { byKeys = event.key === "Tab"; }, true);
  addEventListener("pointerdown", () => { byKeys = false; }, true);
  addEventListener("focusin", ({ target }) => {
    if (!byKeys || bar.contains(target)) return;
    const field = target.getBoundingClientRect(), over = bar.getBoundingClientRect();
    const under = field.bottom + 8 - over.top;
    if (under > 0 && field.top < over.bottom) scrollBy({ top: Math.min(under, field.top - 8), behavior: "instant" });
  });

  addEventListener("online", () => { for (const block of unsaved()) block.later(0); peek(); });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) peek();
    else for (const block of unsaved()) if (!block.chooses()) block.later(0);
  });
  form.addEventListener("submit", () => { leaves = true; });
  addEventListener("submit", (event) => {
    if (event.target.matches("form[data-signs-out]")) keep.set = () => {}; // portal.js clears what is there
  });
  addEventListener("pageshow", () => { leaves = false; });
  addEventListener("beforeunload", (event) => { if (!leaves && unsaved().length) event.preventDefault(); });
})();
