// Time within a scene: eases, springs and keyframes. Scenes count in beats.

const TAU = Math.PI * 2;

export const clamp = (x, min = 0, max = 1) => (x < min ? min : x > max ? max : x);
export const lerp = (a, b, k) => a + (b - a) * k;

/** How far x is on the way from a to b, from 0 to 1. */
export const progress = (x, a, b) => (b === a ? +(x >= b) : clamp((x - a) / (b - a)));

/** Eases from 0 to 1. Each takes and returns a number; back and elastic pass 1 on the way. */
export const ease = {
  linear: (k) => k,
  in: (k) => k * k * k,
  out: (k) => 1 - (1 - k) ** 3,
  inOut: (k) => (k < 0.5 ? 4 * k * k * k : 1 - (-2 * k + 2) ** 3 / 2),
  inQuart: (k) => k ** 4,
  outQuart: (k) => 1 - (1 - k) ** 4,
  outExpo: (k) => (k >= 1 ? 1 : 1 - 2 ** (-10 * k)),
  inExpo: (k) => (k <= 0 ? 0 : 2 ** (10 * k - 10)),
  inBack: (k) => k * k * (2.7 * k - 1.7),
  outBack: (k) => 1 + 2.7 * (k - 1) ** 3 + 1.7 * (k - 1) ** 2,
  outElastic: (k) => (k <= 0 ? 0 : k >= 1 ? 1 : 2 ** (-10 * k) * Math.sin((k * 10 - 0.75) * (TAU / 3)) + 1),
  outBounce: (k) => {
    for (const [from, middle, add] of [[2.5 / 2.75, 2.625, 0.984375], [2 / 2.75, 2.25, 0.9375], [1 / 2.75, 1.5, 0.75], [0, 0, 0]]) {
      if (k >= from) return 7.5625 * (k - middle / 2.75) ** 2 + add;
    }
    return 0;
  },
};

/** ease over the way of x from a to b: tween(beat, 2, 3, 0, 100, ease.out). */
export const tween = (x, a, b, from, to, curve = ease.inOut) => lerp(from, to, curve(progress(x, a, b)));

/** A spring that was let go at 0: it begins at 1 and swings out around 0. */
export const spring = (x, swings = 3, damping = 5) => (x < 0 ? 0 : Math.exp(-damping * x) * Math.cos(TAU * swings * x));

/** 1 at each whole beat, falling to 0 until the next; for things that pulse. */
export const pulse = (beat, sharpness = 3) => (1 - (beat - Math.floor(beat))) ** sharpness;

/** A blow at the beat `at`: 0 before it, 1 at it, then falling over `length` beats. */
export const hit = (beat, at, length = 1) => (beat < at ? 0 : clamp(1 - (beat - at) / length) ** 2);

/**
 * A path through keyframes [beat, value, ease]: the value is a number or an
 * object of numbers. The ease of a keyframe is that of the way to it.
 */
export function keyframes(frames) {
  const mix = (a, b, k) => {
    if (typeof a === "number") return lerp(a, b, k);
    const out = {};
    for (const name in b) out[name] = lerp(a[name] ?? b[name], b[name], k);
    return out;
  };
  return (beat) => {
    if (beat <= frames[0][0]) return frames[0][1];
    for (let i = 1; i < frames.length; i++) {
      if (beat < frames[i][0]) {
        const [from, value] = frames[i - 1];
        return mix(value, frames[i][1], (frames[i][2] ?? ease.inOut)(progress(beat, from, frames[i][0])));
      }
    }
    return frames[frames.length - 1][1];
  };
}
