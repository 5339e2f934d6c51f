// What arrives in the scene raid: a longship, its crew, its shields, the sea.

import { path, placed, shape, stroke } from "./draw.js";
import { fade, mix } from "./palette.js";

const TAU = Math.PI * 2;

const HULL = path("M-486 -190 C-470 -80 -400 -6 -300 4 L300 4 C400 -6 456 -80 470 -190 L516 -176 C520 -20 450 150 250 166 L-250 166 C-450 150 -530 -10 -530 -180 Z");
const PLANKS = path("M-500 -60 C-440 40 -360 66 -260 68 L260 68 C370 64 440 30 500 -60 M-470 30 C-410 104 -330 116 -250 118 L250 118 C340 116 420 100 474 26");
const HULL_SHADE = path("M-600 100 C-300 130 300 130 600 70 V240 H-600 Z");
const DRAGON = path("M-34 70 C-40 6 -36 -58 2 -92 C34 -120 92 -116 134 -92 C168 -78 178 -56 164 -44 C138 -34 104 -36 84 -30 C92 -22 116 -22 136 -16 C146 -6 134 8 114 10 C76 16 44 26 38 70 Z");
const SPIKES = path("M-30 -10 L-74 -26 L-34 -44 L-68 -76 L-16 -74 L-34 -122 L16 -96");
const TEETH = path("M96 -34 L104 -20 L112 -36 M122 -38 L130 -24 L138 -42");
const SAIL = path("M-390 -250 C-150 -222 150 -222 390 -250 C440 -110 432 60 376 214 C150 236 -150 236 -376 214 C-432 60 -440 -110 -390 -250 Z");
const HELMET = path("M-44 -14 C-44 -66 44 -66 44 -14 C20 -6 -20 -6 -44 -14 Z");
const HORN = path("M38 -34 C66 -34 80 -54 76 -86 C100 -54 92 -14 46 -14 Z");
const BEARD = path("M-42 4 C-44 52 -22 80 0 92 C22 80 44 52 42 4 C22 18 -22 18 -42 4 Z");
const SHAPE_OF_AXE = path("M-16 -176 C36 -206 104 -190 128 -132 C92 -150 84 -70 118 -34 C70 -20 24 -52 -16 -60 Z");

export const SAIL_SIZE = { w: 720, h: 420 };

/** The colour of the sea: blue, with a little of the palette. */
export const seaOf = (p) => mix("#1788c9", p.main, 0.12);

const wood = (p) => mix(p.accent, "#7a3f1d", 0.72);

/** Draws a round shield of radius r. */
export function drawShield(g, p, r, color, second = p.paper) {
  const disc = path((d) => d.arc(0, 0, r, 0, TAU));
  shape(g, disc, { fill: color, ink: p.ink, line: 0 });
  g.fillStyle = second;
  for (let i = 0; i < 4; i++) {
    g.beginPath();
    g.moveTo(0, 0);
    g.arc(0, 0, r, (i / 4) * TAU, ((i + 0.5) / 4) * TAU);
    g.fill();
  }
  const lit = path((d) => { d.rect(-2 * r, -2 * r, 4 * r, 4 * r); d.arc(-r * 0.2, -r * 0.22, r, 0, TAU, true); });
  shape(g, disc, { line: 0, shade: { path: lit, color: fade(p.ink, 0.22) } });
  stroke(g, disc, p.ink, r * 0.16);
  stroke(g, path((d) => d.arc(0, 0, r * 0.92, 0, TAU)), mix("#aeb6c8", p.ink, 0.1), r * 0.07);
  shape(g, path((d) => d.arc(0, 0, r * 0.25, 0, TAU)), { fill: "#c3cad8", ink: p.ink, line: r * 0.08, light: { path: path((d) => d.arc(-r * 0.08, -r * 0.09, r * 0.08, 0, TAU)), color: "#ffffff" } });
}

