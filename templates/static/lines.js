// The log: new lines are added at its end. Who reads further up is left
// there, and told how many came.

import { parse } from "./morph.js";

const most = 500; // lines that are kept on the page
let fresh = 0;

const box = () => document.getElementById("log-box");
const atEnd = () => box().scrollHeight - box().scrollTop - box().clientHeight < 40;

export function append(update) {
  const list = document.getElementById("log-lines");
  if (!list) return;
  const follow = atEnd();
  for (const html of update.lines ?? []) list.append(parse(html));
  // Should the connection break, it goes on behind this line.
  const [page, query] = document.body.dataset.live.split("?");
  const wish = new URLSearchParams(query);
  wish.set("since", update.since);
  document.body.dataset.live = `${page}?${wish}`;
  if (!update.lines) return;
  fresh += update.lines.length;
  if (follow) end();
  else showCount();
}

function end() {
  const list = document.getElementById("log-lines");
  while (list.children.length > most) list.firstElementChild.remove();
  box().scrollTop = box().scrollHeight;
  fresh = 0;
  showCount();
}

function showCount() {
  const button = document.getElementById("log-end");
  button.hidden = fresh === 0;
  button.querySelector("strong").textContent = fresh;
}

export function watchLines() {
  if (!box()) return;
  end();
  box().addEventListener("scroll", () => { if (fresh && atEnd()) end(); }, { passive: true });
  document.getElementById("log-end").addEventListener("click", end);
  const form = document.getElementById("log-filter");
  form.addEventListener("change", (event) => { if (event.target.matches("select")) form.requestSubmit(); });
  // An address with the wishes alone, without the fields that are empty.
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  });
  addEventListener("pageshow", () => { for (const field of form.elements) field.disabled = false; });
}
