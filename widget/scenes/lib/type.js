// Lettering that acts: a run of text, laid out once, each letter or word drawn
// once into a canvas of its own, which then moves.

import { graphemes, isEmoji, isRightToLeft, isSplittable, tokens, visualOrder } from "./text.js";
import { fade, mix } from "./palette.js";
import { drawSharp } from "./sharp.js";

const BASE = 100; // texts are measured at this size
const LEADING = 1.16;
const LARGE = 1.4; // letters that are larger fly past: nobody sees their pixels, and smooth ones cost most of a frame
export const FONTS = '"Segoe UI Black", "Arial Black", "Noto Sans Black", "Montserrat", "Segoe UI", system-ui, "Noto Sans", "Liberation Sans", "Noto Sans CJK JP", sans-serif, "Segoe UI Emoji", "Apple Color Emoji", "Noto Color Emoji"';

const ruler = document.createElement("canvas").getContext("2d");

/**
 * How letters look. fill: colours from top to bottom. line: the width of the
 * outline, depth: how far the letters stand out of the picture, fat: how much
 * bolder than the font they are, all in sizes of the font. shine: a band of
 * light. plate: words stand on plates of this colour. halo: they glow. pixel:
 * they consist of squares of this size.
 */
export function styles(p) {
  return {
    hero: { fill: ["#ffffff", p.brightMain, mix(p.brightMain, p.main, 0.7)], line: 0.19, depth: 0.09, ink: p.ink, shine: 0.34, fat: 0.035 },
    sum: { fill: ["#ffffff", p.brightAccent, mix(p.brightAccent, p.accent, 0.8)], line: 0.18, depth: 0.085, ink: p.ink, shine: 0.34, fat: 0.035 },
    word: { fill: [p.paper, p.paper], line: 0.2, depth: 0.03, ink: p.ink, fat: 0.012 },
    plate: { fill: [p.ink, p.ink], line: 0, depth: 0, ink: p.ink, plate: p.paper },
    neon: { fill: ["#ffffff", mix(p.brightSecond, "#ffffff", 0.55)], line: 0.1, depth: 0, ink: p.ink, halo: p.brightSecond },
  };
}

/**
 * Lays a text out and returns a Run around its own middle.
 *
 * options: size (the largest), width, height, lines (at most), min (the smallest
 * size), style (a name of styles or such an object), split ("letters",
 * "words"), weight, align ("center", "left", "right").
 */
export function makeRun(stage, text, options) {
  const { size: largest, width, lines: most = 1, min = largest * 0.4, style = "hero", split = "letters", weight = 900, align = "center", height = Infinity } = options;
  const look = typeof style === "string" ? stage.styles[style] : style;
  const font = (size) => `${weight} ${size}px ${stage.family}`;
  const rightToLeft = isRightToLeft(text);
  ruler.font = font(BASE);
  ruler.direction = rightToLeft ? "rtl" : "ltr";
  const leading = LEADING * (look.plate ? 1.22 : 1);
  const gapBefore = look.plate ? 0.52 : 0.27; // of the size
  const all = tokens(text).map((token, order) => ({ ...token, order, width: ruler.measureText(token.text).width / BASE }));
  if (all.length === 0) return new Run(stage, [], { w: 0, h: 0, size: largest, split });

  const { size, broken } = fit(all, { largest, min, width, most, gapBefore, height: height / leading });
  const parts = [];
  const lineHeight = size * leading;
  broken.forEach((line, row) => {
    const ordered = visualOrder(line.list, rightToLeft);
    const lineWidth = line.width * size;
    let x = { center: -lineWidth / 2, left: -width / 2, right: width / 2 - lineWidth }[align];
    ordered.forEach((token, i) => {
      const before = ordered[i - 1];
      if (before && (before.order > token.order ? before : token).space) x += gapBefore * size;
      const y = (row - (broken.length - 1) / 2) * lineHeight;
      parts.push(...pieces(token, { x, y, size, split, rightToLeft }));
      x += token.width * size;
    });
  });
  parts.sort((a, b) => a.order - b.order || (rightToLeft ? b.x - a.x : a.x - b.x));
  const w = Math.max(...broken.map((line) => line.width)) * size;
  parts.forEach((part, i) => {
    part.i = i;
    part.along = w ? part.x / w + 0.5 : 0.5;
    const painted = () => paint(stage, part.text, font, size, look, i, { rightToLeft, width: part.w, alone: split !== "letters" });
    let sprite = null;
    Object.defineProperty(part, "sprite", { get: () => (sprite ??= painted()) });
    stage.later(() => part.sprite);
  });
  return new Run(stage, parts, { w, h: broken.length * lineHeight, size, split });
}

