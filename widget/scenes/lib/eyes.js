// The eyes of heroes: one shape, a few moods, a blink.

import { mix } from "./palette.js";

const TAU = Math.PI * 2;

/**
 * Draws one eye of radius r around x, y. look: where the pupil is, {x, y} from
 * −1 to 1; shut: 0 open to 1 closed; happy: closed as an arch; brow: a slanting
 * lid, positive for angry (toward +x of `side`), negative for sad; wide: larger,
 * with a small pupil, for fear.
 */
export function drawEye(g, p, { x, y, r, side = 1, look = { x: 0, y: 0 }, shut = 0, happy = 0, brow = 0, wide = 0, skin = p.main }) {
  const size = r * (1 + wide * 0.16);
  g.save();
  g.translate(x, y);
  g.lineCap = g.lineJoin = "round";
  if (happy > 0.5 || shut > 0.85) {
    g.strokeStyle = p.ink;
    g.lineWidth = r * 0.3;
    g.beginPath();
    if (happy > 0.5) g.arc(0, r * 0.38, r * 0.72, Math.PI * 1.12, Math.PI * 1.88);
    else g.arc(0, -r * 0.3, r * 0.72, Math.PI * 0.15, Math.PI * 0.85);
    g.stroke();
    g.restore();
    return;
  }
  g.beginPath();
  g.ellipse(0, 0, size * 0.86, size, 0, 0, TAU);
  g.fillStyle = "#ffffff";
  g.fill();
  g.save();
  g.clip();
  const pupil = r * (0.66 - wide * 0.26);
  g.fillStyle = p.ink;
  g.beginPath();
  g.ellipse(look.x * r * 0.34, look.y * r * 0.34, pupil * 0.9, pupil, 0, 0, TAU);
  g.fill();
  g.fillStyle = "#ffffff";
  g.beginPath();
  g.arc(look.x * r * 0.34 - pupil * 0.28, look.y * r * 0.34 - pupil * 0.36, pupil * 0.34, 0, TAU);
  g.arc(look.x * r * 0.34 + pupil * 0.34, look.y * r * 0.34 + pupil * 0.36, pupil * 0.15, 0, TAU);
  g.fill();
  const lid = Math.max(shut, Math.abs(brow) * 0.34);
  if (lid > 0.02) {
    g.rotate(brow * 0.5 * side);
    g.fillStyle = mix(skin, p.ink, 0.12);
    g.fillRect(-size * 1.6, -size * 1.7, size * 3.2, size * (0.7 + lid * 2));
    g.fillStyle = p.ink;
    g.fillRect(-size * 1.6, -size * 1.7 + size * (0.7 + lid * 2), size * 3.2, r * 0.2);
  }
  g.restore();
  g.strokeStyle = p.ink;
  g.lineWidth = r * 0.22;
  g.stroke();
  g.restore();
}

/** How far the lids are closed at a beat: a blink every few beats. */
export const blink = (beat, every = 3.3) => {
  const since = (beat + every * 0.4) % every;
  return since < 0.22 ? Math.sin((since / 0.22) * Math.PI) : 0;
};
