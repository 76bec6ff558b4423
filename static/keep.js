/* Keeps what is typed in form[data-keep] in this tab until the portal said that it was saved, so that
   an ended session or a lost connection takes no text away. Closing the tab takes it away. */
(() => {
  "use strict";

  const START = "knw:keep:";
  let kept;
  try { kept = sessionStorage; kept.getItem(START); } catch { return; }

  const read = (key) => { try { return JSON.parse(kept.getItem(key)); } catch { return null; } };
  const write = (key, value) => { try { kept.setItem(key, JSON.stringify(value)); } catch { /* full */ } };

  // A page that says it is done: what was sent is saved.
  if (document.querySelector("#messages .notice-good")) {
    for (const key of Object.keys(kept)) if (key.startsWith(START) && read(key)?.sent) kept.removeItem(key);
  }

  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = `${START}${form.dataset.keep}:${location.pathname}${location.search}`;
    const fields = () => [...form.elements].filter((one) => one.name && !["hidden", "file", "submit"].includes(one.type));
    const version = () => form.elements.version?.value ?? "";
    const values = () => fields().map((one) => [one.name, one.value, one.type === "radio" || one.type === "checkbox" ? one.checked : null]);
    const keep = (sent) => write(key, { version: version(), sent, values: values() });

    const stored = read(key);
    const typed = JSON.stringify(stored?.values ?? null);
    if (stored && stored.version === version() && typed !== JSON.stringify(values())) {
      for (const [name, value, checked] of stored.values) {
        for (const one of fields()) {
          if (one.name !== name) continue;
          if (checked === null) one.value = value;
          else if (one.value === value) one.checked = checked;
        }
      }
      const said = form.querySelector("[data-kept]");
      if (said) said.hidden = false;
    }
    form.addEventListener("input", () => keep(false));
    form.addEventListener("submit", () => keep(true));
    form.querySelector("[data-forget]")?.addEventListener("click", () => { kept.removeItem(key); });
  }
})();
