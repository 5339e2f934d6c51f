// The cat of the scene cat: few curves, and a face that says what it thinks.

import { path, placed, shape, stroke } from "./draw.js";
import { fade, mix } from "./palette.js";

const TAU = Math.PI * 2;

const HEAD = path("M-124 -236 L-152 -228 L-130 -254 C-138 -316 -130 -384 -114 -436 C-86 -420 -60 -398 -44 -380 C-16 -388 16 -388 44 -380 C60 -398 86 -420 114 -436 C130 -384 138 -316 130 -254 L152 -228 L124 -236 C108 -196 58 -178 0 -178 C-58 -178 -108 -196 -124 -236 Z");
const HEAD_SHADE = path("M60 -440 C110 -360 120 -250 30 -176 L200 -150 V-440 Z");
const EAR = path("M-106 -404 C-92 -392 -80 -384 -66 -370 C-84 -358 -98 -342 -106 -318 C-112 -348 -112 -378 -106 -404 Z");
const STRIPES = [path("M0 -388 V-346"), path("M-26 -384 C-25 -372 -22 -362 -18 -352"), path("M26 -384 C25 -372 22 -362 18 -352")];
const MUZZLE = path("M0 -262 C36 -262 62 -240 58 -216 C52 -190 20 -180 0 -180 C-20 -180 -52 -190 -58 -216 C-62 -240 -36 -262 0 -262 Z");
const NOSE = path("M-13 -256 C-6 -260 6 -260 13 -256 C12 -246 5 -240 0 -239 C-5 -240 -12 -246 -13 -256 Z");
const MOUTH = path("M-26 -222 C-20 -212 -6 -212 0 -226 C6 -212 20 -212 26 -222 M0 -239 V-226");
const YAWN = path("M-20 -232 C-10 -240 10 -240 20 -232 C26 -206 14 -188 0 -188 C-14 -188 -26 -206 -20 -232 Z");
const WHISKERS = path("M66 -236 L156 -252 M68 -224 L160 -222 M66 -212 L150 -192 M-66 -236 L-156 -252 M-68 -224 L-160 -222 M-66 -212 L-150 -192");
const BODY = path("M-92 -4 C-140 -70 -112 -206 0 -214 C112 -206 140 -70 92 -4 C60 6 -60 6 -92 -4 Z");
const BODY_SHADE = path("M40 -220 C104 -140 96 -60 30 8 H180 V-220 Z");
const CHEST = path("M0 -196 C42 -190 48 -130 30 -86 C18 -70 -18 -70 -30 -86 C-48 -130 -42 -190 0 -196 Z");
const LEGS = path("M-52 -100 C-58 -50 -60 -20 -58 -6 C-40 6 -14 6 -6 -4 C-6 -40 -6 -70 -8 -92 M52 -100 C58 -50 60 -20 58 -6 C40 6 14 6 6 -4 C6 -40 6 -70 8 -92");
const TOES = path("M-40 0 V-14 M-24 1 V-13 M40 0 V-14 M24 1 V-13");

/** The colours of a cat in a palette. */
const furOf = (p) => ({ fur: p.main, dark: mix(p.main, p.ink, 0.4), light: mix(p.main, "#fff6ea", 0.86), eye: mix(p.accent, "#f4ff8a", 0.35), ink: p.ink, nose: mix(p.second, "#ff7d9c", 0.5) });

function drawEye(g, c, side, { look, lid, wide, blink }) {
  const [rx, ry] = [31 + wide * 5, 34 + wide * 7];
  g.save();
  g.translate(side * 55, -292);
  const ball = path((e) => e.ellipse(0, 0, rx, ry, side * 0.12, 0, TAU));
  g.fillStyle = c.eye;
  g.fill(ball);
  g.save();
  g.clip(ball);
  g.fillStyle = c.ink;
  g.beginPath();
  g.ellipse(look.x * 13, look.y * 12, 9 + wide * 15, 24 + wide * 6, 0, 0, TAU);
  g.fill();
  g.fillStyle = "#ffffff";
  g.beginPath();
  g.arc(look.x * 13 + 6, look.y * 12 - 11, 6.5 + wide * 3, 0, TAU);
  g.fill();
  const shut = Math.max(lid, blink);
  if (shut > 0.02) {
    const edge = -ry + shut * ry * 2;
    const cover = path((e) => { e.rect(-60, -70, 120, 70 + edge - 8); e.moveTo(-60, edge - 8); e.quadraticCurveTo(0, edge + 8, 60, edge - 8); });
    g.fillStyle = c.fur;
    g.fill(cover);
    stroke(g, path((e) => { e.moveTo(-40, edge - 6 + side * 3); e.quadraticCurveTo(0, edge + 6, 40, edge - 6 - side * 3); }), c.ink, 8);
  }
  g.restore();
  stroke(g, ball, c.ink, 8);
  g.restore();
}

/**
 * Draws the head, its neck at about 0, −180. mood: look {x, y} from −1 to 1,
 * lid (0 open to 1 shut), wide (0 to 1: dilated with excitement), blink (0 to
 * 1), wink (0 to 1, the right eye alone), yawn (0 to 1), tilt.
 */
