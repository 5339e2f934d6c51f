// The plucked, struck and blown sounds: each is computed once as samples and
// then only mixed, so that a whole band costs little, and sounds the same on
// every computer. Noise comes from a seed for the same reason. waves.js has the
// tones that are held.

const TAU = 2 * Math.PI;

/** Returns a function that draws numbers from 0 to 1, the same ones for the same seed. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The frequency of a MIDI note. */
export const hertz = (note) => 440 * 2 ** ((note - 69) / 12);

const made = new Map(); // by name, pitch and rate

/**
 * Returns the samples of a sound, on one side or two, and the frequency that it has.
 * A pitched one is made for every third semitone; whoever plays it bends it to the note.
 *
 * @param {string} name one of SOUNDS
 * @param {number} rate samples a second
 * @param {object} [options]
 * @param {number} [options.note] a MIDI note
 * @param {number} [options.seconds] how long, of those that have any length
 */
export function sample(name, rate, { note = 60, seconds = 1 } = {}) {
  const { pitched, lasting, make } = SOUNDS[name];
  const zone = pitched ? Math.round(note / 3) * 3 : 0;
  const length = lasting ? Math.max(Math.round(seconds * 10) / 10, 0.2) : 0;
  const key = `${name} ${zone} ${length} ${rate}`;
  let found = made.get(key);
  if (!found) {
    const hz = hertz(zone);
    const { channels, tuned = hz } = make(rate, { hz, seconds: length, noise: noise(zone + name.length * 7919) });
    found = { channels: channels.map(normalized), hz: tuned };
    made.set(key, found);
  }
  return found;
}

/** The reverb of a small place: stereo noise that dies away and loses its highs on the way. */
export function reverb(rate, seconds) {
  const length = Math.round(rate * seconds);
  return [0, 1].map((side) => {
    const draw = noise(31 + side);
    const tail = new Float32Array(length);
    let low = 0;
    for (let i = Math.round(rate * (0.008 + side * 0.003)); i < length; i += 1) {
      const t = i / length;
      low += (draw() - low) * (0.5 * (1 - t) ** 2 + 0.06);
      tail[i] = low * Math.exp(-6.2 * t) * Math.min(i / (rate * 0.02), 1);
    }
    return tail;
  });
}

const noise = (seed) => {
  const draw = random(seed);
  return () => draw() * 2 - 1;
};

// The loudest sample of each sound is 1, and its last ones fade to nothing.
function normalized(samples) {
  let most = 1e-9;
  for (const value of samples) most = Math.max(most, Math.abs(value));
  const fade = Math.min(samples.length, 400);
  return samples.map((value, i) => (value / most) * Math.min((samples.length - 1 - i) / fade, 1));
}

// fill computes a sound of so many seconds from its time.
function fill(rate, seconds, at) {
  const samples = new Float32Array(Math.round(rate * seconds));
  for (let i = 0; i < samples.length; i += 1) samples[i] = at(i / rate, i);
  return samples;
}

const mono = (samples, tuned) => ({ channels: [samples], tuned });

// partials adds sines that die away, each [times the pitch, how loud, how long].
function partials(rate, seconds, hz, list, attack = 0.002) {
  const audible = list.filter(([times]) => times * hz < 11000);
  return fill(rate, seconds, (t) => {
    let sum = 0;
    for (const [times, loud, long] of audible) sum += loud * Math.exp(-t / long) * Math.sin(TAU * times * hz * t);
    return sum * Math.min(t / attack, 1);
  });
}

// band is a state variable filter; it returns [low, band, high] of a sample.
function band(rate, q) {
  let low = 0;
  let mid = 0;
  return (value, hz) => {
    const f = 2 * Math.sin((Math.PI * Math.min(hz, rate / 6.5)) / rate);
    low += f * mid;
    const high = value - low - mid / q;
    mid += f * high;
    return [low, mid, high];
  };
}

// swept is a sine whose pitch falls or rises; hz gives it by the time.
function swept(rate, hz) {
  let phase = 0;
  return (t) => {
    phase += (TAU * hz(t)) / rate;
    return Math.sin(phase);
  };
}

// pluck is a string by Karplus and Strong: a burst of noise goes round a
// delay that dulls it.
function pluck(rate, hz, draw, { long, dull, soft }) {
  const size = Math.max(Math.round(rate / hz - dull), 2);
  const tuned = rate / (size + dull);
  const loss = 10 ** (-3 / (tuned * long));
  const burst = new Float32Array(size);
  let low = 0;
  for (let i = 0; i < size; i += 1) burst[i] = low += (draw() - low) * soft;
  const line = burst.map((value, i) => value - burst[(i + Math.round(size * 0.81)) % size]); // where it is plucked
  let at = 0;
  const samples = fill(rate, Math.min(long * 0.8, 2.2), () => {
    const next = (at + 1) % size;
    const value = line[at];
    line[at] = loss * ((1 - dull) * value + dull * line[next]);
    at = next;
    return value;
  });
  return mono(samples, tuned);
}

