// An octopus that would be a pirate, and a chest that holds too much.

import { path, placed, shape, stroke } from "../lib/draw.js";
import { blink, drawEye } from "../lib/eyes.js";
import { fade, mix } from "../lib/palette.js";

const TAU = Math.PI * 2;
const HEAD = path("M-128 24 C-168 -124 -112 -236 0 -236 C112 -236 168 -124 128 24 C116 74 62 88 0 88 C-62 88 -116 74 -128 24 Z");
const HEAD_SHADE = path("M70 -260 C120 -120 90 0 -60 96 H180 V-260 Z");
const HEAD_LIGHT = path("M-108 -70 C-112 -140 -80 -190 -40 -208 C-66 -170 -78 -126 -76 -74 Z");
const HAT = path("M-168 6 C-176 -40 -120 -70 -84 -84 C-60 -140 60 -140 84 -84 C120 -70 176 -40 168 6 C110 -34 -110 -34 -168 6 Z");
const HAT_TRIM = path("M-166 4 C-110 -36 110 -36 166 4");

/**
 * Draws a tentacle that grows from x, y at an angle, bends by `bend` radians on
 * its way and curls by `curl` at its tip; wave moves it with the beat. side is
 * where its suckers are, −1 or 1.
 */
export function drawTentacle(g, p, { x, y, angle, length, bend = 0, curl = 0, width = 46, tip = 12, side = 1, wave = 0, beat = 0, color = p.main }) {
  const n = 18;
  const spine = [];
  let [cx, cy] = [x, y];
  for (let i = 0; i <= n; i++) {
    const t = i / n;
    const a = angle + bend * t + curl * t ** 3 + wave * Math.sin(beat * Math.PI - t * 4) * t;
    spine.push({ x: cx, y: cy, a, w: width + (tip - width) * t ** 0.85 });
    cx += (Math.cos(a) * length) / n;
    cy += (Math.sin(a) * length) / n;
  }
  const edge = (s, far) => [s.x - Math.sin(s.a) * s.w * far, s.y + Math.cos(s.a) * s.w * far];
  const end = spine[n];
  const arm = path((f) => {
    for (const s of spine) f.lineTo(...edge(s, 0.5));
    f.arc(end.x, end.y, end.w * 0.5, end.a + Math.PI / 2, end.a - Math.PI / 2, true);
    for (let i = n; i >= 0; i--) f.lineTo(...edge(spine[i], -0.5));
  });
  g.fillStyle = color;
  g.strokeStyle = p.ink;
  g.lineWidth = 18;
  g.lineJoin = g.lineCap = "round";
  g.stroke(arm);
  g.fill(arm);
  g.fillStyle = mix(color, p.ink, 0.22);
  const under = path((f) => {
    for (const s of spine) f.lineTo(...edge(s, 0.5 * side));
    for (let i = n; i >= 0; i--) f.lineTo(...edge(spine[i], 0.12 * side));
  });
  g.fill(under);
  g.fillStyle = mix(color, "#ffffff", 0.62);
  g.beginPath();
  for (let i = 2; i < n; i += 2) {
    const s = spine[i];
    const [sx, sy] = edge(s, 0.28 * side);
    g.moveTo(sx + s.w * 0.17, sy);
    g.arc(sx, sy, s.w * 0.17, 0, TAU);
  }
  g.fill();
  return end;
}

/**
 * Draws the octopus, its mouth at about 0, 0. pose: strain (eyes pressed
 * together), fear, joy, look, shut, hat ({y, r}, or null), legs ("hang",
 * "none"), sway.
 */
