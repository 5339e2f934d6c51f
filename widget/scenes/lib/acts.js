// How letters and words come and go. An act changes the pose {x, y, r, k, kx,
// ky, a} of a part (place, turn, scale, stretch, transparency) by how far it
// is, k from 0 to 1. Distances are in sizes of the run's font.

import { ease, lerp } from "./time.js";
import { hash } from "./random.js";

const TAU = Math.PI * 2;
const own = (part, lane) => (hash(`${part.i}/${lane}`) % 1000) / 500 - 1; // −1 to 1, fixed for a part

// Letters grow as one word, around its middle; words of a message each around their own.
const together = (p, part, run) => {
  if (run.split !== "letters") return;
  p.x += part.x * (p.k - 1);
  p.y += part.y * (p.k - 1);
};

export const enter = {
  fade: (p, k) => { p.a = k; },
  pop: (p, k) => { p.k = ease.outBack(k); p.a = Math.min(1, k * 5); },
  /** Out of the camera onto the picture, with weight. */
  slam: (p, k, part, run) => {
    const fall = Math.min(1, k / 0.4);
    p.k = lerp(2.8, 1, ease.in(fall));
    together(p, part, run);
    p.a = Math.min(1, fall * 1.6);
    if (k > 0.4) {
      const after = (k - 0.4) / 0.6;
      const give = Math.exp(-5 * after) * Math.sin(after * 14) * 0.16;
      p.kx = 1 + give;
      p.ky = 1 - give;
    }
  },
  drop: (p, k, part, run) => {
    p.y = lerp(-run.size * 3, 0, ease.outBounce(k));
    p.r = own(part, 1) * 0.3 * (1 - ease.out(k));
    p.a = Math.min(1, k * 4);
  },
  rise: (p, k, part, run) => { p.y = lerp(run.size * 1.1, 0, ease.outBack(k)); p.a = Math.min(1, k * 3); p.ky = lerp(1.5, 1, ease.out(k)); },
  fromLeft: (p, k, part, run) => { p.x = lerp(-run.size * 7, 0, ease.outExpo(k)); p.kx = lerp(1.5, 1, ease.out(k)); p.a = Math.min(1, k * 4); },
  fromRight: (p, k, part, run) => { p.x = lerp(run.size * 7, 0, ease.outExpo(k)); p.kx = lerp(1.5, 1, ease.out(k)); p.a = Math.min(1, k * 4); },
  flip: (p, k) => { p.ky = Math.max(0.02, ease.outBack(k)); p.a = Math.min(1, k * 4); },
  spin: (p, k) => { p.r = lerp(-TAU * 0.75, 0, ease.outBack(k)); p.k = ease.out(k); },
  wave: (p, k, part, run) => { p.y = Math.sin((1 - k) * TAU) * run.size * 0.6 * (1 - k); p.k = ease.outBack(k); },
  elastic: (p, k) => { const e = ease.outElastic(k); p.kx = lerp(0.2, 1, e); p.ky = lerp(2, 1, e); p.a = Math.min(1, k * 6); },
  stamp: (p, k, part, run) => { p.k = lerp(1.7, 1, ease.outQuart(k)); together(p, part, run); p.r = lerp(-0.14, 0, ease.out(k)); p.a = Math.min(1, k * 4); },
};

export const leave = {
  fade: (p, k) => { p.a *= 1 - k; },
  shrink: (p, k) => { p.k *= 1 - ease.inBack(k); },
  fall: (p, k, part, run) => { p.y += run.size * (9 * k * k - 1.2 * k); p.r += own(part, 2) * k * 1.6; p.x += own(part, 3) * run.size * k; p.a *= Math.min(1, 4 - 4 * k); },
  lift: (p, k, part, run) => { p.y -= ease.in(k) * run.size * 5; p.a *= 1 - ease.in(k); p.ky *= 1 + k * 0.5; },
  toLeft: (p, k, part, run) => { p.x -= ease.inExpo(k) * run.size * 16; p.kx *= 1 + k * 0.6; p.a *= Math.min(1, 3 - 3 * k); },
  toRight: (p, k, part, run) => { p.x += ease.inExpo(k) * run.size * 16; p.kx *= 1 + k * 0.6; p.a *= Math.min(1, 3 - 3 * k); },
  /** Apart in all directions, away from the middle. */
  scatter: (p, k, part, run) => {
    const far = ease.out(k) * run.size * 4;
    p.x += (part.along - 0.5) * far * 3 + own(part, 4) * far * 0.6;
    p.y += own(part, 5) * far + k * k * run.size * 2;
    p.r += own(part, 6) * k * 3;
    p.a *= 1 - ease.in(k);
  },
  /** Past the camera. */
  through: (p, k, part, run) => { p.k *= 1 + ease.in(k) * 1.8; together(p, part, run); p.a *= (1 - k) ** 1.6; },
};
