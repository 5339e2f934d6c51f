// The test of a connection: one sentence below its button, and what to do.

import { word } from "./words.js";

export function watchChecks() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-check]");
    if (!button || button.getAttribute("aria-busy") === "true") return;
    const place = button.closest(".card").querySelector(".checked");
    button.setAttribute("aria-busy", "true");
    showCheck(place, "", word("checking"));
    const { success, sentence, advice } = await ask(button.dataset.check);
    showCheck(place, success ? "good" : "bad", [sentence, advice].filter(Boolean).join(" "));
    button.removeAttribute("aria-busy");
  });
}

async function ask(path) {
  try {
    const lang = document.documentElement.lang;
    const response = await fetch(`${path}?lang=${lang}`, { method: "POST", headers: { "Content-Type": "application/json", "Accept-Language": lang }, body: "{}" });
    const answer = await response.json();
    return answer.sentence ? answer : { success: false, sentence: answer.message ?? answer.error ?? word("failed") };
  } catch {
    return { success: false, sentence: word("noAnswer") };
  }
}

function showCheck(place, tone, text) {
  place.dataset.tone = tone;
  place.textContent = text;
}
