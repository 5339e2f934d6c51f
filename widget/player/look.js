// How the widget is dressed: its theme, a style sheet of variables, and the
// streamer's own line in a thank-you. The server says both in each state;
// a rehearsal on the dashboard may lay a draft over that.

import { sum } from "/widget/player/words.js";
import { lookOf } from "/widget/scenes/look.js";

const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;
const GROUND = "spark"; // the others lie on it
const FETCH_WITHIN = 2000; // ms
const SPOT = /(\{(?:donor|amount|message)\})/;

let said = {}; // by the server
let draft = {}; // by the dashboard, not saved yet
let worn = GROUND;

/** The streamer's own line; empty: the widget's own words. */
export const line = () => draft.alert_text ?? said.alert_text ?? "";

/** A number as a part of 1. */
export const part = (number) => Math.min(Math.max(Number(number) || 0, 0), 1);

/**
 * What a scene in an element is drawn with: the colours and the font that the
 * theme gives to it, without which it has its own, and the streamer's topics.
 */
export function sceneLook(element) {
  const style = getComputedStyle(element);
  return { ...lookOf((name) => style.getPropertyValue(name)), stems: said.stems };
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
  const name = draft.theme ?? said.theme ?? GROUND;
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
    settle(GROUND);
    if (worn === name) worn = GROUND;
  });
  document.head.append(sheet);
}

const known = new Map(); // themes by their names, as promises of their variables

// variables returns those that a theme sets at its root.
async function variables(name) {
  const answer = await fetch(`/widget/themes/${name}.css`, { signal: AbortSignal.timeout(FETCH_WITHIN) });
  if (!answer.ok) throw new Error(`no theme ${name}`);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await answer.text());
  const all = [...sheet.cssRules].filter((rule) => rule.selectorText === ":root").flatMap(({ style }) => (
    [...style].filter((key) => key.startsWith("--")).map((key) => [key, style.getPropertyValue(key)])
  ));
  return Object.fromEntries(all);
}

function variablesOf(name) {
  if (!known.has(name)) {
    known.set(name, variables(name));
    known.get(name).catch(() => known.delete(name)); // it may be there the next time
  }
  return known.get(name);
}

/**
 * Dresses an element in a theme of its own, or in the page's where there is no
 * name. A theme that cannot be loaded leaves it in the page's.
 */
export async function dressElement(element, name) {
  for (const key of [...element.style].filter((key) => key.startsWith("--"))) element.style.removeProperty(key);
  element.classList.remove("themed");
  if (!name || !NAME.test(name)) return;
  try {
    const all = { ...await variablesOf(GROUND), ...await variablesOf(name) };
    for (const [key, value] of Object.entries(all)) element.style.setProperty(key, value);
    element.classList.add("themed");
  } catch (error) {
    console.warn("the theme could not be loaded:", error);
  }
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