// pulse is a wave of the old machines, without what would fold back. Width is
// a part of its period.
function pulse(rate, seconds, hz, width, fade) {
  const list = [];
  for (let n = 1; n * hz < 7000 && n < 40; n += 1) list.push([n, Math.sin(n * Math.PI * width) / n]);
  return fill(rate, seconds, (t) => {
    let sum = 0;
    for (const [n, loud] of list) sum += loud * Math.cos(TAU * n * hz * t);
    return sum * Math.min(t / 0.003, 1) * Math.exp(-t / fade);
  });
}

// bowed is a section of strings in one short stroke: three detuned saws.
function bowed(rate, hz) {
  const list = [];
  for (let n = 1; n * hz < 6000 && n < 30; n += 1) list.push([n, 1 / n ** 1.15]);
  const sound = (side) => fill(rate, 0.5, (t) => {
    let sum = 0;
    for (const [n, loud] of list) {
      const open = Math.exp(-n * hz * t * 0.0006);
      sum += loud * open * (Math.sin(TAU * n * hz * 1.0022 * t + side + n) + Math.sin(TAU * n * hz * 0.9978 * t + n * 2.3 * (1 + side)));
    }
    return sum * Math.min(t / 0.022, 1) * Math.exp(-Math.max(t - 0.05, 0) / 0.13);
  });
  return { channels: [sound(0), sound(1)] };
}

// keys is a piano behind felt.
function keys(rate, hz, draw) {
  const long = 1.5 * (220 / hz) ** 0.4;
  const list = [];
  for (let n = 1; n <= 9; n += 1) {
    const times = n * Math.sqrt(1 + 0.0005 * n * n);
    const loud = n ** -1.7 * (n % 2 ? 1 : 0.8);
    list.push([times * 1.0004, loud, long / (1 + 0.5 * n)], [times * 0.9996, loud, (1.6 * long) / (1 + 0.5 * n)]);
  }
  const samples = partials(rate, Math.min(long * 1.5, 2.4), hz, list, 0.005);
  let low = 0;
  for (let i = 0; i < rate * 0.05; i += 1) {
    low += (draw() - low) * 0.07;
    samples[i] += low * 1.1 * Math.exp(-i / (rate * 0.011)) * Math.min(i / 60, 1);
  }
  return mono(samples);
}

// burst is noise through the band or the highs of a filter.
function burst(rate, draw, { seconds, hz, q = 0.8, part = 1, shape }) {
  const filter = band(rate, q);
  const dull = band(rate, 0.7);
  return fill(rate, seconds, (t) => dull(filter(draw(), hz)[part], 10500)[0] * shape(t));
}

// mix adds sounds, each [how loud its loudest moment is, its samples].
const mix = (...parts) => {
  const even = parts.map(([loud, samples]) => normalized(samples).map((value) => loud * value));
  const longest = even.reduce((a, b) => (a.length > b.length ? a : b));
  return longest.map((_, i) => even.reduce((sum, samples) => sum + (samples[i] ?? 0), 0));
};

// wind is noise that sweeps by, another one on each side.
function wind(rate, draw, { seconds, hz, q, shape }) {
  const side = (phase) => {
    const filter = band(rate, q);
    return fill(rate, seconds, (t) => filter(draw(), hz(t / seconds))[1] * shape(t / seconds) * (0.75 + 0.25 * Math.cos(Math.PI * (t / seconds + phase))));
  };
  return { channels: [side(0), side(1)] };
}

const drum = (rate, { seconds, from, to, fall, long, drive = 1 }) => {
  const tone = swept(rate, (t) => to + (from - to) * Math.exp(-t / fall));
  return fill(rate, seconds, (t) => Math.tanh(drive * tone(t) * Math.exp(-t / long) * Math.min(t / 0.001, 1)));
};

const BELL = [[1, 1, 0.9], [2, 0.4, 0.6], [2.98, 0.22, 0.38], [4.16, 0.16, 0.24], [5.43, 0.07, 0.15], [6.79, 0.04, 0.1]];
const GLASS = [[1, 1, 0.55], [2.76, 0.24, 0.2], [5.4, 0.07, 0.07]];
const WOOD = [[1, 1, 0.26], [3.93, 0.22, 0.07], [9.2, 0.05, 0.025]];
const CYMBAL = [3.1, 4.07, 5.23, 6.71, 7.9, 9.3, 11.8].map((times, i) => [times, 0.16, 0.7 / (1 + i * 0.25)]);

