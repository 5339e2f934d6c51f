// The cards of the themes on the page Look: the thank-you of the widget in each
// theme, small and still. It comes as its theme says when one points at it or
// goes there by keyboard. One is drawn once it is in sight.

import { dressElement } from "/widget/player/theme.js";

const STILL = `* { animation: none !important; }
.alert:not(.on) { transition: none !important; }
.sample { position: absolute; left: 50%; top: 50%; width: max-content; font-size: 1rem; line-height: 1.35; }`;
const FILLS = 0.9; // of its place

/** Draws the card that the frame shows, as often as it is another. */
export async function watchThemes(frame) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync((await (await fetch("/widget/player/player.css")).text()) + STILL);
  const seen = new Set();
  let drawn = "";

  const draw = async (place) => {
    const page = frame.contentDocument;
    const card = page.querySelector(".alert");
    if (!card) return;
    const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const sample = document.createElement("div");
    sample.className = "sample";
    sample.append(document.importNode(page.querySelector(".drawings"), true), document.importNode(card, true));
    sample.lastElementChild.classList.add("on");
    await dressElement(sample, place.parentElement.dataset.themeSample);
    root.replaceChildren(sample);
    const scale = FILLS * Math.min(place.clientWidth / sample.offsetWidth, place.clientHeight / sample.offsetHeight);
    sample.style.transform = `translate(-50%, -50%) scale(${scale})`;
  };
  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting || seen.has(target)) continue;
      seen.add(target);
      draw(target);
    }
  });
  const show = () => {
    const card = frame.contentDocument.querySelector(".alert")?.innerHTML;
    if (!card || card === drawn) return;
    if (drawn === "") for (const place of document.querySelectorAll(".theme-sample")) sight.observe(place);
    drawn = card;
    seen.forEach(draw);
  };
  for (const theme of document.querySelectorAll(".theme")) {
    const place = theme.querySelector(".theme-sample");
    theme.addEventListener("pointerenter", () => enter(place));
    theme.addEventListener("focusin", ({ target }) => target.matches(":focus-visible") && enter(place));
  }
  document.addEventListener("look:shown", show);
  show();
}

// enter has a card come once more, by the rules of the widget.
function enter(place) {
  const card = place.shadowRoot?.querySelector(".alert");
  if (!card) return;
  card.classList.remove("on");
  void card.offsetWidth; // so that it begins anew
  card.classList.add("on");
}
