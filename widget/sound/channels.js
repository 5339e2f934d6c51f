// How sounds reach the mixer: instruments have channels with a place from
// left to right and a share of the reverb; a note is a source and a gain.

import { hertz, reverb, sample } from "/widget/sound/samples.js";

const REVERB = 0.6; // seconds

const reverbs = new WeakMap(); // by context: its noise

export class Channels {
  #context;
  #out;
  #reverb;
  #channels = new Map();
  #sources = new Set();

  /** What gives way for a moment when a kick sounds. */
  pumped;

  /**
   * @param {BaseAudioContext} context
   * @param {AudioNode} out where all of it goes
   */
  constructor(context, out) {
    this.#context = context;
    this.#out = out;
    if (!reverbs.has(context)) reverbs.set(context, reverb(context.sampleRate, REVERB));
    this.#reverb = new ConvolverNode(context, { buffer: reverbs.get(context) });
    this.#reverb.connect(out);
    this.pumped = new GainNode(context);
    this.pumped.connect(out);
  }

  /** Seconds of the context's clock. */
  get now() {
    return this.#context.currentTime;
  }

  // channel returns the input of an instrument's channel.
  #channel({ pan = 0, send = 0.15, pump = false }) {
    const side = Math.round(pan * 5) / 5; // few places, so few channels
    const key = `${side} ${send} ${pump}`;
    let input = this.#channels.get(key);
    if (!input) {
      input = new GainNode(this.#context);
      const placed = side === 0 ? input : input.connect(new StereoPannerNode(this.#context, { pan: side }));
      placed.connect(pump ? this.pumped : this.#out);
      if (send > 0) placed.connect(new GainNode(this.#context, { gain: send })).connect(this.#reverb);
      this.#channels.set(key, input);
    }
    return input;
  }

  /**
   * Plays a sound of samples.js.
   *
   * @param {string} name
   * @param {number} at the time of the context
   * @param {object} options note, gain, seconds; pan, send and pump of its channel; length after which it is damped
   */
  play(name, at, { note, gain = 1, seconds, length, ...place }) {
    const { buffer, hz } = sample(name, this.#context.sampleRate, { note, seconds });
    const source = new AudioBufferSourceNode(this.#context, { buffer, playbackRate: note === undefined ? 1 : hertz(note) / hz });
    const level = new GainNode(this.#context, { gain });
    source.connect(level).connect(this.#channel(place));
    if (length !== undefined) level.gain.setTargetAtTime(0, at + length, 0.05);
    this.#start(source, at, length === undefined ? undefined : at + length + 0.4, level);
  }

  /**
   * Holds a note of detuned oscillators through a filter that opens and closes.
   *
   * @param {number} at
   * @param {object} options
   * @param {OscillatorType} options.wave
   * @param {number[]} options.detune cents, an oscillator each
   * @param {number} options.length seconds until it is let go
   * @param {number[]} options.filter hertz: at the start, at its most, held
   * @param {number[]} options.envelope seconds of attack, decay and release, and the level that is held
   */
  hold(at, { wave, detune, note, gain, length, filter: [closed, open, held], envelope: [attack, decay, release, sustain], ...place }) {
    const context = this.#context;
    const each = gain / Math.sqrt(detune.length);
    const level = new GainNode(context, { gain: 0 });
    const filter = new BiquadFilterNode(context, { type: "lowpass", Q: 0.9, frequency: closed });
    level.gain.setValueAtTime(0, at);
    level.gain.linearRampToValueAtTime(each, at + attack);
    level.gain.setTargetAtTime(each * sustain, at + attack, decay / 3);
    level.gain.setTargetAtTime(0, at + Math.max(length, attack), release / 4);
    filter.frequency.setValueAtTime(closed, at);
    filter.frequency.linearRampToValueAtTime(open, at + attack);
    filter.frequency.setTargetAtTime(held, at + attack, decay / 3);
    filter.connect(level).connect(this.#channel(place));
    for (const cents of detune) {
      const source = new OscillatorNode(context, { type: wave, frequency: hertz(note), detune: cents });
      source.connect(filter);
      this.#start(source, at, at + Math.max(length, attack) + release * 2, level);
    }
  }

  /** Lets what is pumped give way and come back: it breathes with the kick. */
  pump(at, depth) {
    this.pumped.gain.setTargetAtTime(1 - depth, at, 0.008);
    this.pumped.gain.setTargetAtTime(1, at + 0.07, 0.07);
  }

  #start(source, at, end, level) {
    this.#sources.add(source);
    source.addEventListener("ended", () => {
      this.#sources.delete(source);
      source.disconnect();
      level.disconnect();
    });
    source.start(at);
    if (end !== undefined) source.stop(end);
  }

  /** Ends all that sounds or waits. */
  stop() {
    for (const source of this.#sources) source.stop();
    this.#reverb.disconnect();
    this.pumped.disconnect();
    for (const input of this.#channels.values()) input.disconnect();
  }
}
