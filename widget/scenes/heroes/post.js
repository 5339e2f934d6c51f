// What the post needs: an envelope with wings, sheets, stamps, a plane and a quill.

import { shape, stroke, path, placed } from "../lib/draw.js";
import { drawFace } from "../lib/face.js";
import { fade, mix } from "../lib/palette.js";
import { outline } from "../lib/sprites.js";
import { ease, lerp, progress, spring } from "../lib/time.js";

const TAU = Math.PI * 2;

/** The colour of paper. */
export const sheetOf = (p) => mix(p.accent, "#fff8ea", 0.95);

/** The size of the envelope. */
export const [W, H] = [430, 280]; // of the envelope
const POCKET = path("M-215 -132 Q-215 -142 -205 -134 L-16 22 Q0 34 16 22 L205 -134 Q215 -142 215 -132 V118 Q215 140 193 140 H-193 Q-215 140 -215 118 Z");
const POCKET_SHADE = path("M230 -150 L96 -20 L150 160 H240 Z");
const SEAMS = path("M-206 134 L-40 10 M206 134 L40 10");
const BACK = path("M-215 -118 Q-215 -140 -193 -140 H193 Q215 -140 215 -118 V118 Q215 140 193 140 H-193 Q-215 140 -215 118 Z");
const FLAP = path("M-204 -140 H204 Q216 -140 208 -130 L22 34 Q0 52 -22 34 L-208 -130 Q-216 -140 -204 -140 Z");
const FLAP_SHADE = path("M240 -150 L-10 66 L40 70 L250 -100 Z");
const WING = path("M0 34 C40 4 64 -56 132 -84 C152 -92 160 -70 144 -56 C168 -58 174 -34 150 -22 C168 -16 164 8 138 12 C146 28 128 42 104 36 C70 60 22 60 0 34 Z");
const WING_LINES = path("M66 -6 C90 -24 112 -40 132 -50 M70 14 C92 4 116 -10 140 -18");

/** The envelope around its middle. open: its flap, seal: how far the seal is on it, flaps: how it beats its wings; inside is drawn between back and pocket. */
export function drawEnvelope(g, s, beat, { open = 0, seal = 1, flaps = 1, face = {}, inside } = {}) {
  const p = s.palette;
  const white = sheetOf(p);
  for (const side of [-1, 1]) {
    placed(g, { x: side * 188, y: -30, kx: side, r: side * (Math.sin(beat * TAU * 1.5) * 0.55 * flaps - 0.1) }, () => {
      shape(g, WING, { fill: "#ffffff", ink: p.ink });
      stroke(g, WING_LINES, fade(p.ink, 0.35), 6);
    });
  }
  shape(g, BACK, { fill: mix(p.main, p.ink, 0.35), ink: p.ink });
  const turned = Math.cos(open * Math.PI);
  const flap = () => placed(g, { y: -140, ky: turned || 0.01 }, () => placed(g, { y: 140 }, () => shape(g, FLAP, { fill: turned > 0 ? mix(white, p.main, 0.12) : mix(p.main, "#ffffff", 0.2), ink: p.ink, shade: turned > 0 ? { path: FLAP_SHADE, color: fade(p.ink, 0.14) } : null })));
  if (turned <= 0) flap();
  inside?.(g);
  shape(g, POCKET, { fill: white, ink: p.ink, shade: { path: POCKET_SHADE, color: fade(p.ink, 0.13) } });
  stroke(g, SEAMS, fade(p.ink, 0.16), 7);
  g.save();
  g.clip(POCKET);
  airmail(g, p, -W / 2, H / 2 - 22, W, 30);
  g.restore();
  stroke(g, POCKET, p.ink, 9);
  placed(g, { y: 60 }, () => drawFace(g, p.ink, beat, { gap: 112, eye: 17, cheeks: fade(p.main, 0.4), ...face }));
  if (turned > 0) flap();
  if (seal > 0.01) placed(g, { y: 8, k: seal }, () => drawSeal(g, p));
}

function drawSeal(g, p) {
  const wax = path((w) => { for (let i = 0; i <= 60; i++) { const a = (i / 60) * TAU; const r = 46 + Math.sin(a * 7) * 4; w.lineTo(Math.cos(a) * r, Math.sin(a) * r); } w.closePath(); });
  shape(g, wax, { fill: p.main, ink: p.ink, shade: { path: path("M30 -60 Q30 20 -30 60 H70 V-60 Z"), color: fade(p.ink, 0.25) } });
  const heart = path((h) => outline(h, "heart", 22));
  shape(g, heart, { fill: mix(p.main, "#ffffff", 0.55), ink: p.ink, line: 0 });
}