// fit finds the largest size at which the tokens stand in so many lines.
function fit(all, { largest, min, width, most, gapBefore, height }) {
  for (let size = largest; ; size = Math.max(min, size * 0.94)) {
    const lines = breakLines(all, width / size, gapBefore);
    const fits = lines.length <= most && lines.length * size <= height && lines.every((line) => line.width * size <= width);
    if (fits) return { size, broken: balance(all, lines, width / size, gapBefore) };
    if (size <= min) {
      const broken = cut(lines, most);
      return { size: Math.min(size, width / Math.max(...broken.map((line) => line.width))), broken };
    }
  }
}

function breakLines(all, width, gapBefore) {
  const lines = [];
  for (const token of all) {
    const last = lines[lines.length - 1];
    const wider = last ? last.width + (token.space ? gapBefore : 0) + token.width : 0;
    if (last && wider <= width) {
      last.list.push(token);
      last.width = wider;
    } else lines.push({ list: [token], width: token.width });
  }
  return lines;
}

// balance makes lines of about the same length instead of one short last one.
function balance(all, lines, width, gapBefore) {
  if (lines.length === 1) return lines;
  let best = lines;
  for (let narrower = width * 0.97; narrower > width * 0.4; narrower *= 0.97) {
    const tried = breakLines(all, narrower, gapBefore);
    if (tried.length > lines.length || tried.some((line) => line.width > width)) break;
    best = tried;
  }
  return best;
}

function cut(lines, most) {
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  const last = kept[most - 1];
  const end = last.list[last.list.length - 1];
  const text = `${end.text}…`;
  last.list[last.list.length - 1] = { ...end, text, width: end.width + 0.6 };
  last.width += 0.6;
  return kept;
}

// pieces splits a token into what moves by itself, keeping the kerning.
function pieces(token, { x, y, size, split, rightToLeft }) {
  const whole = { text: token.text, x: x + (token.width * size) / 2, y, w: token.width * size, order: token.order };
  if (split !== "letters" || !isSplittable(token.text) || rightToLeft) return [whole];
  let before = "";
  let from = 0;
  return graphemes(token.text).map((letter) => {
    before += letter;
    const to = ruler.measureText(before).width / BASE;
    const part = { text: letter, x: x + ((from + to) / 2) * size, y, w: (to - from) * size, order: token.order };
    from = to;
    return part;
  });
}

// paint draws a letter or word into canvases of its own, in the pixels of the
// stage and no larger than what is seen: what lies behind all letters (outline,
// plate), and its face. The face of a word that stands alone is on its back.
function paint(stage, text, font, size, look, index, { rightToLeft, width, alone }) {
  const scale = stage.view.u;
  const y = size * 0.36;
  const begin = (g) => {
    g.font = font(size);
    g.direction = rightToLeft ? "rtl" : "ltr";
    g.textAlign = "center";
    g.textBaseline = "alphabetic";
    g.lineJoin = "round";
    return g;
  };
  const ink = begin(ruler).measureText(text);
  const layer = ({ left, right, top, bottom }) => {
    const canvas = document.createElement("canvas");
    const [x, above] = [Math.floor(left * scale), Math.floor(top * scale)];
    canvas.width = Math.max(1, Math.ceil(right * scale) - x);
    canvas.height = Math.max(1, Math.ceil(bottom * scale) - above);
    const g = canvas.getContext("2d");
    g.setTransform(scale, 0, 0, scale, -x, -above);
    return { g: begin(g), sprite: { canvas, x: (x + canvas.width / 2) / scale, y: (above + canvas.height / 2) / scale } };
  };
  // box is what the letters cover with so much around them.
  const box = (around, below = 0) => ({
    left: -ink.actualBoundingBoxLeft - around, right: ink.actualBoundingBoxRight + around,
    top: y - ink.actualBoundingBoxAscent - around, bottom: y + ink.actualBoundingBoxDescent + around + below,
  });
  const edge = size * 0.03; // what smoothing and fonts that measure badly need
  const behind = widest(box(size * (look.line / 2 + (look.halo ? 0.45 : 0)) + edge, size * look.depth), look.plate ? plateBox(width, size) : null);
  const { g: back, sprite } = layer(behind);
  if (look.plate) drawPlate(back, width, size, look, index);
  if (look.halo) {
    back.shadowColor = look.halo;
    back.shadowBlur = size * 0.3 * scale;
    back.strokeStyle = fade(look.halo, 0.9);
    back.lineWidth = size * 0.04;
    for (let i = 0; i < 2; i++) back.strokeText(text, 0, y);
    back.shadowBlur = 0;
  }
  if (look.line) {
    back.strokeStyle = look.ink;
    back.lineWidth = size * look.line;
    back.strokeText(text, 0, y);
    extrude(back, Math.round(size * look.depth * scale));
  }
  const { g: face, sprite: upper } = layer(look.pixel ? behind : box(size * (look.fat ?? 0) + edge));
  const fill = face.createLinearGradient(0, y - size * 0.74, 0, y + size * 0.06);
  look.fill.forEach((color, i) => fill.addColorStop(i / Math.max(1, look.fill.length - 1), color));
  face.fillStyle = face.strokeStyle = fill;
  face.fillText(text, 0, y);
  if (look.fat && !isEmoji(text)) {
    face.lineWidth = size * look.fat;
    face.strokeText(text, 0, y);
  }
  if (look.shine && !isEmoji(text)) addShine(face, size, y, width, look.shine);
  if (look.pixel) for (const { canvas } of [sprite, upper]) pixelate(canvas, Math.max(2, Math.round(look.pixel * size * scale)));
  if (!alone) return { back: sprite, face: upper };
  drawSharp(back, upper.canvas, upper.x, upper.y, 1 / scale);
  return { back: sprite, face: null };
}

