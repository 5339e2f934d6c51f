// How the widget is dressed: its theme, a style sheet of variables, what the
// streamer chose over that, and their own line in a thank-you. The server says
// all of it in each state; a rehearsal on the dashboard may lay a draft over it.

import { GROUND, NAME } from "/widget/player/theme.js";
import { sum } from "/widget/player/words.js";
import { luminance, mix, parse, write } from "/widget/scenes/lib/palette.js";
import { lookOf } from "/widget/scenes/look.js";

const COLOR = /^#[0-9a-f]{6}$/;
const FONT = /^[\p{L}\d][\p{L}\d ._-]*$/u;
const SPOT = /(\{(?:donor|amount|message)\})/;

let said = {}; // by the server
let draft = {}; // by the dashboard, not saved yet
let worn = GROUND;

/** What the streamer chose under a name; empty: nothing. */
export const chosen = (name) => draft[name] ?? said[name] ?? "";

/** The color that the streamer chose under a name; empty: none. */
export const chosenColor = (name) => (COLOR.test(chosen(name)) ? chosen(name) : "");

/** The streamer's own line; empty: the widget's own words. */
export const line = () => chosen("alert_text");

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

// How a thank-you can come, instead of as its theme says: from where, in which
// time and how it moves.
const ENTRANCES = {
  fade: ["none", "0.4s", "ease-out"],
  slide: ["translateX(calc(100% + 4.4rem)) scale(0.96)", "0.7s", "cubic-bezier(0.2, 1.25, 0.35, 1)"],
  drop: ["translateY(calc(-100% - 4.4rem))", "0.6s", "cubic-bezier(0.2, 1.2, 0.35, 1)"],
  rise: ["translateY(calc(100% + 4.4rem))", "0.6s", "cubic-bezier(0.2, 1.2, 0.35, 1)"],
  pop: ["scale(0.3)", "0.5s", "cubic-bezier(0.2, 1.6, 0.4, 1)"],
  swing: ["perspective(60rem) rotateX(-80deg)", "0.8s", "cubic-bezier(0.2, 1.5, 0.4, 1)"],
};

const over = new CSSStyleSheet(); // what the streamer chose over the theme
document.adoptedStyleSheets = [over];

/**
 * Returns the variables that the streamer's choices set. A color of text
 * colors all of it, so that none is left that the new card would swallow.
 */
function variablesOver() {
  const [accent, text, card] = ["accent_color", "text_color", "card_color"].map(chosenColor);
  const [radius, entrance, name] = [chosen("radius"), ENTRANCES[chosen("entrance")], chosen("font")];
  const font = FONT.test(name) && `${name === "system-ui" ? "" : `"${name}", `}system-ui, sans-serif, "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji"`;
  const vivid = accent && turned(accent, 40);
  return {
    ...(accent && {
      "--accent-from": accent, "--accent-over": mix(accent, vivid, 0.5), "--accent-to": vivid, "--amount-from": accent, "--amount-to": accent,
      "--title": accent, "--edge": `linear-gradient(115deg, ${accent}, ${vivid} 40%, ${accent}33)`, "--tint": `${accent}40`,
      "--medal-ink": luminance(accent) > 0.4 ? "#111113" : "#ffffff", "--medal-shadow": "none", "--scene-colors": `${accent} ${vivid} ${turned(accent, 180)}`,
    }),
    ...(text && { "--ink": text, "--soft": `${text}dd`, "--faint": `${text}b0`, ...(accent ? {} : { "--title": text, "--amount-from": text, "--amount-to": text }) }),
    ...(card && { "--card": `${card}ee`, ...(accent ? {} : { "--tint": "transparent" }) }),
    ...(radius && { "--radius": `${radius / 20}rem`, "--frame-radius": `${radius / 20}rem` }),
    ...(font && { "--font": font, "--scene-font": font }),
    ...(entrance && { "--enter": entrance[0], "--enter-time": entrance[1], "--enter-ease": entrance[2] }),
  };
}

// bringFonts declares the program's own fonts, and loads the one that is chosen
// before something is drawn with it.
function bringFonts(name) {
  if (document.querySelector("link.fonts")) return load();
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", className: "fonts", href: "/widget/fonts/faces.css" });
  sheet.addEventListener("load", load);
  document.head.append(sheet);
  function load() {
    for (const weight of [400, 700]) document.fonts.load(`${weight} 20px "${name}"`, "Aя").then(() => dispatchEvent(new Event("dressed")), () => {});
  }
}

// turned returns a color of another hue, so many degrees on, by the matrix of the SVG filters.
function turned(color, degrees) {
  const [cos, sin] = [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)];
  const weights = [0.213, 0.715, 0.072];
  const sines = [[-0.213, -0.715, 0.928], [0.143, 0.14, -0.283], [-0.787, 0.715, 0.072]];
  const given = parse(color);
  return write(sines.map((row, i) => row.reduce((sum, turn, j) => sum + given[j] * (weights[j] + cos * ((i === j) - weights[j]) + sin * turn), 0)));
}

// wear lays the choices over the theme, and changes the style sheet of that
// without a moment between the two. A theme that is not there leaves us in the
// first one.
function wear() {
  over.replaceSync(`:root { ${Object.entries(variablesOver()).map(([key, value]) => `${key}: ${value};`).join(" ")} }`);
  if (chosen("font")) bringFonts(chosen("font"));
  const name = chosen("theme") || GROUND;
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
    dispatchEvent(new Event("dressed"));
  };
  sheet.addEventListener("load", () => settle(name));
  sheet.addEventListener("error", () => {
    sheet.remove();
    settle(GROUND);
    if (worn === name) worn = GROUND;
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
