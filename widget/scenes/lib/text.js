// What viewers write, made ready to be drawn: any script, any length.

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const wordsOf = new Intl.Segmenter(undefined, { granularity: "word" });

const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{RI}\p{RI}|[\u2600-\u27BF]|\u20E3/u;
const UNSPACED = /[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const JOINED = /[\u0590-\u0DFF\u0E00-\u0EFF\u1000-\u109F\u1780-\u18AF\uFB1D-\uFDFF\uFE70-\uFEFF]/; // letters that change with their neighbours
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]/;
const STRONG = /[\p{L}\u0590-\u08FF]/u;
const LONGEST_PIECE = 14; // letters of a word without spaces that stay together

/** Splits a text into what a reader calls letters. */
export const graphemes = (text) => Array.from(letters.segment(text), (s) => s.segment);

export const isEmoji = (letter) => EMOJI.test(letter);

/** Reports whether a text is read from right to left: its first strong letter decides. */
export function isRightToLeft(text) {
  const strong = text.match(STRONG);
  return strong !== null && RIGHT_TO_LEFT.test(strong[0]);
}

/** Reports whether a word may be drawn letter by letter. */
export const isSplittable = (word) => !JOINED.test(word);

/** A text without control characters, direction overrides, towers of marks and double spaces. */
export function clean(text) {
  return String(text ?? "")
    .slice(0, 4000)
    .normalize("NFC")
    .replace(/[\u0000-\u001F\u007F-\u009F\u00AD\u2028\u2029]/g, " ")
    .replace(/[\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFF]|\p{Co}|\p{Cs}/gu, "")
    .replace(/(\p{M}{3})\p{M}+/gu, "$1")
    .replace(/\s+/g, " ")
    .trim();
}

/** Takes the emoji out of a text: they fly as particles. */
export function takeEmoji(text) {
  const emoji = [];
  let rest = "";
  for (const letter of graphemes(text)) {
    if (isEmoji(letter)) {
      emoji.push(letter);
      rest += " ";
    } else rest += letter;
  }
  return { text: rest.replace(/\s+([,.!?…)])/g, "$1").replace(/\s+/g, " ").trim(), emoji };
}

/** The text in at most so many letters, cut where a sentence or a word ends. */
export function shorten(text, max) {
  const all = graphemes(text);
  if (all.length <= max) return text;
  const start = all.slice(0, max - 1).join("");
  const sentence = start.match(/^.*[.!?。！？](?=\s|$)/u);
  if (sentence && sentence[0].length > start.length * 0.6) return sentence[0];
  const word = start.lastIndexOf(" ");
  const cut = word > start.length * 0.6 ? start.slice(0, word) : start;
  return `${cut.replace(/[\s,;:.!?–—-]+$/u, "")}…`;
}

/**
 * Splits a text into the tokens that act and wrap: {text, space}, where space
 * says that one stands before it. Scripts without spaces are split where
 * their words end, and endless words into pieces, which touch.
 */
export function tokens(text) {
  const out = [];
  for (const chunk of text.split(" ").filter(Boolean)) {
    const pieces = UNSPACED.test(chunk) ? wordsWithoutSpaces(chunk) : piecesOf(chunk);
    pieces.forEach((piece, i) => out.push({ text: piece, space: i === 0 && out.length > 0 }));
  }
  return out;
}

function wordsWithoutSpaces(chunk) {
  const out = [];
  for (const { segment, isWordLike } of wordsOf.segment(chunk)) {
    const last = out[out.length - 1] ?? "";
    const joins = !isWordLike || (segment.length === 1 && last.length < 3); // points and particles stay with their word
    if (out.length && joins) out[out.length - 1] += segment;
    else out.push(...piecesOf(segment));
  }
  return out;
}

function piecesOf(word) {
  const all = graphemes(word);
  if (all.length <= LONGEST_PIECE * 1.6) return [word];
  const out = [];
  for (let i = 0; i < all.length; i += LONGEST_PIECE) out.push(all.slice(i, i + LONGEST_PIECE).join(""));
  return out;
}

/** Puts tokens of one line into the order in which they stand from left to right. */
export function visualOrder(line, rightToLeft) {
  const runs = [];
  for (const token of line) {
    const direction = STRONG.test(token.text) ? RIGHT_TO_LEFT.test(token.text.match(STRONG)[0]) : /\d/.test(token.text) ? false : runs[runs.length - 1]?.direction ?? rightToLeft;
    if (runs.length && runs[runs.length - 1].direction === direction) runs[runs.length - 1].list.push(token);
    else runs.push({ direction, list: [token] });
  }
  const ordered = rightToLeft ? runs.reverse() : runs;
  return ordered.flatMap(({ direction, list }) => (direction ? [...list].reverse() : list));
}