const SOUNDS = {
  harp: { pitched: true, make: (rate, { hz, noise: draw }) => pluck(rate, hz, draw, { long: 2.4, dull: 0.36, soft: 0.34 }) },
  pluck: { pitched: true, make: (rate, { hz, noise: draw }) => pluck(rate, hz, draw, { long: 1.1, dull: 0.42, soft: 0.55 }) },
  keys: { pitched: true, make: (rate, { hz, noise: draw }) => keys(rate, hz, draw) },
  bell: { pitched: true, make: (rate, { hz }) => mono(partials(rate, 2, hz, BELL)) },
  glass: { pitched: true, make: (rate, { hz }) => mono(partials(rate, 1.3, hz, GLASS)) },
  wood: { pitched: true, make: (rate, { hz }) => mono(partials(rate, 0.7, hz, WOOD, 0.001)) },
  chip: { pitched: true, make: (rate, { hz }) => mono(pulse(rate, 0.4, hz, 0.25, 0.13)) },
  square: { pitched: true, make: (rate, { hz }) => mono(pulse(rate, 0.9, hz, 0.5, 0.5)) },
  strings: { pitched: true, make: (rate, { hz }) => bowed(rate, hz) },
  tom: {
    pitched: true,
    make: (rate, { hz, noise: draw }) => mono(mix(
      [1, drum(rate, { seconds: 0.8, from: hz * 1.7, to: hz, fall: 0.035, long: 0.17, drive: 1.8 })],
      [0.45, burst(rate, draw, { seconds: 0.15, hz: 1100, shape: (t) => Math.exp(-t / 0.02) })],
    )),
  },
  kick: {
    make: (rate, { noise: draw }) => mono(mix(
      [1, drum(rate, { seconds: 0.4, from: 210, to: 60, fall: 0.026, long: 0.1, drive: 1.9 })],
      [0.3, burst(rate, draw, { seconds: 0.04, hz: 2400, shape: (t) => Math.exp(-t / 0.005) })],
    )),
  },
  soft: { make: (rate) => mono(drum(rate, { seconds: 0.45, from: 130, to: 62, fall: 0.03, long: 0.12, drive: 1.4 })) },
  snare: {
    make: (rate, { noise: draw }) => mono(mix(
      [0.8, drum(rate, { seconds: 0.3, from: 290, to: 190, fall: 0.02, long: 0.06, drive: 1.2 })],
      [0.75, burst(rate, draw, { seconds: 0.35, hz: 2000, q: 0.6, shape: (t) => Math.exp(-t / 0.07) })],
    )),
  },
  clap: {
    make: (rate, { noise: draw }) => mono(burst(rate, draw, {
      seconds: 0.4, hz: 1350, q: 1.1,
      shape: (t) => [0, 0.011, 0.021].reduce((sum, at) => sum + (t >= at ? Math.exp(-(t - at) / 0.005) : 0), 0) + (t >= 0.028 ? 0.8 * Math.exp(-(t - 0.028) / 0.07) : 0),
    })),
  },
  hat: { make: (rate, { noise: draw }) => mono(burst(rate, draw, { seconds: 0.1, hz: 7300, part: 2, shape: (t) => Math.exp(-t / 0.018) })) },
  ride: { make: (rate, { noise: draw }) => mono(burst(rate, draw, { seconds: 0.4, hz: 7300, part: 2, shape: (t) => Math.exp(-t / 0.09) })) },
  shaker: { make: (rate, { noise: draw }) => mono(burst(rate, draw, { seconds: 0.16, hz: 6200, q: 1.2, shape: (t) => Math.min(t / 0.025, 1) * Math.exp(-Math.max(t - 0.025, 0) / 0.025) })) },
  tick: { make: (rate) => mono(partials(rate, 0.12, 1150, [[1, 1, 0.016], [1.62, 0.5, 0.011]], 0.0008)) },
  crash: {
    make: (rate, { noise: draw }) => {
      const shape = (t) => Math.exp(-t / 0.42) * Math.min(t / 0.002, 1);
      const side = () => mix([1, burst(rate, draw, { seconds: 1.9, hz: 5600, part: 2, shape })], [0.12, partials(rate, 1.9, 980, CYMBAL)]);
      return { channels: [side(), side()] };
    },
  },
  boom: {
    make: (rate, { noise: draw }) => {
      const tone = swept(rate, (t) => 46 + 70 * Math.exp(-t / 0.11));
      const filter = band(rate, 0.7);
      return mono(fill(rate, 1.6, (t) => Math.tanh(2.4 * tone(t) * Math.exp(-t / 0.38)) * Math.min(t / 0.002, 1)
        + 1.3 * filter(draw(), 380 + 900 * Math.exp(-t / 0.08))[0] * Math.exp(-t / 0.2)));
    },
  },
  pop: {
    make: (rate) => {
      const tone = swept(rate, (t) => 320 + 620 * Math.min(t / 0.05, 1) ** 1.5);
      return mono(fill(rate, 0.14, (t) => tone(t) * Math.min(t / 0.003, 1) * Math.exp(-t / 0.028)));
    },
  },
  whoosh: {
    lasting: true,
    make: (rate, { seconds, noise: draw }) => wind(rate, draw, {
      seconds, q: 1.1, hz: (p) => 260 + 1900 * Math.exp(-(((p - 0.34) / 0.2) ** 2)), shape: (p) => Math.exp(-(((p - 0.34) / 0.19) ** 2)) * Math.min(p / 0.04, 1),
    }),
  },
  rise: {
    lasting: true,
    make: (rate, { seconds, noise: draw }) => wind(rate, draw, { seconds, q: 2.2, hz: (p) => 220 * 14 ** p, shape: (p) => p ** 2.2 * Math.min((1 - p) / 0.02, 1) }),
  },
};
