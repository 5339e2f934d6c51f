// Chance that repeats: the same seed draws the same picture.

/** Returns a number from 0 to 2³²−1 for a text, the same for the same text. */
export function hash(text) {
  let h = 2166136261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  return (h ^ (h >>> 15)) >>> 0;
}

/**
 * Returns a source of chance: random() is from 0 to 1, random.between(a, b),
 * random.pick(list), random.sign(), random.shuffle(list).
 */
export function seeded(seed) {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
  random.between = (a, b) => a + (b - a) * random();
  random.pick = (list) => list[Math.floor(random() * list.length)];
  random.sign = () => (random() < 0.5 ? -1 : 1);
  random.shuffle = (list) => {
    const all = [...list];
    for (let i = all.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [all[i], all[j]] = [all[j], all[i]];
    }
    return all;
  };
  return random;
}

/** Smooth noise from −1 to 1 along x; another lane is another curve. */
export function noise(x, lane = 0) {
  const a = lane * 12.9898;
  return (Math.sin(x * 2.1 + a) + Math.sin(x * 4.7 + a * 1.7 + 1.3) * 0.6 + Math.sin(x * 9.1 + a * 2.3 + 4.1) * 0.35) / 1.95;
}