const widest = (a, b) => (b ? { left: Math.min(a.left, b.left), right: Math.max(a.right, b.right), top: Math.min(a.top, b.top), bottom: Math.max(a.bottom, b.bottom) } : a);

// pixelate draws a letter again in squares that are full or empty.
function pixelate(canvas, size) {
  const small = document.createElement("canvas");
  [small.width, small.height] = [Math.ceil(canvas.width / size), Math.ceil(canvas.height / size)];
  const g = small.getContext("2d", { willReadFrequently: true });
  g.imageSmoothingQuality = "high";
  g.drawImage(canvas, 0, 0, canvas.width / size, canvas.height / size);
  const image = g.getImageData(0, 0, small.width, small.height);
  for (let i = 3; i < image.data.length; i += 4) image.data[i] = image.data[i] > 118 ? 255 : 0;
  g.putImageData(image, 0, 0);
  const back = canvas.getContext("2d");
  back.save();
  back.resetTransform();
  back.globalCompositeOperation = "copy";
  back.imageSmoothingEnabled = false;
  back.drawImage(small, 0, 0, small.width * size, small.height * size);
  back.restore();
}

// extrude copies what is drawn downwards, by so many pixels: twice as far each time.
function extrude(g, pixels) {
  g.save();
  g.resetTransform();
  for (let done = 0; done < pixels;) {
    const step = Math.min(done + 1, pixels - done, 6);
    g.drawImage(g.canvas, 0, step);
    done += step;
  }
  g.restore();
}

// addShine lays a band of light over the upper half of the letters.
function addShine(g, size, y, width, strength) {
  g.globalCompositeOperation = "source-atop";
  g.fillStyle = `rgba(255,255,255,${strength})`;
  g.beginPath();
  g.ellipse(0, y - size * 0.86, width + size, size * 0.5, 0, 0, Math.PI * 2);
  g.fill();
}

const plateSize = (width, size) => [width + size * 0.34, size * 1.18];

// plateBox is what a plate covers with its line, turned a little.
function plateBox(width, size) {
  const [w, h] = plateSize(width, size);
  return { left: -w / 2 - size * 0.08, right: w / 2 + size * 0.08, top: -h / 2 - size * 0.06 - w * 0.008, bottom: h / 2 + size * 0.13 + w * 0.008 };
}

function drawPlate(g, width, size, look, index) {
  const [[w, h], r] = [plateSize(width, size), size * 0.2];
  g.save();
  g.rotate((((index * 7) % 5) - 2) * 0.008);
  g.beginPath();
  roundedBox(g, -w / 2, -h / 2 + size * 0.07, w, h, r);
  g.fillStyle = look.ink;
  g.fill();
  g.beginPath();
  roundedBox(g, -w / 2, -h / 2, w, h, r);
  g.fillStyle = look.plate;
  g.fill();
  g.lineWidth = size * 0.07;
  g.strokeStyle = look.ink;
  g.stroke();
  g.restore();
}