export function drawHead(g, palette, { look = { x: 0, y: 0 }, lid = 0.34, wide = 0, blink = 0, wink = 0, yawn = 0, tilt = 0 } = {}) {
  const c = furOf(palette);
  g.save();
  g.translate(0, -200);
  g.rotate(tilt);
  g.translate(0, 200);
  shape(g, HEAD, { fill: c.fur, ink: c.ink, shade: { path: HEAD_SHADE, color: fade(c.ink, 0.2) } });
  for (const side of [1, -1]) {
    g.save();
    g.scale(side, 1);
    g.fillStyle = c.nose;
    g.fill(EAR);
    g.restore();
  }
  for (const stripe of STRIPES) stroke(g, stripe, c.dark, 11);
  // The features sit on a ball: they move with the look.
  g.translate(look.x * 7, look.y * 5);
  g.fillStyle = c.light;
  g.fill(MUZZLE);
  for (const side of [-1, 1]) drawEye(g, c, side, { look, lid: lid * (1 - wide), wide, blink: side === 1 ? Math.max(blink, wink) : blink });
  stroke(g, WHISKERS, fade(c.ink, 0.85), 4);
  if (yawn > 0.05) placed(g, { y: -238, ky: yawn }, () => { g.translate(0, 238); shape(g, YAWN, { fill: "#8c2140", ink: c.ink, line: 7 }); });
  else stroke(g, MOUTH, c.ink, 6.5);
  shape(g, NOSE, { fill: c.nose, ink: c.ink, line: 5 });
  g.restore();
}

/** Draws the tail from the seat; swing moves it, from −1 to 1. */
export function drawTail(g, palette, swing) {
  const c = furOf(palette);
  const tail = path((t) => { t.moveTo(70, -30); t.bezierCurveTo(170, 10, 190 + swing * 26, -110, 150 + swing * 40, -150); t.bezierCurveTo(130 + swing * 50, -186, 176 + swing * 60, -214, 196 + swing * 74, -190); });
  stroke(g, tail, c.ink, 54);
  stroke(g, tail, c.fur, 36);
  const tip = path((t) => { t.moveTo(158 + swing * 55, -196); t.quadraticCurveTo(178 + swing * 64, -212, 196 + swing * 74, -190); });
  stroke(g, tip, c.light, 36);
}

/** Draws the cat as it sits, its seat at 0, 0. */
export function drawSitting(g, palette, { swing = 0, ...mood } = {}) {
  const c = furOf(palette);
  drawTail(g, palette, swing);
  shape(g, BODY, { fill: c.fur, ink: c.ink, shade: { path: BODY_SHADE, color: fade(c.ink, 0.2) } });
  g.fillStyle = c.light;
  g.fill(CHEST);
  stroke(g, LEGS, c.ink, 7);
  stroke(g, TOES, c.ink, 5);
  drawHead(g, palette, mood);
}

/** Draws an arm that reaches as far as it must, from one point to another, with its paw. */
export function drawArm(g, palette, from, to, thick = 1) {
  const c = furOf(palette);
  const bend = { x: (from.x + to.x) / 2, y: Math.min(from.y, to.y) - Math.abs(to.x - from.x) * 0.18 };
  const arm = path((a) => { a.moveTo(from.x, from.y); a.quadraticCurveTo(bend.x, bend.y, to.x, to.y); });
  const turn = Math.atan2(to.y - bend.y, to.x - bend.x);
  stroke(g, arm, c.ink, 66 * thick);
  const paw = path((a) => a.ellipse(to.x, to.y, 48 * thick, 40 * thick, turn, 0, TAU));
  stroke(g, paw, c.ink, 18 * thick);
  stroke(g, arm, c.fur, 48 * thick);
  g.fillStyle = c.light;
  g.fill(paw);
  placed(g, { x: to.x, y: to.y, r: turn, k: thick }, () => stroke(g, path("M16 -14 H44 M18 2 H48 M16 18 H44"), c.ink, 5));
}

/** Draws the underside of a paw, its wrist up: the one that comes down. */
export function drawPads(g, palette) {
  const c = furOf(palette);
  const arm = path("M-150 -1400 C-150 -700 -170 -300 -196 -120 C-260 -90 -270 60 -190 120 C-110 190 110 190 190 120 C270 60 260 -90 196 -120 C170 -300 150 -700 150 -1400 Z");
  shape(g, arm, { fill: c.fur, ink: c.ink, line: 14, shade: { path: path("M70 -1400 C90 -700 120 -100 60 190 H400 V-1400 Z"), color: fade(c.ink, 0.18) } });
  g.fillStyle = c.nose;
  for (const [x, y, rx, ry] of [[0, 66, 92, 66], [-150, -6, 38, 50], [-62, -66, 40, 54], [62, -66, 40, 54], [150, -6, 38, 50]]) {
    g.beginPath();
    g.ellipse(x, y, rx, ry, x * 0.003, 0, TAU);
    g.fill();
  }
}
