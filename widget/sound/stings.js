// The stings: short sounds of a thank-you, six characters of them. Each is a
// list of notes; the instruments are in samples.js.

import { mixer } from "/widget/sound/mixer.js";
import { Track, prepareTrack } from "/widget/sound/track.js";

const BRASS = { wave: "sawtooth", detune: [-7, 0, 6], filter: [500, 2800, 2000], envelope: [0.035, 0.2, 0.3, 0.75] };
const SYNTH = { wave: "sawtooth", detune: [-9, 8], filter: [700, 3000, 500], envelope: [0.004, 0.22, 0.2, 0.2] };
const AIR = { wave: "triangle", detune: [-6, 5], filter: [600, 1800, 1100], envelope: [0.12, 0.5, 1.2, 0.6], send: 0.5 };

const play = (name, at, note, gain, more) => ({ name, at, note, gain, ...more });
const hold = (voice, at, note, gain, length, more) => ({ ...voice, at, note, gain, length, ...more });
const chord = (notes, each) => notes.map(each);

// seconds is how long it sounds, level what brings all to one loudness.
const STINGS = {
  chime: {
    seconds: 2.5, level: 0.78,
    notes: [
      play("bell", 0, 74, 0.34, { pan: -0.3, send: 0.35 }),
      play("bell", 0.13, 81, 0.3, { pan: 0.25, send: 0.35 }),
      play("bell", 0.26, 86, 0.26, { send: 0.4 }),
      play("keys", 0, 62, 0.3, { send: 0.2 }), play("keys", 0.26, 69, 0.22, { send: 0.2 }), play("keys", 0.26, 66, 0.2, { send: 0.2 }),
      ...chord([62, 69, 74, 78], (note) => hold(AIR, 0.05, note, 0.07, 0.9)),
    ],
  },
  coin: {
    seconds: 1.3, level: 0.8,
    notes: [
      play("chip", 0, 79, 0.3), play("chip", 0.07, 83, 0.3), play("chip", 0.14, 86, 0.3),
      play("square", 0.21, 91, 0.17, { length: 0.35, send: 0.3 }), play("chip", 0.21, 79, 0.22, { send: 0.3 }),
      play("glass", 0.21, 91, 0.3, { pan: 0.3, send: 0.4 }), play("glass", 0.29, 98, 0.16, { pan: -0.3, send: 0.4 }),
      play("pop", 0, undefined, 0.3), play("kick", 0.21, undefined, 0.3),
    ],
  },
  drums: {
    seconds: 2.2, level: 0.62,
    notes: [
      ...[0, 0.11, 0.22].map((at, i) => play("snare", at, undefined, 0.3 + i * 0.1, { pan: -0.1 })),
      ...[57, 57, 53].map((note, i) => play("tom", 0.33 + i * 0.11, note, 0.4, { pan: -0.4, send: 0.2 })),
      ...[50, 50, 45].map((note, i) => play("tom", 0.66 + i * 0.11, note, 0.42, { pan: 0.4, send: 0.2 })),
      play("kick", 0, undefined, 0.4), play("kick", 0.44, undefined, 0.35), play("kick", 0.99, undefined, 0.55),
      play("crash", 0.99, undefined, 0.34, { send: 0.2 }), play("snare", 0.99, undefined, 0.5, { send: 0.3 }),
      ...chord([45, 57, 64, 69], (note) => hold(BRASS, 0.99, note, 0.16, 0.28, { send: 0.35 })),
    ],
  },
  harp: {
    seconds: 2.5, level: 1,
    notes: [
      ...[55, 57, 62, 64, 67, 69, 74, 76, 79, 81].map((note, i) => play("harp", i * 0.052, note, 0.3 + i * 0.018, { pan: -0.45 + i * 0.1, send: 0.28 })),
      ...chord([62, 69, 78, 86], (note) => play("harp", 0.57, note, 0.36, { send: 0.3 })),
      play("glass", 0.57, 86, 0.12, { send: 0.5 }), play("glass", 0.69, 90, 0.08, { pan: 0.4, send: 0.5 }), play("glass", 0.81, 93, 0.07, { pan: -0.4, send: 0.5 }),
      ...chord([50, 62, 69], (note) => hold(AIR, 0.5, note, 0.09, 0.8)),
    ],
  },
  fanfare: {
    seconds: 2.5, level: 0.74,
    notes: [
      ...[0, 0.14, 0.28].flatMap((at, i) => chord([55, 62, 67], (note) => hold(BRASS, at, note, 0.2 + i * 0.02, 0.08, { send: 0.25 }))),
      ...chord([48, 60, 64, 67, 72], (note, i) => hold(BRASS, 0.44, note, 0.19, 0.75, { pan: (i - 2) * 0.22, send: 0.35 })),
      hold(BRASS, 0.78, 76, 0.15, 0.42, { send: 0.35 }),
      play("tom", 0, 45, 0.2), play("tom", 0.28, 45, 0.25), play("tom", 0.44, 40, 0.4, { send: 0.3 }),
      play("crash", 0.44, undefined, 0.25, { send: 0.2 }), play("bell", 0.78, 88, 0.08, { send: 0.4 }),
    ],
  },
  synth: {
    seconds: 2.2, level: 0.9,
    notes: [
      ...[[0, 57], [0.13, 64], [0.26, 69], [0.39, 71], [0.52, 76]].flatMap(([at, note], i) => [
        hold(SYNTH, at, note, 0.4, 0.12, { pan: i % 2 ? 0.25 : -0.25, send: 0.2 }),
        hold(SYNTH, at + 0.195, note, 0.12, 0.1, { pan: i % 2 ? -0.6 : 0.6, send: 0.35 }),
        hold(SYNTH, at + 0.39, note, 0.05, 0.1, { pan: i % 2 ? 0.6 : -0.6, send: 0.4 }),
      ]),
      ...chord([45, 57, 64, 73], (note) => hold({ ...SYNTH, envelope: [0.006, 0.6, 0.6, 0.3] }, 0.65, note, 0.26, 0.5, { send: 0.35 })),
      play("kick", 0, undefined, 0.3), play("kick", 0.65, undefined, 0.42), play("clap", 0.65, undefined, 0.3, { send: 0.35 }),
      play("glass", 0.65, 88, 0.14, { send: 0.5 }),
    ],
  },
};