/** Draws an axe, its blade to the right, the middle of its shaft at 0, 0. */
export function drawAxe(g, p) {
  const shaft = path("M0 -190 V200");
  stroke(g, shaft, p.ink, 40);
  stroke(g, shaft, wood(p), 22);
  shape(g, SHAPE_OF_AXE, { fill: "#b9c2d4", ink: p.ink, light: { path: path("M60 -210 C110 -190 150 -130 140 -20 L104 -30 C80 -70 90 -130 124 -132 Z"), color: "#ffffff" }, shade: { path: path("M-30 -70 C30 -60 60 -30 140 -30 V0 H-30 Z"), color: fade(p.ink, 0.3) } });
  stroke(g, path("M-14 -112 H16 M-12 100 H12 M-12 130 H12"), p.ink, 9);
}

/** Draws the head of a viking. mood: look (−1 to 1), shout, blink (0 to 1), hair: a colour. */
export function drawViking(g, p, { look = 0, shout = 0, blink = 0, hair = "#e0782f" } = {}) {
  for (const side of [1, -1]) {
    g.save();
    g.scale(side, 1);
    shape(g, HORN, { fill: "#fff3dc", ink: p.ink, line: 7 });
    g.restore();
  }
  shape(g, path((f) => f.ellipse(0, 6, 43, 46, 0, 0, TAU)), { fill: "#ffcfa6", ink: p.ink, line: 7 });
  shape(g, BEARD, { fill: hair, ink: p.ink, line: 7 });
  if (shout > 0.1) {
    g.fillStyle = mix(p.ink, "#8c1030", 0.6);
    g.beginPath();
    g.ellipse(look * 5, 40, 13, 15 * shout, 0, 0, TAU);
    g.fill();
  }
  shape(g, path((n) => n.ellipse(look * 8, 16, 15, 11, 0, 0, TAU)), { fill: "#ffb58a", ink: p.ink, line: 5 });
  shape(g, HELMET, { fill: "#aab3c6", ink: p.ink, line: 7, light: { path: path("M-44 -14 C-44 -50 -20 -54 -8 -54 C-22 -44 -28 -30 -28 -10 Z"), color: "rgba(255,255,255,.7)" } });
  stroke(g, path("M-44 -12 C-20 -4 20 -4 44 -12"), p.ink, 13);
  stroke(g, path("M-40 -12 C-20 -6 20 -6 40 -12"), p.brightAccent, 5);
  g.fillStyle = p.ink;
  for (const side of [-1, 1]) {
    g.beginPath();
    g.ellipse(side * 17 + look * 8, 3, 5.5, 7.5 * (1 - blink * 0.85), 0, 0, TAU);
    g.fill();
  }
}

/** Makes the sail as a layer: stripes of main and second with an emblem's place left for words. */
export function makeSail(s) {
  const { palette: p } = s;
  return s.layer(900, 540, (g) => {
    g.save();
    g.clip(SAIL);
    g.fillStyle = mix(p.main, p.ink, 0.12);
    g.fillRect(-460, -280, 920, 560);
    g.fillStyle = mix(p.main, "#ffffff", 0.14);
    for (let i = -4; i <= 4; i += 2) {
      g.beginPath();
      g.moveTo(i * 98 - 49, -280);
      g.quadraticCurveTo(i * 112 - 56, 0, i * 94 - 47, 280);
      g.lineTo(i * 94 + 47, 280);
      g.quadraticCurveTo(i * 112 + 56, 0, i * 98 + 49, -280);
      g.fill();
    }
    g.fillStyle = fade(p.ink, 0.24);
    g.fill(path("M-460 120 C-150 210 150 210 460 100 V300 H-460 Z"));
    g.fillStyle = "rgba(255,255,255,.2)";
    g.fill(path("M-460 -280 H460 V-232 C150 -190 -150 -190 -460 -226 Z"));
    g.restore();
    stroke(g, SAIL, p.ink, 13);
  });
}

/**
 * Draws the longship around the middle of its deck; row is the beat of the
 * oars, crew draws into the hull, sail on the mast.
 */