/** Slanting stripes in the colours of airmail. */
export function airmail(g, p, x, y, w, h) {
  const step = 44;
  [p.main, p.second].forEach((color, turn) => {
    g.fillStyle = color;
    g.beginPath();
    for (let at = x + turn * 2 * step; at < x + w + h; at += 4 * step) {
      g.moveTo(at, y + h);
      g.lineTo(at + step, y + h);
      g.lineTo(at + step + h, y);
      g.lineTo(at + h, y);
    }
    g.fill();
  });
}

/** A sheet with a border of stripes and ruled lines, painted once. */
export const makeSheet = (s, w, h, lines) => s.layer(w + 60, h + 60, (g) => {
  const p = s.palette;
  const sheet = path((b) => b.rect(-w / 2, -h / 2, w, h));
  g.fillStyle = p.ink;
  g.fillRect(-w / 2 + 6, -h / 2 + 12, w + 8, h + 8);
  shape(g, sheet, { fill: sheetOf(p), ink: p.ink, line: 0 });
  g.save();
  g.clip(sheet);
  g.save();
  const frame = path((b) => { b.rect(-w / 2, -h / 2, w, h); b.rect(-w / 2 + 26, -h / 2 + 26, w - 52, h - 52); });
  g.clip(frame, "evenodd");
  for (let y = -h / 2; y < h / 2; y += 44) airmail(g, p, -w / 2 - 200 + ((y + h / 2) % 176), y, w + 400, 44);
  g.restore();
  for (const y of lines) stroke(g, path((l) => { l.moveTo(-w / 2 + 70, y); l.lineTo(w / 2 - 70, y); }), fade(p.second, 0.22), 4);
  g.restore();
  shape(g, sheet, { ink: p.ink, line: 9 });
}, 1);

/** A stamp with the sum on it: {w, h, there, draw(g, x, y, beat, at, {out, tilt})}. Draws nothing without a sum. */
export function makeStamp(s, size) {
  const p = s.palette;
  const sum = s.run(s.amount, { size, width: s.view.w * 0.6, style: "sum" });
  const [w, h] = [sum.w + size * 1.05, size * 1.95];
  const stamp = s.layer(w + 80, h + 80, (g) => {
    const r = 13;
    const perforated = path((e) => {
      const side = (length) => Math.round(length / 40);
      const walk = [[-w / 2, -h / 2, 1, 0, w], [w / 2, -h / 2, 0, 1, h], [w / 2, h / 2, -1, 0, w], [-w / 2, h / 2, 0, -1, h]];
      for (const [x, y, dx, dy, length] of walk) {
        const n = side(length);
        for (let i = 0; i < n; i++) {
          const at = ((i + 0.5) / n) * length;
          e.lineTo(x + dx * (at - r), y + dy * (at - r));
          e.arc(x + dx * at, y + dy * at, r, Math.atan2(-dy, -dx), Math.atan2(dy, dx), true);
        }
        e.lineTo(x + dx * length, y + dy * length);
      }
      e.closePath();
    });
    g.save();
    g.translate(7, 12);
    shape(g, perforated, { fill: p.ink, ink: p.ink });
    g.restore();
    shape(g, perforated, { fill: "#ffffff", ink: p.ink, line: 8 });
    const [iw, ih] = [w - 64, h - 64];
    const inner = path((b) => b.rect(-iw / 2, -ih / 2, iw, ih));
    shape(g, inner, { fill: p.second, ink: p.ink, line: 0 });
    g.save();
    g.clip(inner);
    g.fillStyle = fade("#ffffff", 0.2);
    for (let i = 0; i < 9; i++) {
      const a = (i / 9) * TAU;
      g.beginPath();
      g.moveTo(0, ih * 0.6);
      g.lineTo(Math.cos(a) * w, ih * 0.6 + Math.sin(a) * w);
      g.lineTo(Math.cos(a + 0.35) * w, ih * 0.6 + Math.sin(a + 0.35) * w);
      g.fill();
    }
    g.restore();
    shape(g, inner, { ink: p.ink, line: 7 });
  }, 1);
  return {
    w, h, there: sum.w > 0,
    draw(g, x, y, beat, at, { out = Infinity, tilt = 0.09 } = {}) {
      if (!this.there || beat < at - 0.3 || beat >= out + 0.5) return;
      const fall = ease.in(progress(beat, at - 0.3, at));
      const give = beat > at ? spring(beat - at, 2, 4) * 0.08 : 0;
      const off = ease.inBack(progress(beat, out, out + 0.5));
      placed(g, { x, y, r: lerp(-0.5, tilt, fall) + off * 0.6, k: lerp(2.6, 1, fall) * (1 - off), kx: 1 + give, ky: 1 - give, a: Math.min(1, fall * 2) }, () => {
        stamp.draw(g);
        sum.draw(g, 0, 0, beat);
        const marked = beat > at + 0.5 ? 1 : 0;
        if (marked) drawPostmark(g, s.palette, -w / 2 + 6, -h / 2 + 14, size * 0.58);
      });
    },
  };
}

