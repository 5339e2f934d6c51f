// Mixes a piece of music, block after block, without Web Audio: a graph of some
// hundred nodes costs a game several times as much. worker.js does so beside the page.

import { Reverb } from "/widget/sound/reverb.js";
import { hertz, sample } from "/widget/sound/samples.js";
import { Tone } from "/widget/sound/waves.js";

/** How many samples a block has: about a third of a second. */
export const BLOCK = 16384;

const DAMPED = { takes: 0.05, over: 0.4 }; // seconds, of a sound that has a length
const PUMP = { falls: 0.008, turns: 0.07, rises: 0.07 }; // seconds, of what gives way to a kick

/** Mix is a piece: {name, notes, level, seconds, fade}, fade the seconds between which it fades out; with a name it is mixed once. */
export class Mix {
  #rate;
  #piece;
  #next = 0; // of the notes
  #frame = 0; // of the first sample of the next block
  #voices = [];
  #pumps = [];
  #pump = { level: 1, to: 1, rest: 1 };
  #reverb;
  #scratch = newBlock();
  #pumped = newBlock(); // what gives way to a kick
  #sent = newBlock(); // what goes to the reverb

  /**
   * @param {object} piece its notes are {at, name or wave, …}, the earliest first: at in seconds; note, gain,
   * length after which a sampled sound is damped; pan from left to right, send to the reverb; pump: it gives
   * way when a kick sounds, or, of a note without name and wave, how much
   * @param {number} rate samples a second
   */
  constructor(piece, rate) {
    this.#piece = piece;
    this.#rate = rate;
    this.#reverb = new Reverb(rate, BLOCK);
  }

  /** Returns both sides of the next block, or null at the end. */
  next() {
    const from = this.#frame;
    if (from >= this.#piece.seconds * this.#rate) return null;
    this.#take(from + BLOCK);
    const out = newBlock();
    for (const side of [...this.#pumped, ...this.#sent]) side.fill(0);
    this.#voices = this.#voices.filter((voice) => this.#add(voice, voice.pump ? this.#pumped : out));
    this.#addPumped(out, this.#pumped);
    this.#reverb.add(out, this.#sent);
    this.#level(out);
    this.#frame += BLOCK;
    return out;
  }

  // take lets the notes begin that sound before a sample.
  #take(end) {
    const { notes } = this.#piece;
    for (; this.#next < notes.length && notes[this.#next].at * this.#rate < end; this.#next += 1) {
      const note = notes[this.#next];
      const place = { begin: Math.max(Math.round(note.at * this.#rate), 0), pan: note.pan ?? 0, send: note.send ?? 0.15, pump: note.pump };
      if (note.wave) this.#voices.push({ ...place, tone: new Tone(this.#rate, note), played: 0 });
      else if (note.name) this.#voices.push({ ...place, ...this.#sampled(note), played: 0 });
      else this.#giveWay(place.begin, note.pump);
    }
  }

  #giveWay(at, depth) {
    const rest = (seconds) => Math.exp(-1 / (seconds * this.#rate));
    this.#pumps.push({ at, to: 1 - depth, rest: rest(PUMP.falls) }, { at: at + PUMP.turns * this.#rate, to: 1, rest: rest(PUMP.rises) });
    this.#pumps.sort((a, b) => a.at - b.at);
  }

  #sampled({ name, note, gain = 1, seconds, length = Infinity }) {
    const { channels, hz } = sample(name, this.#rate, { note, seconds });
    const speed = note === undefined ? 1 : hertz(note) / hz;
    const frames = Math.floor((channels[0].length - 1) / speed);
    return { channels, speed, gain, frames: Math.min(frames, (length + DAMPED.over) * this.#rate), damped: length * this.#rate };
  }

  // add mixes what a voice has for this block. Returns whether there is more.
  #add(voice, out) {
    const total = voice.tone ? voice.tone.length : voice.frames;
    const from = Math.max(voice.begin - this.#frame, 0);
    const to = Math.min(from + Math.ceil(total - voice.played), BLOCK);
    const sources = this.#scratch.slice(0, voice.tone ? 1 : voice.channels.length);
    if (voice.tone) voice.tone.write(sources[0], from, to);
    else this.#play(voice, sources, from, to);
    for (const [side, parts] of sidesOf(voice.pan, sources.length).entries()) {
      parts.forEach((gain, i) => {
        blend(out[side], sources[i], gain, from, to);
        blend(this.#sent[side], sources[i], gain * voice.send, from, to);
      });
    }
    voice.played += to - from;
    return voice.played < total;
  }

  // play writes the next samples of a sound at its speed.
  #play({ channels, speed, gain, played, damped }, out, from, to) {
    const begin = Math.max(Math.min(Math.ceil(from + damped - played), to), from); // of the damping
    const fade = Math.exp(-1 / (DAMPED.takes * this.#rate));
    channels.forEach((channel, side) => {
      const target = out[side];
      let at = played * speed;
      for (let i = from; i < to; i += 1, at += speed) {
        const whole = at | 0;
        target[i] = gain * (channel[whole] + (at - whole) * (channel[whole + 1] - channel[whole]));
      }
      let level = Math.exp(-Math.max(played - damped, 0) / (DAMPED.takes * this.#rate));
      for (let i = begin; i < to; i += 1) target[i] *= level *= fade;
    });
  }

  // addPumped mixes what gives way to the kicks, as far as it does.
  #addPumped(dry, pumped) {
    let { level, to, rest } = this.#pump;
    for (let i = 0; i < BLOCK; i += 1) {
      while (this.#pumps[0]?.at <= this.#frame + i) ({ to, rest } = this.#pumps.shift());
      level = to + (level - to) * rest;
      dry[0][i] += level * pumped[0][i];
      dry[1][i] += level * pumped[1][i];
    }
    this.#pump = { level, to, rest };
  }

  #level(sides) {
    const { level, seconds, fade: [from, to] } = this.#piece;
    const [begin, end] = [from * this.#rate, Math.min(to, seconds) * this.#rate];
    for (const side of sides) {
      for (let i = 0; i < BLOCK; i += 1) {
        const frame = this.#frame + i;
        side[i] *= frame < begin ? level : frame < end ? level * (end - frame) / (end - begin) : 0;
      }
    }
  }
}

const newBlock = () => [new Float32Array(BLOCK), new Float32Array(BLOCK)];

function blend(out, source, gain, from, to) {
  if (gain !== 0) for (let i = from; i < to; i += 1) out[i] += gain * source[i];
}

// sidesOf returns how much of each channel of a sound comes out left and right,
// so that it is as loud in every place. There are few places.
function sidesOf(pan, channels) {
  const place = Math.round(pan * 5) / 5;
  if (channels === 1 && place === 0) return [[1], [1]];
  const angle = ((channels === 1 ? (place + 1) / 2 : place <= 0 ? place + 1 : place) * Math.PI) / 2;
  const left = Math.cos(angle);
  const right = Math.sin(angle);
  if (channels === 1) return [[left], [right]];
  return place <= 0 ? [[1, left], [0, right]] : [[left, 0], [right, 1]];
}
