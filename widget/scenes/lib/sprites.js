// Small pictures that are drawn many times: drawn once, kept for the show.

import { mix, fade } from "./palette.js";

const TAU = Math.PI * 2;
const SIZE = 96; // units across; particles are drawn smaller

const star = (g, points, inner, r) => {
  for (let i = 0; i < points * 2; i++) {
    const [a, far] = [(i / points) * Math.PI - Math.PI / 2, i % 2 ? r * inner : r];
    g.lineTo(Math.cos(a) * far, Math.sin(a) * far);
  }
  g.closePath();
};

const heart = (g, r) => {
  g.moveTo(0, r * 0.92);
  g.bezierCurveTo(-r * 1.35, r * 0.05, -r * 0.95, -r * 0.95, -r * 0.42, -r * 0.82);
  g.bezierCurveTo(-r * 0.18, -r * 0.78, -r * 0.05, -r * 0.6, 0, -r * 0.42);
  g.bezierCurveTo(r * 0.05, -r * 0.6, r * 0.18, -r * 0.78, r * 0.42, -r * 0.82);
  g.bezierCurveTo(r * 0.95, -r * 0.95, r * 1.35, r * 0.05, 0, r * 0.92);
};

/** The shapes of particles: each adds its outline to a path of radius r. */
const outlines = {
  heart,
  star: (g, r) => star(g, 5, 0.5, r),
  spark: (g, r) => star(g, 4, 0.16, r),
  dot: (g, r) => g.arc(0, 0, r * 0.6, 0, TAU),
  pixel: (g, r) => g.rect(-r * 0.7, -r * 0.7, r * 1.4, r * 1.4),
  confetti: (g, r) => g.rect(-r * 0.42, -r * 0.66, r * 0.84, r * 1.32),
  ribbon: (g, r) => { g.moveTo(-r * 0.9, -r * 0.1); g.bezierCurveTo(-r * 0.4, -r * 0.9, r * 0.3, r * 0.7, r * 0.9, -r * 0.1); g.lineTo(r * 0.9, r * 0.25); g.bezierCurveTo(r * 0.3, r * 1.05, -r * 0.4, -r * 0.55, -r * 0.9, r * 0.25); g.closePath(); },
  petal: (g, r) => { g.moveTo(0, -r * 0.9); g.bezierCurveTo(r * 0.9, -r * 0.5, r * 0.6, r * 0.6, 0, r * 0.9); g.bezierCurveTo(-r * 0.6, r * 0.6, -r * 0.3, -r * 0.4, 0, -r * 0.9); },
  leaf: (g, r) => { g.moveTo(-r * 0.9, 0); g.quadraticCurveTo(0, -r * 0.9, r * 0.9, 0); g.quadraticCurveTo(0, r * 0.9, -r * 0.9, 0); },
  drop: (g, r) => { g.moveTo(0, -r); g.bezierCurveTo(r * 0.2, -r * 0.4, r * 0.66, 0, r * 0.62, r * 0.38); g.arc(0, r * 0.36, r * 0.62, 0, Math.PI); g.bezierCurveTo(-r * 0.66, 0, -r * 0.2, -r * 0.4, 0, -r); },
  note: (g, r) => { g.ellipse(-r * 0.3, r * 0.55, r * 0.42, r * 0.3, -0.4, 0, TAU); g.rect(r * 0.0, -r * 0.9, r * 0.16, r * 1.4); g.moveTo(r * 0.16, -r * 0.9); g.quadraticCurveTo(r * 0.9, -r * 0.55, r * 0.6, r * 0.1); g.quadraticCurveTo(r * 0.6, -r * 0.35, r * 0.16, -r * 0.4); g.closePath(); },
  paw: (g, r) => { g.ellipse(0, r * 0.35, r * 0.52, r * 0.42, 0, 0, TAU); for (const [x, y] of [[-0.62, -0.15], [-0.22, -0.58], [0.24, -0.58], [0.64, -0.15]]) { g.moveTo(x * r + r * 0.2, y * r); g.ellipse(x * r, y * r, r * 0.2, r * 0.27, x * 0.5, 0, TAU); } },
  bolt: (g, r) => { g.moveTo(r * 0.15, -r); g.lineTo(-r * 0.55, r * 0.15); g.lineTo(-r * 0.05, r * 0.15); g.lineTo(-r * 0.2, r); g.lineTo(r * 0.55, -r * 0.25); g.lineTo(r * 0.05, -r * 0.25); g.closePath(); },
  fish: (g, r) => { g.moveTo(-r * 0.9, 0); g.bezierCurveTo(-r * 0.4, -r * 0.7, r * 0.3, -r * 0.5, r * 0.5, 0); g.lineTo(r * 0.95, -r * 0.45); g.lineTo(r * 0.95, r * 0.45); g.lineTo(r * 0.5, 0); g.bezierCurveTo(r * 0.3, r * 0.5, -r * 0.4, r * 0.7, -r * 0.9, 0); },
};

