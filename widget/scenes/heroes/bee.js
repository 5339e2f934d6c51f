// A bee that means well, and the flowers that it looks after.

import { path, placed, shape, stroke } from "../lib/draw.js";
import { blink, drawEye } from "../lib/eyes.js";
import { fade, mix } from "../lib/palette.js";

const TAU = Math.PI * 2;
const BODY = path("M-112 0 C-112 -64 -56 -92 10 -92 C76 -92 112 -52 112 0 C112 56 72 92 6 92 C-60 92 -112 60 -112 0 Z");
const BODY_SHADE = path("M90 -110 C110 0 40 70 -110 66 V120 H140 V-110 Z");
const BODY_LIGHT = path("M-70 -40 C-50 -74 -10 -84 30 -80 C0 -66 -30 -50 -52 -24 Z");
const STRIPES = path("M-84 -100 C-70 -40 -70 40 -84 100 H-46 C-30 40 -30 -40 -46 -100 Z M-8 -100 C10 -40 10 40 -8 100 H32 C50 40 50 -40 32 -100 Z");
const STING = path("M-104 -16 L-150 4 L-102 24 Z");
const WING = path("M0 0 C-70 -40 -120 -130 -70 -174 C-20 -204 40 -120 30 0 Z");
const HEAD = path("M40 -14 C40 -66 74 -94 118 -94 C166 -94 196 -62 196 -12 C196 38 164 62 118 62 C70 62 40 36 40 -14 Z");

/** Is green, however the streamer's colours are. */
export const greenOf = (p) => mix(p.second, "#2fb35a", 0.55);

/**
 * Draws the bee around 0, 0, looking to the right. pose: look, shut, joy, fear,
 * dizzy, pollen (0 to 1), tilt (of the head), wings (turns a beat, 0: at rest).
 */
