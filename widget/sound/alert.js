// The sound of a thank-you: a sting, or a file of the streamer's. A file that
// cannot be played is replaced by a sting, and whoever asked is told.

import { fetched } from "/widget/sound/file.js";
import { mixer } from "/widget/sound/mixer.js";
import { playSting, prepareSting, stingIds } from "/widget/sound/stings.js";

const INSTEAD = stingIds[0]; // of a file that cannot be played
const KEPT = 8; // files that are decoded
const FADE = 0.25; // seconds, where a file is longer than its thank-you

const files = new Map(); // by address: a promise of {buffer, gain}

function loadSound(url) {
  let file = files.get(url);
  if (!file) {
    file = fetched(url);
    file.catch(() => files.delete(url)); // it may be there the next time
    files.set(url, file);
    if (files.size > KEPT) files.delete(files.keys().next().value);
  }
  return file;
}

/** Gets a sound ready before it is needed. Rejects if it is a file that cannot be played. */
export async function prepareAlert({ sting, url }) {
  if (url) await loadSound(url);
  else prepareSting(stingIds.includes(sting) ? sting : INSTEAD);
}

/**
 * Plays the sound of a thank-you.
 *
 * @param {{sting?: string, url?: string, volume: number}|undefined} sound as a frame has it
 * @param {object} [options]
 * @param {number} [options.within] ms after which a long file fades out
 * @param {function} [options.failed] called with an error if the file cannot be played
 */
export async function playAlert(sound, { within = 60000, failed = () => {} } = {}) {
  if (!sound || !(sound.volume > 0)) return;
  const { sting, url, volume } = sound;
  if (!url) {
    playSting(stingIds.includes(sting) ? sting : INSTEAD, { volume });
    return;
  }
  const stops = mixer.stops;
  let file;
  try {
    file = await loadSound(url);
  } catch (error) {
    failed(error);
    if (stops === mixer.stops) playSting(INSTEAD, { volume });
    return;
  }
  if (stops === mixer.stops) playFile(file, volume, within);
}

function playFile({ buffer, gain }, volume, within) {
  const channel = mixer.open("alert", volume);
  if (!channel) return;
  const { context } = channel;
  const seconds = Math.min(buffer.duration, within / 1000);
  channel.close((seconds + 0.5) * 1000);
  context.resume().then(() => {
    if (channel.closed) return; // it is too late: nobody had allowed the sound
    const source = new AudioBufferSourceNode(context, { buffer });
    const level = new GainNode(context, { gain });
    const end = context.currentTime + seconds;
    if (seconds < buffer.duration) {
      level.gain.setValueAtTime(gain, end - FADE);
      level.gain.linearRampToValueAtTime(0, end);
    }
    source.connect(level).connect(channel.input);
    source.start();
    source.stop(end);
    channel.onclose = () => level.disconnect();
  });
}
