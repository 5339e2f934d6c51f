// What is said beside the page: notices in the corner, words for screen
// readers, and the question before something that cannot be undone. All of
// it is text, never markup.

import { word } from "./words.js";

const shown = 4; // notices at once
const stays = 8000;

export function toast({ tone = "good", title, text, href, action }) {
  const box = document.getElementById("toasts");
  const note = document.createElement("div");
  note.className = "toast";
  note.dataset.tone = tone;
  note.setAttribute("role", tone === "good" ? "status" : "alert");
  const body = document.createElement("div");
  if (title) body.append(element("strong", title));
  body.append(element("span", text));
  note.append(body);
  if (href) {
    const link = element("a", action);
    link.className = "button button-small button-quiet";
    link.href = href;
    note.append(link);
  }
  const close = element("button", "×");
  close.type = "button";
  close.className = "button button-small button-quiet";
  close.setAttribute("aria-label", word("close"));
  close.onclick = () => note.remove();
  note.append(close);
  box.append(note);
  while (box.children.length > shown) box.firstElementChild.remove();
  // One that needs a decision waits for it; the others leave, unless they are being read.
  if (href) return;
  const leave = () => (note.matches(":hover, :focus-within") ? setTimeout(leave, 1000) : note.remove());
  setTimeout(leave, stays);
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

export function announce(text) {
  if (text) document.getElementById("said").textContent = text;
}

// confirmed asks a question and returns whether the answer was yes.
export function confirmed(question, yes) {
  const dialog = document.getElementById("sure");
  document.getElementById("sure-question").textContent = question;
  document.getElementById("sure-yes").textContent = yes;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
