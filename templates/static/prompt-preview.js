// The prompt as it would be sent for a donation that somebody types. The
// server makes it by the same steps as for a real one, and records nothing.

import { morph, parse } from "./morph.js";
import { toast } from "./notice.js";
import { word } from "./words.js";

const PAUSE = 250; // ms without a key

export function watchPromptPreview() {
  const form = document.querySelector("form[data-prompt-preview]");
  let timer, asked;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  };
  async function show() {
    asked?.abort();
    const mine = asked = new AbortController();
    try {
      const fields = Object.fromEntries(new FormData(form));
      const response = await fetch("/look/prompt", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields), signal: mine.signal,
      });
      if (!response.ok) throw new Error(word("failed"));
      const fresh = parse(await response.text());
      if (mine === asked) morph(document.getElementById("look-prompt"), fresh);
    } catch (problem) {
      if (problem.name !== "AbortError") toast({ tone: "bad", text: word("noAnswer") });
    }
  }
  form.addEventListener("input", later);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  document.addEventListener("look:saved", later);
}
