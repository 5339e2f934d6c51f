// Where the thank-you, and clips and scenes, stand on the page, if the streamer
// chose it: a text with left, top, width and height in percent, so that it
// fits a page of any size. Where nothing is chosen the theme says it.

import { chosen } from "/widget/player/look.js";
import { sidesOf } from "/widget/player/sides.js";

const stage = document.getElementById("stage");
const thanks = document.getElementById("thanks");
const SMALLEST = 0.5; // of the letters under a clip, however small its place
const USUAL = 12; // rem: about as high as a card is

// placeOf returns the sides of a place in parts of the page; null: it is the theme's.
const placeOf = (name) => sidesOf(chosen(name))?.map((side) => side / 100) ?? null;

/** Puts all that is on the page into its place. */
export function arrange() {
  arrangeStage(placeOf("show_place"));
  arrangeThanks(placeOf("alert_place"));
}

function arrangeStage(place) {
  const [left, top, wide, high] = place ?? [0, 0, 1, 1];
  const sides = { left, top, wide, high, shrink: place ? Math.max(Math.sqrt(wide * high), SMALLEST) : 1 };
  for (const [name, side] of Object.entries(sides)) stage.style.setProperty(`--${name}`, side);
  stage.classList.toggle("placed", Boolean(place));
}

// The card keeps its proportions: it is as large as its place is wide, if that
// is high enough for it, and stands at the side that is nearest to an edge.
function arrangeThanks(place) {
  const { style } = thanks;
  const free = { inset: "", width: "", height: "", transform: "", transformOrigin: "", justifyContent: "", alignItems: "" };
  Object.assign(style, free);
  if (!place) return;
  const [left, top, wide, high] = place;
  Object.assign(style, { inset: "0 auto auto 0", width: "var(--alert-width)", height: "auto" });
  const card = thanks.firstElementChild?.offsetHeight ?? 0;
  const scale = Math.min(wide * innerWidth / thanks.offsetWidth, high * innerHeight / Math.max(card, 1));
  Object.assign(style, {
    width: `${wide * innerWidth / scale}px`, height: `${high * innerHeight / scale}px`, transformOrigin: "0 0",
    transform: `translate(${left * innerWidth}px, ${top * innerHeight}px) scale(${scale})`,
    justifyContent: side(left + wide / 2), alignItems: side(top + high / 2),
  });
}

const side = (middle) => (middle < 0.4 ? "flex-start" : middle > 0.6 ? "flex-end" : "center");

/** Where both stand, in percent of the page: what is chosen, or what the theme makes of it. */
export function places() {
  const percent = (sides) => sides.map((part) => Math.round(part * 10000) / 100);
  return { alert: percent(placeOf("alert_place") ?? ofTheme()), show: percent(placeOf("show_place") ?? [0, 0, 1, 1]) };
}

function ofTheme() {
  thanks.style.width = "var(--alert-width)";
  const widest = thanks.offsetWidth;
  thanks.style.width = "";
  const { left, top, width, height } = thanks.getBoundingClientRect();
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const { justifyContent, alignItems } = getComputedStyle(thanks);
  const wide = Math.min(widest, width);
  const high = Math.min(Math.max(thanks.firstElementChild?.offsetHeight ?? 0, USUAL * rem), height);
  const at = (where, free) => ({ "flex-start": 0, center: free / 2 })[where] ?? free;
  return [(left + at(justifyContent, width - wide)) / innerWidth, (top + at(alignItems, height - high)) / innerHeight, wide / innerWidth, high / innerHeight];
}
