// Faces of things: two eyes, a mouth, cheeks. One set of features, so that
// all heroes look at the viewer in the same way.

import { path, stroke } from "./draw.js";

const TAU = Math.PI * 2;

/**
 * Draws a face around 0, 0. gap: between the eyes, eye: their size, look:
 * where they look (x and y from −1 to 1), eyes: "open", "shut" (asleep) or
 * "happy", wide: how far they are torn open, mouth: "smile", "flat", "oh",
 * "laugh" or "chew", open: how far it is open, cheeks: their colour.
 */
export function drawFace(g, ink, beat, { gap = 60, eye = 13, look = [0, 0], eyes = "open", wide = 0, mouth = "smile", open = 1, cheeks, line = eye * 0.56 } = {}) {
  const [dx, dy] = [look[0] * eye * 0.55, look[1] * eye * 0.45];
  for (const side of [-1, 1]) {
    if (cheeks) {
      g.fillStyle = cheeks;
      g.beginPath();
      g.ellipse(side * (gap * 0.5 + eye * 1.7) + dx * 0.5, eye * 1.7, eye * 1.05, eye * 0.66, 0, 0, TAU);
      g.fill();
    }
    drawEye(g, ink, side * gap * 0.5 + dx, dy, beat, { eye, eyes, wide, line });
  }
  drawMouth(g, ink, dx, eye * 1.75 + dy, beat, { size: eye, mouth, open, line });
}

function drawEye(g, ink, x, y, beat, { eye, eyes, wide, line }) {
  if (eyes !== "open") {
    const bow = eyes === "happy" ? -1 : 1;
    stroke(g, path((e) => { e.moveTo(x - eye, y - bow * eye * 0.3); e.quadraticCurveTo(x, y + bow * eye * 0.9, x + eye, y - bow * eye * 0.3); }), ink, line);
    return;
  }
  const lids = beat % 3.7 > 3.55 ? 0.12 : 1;
  if (wide > 0) {
    g.fillStyle = "#ffffff";
    g.beginPath();
    g.ellipse(x, y, eye * (1 + wide), eye * (1.15 + wide), 0, 0, TAU);
    g.fill();
    stroke(g, path((e) => e.ellipse(x, y, eye * (1 + wide), eye * (1.15 + wide), 0, 0, TAU)), ink, line * 0.8);
  }
  g.fillStyle = ink;
  g.beginPath();
  g.ellipse(x, y, eye * 0.86, eye * 1.12 * lids, 0, 0, TAU);
  g.fill();
  if (lids < 1) return;
  g.fillStyle = "#ffffff";
  g.beginPath();
  g.arc(x - eye * 0.25, y - eye * 0.42, eye * 0.34, 0, TAU);
  g.fill();
}

/** Draws a mouth alone, around x, y. */
export function drawMouth(g, ink, x, y, beat, { size, mouth, open, line }) {
  if (mouth === "laugh") {
    const deep = size * (0.5 + 1.1 * open);
    const lips = path((m) => { m.moveTo(x - size, y - size * 0.5); m.quadraticCurveTo(x, y - size * 0.2, x + size, y - size * 0.5); m.bezierCurveTo(x + size, y + deep, x - size, y + deep, x - size, y - size * 0.5); m.closePath(); });
    g.fillStyle = ink;
    g.fill(lips);
    g.save();
    g.clip(lips);
    g.fillStyle = "#ff6f8f";
    g.beginPath();
    g.ellipse(x, y + deep * 0.75, size * 0.75, deep * 0.5, 0, 0, TAU);
    g.fill();
    g.restore();
    stroke(g, lips, ink, line);
    return;
  }
  if (mouth === "oh") {
    g.fillStyle = ink;
    g.beginPath();
    g.ellipse(x, y, size * 0.7 * open, size * 0.85 * open, 0, 0, TAU);
    g.fill();
    return;
  }
  const bow = { smile: 0.95, flat: 0, chew: Math.sin(beat * TAU * 2) * 0.6 }[mouth] * size;
  stroke(g, path((m) => { m.moveTo(x - size * 0.75, y - bow * 0.35); m.quadraticCurveTo(x, y + bow, x + size * 0.75, y - bow * 0.35); }), ink, line);
}