// Shapes that are more than a filled outline.
const paintings = {
  glow: (g, r, color) => drawGlow(g, 0, 0, 2 * r, color),
  flame(g, r, color) {
    g.fillStyle = color;
    g.beginPath();
    g.moveTo(r * 0.12, -r * 1.12);
    g.bezierCurveTo(r * 0.18, -r * 0.6, r * 0.78, -r * 0.3, r * 0.78, r * 0.26);
    g.bezierCurveTo(r * 0.78, r * 0.76, r * 0.42, r, 0, r);
    g.bezierCurveTo(-r * 0.46, r, -r * 0.78, r * 0.72, -r * 0.74, r * 0.22);
    g.bezierCurveTo(-r * 0.7, -r * 0.2, -r * 0.2, -r * 0.4, r * 0.12, -r * 1.12);
    g.fill();
  },
  ring(g, r, color) {
    g.strokeStyle = color;
    g.lineWidth = r * 0.16;
    g.beginPath();
    g.arc(0, 0, r * 0.85, 0, TAU);
    g.stroke();
  },
  bubble(g, r, color) {
    g.strokeStyle = fade(mix(color, "#ffffff", 0.5), 0.95);
    g.fillStyle = fade(color, 0.25);
    g.lineWidth = r * 0.1;
    g.beginPath();
    g.arc(0, 0, r * 0.8, 0, TAU);
    g.fill();
    g.stroke();
    g.beginPath();
    g.arc(0, 0, r * 0.55, Math.PI * 1.05, Math.PI * 1.5);
    g.stroke();
  },
  coin(g, r, color) {
    g.fillStyle = mix(color, "#5a2a00", 0.45);
    g.beginPath();
    g.arc(0, r * 0.08, r * 0.86, 0, TAU);
    g.fill();
    g.fillStyle = color;
    g.beginPath();
    g.arc(0, -r * 0.04, r * 0.84, 0, TAU);
    g.fill();
    g.strokeStyle = mix(color, "#ffffff", 0.6);
    g.lineWidth = r * 0.12;
    g.beginPath();
    g.arc(0, -r * 0.04, r * 0.6, 0, TAU);
    g.stroke();
    g.fillStyle = mix(color, "#ffffff", 0.7);
    g.beginPath();
    star(g, 5, 0.5, r * 0.42);
    g.fill();
  },
};

/** Draws a glow around x, y. A large one costs less as a gradient than as a picture that is scaled. */
export function drawGlow(g, x, y, size, color) {
  const r = size / 2;
  const light = g.createRadialGradient(x, y, 0, x, y, r);
  light.addColorStop(0, fade(mix(color, "#ffffff", 0.8), 1));
  light.addColorStop(0.2, fade(color, 0.75));
  light.addColorStop(0.55, fade(color, 0.18));
  light.addColorStop(1, fade(color, 0));
  g.fillStyle = light;
  g.fillRect(x - r, y - r, size, size);
}

/** The names that a particle's shape may have; any other text is drawn as a letter or an emoji. */
export const shapes = [...Object.keys(outlines), ...Object.keys(paintings)];

/** Adds the outline of a shape around 0, 0 to a path or context. */
export const outline = (path, name, r) => outlines[name](path, r);

/** Sprites draws each small picture once. */
export class Sprites {
  #u;
  #family;
  #ink;
  #kept = new Map();

  constructor(u, family, ink) {
    this.#u = Math.max(0.3, Math.min(u, 1));
    this.#family = family;
    this.#ink = ink;
  }

  /** A canvas with the shape in this colour; lined: with a dark outline. */
  shape(name, color, lined = false) {
    const key = `${name} ${color} ${lined}`;
    let canvas = this.#kept.get(key);
    if (!canvas) {
      canvas = this.#paint(name, color, lined);
      this.#kept.set(key, canvas);
    }
    return canvas;
  }

  #paint(name, color, lined) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.ceil(SIZE * this.#u);
    const g = canvas.getContext("2d");
    g.setTransform(this.#u, 0, 0, this.#u, canvas.width / 2, canvas.height / 2);
    const r = SIZE * 0.42;
    if (paintings[name]) paintings[name](g, name === "glow" ? SIZE / 2 : r, color);
    else if (outlines[name]) this.#filled(g, name, r, color, lined);
    else {
      g.font = `${SIZE * 0.74}px ${this.#family}`;
      g.textAlign = "center";
      g.textBaseline = "middle";
      g.fillStyle = color;
      g.fillText(name, 0, SIZE * 0.04);
    }
    return canvas;
  }

  #filled(g, name, r, color, lined) {
    g.beginPath();
    outlines[name](g, r);
    if (lined) {
      g.strokeStyle = this.#ink;
      g.lineWidth = r * 0.3;
      g.lineJoin = "round";
      g.stroke();
    }
    const light = g.createLinearGradient(0, -r, 0, r);
    light.addColorStop(0, mix(color, "#ffffff", 0.45));
    light.addColorStop(0.55, color);
    light.addColorStop(1, mix(color, this.#ink, 0.22));
    g.fillStyle = light;
    g.fill();
  }
}
