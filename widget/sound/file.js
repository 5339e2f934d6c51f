// A file that somebody made: it is decoded whole, and turned down where it is
// louder than what is ours.

import { loudness } from "/widget/sound/loudness.js";

const LOUDEST = -17; // LUFS of a file at full volume: as loud as a sting, so that music beside it stays below −14

/** Fetches a file and decodes it. Rejects if it cannot be played. */
export async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return prepared(await response.arrayBuffer());
}

/** Decodes the bytes of a file: {buffer, gain}. Rejects if this browser cannot. */
export async function prepared(bytes) {
  const buffer = await new OfflineAudioContext(2, 1, 48000).decodeAudioData(bytes);
  const loud = await loudness(buffer);
  return { buffer, gain: loud > LOUDEST ? 10 ** ((LOUDEST - loud) / 20) : 1 };
}
