/* A talk, question by question: how much time is left, and the arrow keys at the beamer. */
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

  // Only at the beamer: elsewhere the arrows move in what one types or chooses.
  if (!document.querySelector("[data-keys]")) return;
  addEventListener("keydown", (event) => {
    const way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
    document.querySelector(`a[rel=${way}]`)?.click();
  });
})();
