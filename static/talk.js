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

  // A question that is asked only after some answer, opens as that answer is chosen.
  const waiting = [...document.querySelectorAll("[data-only-if]")];
  if (waiting.length) addEventListener("change", () => {
    for (const part of waiting) {
      const chosen = [...document.getElementsByName(`${part.dataset.onlyIf}-choices`)].filter((one) => one.checked);
      if (chosen.some((one) => part.dataset.is.split(" ").includes(one.value))) part.open = true;
    }
  });

  // Only at the beamer: elsewhere the arrows move in what one types or chooses.
  if (!document.querySelector("[data-keys]")) return;
  addEventListener("keydown", (event) => {
    const way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
    document.querySelector(`a[rel=${way}]`)?.click();
  });
})();
