/* Saves each answer of a conversation while people write; without it the button saves them all. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const PAUSE = 800, RETRY = 5000; // milliseconds after the last key; after a lost connection
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const unsaved = new Set();

  for (const block of form.querySelectorAll("[data-question]")) {
    const saved = block.querySelector("[data-saved]"), clash = block.querySelector("[data-clash]");
    const version = block.querySelector("[name$='-version']");
    let timer = null, busy = false, again = false;

    const say = (html) => { saved.innerHTML = html; };
    const later = (pause) => { clearTimeout(timer); timer = setTimeout(save, pause); };

    const save = async () => {
      if (busy) { again = true; return; }
      busy = true;
      const body = new URLSearchParams();
      for (const field of block.querySelectorAll("[name]")) {
        if ((field.type !== "radio" && field.type !== "checkbox") || field.checked) body.append(field.name, field.value);
      }
      const was = read();
      try {
        const response = await fetch(block.dataset.question, { method: "POST", body, headers: { "X-CSRFToken": token } });
        if (response.redirected || response.status === 403) {
          say("Nog niet bewaard: je bent uitgelogd. Log in op een ander tabblad en typ daarna verder; je tekst blijft hier staan.");
        } else if (response.status === 409) {
          // From here a save is a choice made with open eyes: only what is typed or chosen next does it.
          clash.innerHTML = await response.text();
          settle(clash, was, response);
          offer();
          say("Nog niet bewaard: een collega schreef hier ook. Kies hierboven.");
        } else if (response.status >= 500) {
          throw new Error(response.status);
        } else {
          say(await response.text());
          if (response.ok) {
            settle(saved, was, response);
            clash.innerHTML = "";
            const here = read(), filled = here.choices.length || Object.keys(here.cells).length || here.text || here.basis || here.reason;
            block.classList.toggle("tied-done", Boolean(filled));
            block.classList.toggle("tied-open", !filled);
            if (!again) unsaved.delete(block);
          }
        }
      } catch {
        say("Nog niet bewaard: geen verbinding. We proberen het vanzelf opnieuw.");
        later(RETRY);
      }
      busy = false;
      if (again) { again = false; later(0); }
    };

    const button = (text, deed) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "btn btn-outline-primary btn-sm me-2";
      made.textContent = text;
      made.addEventListener("click", deed);
      return made;
    };

    const offer = () => {
      const box = clash.querySelector("[data-theirs]");
      const theirs = JSON.parse(box.dataset.theirs);
      box.append(
        button("Mijn antwoord bewaren", () => save()),
        button("Dat van de ander houden", () => { fill(theirs, parts); save(); }),
      );
    };

    const code = version.name.slice(0, -"-version".length);
    const parts = ["choices", "cells", "text", "basis", "reason"];
    const marks = ["unknown", "na"];
    const partOf = (field) => field.name.slice(code.length + 1);
    const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
    const boxOf = (part) => (part.startsWith("cell:") ? part.slice("cell:".length) : null);
    const sorted = (values) => ({
      ...values,
      choices: [...values.choices].sort(),
      cells: Object.fromEntries(Object.entries(values.cells).sort()),
    });

    const read = () => {
      const values = { choices: [], cells: {}, text: "", basis: "", reason: "" };
      for (const field of block.querySelectorAll("[name]")) {
        const part = partOf(field), box = boxOf(part);
        if (box !== null) { if (field.value.trim()) values.cells[box] = field.value.trim(); }
        else if (part === "text" || part === "reason") values[part] = field.value.trimEnd();
        else if (part === "version" || !field.checked || !field.value) continue;
        else if (part === "basis") values.basis = field.value;
        else if (part === "choices" || part === "mark") values.choices.push(field.value);
        else values.choices.push(`${part}:${field.value}`);
      }
      return sorted(values);
    };

    // What a colleague wrote in another part of this answer comes in, but never over what was typed
    // meanwhile: then the old version stays, and the next save shows both texts.
    const settle = (place, was, response) => {
      const values = sorted(JSON.parse(place.querySelector("[data-now]").dataset.now)), here = read();
      const changed = parts.filter((part) => !same(values[part], was[part]));
      if (changed.some((part) => !same(here[part], was[part]))) return;
      if (changed.length) fill(values, changed);
      version.value = response.headers.get("X-Answer-Version");
    };

    const fill = (values, which) => {
      for (const field of block.querySelectorAll("[name]")) {
        const part = partOf(field), chosen = values.choices, box = boxOf(part);
        if (part === "version") continue;
        if (box !== null) {
          if (which.includes("cells")) field.value = values.cells[box] || "";
          continue;
        }
        if (!which.includes(parts.includes(part) ? part : "choices")) continue;
        if (part === "text" || part === "reason") field.value = values[part];
        else if (part === "basis") field.checked = field.value === values.basis;
        else if (part === "mark") field.checked = field.value ? chosen.includes(field.value) : !chosen.some((one) => marks.includes(one));
        else if (part === "choices") field.checked = field.value ? chosen.includes(field.value) : !chosen.length;
        else field.checked = field.value ? chosen.includes(`${part}:${field.value}`) : !chosen.some((one) => one.startsWith(`${part}:`));
      }
    };

    block.addEventListener("input", () => {
      unsaved.add(block);
      if (clash.querySelector("[data-theirs]")) return; // first choose between the two
      later(PAUSE);
    });
    block.addEventListener("change", () => {
      if (unsaved.has(block) && !clash.querySelector("[data-theirs]")) later(0);
    });
    if (clash.querySelector("[data-theirs]")) offer();
  }

  form.addEventListener("submit", () => unsaved.clear());
  addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });
})();