export function drawBee(g, s, beat, { look = { x: 0.4, y: 0 }, shut = 0, joy = 0, fear = 0, dizzy = 0, pollen = 0, tilt = 0, wings = 7, arms = 0 } = {}) {
  const p = s.palette;
  const honey = mix(p.accent, "#ffc21f", 0.35);
  const flap = wings ? Math.sin(beat * wings * TAU) : -0.6;
  for (const [x, r, k, a] of [[24, 0.5, 0.84, 0.7], [-10, -0.1, 1, 0.92]]) {
    placed(g, { x, y: -80, r: r + flap * 0.34, k, ky: 0.86 + flap * 0.14 }, () => shape(g, WING, { fill: fade(mix(p.second, "#ffffff", 0.82), a), ink: p.ink, line: 7 }));
  }
  for (const x of [-30, 10, 46]) stroke(g, path(`M${x} 84 C${x - 4} 100 ${x - 10} 106 ${x - 12 + Math.sin(beat * TAU + x) * 6} 122`), p.ink, 10);
  shape(g, STING, { fill: p.ink, ink: p.ink, line: 8 });
  shape(g, BODY, { fill: honey, ink: p.ink, line: 0 });
  g.save();
  g.clip(BODY);
  g.fillStyle = p.ink;
  g.fill(STRIPES);
  g.fillStyle = "rgba(255,255,255,.45)";
  g.fill(BODY_LIGHT);
  g.fillStyle = fade(p.ink, 0.22);
  g.fill(BODY_SHADE);
  if (pollen > 0) {
    g.fillStyle = mix(p.accent, "#ffffff", 0.35);
    for (let i = 0; i < 16 * pollen; i++) {
      g.beginPath();
      g.arc(((i * 67) % 190) - 95, ((i * 41) % 150) - 60, 7 + (i % 3) * 3, 0, TAU);
      g.fill();
    }
  }
  g.restore();
  shape(g, BODY, { ink: p.ink, line: 9 });
  placed(g, { x: 118, y: -16, r: tilt }, () => {
    g.translate(-118, 16);
    for (const [x, lean] of [[96, -26], [138, 24]]) {
      const sway = Math.sin(beat * TAU + x) * 8;
      stroke(g, path(`M${x} -88 C${x} -120 ${x + lean * 0.6 + sway} -136 ${x + lean + sway} -150`), p.ink, 9);
      g.fillStyle = p.ink;
      g.beginPath();
      g.arc(x + lean + sway, -154, 13, 0, TAU);
      g.fill();
    }
    shape(g, HEAD, { fill: mix(honey, "#fff3cf", 0.35), ink: p.ink, line: 9 });
    g.fillStyle = fade(mix(p.main, "#ff5a7a", 0.5), 0.65);
    for (const x of [62, 172]) {
      g.beginPath();
      g.ellipse(x, 18, 17, 11, 0, 0, TAU);
      g.fill();
    }
    if (dizzy > 0.5) {
      for (const x of [90, 150]) {
        const swirl = path((f) => { for (let i = 0; i < 22; i++) { const a = i * 0.6 + beat * 6; f.lineTo(x + Math.cos(a) * i * 1.1, -24 + Math.sin(a) * i * 1.1); } });
        stroke(g, swirl, p.ink, 6);
      }
    } else {
      const lids = shut || blink(beat, 2.9);
      drawEye(g, p, { x: 90, y: -22, r: 29, side: 1, look, shut: lids, happy: joy, wide: fear, skin: honey });
      drawEye(g, p, { x: 150, y: -22, r: 27, side: -1, look, shut: lids, happy: joy, wide: fear, skin: honey });
    }
    if (fear > 0.4) shape(g, path((m) => m.ellipse(124, 30, 11, 14, 0, 0, TAU)), { fill: p.ink, ink: p.ink, line: 3 });
    else if (joy > 0.5) shape(g, path("M102 20 C112 26 136 26 146 20 C146 48 102 48 102 20 Z"), { fill: mix(p.ink, "#ff4f6f", 0.4), ink: p.ink, line: 6 });
    else stroke(g, path(shut ? "M114 28 H134" : "M108 24 C116 34 132 34 140 24"), p.ink, 7);
  });
  if (arms) for (const y of [20, 40]) stroke(g, path(`M70 ${y} C110 ${y + 20} 130 ${y + 24} ${150 + arms * 10} ${y + 26}`), p.ink, 10);
}

const PETAL = path("M0 0 C-46 -36 -50 -104 0 -132 C50 -104 46 -36 0 0 Z");
const TULIP = path("M-56 -10 C-70 -70 -64 -110 -52 -134 C-36 -120 -28 -108 -22 -92 C-14 -116 -8 -130 0 -142 C8 -130 14 -116 22 -92 C28 -108 36 -120 52 -134 C64 -110 70 -70 56 -10 C36 14 -36 14 -56 -10 Z");
const BELL = path("M-14 -20 C-60 -40 -66 -104 -58 -120 C-40 -108 -30 -112 -20 -126 C-10 -112 10 -112 20 -126 C30 -112 40 -108 58 -120 C66 -104 60 -40 14 -20 Z");

/** The kinds of flowers. */
export const kinds = ["daisy", "tulip", "sun", "bell", "round"];

/**
 * Draws a flower around 0, 0, about 280 units wide when it is open (0 a bud to
 * 1). options: kind, color, face (it smiles), turn.
 */