// The office's mark: two rings, a heart and waves.
function drawPostmark(g, p, x, y, r) {
  const color = fade(p.ink, 0.62);
  for (const k of [1, 0.72]) stroke(g, path((c) => c.arc(x, y, r * k, 0, TAU)), color, 6);
  g.save();
  g.translate(x, y);
  g.fillStyle = color;
  g.fill(path((h) => outline(h, "heart", r * 0.36)));
  g.restore();
}

// ---- the plane ----

const PLANE = [
  [[[200, 0], [-170, -100], [-100, -6]], 0],
  [[[200, 0], [-100, -6], [-105, 66], [-52, 22]], 0.42],
  [[[200, 0], [-52, 22], [-120, 124]], 0.12],
];

/** Draws a paper plane that flies to the right. */
export function drawPlane(g, p) {
  for (const [points, dark] of PLANE) {
    const part = path((b) => { points.forEach(([x, y], i) => (i ? b.lineTo(x, y) : b.moveTo(x, y))); b.closePath(); });
    shape(g, part, { fill: mix(sheetOf(p), p.second, dark), ink: p.ink, line: 9 });
  }
}

/** A sheet of w × h folds itself into the plane, k from 0 to 1. */
export function drawFold(g, p, w, h, k) {
  const from = [[w / 2, h / 2], [w / 2, -h / 2], [-w / 2, -h / 2], [-w / 2, h / 2]];
  const to = [[200, 0], [-170, -100], [-100, -6], [-120, 124]];
  const e = ease.inOut(k);
  const corners = from.map(([x, y], i) => [lerp(x, to[i][0], e), lerp(y, to[i][1], e)]);
  const sheet = path((b) => { corners.forEach(([x, y], i) => (i ? b.lineTo(x, y) : b.moveTo(x, y))); b.closePath(); });
  shape(g, sheet, { fill: sheetOf(p), ink: p.ink, line: 9 });
  const crease = path((b) => { b.moveTo(...corners[0]); b.lineTo((corners[2][0] + corners[3][0]) / 2, (corners[2][1] + corners[3][1]) / 2); });
  stroke(g, crease, fade(p.ink, 0.5 * e), 7);
}

// The quill that writes the words: its point is where the ink ends.
const PLUME = path("M34 -46 C24 -110 60 -210 176 -262 C182 -236 176 -214 160 -196 L178 -194 C168 -164 146 -138 120 -124 L134 -116 C112 -86 78 -62 34 -46 Z");
const PLUME_SHADE = path("M30 -40 C70 -100 120 -180 180 -266 L240 -120 L40 0 Z");
const NIB = path("M0 0 L14 -40 L40 -62 L46 -42 L26 -16 Z");

/** Draws the quill with its point at 0, 0; busy: how much it writes. */
export function drawQuill(g, p, beat, busy) {
  placed(g, { x: Math.sin(beat * 31) * 7 * busy, y: Math.cos(beat * 43) * 9 * busy, r: 0.06 + Math.sin(beat * 17) * 0.07 * busy, k: 1.25 }, () => {
    shape(g, PLUME, { fill: mix(p.main, "#ffffff", 0.15), ink: p.ink, shade: { path: PLUME_SHADE, color: fade(p.ink, 0.24) } });
    stroke(g, path("M26 -34 C60 -100 104 -170 152 -226"), p.ink, 6);
    shape(g, NIB, { fill: p.accent, ink: p.ink, line: 7 });
  });
}
