/* A talk: how much time is left, what is asked by now, and the arrow keys at the beamer. */
(() => {
  "use strict";

  const MINUTE = 60000;
  const shown = [...document.querySelectorAll("[data-until]")];
  const tell = () => {
    for (const place of shown) {
      const left = Math.ceil((new Date(place.dataset.until) - Date.now()) / MINUTE);
      place.querySelector("[data-left]").textContent =
        left > 0 ? `, nog ${left} ${left === 1 ? "minuut" : "minuten"}` : ", de tijd is om";
    }
  };
  if (shown.length) { tell(); setInterval(tell, 5000); }

  // A question that is asked only after some answer, unfolds and folds as that answer changes, by
  // the rule of the portal: what is not asked itself counts for nothing, and what is not on this
  // page was decided there. What somebody filled in, or is at, stays in sight.
  const waiting = [...document.querySelectorAll("details[data-only-if]")];
  const codeOf = (part) => part.closest("[data-question]").querySelector("[name$='-version']").name.slice(0, -"-version".length);
  const isFilled = (part) => [...part.querySelectorAll("[name]")].some((one) =>
    one.value.trim() && (one.checked || !["radio", "checkbox"].includes(one.type)));
  const follow = () => {
    const unasked = new Set();
    for (const part of waiting) {
      const { onlyIf, is } = part.dataset, source = [...document.getElementsByName(`${onlyIf}-choices`)];
      if (!source.length) continue;
      const met = !unasked.has(onlyIf) && source.some((one) => one.checked && is.split(" ").includes(one.value));
      if (!met) unasked.add(codeOf(part));
      if (met || isFilled(part)) part.open = true;
      else if (!part.contains(document.activeElement)) part.open = false;
    }
  };
  if (waiting.length) for (const kind of ["change", "answer-came-in"]) addEventListener(kind, follow);

  // Only at the beamer: elsewhere the arrows move in what one types or chooses.
  if (!document.querySelector("[data-keys]")) return;
  addEventListener("keydown", (event) => {
    const way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
    document.querySelector(`a[rel=${way}]`)?.click();
  });
})();
