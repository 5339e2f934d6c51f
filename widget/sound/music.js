// Plays the score of a scene. It is mixed a moment before it sounds, so that a
// long scene costs no more than a short one.

import { arrange, levelOf } from "/widget/sound/band.js";
import { mixer } from "/widget/sound/mixer.js";
import { Track } from "/widget/sound/track.js";

const AHEAD = 0.7; // seconds that are mixed at least
const EVERY = 250; // ms
const LEAD = 0.02; // seconds between the score's clock and the sound
const FADE = 0.35; // seconds, at the end of a scene
const STILL = 0.02; // seconds after it

/** Returns a score as a Track into a node of any context, from a moment of its clock on. */
export function music(score, context, out, origin) {
  const seconds = score.duration / 1000;
  const piece = { notes: arrange(score), level: levelOf(score.mood), seconds, fade: [seconds - FADE, seconds - STILL] };
  return new Track(piece, context, out, origin);
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
      const track = music(score, context, channel.input, context.currentTime + LEAD - elapsed());
      const more = async () => {
        if (!await track.playUntil(context.currentTime + AHEAD)) clearInterval(timer);
      };
      const timer = setInterval(more, EVERY);
      more();
      channel.onclose = () => {
        clearInterval(timer);
        track.stop();
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
