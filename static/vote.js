/* The vote says aloud how much is given, and lets go of a star whose theme is not ticked. */
(() => {
  "use strict";

  const choices = document.querySelector(".choices[data-max]");
  const tally = choices?.querySelector("[data-tally]");
  if (!tally) return;
  const most = Number(choices.dataset.max);
  const numbers = [...choices.querySelectorAll("[type=number]")];
  const places = [...choices.querySelectorAll("select")];
  const shown = choices.querySelector("[data-shown]");

  const words = () => {
    if (numbers.length) {
      const given = numbers.reduce((sum, one) => sum + (Number(one.value) || 0), 0);
      return given > most
        ? `${given} punten. Het mogen er hooguit ${most} zijn.`
        : `${given} van ${most} punten.`;
    }
    if (places.length) {
      const taken = places.map((one) => one.value).filter(Boolean);
      const twice = taken.find((one, at) => taken.indexOf(one) !== at);
      return twice ? `Plaats ${twice} staat er twee keer.` : `${taken.length} van ${most} plaatsen.`;
    }
    const ticked = choices.querySelectorAll("[type=checkbox]:checked").length;
    return ticked > most
      ? `${ticked} gekozen. Het mogen er hooguit ${most} zijn.`
      : `${ticked} van ${most} gekozen.`;
  };

  choices.addEventListener("change", () => {
    const star = choices.querySelector("[type=radio]:checked");
    if (star && !star.closest(".choice").querySelector("[type=checkbox]").checked) star.checked = false;
    tally.textContent = words();
    if (shown) shown.textContent = tally.textContent;
  });
  if (shown) shown.textContent = words();
})();
