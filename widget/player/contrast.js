// How well the words of a thank-you can be read in the colors that the streamer
// chose, as the accessibility guidelines count it. A card lets some of the
// picture behind it through, so it is judged over black and over white.

import { chosenColor } from "/widget/player/look.js";
import { contrast, mix, write } from "/widget/scenes/lib/palette.js";

const BEHIND = ["#000000", "#ffffff"];
const SMALL = 4.5; // the least contrast of small letters
const LARGE = 3;

// The colors of words, how much contrast they need, and the choices that make
// them, the first that is made.
const WORDS = [
  ["--ink", SMALL, "text_color"], ["--soft", SMALL, "text_color"], ["--faint", SMALL, "text_color"], ["--title", SMALL, "accent_color", "text_color"],
  ["--amount-from", LARGE, "accent_color", "text_color"], ["--amount-to", LARGE, "accent_color", "text_color"],
];

/** Returns of each chosen color that makes words hard to read its contrast, and the least: {text_color: {is, least}}. */
export function poorContrasts() {
  const probe = document.createElement("i");
  probe.hidden = true;
  document.body.append(probe);
  const colorOf = (variable) => {
    probe.style.color = `var(${variable})`;
    return getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
  };
  const over = ([r, g, b, opacity = 1], ground) => mix(ground, write([r, g, b]), opacity);
  const cards = BEHIND.map((behind) => over(colorOf("--card"), behind));
  const poor = {};
  for (const [variable, least, ...makers] of WORDS) {
    const maker = [...makers, "card_color"].find(chosenColor);
    if (!maker) continue; // the theme made both
    const word = colorOf(variable);
    const is = Math.min(...cards.map((card) => contrast(over(word, card), card)));
    const worst = poor[maker];
    if (is < least && (!worst || is / least < worst.is / worst.least)) poor[maker] = { is, least };
  }
  probe.remove();
  return poor;
}
