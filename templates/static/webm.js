// Writes a WebM file of encoded pictures and sound: the few elements of
// Matroska that a player needs, with the length and an index to seek by.

const ID = {
  header: 0x1A45DFA3, docType: 0x4282, docVersion: 0x4287, docReads: 0x4285,
  segment: 0x18538067, info: 0x1549A966, ticks: 0x2AD7B1, duration: 0x4489, muxer: 0x4D80, writer: 0x5741,
  tracks: 0x1654AE6B, track: 0xAE, number: 0xD7, uid: 0x73C5, type: 0x83, codec: 0x86, codecPrivate: 0x63A2, delay: 0x56AA, preRoll: 0x56BB,
  video: 0xE0, width: 0xB0, height: 0xBA, color: 0x55B0, matrix: 0x55B1, range: 0x55B9, transfer: 0x55BA, primaries: 0x55BB, audio: 0xE1, rate: 0xB5, channels: 0x9F,
  cluster: 0x1F43B675, time: 0xE7, block: 0xA3,
  cues: 0x1C53BB6B, cue: 0xBB, cueTime: 0xB3, cueIn: 0xB7, cueTrack: 0xF7, cueCluster: 0xF1,
};
const [VIDEO, AUDIO] = [1, 2];
const MATRICES = { bt709: 1, bt470bg: 5, smpte170m: 6 }; // others are not specified: 2
const PRE_SKIP = 312; // samples that an Opus encoder puts before the sound
const PRE_ROLL = 80_000_000; // ns that an Opus decoder needs before a place

/**
 * @param {object} film
 * @param {number} film.duration in ms
 * @param {number} film.width
 * @param {number} film.height
 * @param {EncodedVideoChunk[]} film.pictures VP8
 * @param {VideoColorSpaceInit} film.color of the pictures; without it they would be shown too dark
 * @param {EncodedAudioChunk[]} film.sound Opus, stereo, 48 kHz; empty: there is none
 */
export function writeWebM({ duration, width, height, pictures, color, sound }) {
  const info = element(ID.info,
    element(ID.ticks, uint(1_000_000)), element(ID.duration, float(duration)), element(ID.muxer, text("StreamSpark")), element(ID.writer, text("StreamSpark")));
  const tracks = [element(ID.track,
    element(ID.number, uint(VIDEO)), element(ID.uid, uint(VIDEO)), element(ID.type, uint(1)), element(ID.codec, text("V_VP8")),
    element(ID.video, element(ID.width, uint(width)), element(ID.height, uint(height)), colorOf(color)))];
  if (sound.length > 0) {
    tracks.push(element(ID.track,
      element(ID.number, uint(AUDIO)), element(ID.uid, uint(AUDIO)), element(ID.type, uint(2)), element(ID.codec, text("A_OPUS")),
      element(ID.codecPrivate, text("OpusHead"), [1, 2, PRE_SKIP & 255, PRE_SKIP >> 8, 0x80, 0xBB, 0, 0, 0, 0, 0]),
      element(ID.delay, uint(Math.round((PRE_SKIP * 1e9) / 48000))), element(ID.preRoll, uint(PRE_ROLL)),
      element(ID.audio, element(ID.rate, float(48000)), element(ID.channels, uint(2)))));
  }
  const begin = [info, element(ID.tracks, ...tracks)];
  let place = begin.reduce((sum, part) => sum + part.length, 0);
  const cues = [];
  const clusters = clustersOf(pictures, sound).map(({ time, blocks }) => {
    const made = element(ID.cluster, element(ID.time, uint(time)), ...blocks);
    cues.push(element(ID.cue, element(ID.cueTime, uint(time)),
      element(ID.cueIn, element(ID.cueTrack, uint(VIDEO)), element(ID.cueCluster, uint(place)))));
    place += made.length;
    return made;
  });
  const header = element(ID.header, element(ID.docType, text("webm")), element(ID.docVersion, uint(4)), element(ID.docReads, uint(2)));
  return new Blob([header, element(ID.segment, ...begin, ...clusters, element(ID.cues, ...cues))], { type: "video/webm" });
}

const colorOf = ({ matrix, fullRange } = {}) => element(ID.color,
  element(ID.matrix, uint(MATRICES[matrix] ?? 2)), element(ID.range, uint(fullRange ? 2 : 1)), element(ID.transfer, uint(13)), element(ID.primaries, uint(1)));

// clustersOf begins a cluster with each key picture.
function clustersOf(pictures, sound) {
  const all = [...pictures.map((chunk) => ({ chunk, track: VIDEO })), ...sound.map((chunk) => ({ chunk, track: AUDIO }))]
    .sort((a, b) => a.chunk.timestamp - b.chunk.timestamp || a.track - b.track);
  const clusters = [];
  for (const { chunk, track } of all) {
    const time = Math.max(Math.round(chunk.timestamp / 1000), 0);
    const isKey = chunk.type === "key";
    if (clusters.length === 0 || (track === VIDEO && isKey)) clusters.push({ time, blocks: [] });
    const cluster = clusters[clusters.length - 1];
    const data = new Uint8Array(chunk.byteLength);
    chunk.copyTo(data);
    const after = time - cluster.time;
    cluster.blocks.push(element(ID.block, [0x80 | track, (after >> 8) & 255, after & 255, isKey ? 0x80 : 0], data));
  }
  return clusters;
}

function element(id, ...parts) {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const head = [...uint(id), 1, ...uint(size, 7)];
  const made = new Uint8Array(head.length + size);
  made.set(head);
  let at = head.length;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}

function uint(value, width = 1) {
  const made = [];
  for (let rest = value; rest > 0 || made.length < width; rest = Math.floor(rest / 256)) made.unshift(rest % 256);
  return made;
}

function float(value) {
  const made = new DataView(new ArrayBuffer(8));
  made.setFloat64(0, value);
  return new Uint8Array(made.buffer);
}

const text = (words) => new TextEncoder().encode(words);