export function drawFlower(g, p, { kind = "daisy", color = p.main, open = 1, face = false, turn = 0 }) {
  if (open <= 0.02) return;
  if (kind === "tulip" || kind === "bell") {
    placed(g, { y: 40, kx: 0.5 + 0.5 * open, r: turn * 0.2 }, () => {
      shape(g, kind === "tulip" ? TULIP : BELL, { fill: color, ink: p.ink, shade: { path: path("M10 -160 C30 -80 10 -10 -60 10 V40 H100 V-160 Z"), color: fade(p.ink, 0.2) }, light: { path: path("M-46 -40 C-54 -70 -52 -96 -46 -114 C-36 -96 -32 -70 -34 -36 Z"), color: "rgba(255,255,255,.5)" } });
    });
    return;
  }
  const [n, wide, long, heart] = { daisy: [9, 0.78, 1, 52], sun: [14, 0.62, 1.04, 72], round: [6, 1.5, 0.84, 44] }[kind];
  const rows = kind === "sun" ? 2 : 1;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < n; i++) {
      const a = ((i + row * 0.5) / n) * TAU * Math.min(1, 0.2 + open) + turn + (1 - open) * 1.2;
      placed(g, { r: a, kx: wide * (0.4 + 0.6 * open), ky: long * (0.35 + 0.65 * open) * (row ? 0.86 : 1) }, () => shape(g, PETAL, { fill: row ? color : mix(color, p.ink, rows > 1 ? 0.2 : 0), ink: p.ink, line: 8 }));
    }
  }
  const middle = mix(kind === "sun" ? "#7a4a22" : p.accent, p.ink, kind === "sun" ? 0.1 : 0);
  const disc = path((f) => f.arc(0, 0, heart, 0, TAU));
  shape(g, disc, { fill: middle, ink: p.ink, line: 8, shade: { path: path(`M${heart * 0.5} ${-heart} C${heart * 0.6} 0 ${heart * 0.2} ${heart * 0.6} ${-heart} ${heart * 0.7} V${heart * 1.2} H${heart * 1.2} V${-heart} Z`), color: fade(p.ink, 0.22) } });
  if (!face) return;
  for (const x of [-0.36, 0.36]) {
    g.fillStyle = kind === "sun" ? "#ffffff" : p.ink;
    g.beginPath();
    g.ellipse(x * heart, -heart * 0.16, heart * 0.12, heart * 0.18, 0, 0, TAU);
    g.fill();
  }
  stroke(g, path(`M${-heart * 0.26} ${heart * 0.24} C${-heart * 0.1} ${heart * 0.46} ${heart * 0.1} ${heart * 0.46} ${heart * 0.26} ${heart * 0.24}`), kind === "sun" ? "#ffffff" : p.ink, heart * 0.1);
}

const LEAF = path("M0 0 C20 -44 70 -56 112 -34 C90 0 40 18 0 0 Z");

/**
 * Draws a stem that has grown by k (0 to 1) along a curve through [x, y] of
 * four points, with leaves, and returns its tip {x, y, angle}.
 */
export function drawStem(g, p, [a, b, c, d], k, { width = 16, leaves = [0.35, 0.6] } = {}) {
  const green = greenOf(p);
  const at = (t) => {
    const u = 1 - t;
    return [0, 1].map((i) => u ** 3 * a[i] + 3 * u * u * t * b[i] + 3 * u * t * t * c[i] + t ** 3 * d[i]);
  };
  const line = path((f) => {
    f.moveTo(...a);
    for (let t = 0.08; t <= k + 0.001; t += 0.08) f.lineTo(...at(Math.min(t, k)));
    f.lineTo(...at(k));
  });
  stroke(g, line, p.ink, width + 15);
  stroke(g, line, green, width);
  leaves.forEach((t, i) => {
    const grown = Math.min(1, Math.max(0, (k - t) * 4));
    if (!grown) return;
    const [x, y] = at(t);
    placed(g, { x, y, r: i % 2 ? Math.PI * 0.94 : 0, k: grown * (width / 16), kx: 1, ky: i % 2 ? -1 : 1 }, () => shape(g, LEAF, { fill: mix(green, "#ffffff", 0.1), ink: p.ink, line: 8 }));
  });
  const [tip, before] = [at(k), at(Math.max(0, k - 0.05))];
  return { x: tip[0], y: tip[1], angle: Math.atan2(tip[1] - before[1], tip[0] - before[0]) };
}