/** Adds a box with round corners to a path. */
export function roundedBox(path, x, y, w, h, r) {
  path.moveTo(x + r, y);
  path.arcTo(x + w, y, x + w, y + h, r);
  path.arcTo(x + w, y + h, x, y + h, r);
  path.arcTo(x, y + h, x, y, r);
  path.arcTo(x, y, x + w, y, r);
  path.closePath();
}

/**
 * Run is a text that was laid out. Its parts are {text, x, y, w, i, along},
 * in reading order; w and h are its size, size is that of its font, and split
 * whether its parts are "letters" or "words".
 */
export class Run {
  #stage;
  #whole = null; // all parts as one picture, for when they stand still

  constructor(stage, parts, { w, h, size, split }) {
    this.#stage = stage;
    Object.assign(this, { parts, w, h, size, split });
  }

  /**
   * Draws the run around x, y at this beat. act: at (the beat of the first
   * part), each (beats between parts), enter and leave (functions of
   * lib/acts.js), takes and leaves (how many beats one part's entrance and
   * exit take), out (the beat at which it leaves, absent: never), eachOut,
   * starts (a beat for each part, instead of at and each), pose (a function
   * of part and beat for what a scene adds).
   */
  draw(g, x, y, beat, act = {}) {
    const { at = 0, each = 0, enter, leave, takes = 1, leaves = 1, out = Infinity, eachOut = 0, starts, pose } = act;
    if (!pose && beat < out && this.parts.every((part) => beat >= (starts ? starts[part.i] : at + part.i * each) + (enter ? takes : 0))) {
      this.#drawWhole(g, x, y);
      return;
    }
    const faces = [];
    for (const part of this.parts) {
      const start = starts ? starts[part.i] : at + part.i * each;
      if (beat < start) continue;
      const end = out + part.i * eachOut;
      if (beat >= end + leaves) continue;
      const now = { x: 0, y: 0, r: 0, k: 1, kx: 1, ky: 1, a: 1 };
      if (enter && beat < start + takes) enter(now, (beat - start) / takes, part, this);
      if (leave && beat >= end) leave(now, (beat - end) / leaves, part, this);
      if (!leave && beat >= end) continue;
      if (pose) Object.assign(now, pose(part, beat, now) ?? now);
      if (now.a <= 0.004 || now.k <= 0.002) continue;
      this.#place(g, part, part.sprite.back, x, y, now);
      faces.push([part, now]);
    }
    // An outline never lies upon the letter beside it.
    for (const [part, now] of faces) if (part.sprite.face) this.#place(g, part, part.sprite.face, x, y, now);
  }

  #drawWhole(g, x, y) {
    if (this.parts.length === 0) return;
    this.#whole ??= this.#compose();
    const { canvas, left, top } = this.#whole;
    const u = this.#stage.view.u;
    drawSharp(g, canvas, x + left + canvas.width / u / 2, y + top + canvas.height / u / 2, 1 / u);
  }

  #compose() {
    const u = this.#stage.view.u;
    const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const { x, y, sprite: { back } } of this.parts) {
      const [w, h] = [back.canvas.width / u / 2, back.canvas.height / u / 2];
      box.left = Math.min(box.left, x + back.x - w);
      box.right = Math.max(box.right, x + back.x + w);
      box.top = Math.min(box.top, y + back.y - h);
      box.bottom = Math.max(box.bottom, y + back.y + h);
    }
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil((box.right - box.left) * u);
    canvas.height = Math.ceil((box.bottom - box.top) * u);
    const g = canvas.getContext("2d");
    g.scale(u, u);
    g.translate(-box.left, -box.top);
    const still = { x: 0, y: 0, r: 0, k: 1, kx: 1, ky: 1, a: 1 };
    for (const side of ["back", "face"]) for (const part of this.parts) if (part.sprite[side]) this.#place(g, part, part.sprite[side], 0, 0, still);
    return { canvas, left: box.left, top: box.top };
  }

  #place(g, part, sprite, x, y, now) {
    const u = this.#stage.view.u;
    g.save();
    g.globalAlpha *= Math.min(1, now.a);
    g.translate(x + part.x + now.x, y + part.y + now.y);
    if (now.r) g.rotate(now.r);
    g.scale(now.k * now.kx, now.k * now.ky);
    g.imageSmoothingEnabled = now.k < LARGE;
    drawSharp(g, sprite.canvas, sprite.x, sprite.y, 1 / u);
    g.restore();
  }
}