/** The names of the stings. */
export const stingIds = Object.keys(STINGS);

/** How long a sting sounds, in seconds. */
export const stingLength = (id) => STINGS[id].seconds;

const FADE = 0.4; // seconds

function pieceOf(id) {
  const { seconds, level, notes } = STINGS[id];
  return { name: id, seconds, level, notes: [...notes].sort((a, b) => a.at - b.at), fade: [seconds - FADE, seconds] };
}

/** Returns a sting as a Track into a node of any context, from a moment of its clock on. */
export const sting = (id, context, out, at) => new Track(pieceOf(id), context, out, at);

/** Mixes a sting before it has to sound. */
export const prepareSting = (id) => prepareTrack(pieceOf(id));

/**
 * Plays a sting on the mixer. Returns its channel, or null if it is silent.
 *
 * @param {string} id one of stingIds
 * @param {object} [options]
 * @param {number} [options.volume] from 0 to 1
 */
export function playSting(id, { volume = 1 } = {}) {
  const channel = mixer.open("alert", volume);
  if (!channel) return null;
  const { context } = channel;
  channel.close((stingLength(id) + 0.3) * 1000);
  context.resume().then(() => {
    if (channel.closed) return; // it is too late: nobody had allowed the sound
    const track = sting(id, context, channel.input, context.currentTime + 0.02);
    channel.onclose = () => track.stop();
    track.playUntil(Infinity);
  });
  return channel;
}
