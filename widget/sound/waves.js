// The tones that are held: detuned waves through a filter that opens and closes.

import { hertz } from "/widget/sound/samples.js";

const SIZE = 2048; // samples of one period
const RESONANCE = 10 ** (0.9 / 20); // of the filter
const TURNS = 16; // samples between two places of the filter

// How loud the partial n of each wave is.
const PARTIALS = {
  sawtooth: (n) => (n % 2 ? 2 : -2) / (Math.PI * n),
  square: (n) => (n % 2 ? 4 / (Math.PI * n) : 0),
  triangle: (n) => (n % 2 ? (n % 4 === 1 ? 8 : -8) / (Math.PI * n) ** 2 : 0),
};
const LOUDEST = { sawtooth: 1.17898, square: 1.17898, triangle: 1 }; // of the sum of all partials

const SINE = Float64Array.from({ length: SIZE }, (_, i) => Math.sin((2 * Math.PI * i) / SIZE));
const periods = new Map(); // by wave and number of partials

// period returns one period of a wave with all partials that a rate has, for a
// note and those up to two semitones below it; the first sample is there twice.
function period(wave, note, rate) {
  const count = Math.min(Math.floor((rate * 0.45) / hertz(Math.ceil(note / 3) * 3)), SIZE / 2);
  const key = `${wave} ${count}`;
  let found = periods.get(key);
  if (!found) {
    found = new Float32Array(SIZE + 1);
    for (let n = 1; n <= count; n += 1) {
      const loud = PARTIALS[wave](n) / LOUDEST[wave];
      if (loud !== 0) for (let i = 0; i <= SIZE; i += 1) found[i] += loud * SINE[(n * i) % SIZE];
    }
    periods.set(key, found);
  }
  return found;
}

/** Tone is one held note. */
export class Tone {
  #period;
  #waves;
  #rate;
  #filter;
  #cutoff;
  #gain = { level: 0, most: 0, sustain: 0 };
  #ends; // samples after which the attack, the note and its release are over
  #at = 0; // samples that were played
  #past = { a: 0, b: 0 };

  /** How many samples it lasts. */
  length;

  /**
   * @param {number} rate samples a second
   * @param {object} note
   * @param {string} note.wave
   * @param {number[]} note.detune cents, a wave each
   * @param {number} note.length seconds until it is let go
   * @param {number[]} note.filter hertz: at the start, at its most, held
   * @param {number[]} note.envelope seconds of attack, decay and release, and the level that is held
   */
  constructor(rate, { wave, detune, note, gain, length, filter, envelope: [attack, decay, release, sustain] }) {
    this.#rate = rate;
    this.#period = period(wave, note, rate);
    this.#waves = detune.map((cents) => ({ at: 0, step: (hertz(note + cents / 100) * SIZE) / rate }));
    this.#filter = filter;
    this.#cutoff = filter[0];
    this.#gain.most = gain / Math.sqrt(detune.length);
    this.#gain.sustain = this.#gain.most * sustain;
    this.#ends = { attack: attack * rate, held: Math.max(length, attack) * rate };
    this.length = Math.ceil((Math.max(length, attack) + release * 2) * rate);
    this.decay = 1 - Math.exp(-3 / (decay * rate));
    this.turn = 1 - Math.exp((-3 * TURNS) / (decay * rate));
    this.release = 1 - Math.exp(-4 / (release * rate));
  }

  /** Writes its next samples. */
  write(out, from, to) {
    out.fill(0, from, to);
    for (const wave of this.#waves) this.#add(wave, out, from, to);
    for (let i = from; i < to; i += TURNS) this.#shape(out, i, Math.min(i + TURNS, to));
  }

  #add(wave, out, from, to) {
    const period = this.#period;
    let { at } = wave;
    for (let i = from; i < to; i += 1) {
      const whole = at | 0;
      out[i] += period[whole] + (at - whole) * (period[whole + 1] - period[whole]);
      at += wave.step;
      if (at >= SIZE) at -= SIZE;
    }
    wave.at = at;
  }

  // shape filters a few samples and gives them their loudness.
  #shape(out, from, to) {
    const [closed, open, held] = this.#filter;
    const { attack, held: letGo } = this.#ends;
    if (this.#at < attack) this.#cutoff = closed + (open - closed) * Math.min((this.#at + TURNS / 2) / attack, 1);
    else this.#cutoff += (held - this.#cutoff) * this.turn;
    const angle = (2 * Math.PI * this.#cutoff) / this.#rate;
    const alpha = Math.sin(angle) / (2 * RESONANCE);
    const cos = Math.cos(angle);
    const [b, a1, a2] = [(1 - cos) / 2 / (1 + alpha), (-2 * cos) / (1 + alpha), (1 - alpha) / (1 + alpha)];
    let { a, b: c } = this.#past;
    let { level } = this.#gain;
    const { most, sustain } = this.#gain;
    for (let i = from; i < to; i += 1, this.#at += 1) {
      const value = out[i];
      const passed = b * value + a;
      a = 2 * b * value - a1 * passed + c;
      c = b * value - a2 * passed;
      if (this.#at < attack) level = (most * this.#at) / attack;
      else if (this.#at < letGo) level += (sustain - level) * this.decay;
      else level -= level * this.release;
      out[i] = passed * level;
    }
    this.#past = { a, b: c };
    this.#gain.level = level;
  }
}
