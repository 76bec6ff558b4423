/* What a script adds to pages that also work without it. */
(() => {
  "use strict";

  const mistake = "Fout: ";

  // What went wrong gets the focus and stands in the title, also when htmx swapped it in.
  const showMistakes = (part) => {
    const box = part.matches?.("[data-focus]") ? part : part.querySelector?.("[data-focus]");
    if (box) box.focus();
  };
  const nameMistakes = () => {
    const wrong = document.querySelector(".error-summary") !== null;
    const title = document.title.startsWith(mistake) ? document.title.slice(mistake.length) : document.title;
    document.title = wrong ? mistake + title : title;
  };

  // A form is sent once; Back, an answer of htmx or the half minute after a download frees it again.
  const sent = new WeakSet();
  const free = (form) => {
    sent.delete(form);
    for (const button of form.querySelectorAll("[type=submit][aria-disabled]")) button.removeAttribute("aria-disabled");
  };
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (sent.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (event.defaultPrevented) return;
    sent.add(form);
    for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-disabled", "true");
    setTimeout(() => free(form), 30000);
  }, true);
  addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) free(form);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form").forEach(free));

  // Who signs out leaves nothing behind in this browser of what they had not saved yet.
  addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-signs-out]")) return;
    try {
      for (const kept of [localStorage, sessionStorage]) {
        for (const key of Object.keys(kept)) if (key.startsWith("knw:")) kept.removeItem(key);
      }
    } catch { /* this browser keeps nothing */ }
  });

  // Typed and not sent: the browser asks before it leaves the page.
  const changed = new Set();
  addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-guard]");
    if (form) changed.add(form);
  });
  addEventListener("submit", (event) => changed.delete(event.target));
  addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });

  // An open menu closes with Escape or a click beside it.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details[data-closes][open]")) {
      if (menu === except) continue;
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
  };
  addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(null); });
  addEventListener("click", (event) => closeMenus(event.target.closest?.("details[data-closes]")));

  // A link to a choice in a group scrolls so that its question is still in view.
  addEventListener("click", (event) => {
    const link = event.target.closest?.(".error-summary a[href^='#'], .conflict a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest(".field") ?? field).scrollIntoView();
    field.focus({ preventScroll: true });
  });

  // Once more after loading: an address with a # takes the focus away in between.
  addEventListener("DOMContentLoaded", () => showMistakes(document));
  addEventListener("load", () => setTimeout(() => {
    if (document.activeElement === document.body) showMistakes(document);
  }));
  addEventListener("htmx:load", (event) => {
    if (event.detail.elt === document.body) return;
    showMistakes(event.detail.elt);
    nameMistakes();
  });
})();