export function drawOctopus(g, s, beat, { strain = 0, fear = 0, joy = 0, shut = 0, look = { x: 0, y: 0.2 }, hat = { y: 0, r: 0 }, legs = "hang", sway = 0.3, patch = true } = {}) {
  const p = s.palette;
  if (legs === "hang") for (const [x, a, bend, side] of [[-92, 2.5, -0.9, 1], [92, 0.64, 0.9, -1], [-60, 2.1, 0.7, -1], [60, 1.04, -0.7, 1]]) drawTentacle(g, p, { x, y: 50, angle: a, bend, curl: bend * 2.4, length: 230, width: 58, tip: 16, side, wave: sway, beat: beat + x * 0.01, color: Math.abs(x) > 70 ? mix(p.main, p.ink, 0.14) : p.main });
  shape(g, HEAD, { fill: p.main, ink: p.ink, line: 10, shade: { path: HEAD_SHADE, color: fade(p.ink, 0.2) }, light: { path: HEAD_LIGHT, color: "rgba(255,255,255,.55)" } });
  g.fillStyle = fade(p.ink, 0.16);
  for (const [x, y, r] of [[-40, -170, 15], [-78, -128, 9], [92, -90, 12]]) {
    g.beginPath();
    g.ellipse(x, y, r, r * 0.8, 0.4, 0, TAU);
    g.fill();
  }
  g.fillStyle = fade(mix(p.main, "#ff2f6a", 0.6), 0.6);
  for (const x of [-86, 84]) {
    g.beginPath();
    g.ellipse(x, 4, 24, 15, 0, 0, TAU);
    g.fill();
  }
  if (strain > 0.5) for (const [x, d] of [[-50, 1], [50, -1]]) stroke(g, path(`M${x - 26 * d} -66 L${x + 20 * d} -44 L${x - 26 * d} -22`), p.ink, 12);
  else {
    const lids = shut || blink(beat, 3.7);
    drawEye(g, p, { x: -50, y: -44, r: 42, side: 1, look, shut: lids, happy: joy, wide: fear, skin: p.main });
    if (!patch) drawEye(g, p, { x: 50, y: -44, r: 42, side: -1, look, shut: lids, happy: joy, wide: fear, skin: p.main });
  }
  if (patch && strain <= 0.5) {
    stroke(g, path("M-132 -118 C-40 -90 20 -80 136 -34"), p.ink, 11);
    shape(g, path("M6 -80 C30 -92 74 -84 94 -64 C100 -24 78 2 50 2 C20 0 4 -30 6 -80 Z"), { fill: p.ink, ink: p.ink, line: 6 });
    stroke(g, path("M28 -62 C40 -68 52 -68 62 -62"), "rgba(255,255,255,.35)", 7);
  }
  if (fear > 0.4) shape(g, path((m) => m.ellipse(0, 40, 20, 26, 0, 0, TAU)), { fill: p.ink, ink: p.ink, line: 4 });
  else if (strain > 0.5) stroke(g, path("M-34 40 L-18 30 L-2 42 L14 30 L32 40"), p.ink, 10);
  else if (joy > 0.5) shape(g, path("M-34 16 C-20 26 20 26 34 16 C34 56 -34 56 -34 16 Z"), { fill: mix(p.ink, "#ff3f6f", 0.3), ink: p.ink, line: 8 });
  else stroke(g, path("M-26 26 C-10 44 14 44 30 20"), p.ink, 10);
  if (hat) {
    placed(g, { x: -6, y: -176 + hat.y, r: -0.12 + hat.r }, () => {
      shape(g, HAT, { fill: mix(p.deep, p.ink, 0.4), ink: p.ink, line: 10 });
      stroke(g, HAT_TRIM, p.accent, 11);
      shape(g, path("M-24 -78 C-24 -112 24 -112 24 -78 C24 -66 16 -62 14 -52 H-14 C-16 -62 -24 -66 -24 -78 Z"), { fill: "#ffffff", ink: p.ink, line: 5 });
      g.fillStyle = p.ink;
      for (const x of [-9, 9]) { g.beginPath(); g.arc(x, -78, 6, 0, TAU); g.fill(); }
    });
  }
}

// ---- the chest ----

const WOOD = "#9a5428";
const BOX = path("M-216 -196 H216 L200 -12 C199 -4 192 0 184 0 H-184 C-192 0 -199 -4 -200 -12 Z");
const BOX_SHADE = path("M120 -210 C140 -100 80 -40 -220 -36 V20 H240 V-210 Z");
const LID = path("M-226 -184 V-236 C-226 -312 -150 -338 0 -338 C150 -338 226 -312 226 -236 V-184 Z");
const LID_SHADE = path("M90 -350 C150 -290 150 -220 -240 -206 V-170 H250 V-350 Z");
const LID_INSIDE = path("M-208 -190 L-228 -330 C-222 -424 222 -424 228 -330 L208 -190 Z");
const LID_HOLLOW = path("M-180 -190 L-196 -318 C-190 -388 190 -388 196 -318 L180 -190 Z");
const PLANKS = path("M-208 -134 H208 M-204 -70 H204");
const LID_PLANKS = path("M-222 -248 H222 M-196 -296 H196");
const LOCK = path("M-34 -232 H34 V-186 C34 -158 18 -146 0 -146 C-18 -146 -34 -158 -34 -186 Z");

const bands = (top, bottom) => path((f) => { for (const x of [-150, 116]) f.rect(x, top, 34, bottom - top); });
const BOX_BANDS = bands(-200, 4);
const LID_BANDS = bands(-340, -180);

