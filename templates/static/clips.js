// The gallery: a clip shows a picture from its midst when it comes into view,
// one plays at a time, and older ones are fetched when asked for.

import { toast } from "./notice.js";
import { word } from "./words.js";

export function watchClips() {
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      target.preload = "metadata";
    }
  }, { rootMargin: "200px" });
  const find = () => {
    for (const video of document.querySelectorAll("video[data-lazy]:not([data-watched])")) {
      video.dataset.watched = "";
      video.addEventListener("loadedmetadata", () => preview(video), { once: true });
      seen.observe(video);
    }
  };
  find();
  const gallery = document.getElementById("gallery");
  if (gallery) new MutationObserver(find).observe(gallery, { childList: true });

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

// preview shows a picture from the midst of a clip, because many begin in
// the dark. Played, it begins at its beginning.
function preview(video) {
  if (!video.paused || video.currentTime > 0) return;
  video.currentTime = video.duration / 3;
  video.addEventListener("play", () => { video.currentTime = 0; }, { once: true });
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

// extend adds older elements to a list, and puts the next link, if there is
// one, in the place of the one that was used.
function extend(list, place, content) {
  list.dataset.extended = "";
  let first;
  for (const item of [...content.querySelectorAll("li")]) {
    if (document.getElementById(item.id)) continue; // the list moved on meanwhile
    list.append(item);
    first ??= item;
  }
  const next = content.querySelector("[data-more]")?.parentElement;
  if (next) place.replaceWith(next);
  else place.remove();
  first?.focus({ preventScroll: true });
}
