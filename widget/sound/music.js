// Plays the score of a scene. Notes are given to the context a moment before
// they sound, so that a long scene costs no more than a short one.

import { arrange, levelOf } from "/widget/sound/band.js";
import { Channels } from "/widget/sound/channels.js";
import { mixer } from "/widget/sound/mixer.js";

const AHEAD = 0.7; // seconds that are given at a time
const EVERY = 250; // ms
const LEAD = 0.02; // seconds between the score's clock and the sound
const LATE = 0.3; // seconds after which a note is left out: somebody unlocked the sound in the middle
const FADE = 0.35; // seconds, at the end of a scene

/** A score that is ready to be played into a node, piece by piece. */
export class Player {
  #channels;
  #notes;
  #next = 0;

  /**
   * @param {object} score
   * @param {BaseAudioContext} context
   * @param {AudioNode} out
   * @param {number} origin when the score begins, by the context's clock
   */
  constructor(score, context, out, origin) {
    this.origin = origin;
    const level = levelOf(score.mood);
    const end = origin + score.duration / 1000;
    const gain = new GainNode(context, { gain: level });
    gain.gain.setValueAtTime(level, Math.max(end - FADE, 0));
    gain.gain.linearRampToValueAtTime(0, Math.max(end - 0.02, 0.01));
    gain.connect(out);
    this.#channels = new Channels(context, gain);
    this.#notes = arrange(score);
  }

  /** Gives the context what sounds until a moment of its clock. Returns whether there is more. */
  playUntil(moment) {
    const now = this.#channels.now;
    for (; this.#next < this.#notes.length; this.#next += 1) {
      const { at: after, name, wave, ...note } = this.#notes[this.#next];
      const at = this.origin + after;
      if (at > moment) return true;
      if (at < now - LATE) continue;
      const soon = Math.max(at, now);
      if (name) this.#channels.play(name, soon, note);
      else if (wave) this.#channels.hold(soon, { wave, ...note });
      else this.#channels.pump(soon, note.pump);
    }
    return false;
  }

  stop() {
    this.#channels.stop();
  }
}

/**
 * Plays a score from now on.
 *
 * @param {object} score see widget/README.md
 * @param {object} [options]
 * @param {number} [options.volume] from 0 to 1
 * @returns {{stop(): void, volume(level: number): void}}
 */
export function playScore(score, { volume = 1 } = {}) {
  const began = performance.now();
  let channel = null;
  let over = false;

  const elapsed = () => (performance.now() - began) / 1000;
  const begin = (level) => {
    if (over || elapsed() * 1000 > score.duration) return;
    channel = mixer.open("show", level);
    if (!channel) return;
    const { context } = channel;
    channel.close(score.duration - elapsed() * 1000 + 100);
    context.resume().then(() => {
      if (over || channel.closed) return;
      const player = new Player(score, context, channel.input, context.currentTime + LEAD - elapsed());
      const timer = setInterval(() => {
        if (!player.playUntil(context.currentTime + AHEAD)) clearInterval(timer);
      }, EVERY);
      player.playUntil(context.currentTime + AHEAD);
      channel.onclose = () => {
        clearInterval(timer);
        player.stop();
        over = true;
      };
    });
  };
  begin(volume);

  return {
    stop() {
      if (over) return;
      over = true;
      channel?.stop();
    },
    volume(level) {
      if (channel) channel.volume(level);
      else begin(level); // it began in silence
    },
  };
}