export function drawShip(g, p, beat, { sail, crew, wide = 1, eye = 0, oars = true }) {
  stroke(g, path("M0 40 V-660"), p.ink, 38);
  stroke(g, path("M0 40 V-660"), wood(p), 20);
  placed(g, { y: -360, kx: wide }, () => sail(g));
  stroke(g, path("M-410 -616 H410"), p.ink, 34);
  stroke(g, path("M-410 -616 H410"), wood(p), 17);
  placed(g, { x: 4, y: -672, kx: 1 + Math.sin(beat * 3) * 0.1 }, () => shape(g, path("M0 -20 C40 -50 70 -10 130 -34 C110 0 80 20 0 14 Z"), { fill: p.second, ink: p.ink, line: 8 }));
  crew(g);
  if (oars) {
    for (let i = -2; i <= 2; i++) {
      const swing = Math.sin(beat * Math.PI + i * 0.2) * 0.36;
      placed(g, { x: i * 110 + 40, y: 84, r: 0.5 + swing }, () => { stroke(g, path("M0 0 V190"), p.ink, 24); stroke(g, path("M0 0 V190"), wood(p), 11); shape(g, path((o) => o.ellipse(0, 190, 20, 46, 0, 0, TAU)), { fill: wood(p), ink: p.ink, line: 8 }); });
    }
  }
  shape(g, HULL, { fill: wood(p), ink: p.ink, line: 12, shade: { path: HULL_SHADE, color: fade(p.ink, 0.3) } });
  stroke(g, PLANKS, fade(p.ink, 0.5), 6);
  for (let i = -3; i <= 3; i++) placed(g, { x: i * 104, y: 36 }, () => drawShield(g, p, 50, i % 2 ? p.main : p.second));
  placed(g, { x: -510, y: -196, kx: -1, r: 0 }, () => stroke(g, path("M0 10 C0 -50 54 -66 62 -30 C66 -8 40 -4 36 -18"), p.ink, 44));
  placed(g, { x: -510, y: -196, kx: -1 }, () => stroke(g, path("M0 10 C0 -50 54 -66 62 -30 C66 -8 40 -4 36 -18"), wood(p), 22));
  placed(g, { x: 494, y: -222, k: 1.25 }, () => {
    shape(g, SPIKES, { fill: p.second, ink: p.ink });
    shape(g, DRAGON, { fill: p.second, ink: p.ink, shade: { path: path("M-40 80 C-10 0 20 -20 90 -26 L150 0 V90 H-40 Z"), color: fade(p.ink, 0.24) } });
    g.fillStyle = "#ffffff";
    g.fill(TEETH);
    shape(g, path((e) => e.ellipse(56, -74, 17, 19, 0, 0, TAU)), { fill: "#fff8e0", ink: p.ink, line: 6 });
    g.fillStyle = p.ink;
    g.beginPath();
    g.arc(60 + eye * 7, -72, 8, 0, TAU);
    g.fill();
    stroke(g, path("M34 -100 L74 -90"), p.ink, 9);
    g.fillStyle = p.ink;
    g.beginPath();
    g.arc(146, -70, 5, 0, TAU);
    g.fill();
  });
}

/** Draws a band of sea over the whole width: y is its crest, from there to the lower edge. */
export function drawWave(g, view, p, { y, height, phase, color, foam, length = 330 }) {
  const wave = new Path2D();
  const crest = new Path2D();
  const from = view.left * 1.2;
  wave.moveTo(from, view.bottom * 1.25);
  for (let x = from; x <= view.right * 1.2 + length / 4; x += length / 8) {
    const t = x / length + phase;
    const at = y - (1 - Math.abs(((t % 1) + 1) % 1 * 2 - 1)) ** 1.6 * height + Math.sin(t * 1.7) * height * 0.35;
    wave.lineTo(x, at);
    if (x === from) crest.moveTo(x, at);
    else crest.lineTo(x, at);
  }
  wave.lineTo(view.right * 1.2 + length, view.bottom * 1.25);
  wave.closePath();
  g.fillStyle = color;
  g.fill(wave);
  g.lineJoin = "round";
  stroke(g, crest, p.ink, 20);
  g.save();
  g.translate(0, 8);
  stroke(g, crest, foam, 11);
  g.restore();
}
