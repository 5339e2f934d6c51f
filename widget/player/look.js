// How the widget is dressed: its theme, a style sheet of variables, and the
// streamer's own line in a thank-you. The server says both in each state;
// a rehearsal on the dashboard may lay a draft over that.

import { sum } from "/widget/player/words.js";
import { lookOf } from "/widget/scenes/look.js";

const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;
const SPOT = /(\{(?:donor|amount|message)\})/;

let said = {}; // by the server
let draft = {}; // by the dashboard, not saved yet
let worn = "spark"; // it is the ground that the others lie on

/** The streamer's own line; empty: the widget's own words. */
export const line = () => draft.alert_text ?? said.alert_text ?? "";

/** A number as a part of 1. */
export const part = (number) => Math.min(Math.max(Number(number) || 0, 0), 1);

/** The colours and the font that the theme gives to scenes; without them a scene has its own. */
export function sceneLook() {
  const style = getComputedStyle(document.documentElement);
  return lookOf((name) => style.getPropertyValue(name));
}

/** Takes what the server says. Returns whether the line is another one. */
export function dress(state) {
  const before = line();
  said = state;
  wear();
  return line() !== before;
}

/** Takes what is tried out. */
export function tryOn(fields) {
  draft = fields;
  wear();
}

// wear changes the style sheet without a moment between the two. A theme
// that is not there leaves us in the first one.
function wear() {
  const name = draft.theme ?? said.theme ?? "spark";
  if (!NAME.test(name) || name === worn) return;
  worn = name;
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.className = "theme";
  sheet.href = `/widget/themes/${name}.css`;
  const others = [...document.querySelectorAll("link.theme")];
  const settle = (theme) => {
    others.forEach((other) => other.remove());
    if (worn === name) document.documentElement.dataset.theme = theme;
  };
  sheet.addEventListener("load", () => settle(name));
  sheet.addEventListener("error", () => {
    sheet.remove();
    settle("spark");
    if (worn === name) worn = "spark";
  });
  document.head.append(sheet);
}

/**
 * Writes the streamer's line into an element, with what a viewer gave in its
 * places: each as text, in an element of its own. Returns whether the message
 * is in it.
 */
export function writeLine(element, text, donation, nobody) {
  const given = { "{donor}": donation.donor || nobody, "{amount}": sum(donation.amount), "{message}": donation.message };
  element.replaceChildren(...text.split(SPOT).filter(Boolean).map((piece) => {
    const own = !Object.hasOwn(given, piece);
    const part = document.createElement(own ? "span" : "bdi");
    part.textContent = own ? piece : given[piece] ?? "";
    if (own) part.className = "mine";
    if (piece === "{amount}") part.className = "sum";
    return part;
  }));
  return text.includes("{message}");
}
