/* Fast entry: a line is sent with Enter while the next one is typed. Without it the page reloads. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-jot]");
  if (!form) return;
  const field = form.elements.line, undo = document.querySelector("form[data-unjot]");
  const said = document.querySelector("[data-said][role=status]");
  let last = Promise.resolve();

  const say = (text, wrong) => {
    said.textContent = text;
    said.classList.toggle("fw-bold", Boolean(wrong));
  };
  // What was not taken comes back into the field; what is typed there by now stays.
  const giveBack = (line) => {
    if (!line) return;
    if (field.value) say(`${said.textContent} Dit was je regel: ${line}`, true);
    else { field.value = line; field.select(); }
  };

  const send = async (where, line) => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    if (line !== null) body.set("line", line);
    try {
      const response = await fetch(where, { method: "POST", body, headers: { "HX-Request": "true" } });
      const elsewhere = response.headers.get("HX-Redirect");
      if (elsewhere) { location.assign(elsewhere); return; }
      if (!response.ok) throw new Error(response.status);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const lines = page.getElementById("regels");
      const refused = "refused" in lines.dataset;
      document.getElementById("regels").replaceWith(lines);
      say(lines.dataset.said, refused);
      giveBack(lines.dataset.line);
    } catch {
      say("Dit is nog niet bewaard: er is geen verbinding. Probeer het nog een keer.", true);
      giveBack(line);
    }
  };

  // One after the other, in the order in which they were typed.
  const queue = (where, line) => { last = last.then(() => send(where, line)); };

  // Enter in the field is a click on this button too.
  form.querySelector("[type=submit]").addEventListener("click", (event) => {
    event.preventDefault();
    const line = field.value.trim();
    field.focus();
    if (!line) { say("Typ een thema en druk op Enter.", true); return; }
    field.value = "";
    queue(form.action, line);
  });
  undo.querySelector("[type=submit]").addEventListener("click", (event) => {
    event.preventDefault();
    queue(undo.action, null);
    field.focus();
  });
})();
