// Asks whether every donation of some days is here, and takes in those that
// are not.

import { ask, refuse, showResult } from "./act.js";
import { word } from "./words.js";

export function watchCompare() {
  const form = document.querySelector("form[data-compare]");
  if (!form) return;
  const look = form.querySelector("button:not([type])");
  const take = form.querySelector("[data-take]");
  const show = (error, done) => showResult(form, error, done);
  const fields = () => Object.fromEntries(new FormData(form));

  // busy does one thing at a time and shows what it says, or why it did not.
  async function busy(button, act) {
    if (look.getAttribute("aria-busy") === "true" || take.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    show("", "");
    try {
      await act();
    } catch (problem) {
      refuse(form, problem);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  form.addEventListener("input", () => { take.hidden = true; show("", ""); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(look, async () => {
      take.hidden = true;
      const found = await ask("GET", `/api/reconcile?${new URLSearchParams(fields())}`);
      if (found.equal) return show("", word("compareEqual", found));
      show(word("compareDiffers", { missing: found.missing.length, extra: found.extra.length, differing: found.differing.length }), "");
      take.hidden = found.missing.length === 0;
    });
  });
  take.addEventListener("click", () => busy(take, async () => {
    const done = await ask("POST", "/api/reconcile", JSON.stringify(fields()));
    take.hidden = true;
    show("", word("compareTaken", done));
  }));
}
