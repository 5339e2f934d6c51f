// What viewers write, as text and never as markup.

import { sum } from "/widget/player/words.js";

/** Puts a text into the element that a selector finds; without text it is hidden. */
export function write(root, selector, text) {
  const element = root.querySelector(selector);
  element.textContent = text ?? "";
  element.hidden = !text;
  return element;
}

/** Puts who gave what, and what they say, into a card. Nobody is named where the donor is not. */
export function writeDonation(root, { donor, amount, message }) {
  write(root, ".donor", donor);
  write(root, ".amount", sum(amount));
  root.querySelector(".who").hidden = !donor && !amount;
  const length = Array.from(message ?? "").length;
  root.classList.toggle("long", length > 140);
  root.classList.toggle("longest", length > 320);
}

/** Puts the same under a clip. Without anything to say there is no card. */
export function writeCaption(clip, donation) {
  const caption = clip.querySelector(".caption");
  writeDonation(caption, donation);
  write(caption, ".message p", donation.message);
  caption.querySelector(".message").hidden = !donation.message;
  caption.hidden = !donation.donor && !donation.amount && !donation.message;
}

/** Moves a text that is too long for its box slowly up, so that all of it can be read in this time. */
export function scroll(box, milliseconds) {
  const text = box.firstElementChild;
  if (text.scrollHeight - box.clientHeight < 4) return;
  box.classList.add("scrolls");
  const rest = text.scrollHeight - box.clientHeight; // with the space that scrolling adds
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const pages = Math.ceil(rest / Math.max(box.clientHeight, 1)) + 1;
  text.animate(
    [
      { transform: "none", offset: 0 },
      { transform: "none", offset: 0.15 },
      { transform: `translateY(${-rest}px)`, offset: 0.9 },
      { transform: `translateY(${-rest}px)`, offset: 1 },
    ],
    { duration: Math.max(milliseconds, 4000), easing: calm ? `steps(${pages}, jump-none)` : "linear", fill: "forwards" },
  );
}
