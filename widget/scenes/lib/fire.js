// Drawn fire: tongues that melt into one shape, in a few colours from cold to hot.

import { mix } from "./palette.js";
import { Emitter } from "./particles.js";
import { noise } from "./random.js";

const TAU = Math.PI * 2;

/** The colours of fire, from the coldest to the hottest. */
export const fireColors = (p) => [p.main, mix(p.main, p.accent, 0.6), mix(p.accent, "#fff3b0", 0.4), "#fffbe6"];

/** Draws a flame of 150 units around 0, 0 that flickers. */
export function drawFlame(g, p, beat, colors = fireColors(p)) {
  for (const [k, color] of [[1, colors[0]], [0.7, colors[1]], [0.42, colors[2]]]) {
    const [a, b] = [noise(beat * 5, 1) * 14, noise(beat * 6, 2) * 12];
    g.fillStyle = color;
    g.beginPath();
    g.moveTo(a * k, (-112 + noise(beat * 7, 3) * 14) * k + 40 * (1 - k));
    g.bezierCurveTo((16 + a) * k, -60 * k + 40 * (1 - k), (54 + b) * k, -20, 42 * k, 20);
    g.bezierCurveTo(30 * k, 52, -30 * k, 52, -42 * k, 20);
    g.bezierCurveTo((-54 + b) * k, -20, (-14 + a) * k, -44 * k + 40 * (1 - k), a * k, (-112 + noise(beat * 7, 3) * 14) * k + 40 * (1 - k));
    g.fill();
  }
}

// Each layer lies in the one before it: [share of the size, share of the life].
const LAYERS = [[1, 1], [0.72, 0.86], [0.48, 0.66], [0.28, 0.42]];

/**
 * Fire is an emitter whose particles melt into one flame with one outline.
 * It takes the options of an Emitter but for shapes and colors, layers (1 to
 * 4) and line (the width of the outline), and costs one fill a layer.
 */
export class Fire extends Emitter {
  #colors;
  #line;

  constructor(stage, { layers = 4, line = 9, ...options }, random) {
    super(stage, { drag: 2.2, grow: 1.8, shrink: true, fadeIn: 0.08, fadeOut: 0.7, ...options }, random);
    const p = stage.palette;
    this.#colors = [mix(p.main, p.ink, 0.6), ...fireColors(p).slice(0, layers)];
    this.#line = line;
  }

  draw(g, beat) {
    const tongues = [];
    this.eachLiving(beat, (p, x, y, size, alpha, age) => tongues.push({ x, y, r: size / 2, k: age / p.life, lean: Math.sin(p.phase + age * 9) }));
    if (tongues.length === 0) return;
    this.#colors.forEach((color, i) => {
      const [share, long] = LAYERS[Math.max(0, i - 1)];
      g.fillStyle = color;
      g.beginPath();
      for (const { x, y, r, k, lean } of tongues) {
        if (k >= long) continue;
        const far = r * share * Math.sqrt(1 - (k / long) ** 3) + (i === 0 ? this.#line : 0);
        const tip = far * (1.1 + k * 1.1);
        g.moveTo(x + far, y);
        g.arc(x, y, far, 0, TAU / 2);
        g.quadraticCurveTo(x - far, y - tip * 0.5, x + lean * far * 0.5, y - tip);
        g.quadraticCurveTo(x + far, y - tip * 0.5, x + far, y);
      }
      g.fill();
    });
  }
}
