// The camera of a scene: where it looks, how near, and how it shakes.

import { keyframes, hit } from "./time.js";
import { noise } from "./random.js";

const FARTHEST_ROLL = 0.12; // radians
export const OVERSCAN = 1.14; // backdrops are drawn this much larger than the picture

/**
 * Camera follows keyframes of {x, y, zoom, roll} in beats, and adds shakes.
 * With reduced motion it stands still.
 */
export class Camera {
  #view;
  #calm;
  #path = () => ({ x: 0, y: 0, zoom: 1, roll: 0 });
  #shakes = [];
  #sway = 0;

  constructor(view, calm) {
    this.#view = view;
    this.#calm = calm;
  }

  /** Sets the path: keyframes [beat, {x, y, zoom, roll}, ease]. */
  moves(frames) {
    this.#path = keyframes(frames.map(([beat, to, curve]) => [beat, { x: 0, y: 0, zoom: 1, roll: 0, ...to }, curve]));
    return this;
  }

  /** Shakes at a beat; power 1 is a heavy blow, length in beats. */
  shake(at, power = 0.5, length = 1) {
    this.#shakes.push({ at, power, length });
    return this;
  }

  /** Lets the camera breathe as if a hand held it. */
  sway(amount = 1) {
    this.#sway = amount;
    return this;
  }

  /** Where it is at a beat. */
  at(beat) {
    if (this.#calm) return { x: 0, y: 0, zoom: 1, roll: 0 };
    const { x, y, zoom, roll } = this.#path(beat);
    let shake = 0;
    for (const blow of this.#shakes) shake += blow.power * hit(beat, blow.at, blow.length);
    shake = Math.min(shake, 1.2);
    const swing = this.#sway * 5;
    const turn = roll + noise(beat * 4.3, 5) * 0.022 * shake;
    return {
      x: x + noise(beat * 5.3, 1) * 34 * shake + noise(beat * 0.31, 2) * swing,
      y: y + noise(beat * 6.1, 3) * 34 * shake + noise(beat * 0.27, 4) * swing,
      zoom: zoom * (1 + shake * 0.025),
      roll: Math.abs(turn) < 0.0005 ? 0 : Math.max(-FARTHEST_ROLL, Math.min(FARTHEST_ROLL, turn)),
    };
  }

  /**
   * Draws with the camera. depth 1 is the hero's plane; less is farther away
   * and moves less, 0 stays where it is.
   */
  draw(g, beat, depth, paint) {
    const c = this.at(beat);
    g.save();
    g.rotate(c.roll * Math.min(1, depth));
    const zoom = 1 + (c.zoom - 1) * depth;
    g.scale(zoom, zoom);
    g.translate(-c.x * depth, -c.y * depth);
    paint();
    g.restore();
  }
}