/** Draws what is behind the treasure: the lid, if it stands open (open over a half). */
export function drawChestBack(g, p, open) {
  if (open <= 0.5) return;
  placed(g, { y: -190, ky: (open - 0.5) * 2 }, () => {
    g.translate(0, 190);
    shape(g, LID_INSIDE, { fill: mix(WOOD, p.ink, 0.12), ink: p.ink, line: 11 });
    shape(g, LID_HOLLOW, { fill: mix(WOOD, p.ink, 0.66), ink: p.ink, line: 6 });
  });
  g.fillStyle = mix(WOOD, p.ink, 0.78);
  g.fillRect(-206, -206, 412, 40);
}

/** Draws the box, standing on 0, 0, and its lid, if it is not more than half open. */
export function drawChestFront(g, p, open) {
  const gold = mix(p.accent, "#d98a00", 0.2);
  shape(g, BOX, { fill: WOOD, ink: p.ink, line: 0 });
  g.save();
  g.clip(BOX);
  stroke(g, PLANKS, mix(WOOD, p.ink, 0.4), 7);
  g.fillStyle = gold;
  g.fill(BOX_BANDS);
  g.fillStyle = "rgba(255,255,255,.4)";
  g.fillRect(-150, -200, 9, 210);
  g.fillRect(116, -200, 9, 210);
  g.fillStyle = fade(p.ink, 0.26);
  g.fill(BOX_SHADE);
  g.restore();
  stroke(g, BOX_BANDS, p.ink, 6);
  shape(g, BOX, { ink: p.ink, line: 11 });
  if (open > 0.5) {
    shape(g, path("M-224 -206 H224 V-176 H-224 Z"), { fill: gold, ink: p.ink, line: 9 });
    return;
  }
  placed(g, { y: -190 - open * 60, ky: 1 - open * 1.3, r: open * 0.05 }, () => {
    g.translate(0, 190);
    shape(g, LID, { fill: mix(WOOD, "#ffffff", 0.08), ink: p.ink, line: 0 });
    g.save();
    g.clip(LID);
    stroke(g, LID_PLANKS, mix(WOOD, p.ink, 0.4), 7);
    g.fillStyle = gold;
    g.fill(LID_BANDS);
    g.fillRect(-240, -206, 480, 30);
    g.fillStyle = "rgba(255,255,255,.35)";
    g.fillRect(-190, -322, 300, 12);
    g.fillStyle = fade(p.ink, 0.24);
    g.fill(LID_SHADE);
    g.restore();
    stroke(g, LID_BANDS, p.ink, 6);
    shape(g, LID, { ink: p.ink, line: 11 });
    shape(g, LOCK, { fill: gold, ink: p.ink, line: 9 });
    g.fillStyle = p.ink;
    g.beginPath();
    g.arc(0, -196, 11, 0, TAU);
    g.fill();
    g.fillRect(-5, -194, 10, 26);
  });
}

/** A heap of gold, w wide and h high, standing on 0, 0: to be painted into a layer. */
export function drawGold(g, p, random, w, h) {
  const gold = p.accent;
  const mound = path((f) => { f.moveTo(-w / 2, 0); f.bezierCurveTo(-w * 0.36, -h * 0.5, -w * 0.2, -h, 0, -h); f.bezierCurveTo(w * 0.2, -h, w * 0.36, -h * 0.5, w / 2, 0); f.closePath(); });
  shape(g, mound, { fill: mix(gold, "#a85a00", 0.35), ink: p.ink, line: 11 });
  g.save();
  g.clip(mound);
  const n = Math.round((w * h) / 1500);
  for (let i = 0; i < n; i++) {
    const y = -h + (i / n) * h * 1.05;
    const x = random.between(-w / 2, w / 2);
    const r = random.between(24, 36);
    g.fillStyle = mix(gold, "#7a3d00", 0.5);
    g.beginPath();
    g.ellipse(x, y + 8, r, r * 0.55, random.between(-0.4, 0.4), 0, TAU);
    g.fill();
    g.fillStyle = mix(gold, x > 0 ? "#c97a00" : "#fff3c0", random.between(0.05, 0.4));
    g.beginPath();
    g.ellipse(x, y, r, r * 0.55, random.between(-0.4, 0.4), 0, TAU);
    g.fill();
    g.lineWidth = 4;
    g.strokeStyle = mix(gold, "#8a4a00", 0.55);
    g.stroke();
  }
  g.restore();
  shape(g, mound, { ink: p.ink, line: 11 });
}
