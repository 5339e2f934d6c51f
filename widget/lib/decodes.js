// What this browser decodes, by the names that the server knows. A browser
// that lacks the decoder of a picture plays the sound alone and says nothing,
// and one that lacks that of the sound plays in silence.

const CODECS = {
  h264: 'video/mp4; codecs="avc1.640028"',
  hevc: 'video/mp4; codecs="hvc1.1.6.L93.B0"',
  av1: 'video/mp4; codecs="av01.0.04M.08"',
  vp8: 'video/webm; codecs="vp8"',
  vp9: 'video/webm; codecs="vp9"',
  mpeg4: 'video/mp4; codecs="mp4v.20.9"',
  aac: 'audio/mp4; codecs="mp4a.40.2"',
  mp3: "audio/mpeg",
  opus: 'audio/webm; codecs="opus"',
  vorbis: 'audio/webm; codecs="vorbis"',
  flac: "audio/flac",
  pcm: 'audio/wav; codecs="1"',
  ac3: 'audio/mp4; codecs="ac-3"',
  eac3: 'audio/mp4; codecs="ec-3"',
  alac: 'audio/mp4; codecs="alac"',
};

/** The names of the codecs that this browser decodes. */
export function decodes() {
  const video = document.createElement("video");
  return Object.keys(CODECS).filter((name) => video.canPlayType(CODECS[name]) !== "");
}
