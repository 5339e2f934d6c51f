// The mixer: one AudioContext for all that a page lets sound. It is made
// when something sounds for the first time, and sleeps when nothing does.
//
//   alert ─┐
//   show  ─┼─► limiter ─► speakers, recording
//   voice ─┘

import { limiter } from "/widget/sound/limiter.js";

const LATENCY = 0.06; // seconds: a third of the work of the shortest that there is
const REST = 400; // ms after the last sound until the context sleeps
const LOCKED_AFTER = 400; // ms in which a context that may sound has begun
const DUCKED = 0.22; // of its loudness
const FADE = 0.012; // seconds: short, and without a click
const GIVES_WAY = 0.05; // seconds: soon, as speech begins with a word
const COMES_BACK = 0.3; // seconds: not noticed

// What gives way to whom.
const DUCKS = { clip: ["alert"], voice: ["alert", "show"] };

/**
 * Mixer dispatches "locked" when the browser allows no sound before a click, and
 * "unlocked" after it; "ducked" when something gives way or comes back.
 */
export class Mixer extends EventTarget {
  #context = null;
  #buses = {};
  #levels = { alert: 1, show: 1, voice: 1 };
  #ducking = new Set();
  #channels = new Set();
  #output = null;
  #recording = null;
  #rest = 0;
  #locked = false;

  /** How loud each bus is, from 0 to 1. */
  volume = Object.defineProperties({}, Object.fromEntries(Object.keys(this.#levels).map((bus) => [bus, {
    enumerable: true,
    get: () => this.#levels[bus],
    set: (level) => {
      this.#levels[bus] = Math.min(Math.max(Number(level) || 0, 0), 1);
      this.#settle(bus);
    },
  }])));

  /** The context, or null before the first sound. */
  get context() {
    return this.#context;
  }

  /** Whether a sound would be audible now, as far as the browser has said. */
  get unlocked() {
    return !this.#locked;
  }

  /** Lets the sound in, after a click. */
  unlock() {
    if (this.#locked) this.#context.resume();
  }

  /**
   * Opens a channel of a bus for one sound, or returns null where it would be silent.
   * Its owner plays into `input` and closes it.
   *
   * @param {"alert"|"show"|"voice"} bus
   * @param {number} [volume] from 0 to 1
   */
  open(bus, volume = 1) {
    if (!(volume > 0) || this.#levels[bus] === 0) return null;
    this.#wake();
    const channel = new Channel(this.#context, this.#buses[bus], volume, () => {
      this.#channels.delete(channel);
      this.#sleepSoon();
    });
    this.#channels.add(channel);
    return channel;
  }

  /** Lets what gives way to somebody be quieter, until they are done. */
  duck(who, on) {
    if (on) this.#ducking.add(who);
    else this.#ducking.delete(who);
    for (const bus of DUCKS[who]) this.#settle(bus);
    this.dispatchEvent(new Event("ducked"));
  }

  /** How much of its loudness a bus has left now, from 0 to 1. */
  ducked(bus) {
    return [...this.#ducking].some((who) => DUCKS[who].includes(bus)) ? DUCKED : 1;
  }

  /** How often everything was silenced: what began to load before that must not sound any more. */
  stops = 0;

  /** Silences everything at once. */
  stop() {
    this.stops += 1;
    for (const channel of [...this.#channels]) channel.stop();
    for (const who of [...this.#ducking]) this.duck(who, false);
  }

  /** Returns all that sounds as a stream, to measure it. The context stays awake from then on. */
  stream() {
    this.#wake();
    this.#recording ??= new MediaStreamAudioDestinationNode(this.#context);
    this.#output.connect(this.#recording);
    return this.#recording.stream;
  }

  #wake() {
    clearTimeout(this.#rest);
    this.#rest = 0;
    if (!this.#context) this.#build();
    if (this.#context.state === "running") return;
    this.#context.resume();
    setTimeout(() => {
      if (this.#channels.size > 0 && this.#context.state !== "running") this.#lock(true);
    }, LOCKED_AFTER);
  }

  #build() {
    const context = this.#context = new AudioContext({ latencyHint: LATENCY });
    const { input, output } = limiter(context);
    this.#output = output;
    output.connect(context.destination);
    for (const bus of Object.keys(this.#levels)) {
      this.#buses[bus] = new GainNode(context, { gain: this.#levels[bus] * this.ducked(bus) });
      this.#buses[bus].connect(input);
    }
    context.addEventListener("statechange", () => {
      if (context.state !== "running") return;
      this.#lock(false);
      this.#sleepSoon(); // what was to sound may be over
    });
  }

  #lock(locked) {
    if (locked === this.#locked) return;
    this.#locked = locked;
    this.dispatchEvent(new Event(locked ? "locked" : "unlocked"));
  }

  #settle(bus) {
    if (!this.#context) return;
    const { gain } = this.#buses[bus];
    const level = this.#levels[bus] * this.ducked(bus);
    gain.setTargetAtTime(level, this.#context.currentTime, level < gain.value ? GIVES_WAY : COMES_BACK);
  }

  #sleepSoon() {
    if (this.#channels.size > 0 || this.#recording) return;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      if (this.#context.state === "running") this.#context.suspend(); // else it comes back here once it runs
    }, REST);
  }
}

// Channel is the way of one sound into its bus.
class Channel {
  #level;
  #closed;
  #end = 0;

  constructor(context, bus, volume, closed) {
    this.context = context;
    this.#closed = closed;
    this.#level = new GainNode(context, { gain: volume });
    this.#level.connect(bus);
  }

  /** What the sound plays into. */
  get input() {
    return this.#level;
  }

  /** Called once it is closed. */
  onclose = () => {};
  closed = false;

  /** How loud it is from now on, from 0 to 1. */
  volume(level) {
    this.#level.gain.setTargetAtTime(Math.min(Math.max(Number(level) || 0, 0), 1), this.context.currentTime, 0.03);
  }

  /** Closes it after so many milliseconds. */
  close(after = 0) {
    clearTimeout(this.#end);
    this.#end = setTimeout(() => this.#finish(), after);
  }

  /** Silences it at once, without a click. */
  stop() {
    this.#level.gain.cancelScheduledValues(this.context.currentTime);
    this.#level.gain.setTargetAtTime(0, this.context.currentTime, FADE / 4);
    this.close(FADE * 2000);
  }

  #finish() {
    if (this.closed) return;
    this.closed = true;
    this.#level.disconnect();
    this.onclose();
    this.#closed();
  }
}

/** The mixer of this page. */
export const mixer = new Mixer();

/** How loud a sound outside the mixer is next, that is on its way to a level: to be called every 20 ms. */
export const glide = (now, level) => {
  const next = now + (level - now) * (1 - Math.exp(-0.02 / (level < now ? GIVES_WAY : COMES_BACK)));
  return Math.abs(next - level) < 0.002 ? level : next;
};
