// The reverb: all that is sent to it is folded with the samples of a small
// place, a block at a time, by the fast Fourier transform.

import { reverb } from "/widget/sound/samples.js";

const SECONDS = 0.6;
const LOUDNESS = 0.00125 * 44100; // of a place, whatever its samples are

const places = new Map(); // by rate and block: the spectra of its parts

/** Reverb keeps what was sent until it has died away. */
export class Reverb {
  #fourier;
  #place;
  #sum;
  #before; // the spectra of the last blocks, the newest first
  #last; // what was sent in the block before

  /**
   * @param {number} rate samples a second
   * @param {number} block samples of each call, a power of 2
   */
  constructor(rate, block) {
    const key = `${rate} ${block}`;
    if (!places.has(key)) places.set(key, spectra(rate, block));
    ({ fourier: this.#fourier, parts: this.#place } = places.get(key));
    this.#before = this.#place.map(() => blank(2 * block));
    this.#sum = blank(2 * block);
    this.#last = [new Float32Array(block), new Float32Array(block)];
  }

  /** Adds to both sides what comes back of what both sides send now. */
  add([left, right], sent) {
    const { re, im } = this.#sum;
    const block = left.length;
    const newest = this.#before.pop();
    this.#before.unshift(newest);
    for (const [i, side] of [newest.re, newest.im].entries()) {
      side.set(this.#last[i]);
      side.set(sent[i], block);
      this.#last[i].set(sent[i]);
    }
    this.#fourier.forward(newest);
    re.fill(0);
    im.fill(0);
    this.#place.forEach((part, i) => this.#fourier.fold(this.#sum, this.#before[i], part));
    this.#fourier.backward(this.#sum);
    for (let i = 0; i < block; i += 1) {
      left[i] += re[block + i];
      right[i] += im[block + i];
    }
  }
}

const blank = (size) => ({ re: new Float64Array(size), im: new Float64Array(size) });

// spectra returns the place in parts of a block, as loud as any other place.
function spectra(rate, block) {
  const sides = reverb(rate, SECONDS);
  const power = sides.reduce((sum, side) => side.reduce((most, value) => most + value * value, sum), 0);
  const size = 2 * block;
  // As much louder as the way back makes it, and folding.
  const scale = LOUDNESS / rate / Math.sqrt(power / (2 * sides[0].length)) / (4 * size);
  const fourier = new Fourier(size);
  const parts = [];
  for (let from = 0; from < sides[0].length; from += block) {
    const part = blank(size);
    part.re.set(sides[0].subarray(from, from + block).map((value) => value * scale));
    part.im.set(sides[1].subarray(from, from + block).map((value) => value * scale));
    fourier.forward(part);
    parts.push(part);
  }
  return { fourier, parts };
}

// Fourier transforms two real signals as one complex one, the left side and i
// times the right. Its spectra are in the order in which the butterflies leave
// them, as nobody reads them but the way back. No array is made in its loops.
class Fourier {
  #size;
  #turns = new Map(); // by half the size of a butterfly: its cosines and sines, in the order of their use
  #mirror; // where the frequency stands that is the negative of one

  constructor(size) {
    this.#size = size;
    for (let half = 1; half < size; half *= 2) {
      const angles = Float64Array.from({ length: half }, (_, i) => (Math.PI * i) / half);
      this.#turns.set(half, { cos: angles.map(Math.cos), sin: angles.map(Math.sin) });
    }
    const place = new Uint32Array(size);
    for (let i = 1; i < size; i += 1) place[i] = (place[i >> 1] >> 1) | (i & 1 ? size >> 1 : 0);
    this.#mirror = place.map((frequency) => place[(size - frequency) % size]);
  }

  forward({ re, im }) {
    for (let half = this.#size >> 1; half > 0; half >>= 1) {
      const { cos, sin } = this.#turns.get(half);
      for (let from = 0; from < re.length; from += 2 * half) {
        for (let j = 0, a = from, b = from + half; j < half; j += 1, a += 1, b += 1) {
          const x = re[a] - re[b];
          const y = im[a] - im[b];
          re[a] += re[b];
          im[a] += im[b];
          re[b] = x * cos[j] + y * sin[j];
          im[b] = y * cos[j] - x * sin[j];
        }
      }
    }
  }

  /** Transforms back, times the size. */
  backward({ re, im }) {
    for (let half = 1; half < this.#size; half <<= 1) {
      const { cos, sin } = this.#turns.get(half);
      for (let from = 0; from < re.length; from += 2 * half) {
        for (let j = 0, a = from, b = from + half; j < half; j += 1, a += 1, b += 1) {
          const x = re[b] * cos[j] - im[b] * sin[j];
          const y = im[b] * cos[j] + re[b] * sin[j];
          re[b] = re[a] - x;
          im[b] = im[a] - y;
          re[a] += x;
          im[a] += y;
        }
      }
    }
  }

  /** Adds to a spectrum the product of two, each side with its own, times 4. */
  fold(sum, a, b) {
    const mirror = this.#mirror;
    for (let k = 0; k < mirror.length; k += 1) {
      const m = mirror[k];
      const alr = a.re[k] + a.re[m]; // twice the left side, real and imaginary
      const ali = a.im[k] - a.im[m];
      const arr = a.im[k] + a.im[m];
      const ari = a.re[m] - a.re[k];
      const blr = b.re[k] + b.re[m];
      const bli = b.im[k] - b.im[m];
      const brr = b.im[k] + b.im[m];
      const bri = b.re[m] - b.re[k];
      sum.re[k] += alr * blr - ali * bli - arr * bri - ari * brr;
      sum.im[k] += alr * bli + ali * blr + arr * brr - ari * bri;
    }
  }
}
