/* The vote says aloud how many themes are ticked, and lets go of a star whose theme is not. */
(() => {
  "use strict";

  const choices = document.querySelector(".choices[data-max]");
  const tally = choices?.querySelector("[data-tally]");
  if (!tally) return;
  const most = Number(choices.dataset.max);

  choices.addEventListener("change", () => {
    const star = choices.querySelector("[type=radio]:checked");
    if (star && !star.closest(".choice").querySelector("[type=checkbox]").checked) star.checked = false;
    const ticked = choices.querySelectorAll("[type=checkbox]:checked").length;
    tally.textContent = ticked > most
      ? `${ticked} gekozen. Het mogen er hooguit ${most} zijn.`
      : `${ticked} van ${most} gekozen.`;
  });
})();
