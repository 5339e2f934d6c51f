// The field that shows what viewers would see of a phrase, while it is typed.

import { ask } from "./act.js";
import { toast } from "./notice.js";

const pause = 250; // milliseconds after the last letter

export function watchPhrase() {
  let timer;
  let asked = 0;
  document.addEventListener("input", ({ target }) => {
    const form = target.closest("[data-try-phrase]");
    if (!form) return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const turn = (asked += 1);
      try {
        const answer = target.value.trim() ? await ask("POST", "/api/moderation/try", JSON.stringify({ message: target.value })) : null;
        if (turn === asked) show(form, answer);
      } catch (problem) {
        toast({ tone: "bad", text: problem.message });
      }
    }, pause);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.closest("[data-try-phrase]")) event.preventDefault();
  });
}

function show(form, answer) {
  const tried = form.querySelector(".tried");
  tried.hidden = !answer;
  form.querySelector("[role=status]").textContent = answer?.says ?? "";
  tried.replaceChildren(
    ...(answer?.written ?? []).map(({ text, hidden }) => {
      const piece = document.createElement(hidden ? "mark" : "span");
      piece.className = hidden ? "masked" : "";
      piece.textContent = text;
      return piece;
    }),
  );
}
