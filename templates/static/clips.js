// The gallery: one video plays at a time, and older clips are fetched when
// asked for.

import { toast } from "./notice.js";
import { word } from "./words.js";

export function watchClips() {
  document.addEventListener("play", ({ target }) => {
    for (const video of document.querySelectorAll("video")) if (video !== target) video.pause();
  }, true);

  document.addEventListener("click", (event) => {
    const more = event.target.closest("[data-more]");
    if (!more) return;
    event.preventDefault();
    fetchMore(more);
  });
}

async function fetchMore(link) {
  if (link.getAttribute("aria-busy") === "true") return;
  link.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(link.href);
    if (!response.ok) throw new Error(word("failed"));
    const holder = document.createElement("template");
    holder.innerHTML = await response.text();
    extend(document.getElementById(link.dataset.more), link.parentElement, holder.content);
  } catch {
    link.removeAttribute("aria-busy");
    toast({ tone: "bad", text: word("noAnswer") });
  }
}

// extend adds the elements of the same list on the next page, and puts the
// link to the one after it, if there is one, in the place of the used one.
function extend(list, place, content) {
  list.dataset.extended = "";
  let first;
  for (const item of [...content.querySelectorAll(`#${list.id} > li`)]) {
    if (document.getElementById(item.id)) continue; // the list moved on meanwhile
    list.append(item);
    first ??= item;
  }
  const next = content.querySelector("[data-more]")?.parentElement;
  if (next) place.replaceWith(next);
  else place.remove();
  first?.focus({ preventScroll: true });
}
