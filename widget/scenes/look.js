// What a theme gives to scenes: its colours and its font. See
// --scene-colors and --scene-font in ../themes/template.css.

import { parse } from "./lib/palette.js";

const COLOR = /#[0-9a-f]+|[a-z-]+\([^)]*\)|[a-z]+/gi;
const APART = 100; // the least distance of two colours, of 765

/** Returns what of a show a theme sets, by a function that returns its variables. */
export function lookOf(variable) {
  const [colors, family] = [variable("--scene-colors"), variable("--scene-font")].map((text) => text.trim());
  const three = (colors.match(COLOR) ?? []).map(hex);
  return {
    ...(three.length === 3 && three.every((color, i) => color && apart(color, three[(i + 1) % 3])) ? { colors: three } : {}),
    ...(family && family !== "none" ? { family } : {}),
  };
}

// hex returns a colour as #rrggbb, which a canvas writes; "" if it is none, or transparent.
function hex(color) {
  const g = document.createElement("canvas").getContext("2d");
  if (!g || !CSS.supports("color", color)) return "";
  g.fillStyle = color;
  return g.fillStyle.startsWith("#") ? g.fillStyle : "";
}

function apart(a, b) {
  const from = parse(b);
  return parse(a).reduce((far, part, i) => far + Math.abs(part - from[i]), 0) >= APART;
}
