// What tests and benchmarks want to know of the sound.

import { perform, sceneIds } from "/widget/scenes/index.js";
import { prepared } from "/widget/sound/file.js";
import { limiter } from "/widget/sound/limiter.js";
import { loudness } from "/widget/sound/loudness.js";
import { mixer } from "/widget/sound/mixer.js";
import { music, playScore } from "/widget/sound/music.js";
import { playSting, sting, stingIds, stingLength } from "/widget/sound/stings.js";
import { Voice } from "/widget/sound/voice.js";

const RATE = 48000;

export const stings = () => stingIds;
export const scenes = () => sceneIds;

/** The score of a scene. */
async function scoreOf(scene, production) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [160, 90];
  const performance = await perform(canvas, { seed: 7, scene, production, donor: "Anna", amount: "1 500 ₽", message: "Thank you for the stream", reducedMotion: false });
  const { score } = performance;
  performance.stop();
  return score;
}

/** Each sound: its seconds, and how it begins. */
const kinds = {
  sting: async ({ sting: id }) => ({ seconds: stingLength(id), begin: (context, out) => sting(id, context, out, 0).playUntil(Infinity) }),
  scene: async ({ scene, production }) => {
    const score = await scoreOf(scene, production);
    return { seconds: score.duration / 1000, begin: (context, out) => music(score, context, out, 0).playUntil(Infinity) };
  },
  // A file of the streamer's that is as loud as a file can be.
  noise: async ({ noise: seconds }) => {
    const { buffer, gain } = await prepared(loudest(seconds));
    return { seconds, begin: (context, out) => {
      const source = new AudioBufferSourceNode(context, { buffer });
      source.connect(new GainNode(context, { gain })).connect(out);
      source.start();
    } };
  },
  // What a donor recorded as loud as a file can be.
  voice: async ({ voice: seconds }) => ({ seconds, begin: async (context, out) => {
    const own = globalThis.fetch;
    globalThis.fetch = async () => new Response(loudest(seconds));
    mixer.open = () => ({ context, input: out, close: () => {} });
    await new Voice({ url: "/", duration_ms: seconds * 1000, volume: 1 }).play();
    mixer.duck("voice", false);
    delete mixer.open;
    globalThis.fetch = own;
  } }),
};

// loudest returns a file of noise.
const loudest = (seconds) => wav(Int16Array.from({ length: seconds * RATE }, () => (Math.random() < 0.5 ? -1 : 1) * 32767));

function wav(samples) {
  const bytes = new DataView(new ArrayBuffer(44 + samples.byteLength));
  const text = (at, word) => [...word].forEach((letter, i) => bytes.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  text(8, "WAVEfmt ");
  text(36, "data");
  for (const [at, value] of [[4, 36 + samples.byteLength], [16, 16], [24, RATE], [28, RATE * 2], [40, samples.byteLength]]) bytes.setUint32(at, value, true);
  for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]]) bytes.setUint16(at, value, true);
  new Int16Array(bytes.buffer, 44).set(samples);
  return bytes.buffer;
}

/**
 * Renders sounds that begin together, behind the limiter: {sting: id},
 * {scene: id, production}, {noise: seconds}, {voice: seconds}. Returns the samples of both
 * sides, in turns, as base64, and how loud loudness.js finds them.
 */
export async function renders(parts) {
  const sounds = await Promise.all(parts.map((part) => kinds[Object.keys(part).find((key) => key in kinds)](part)));
  const context = new OfflineAudioContext(2, Math.ceil(Math.max(...sounds.map(({ seconds }) => seconds)) * RATE), RATE);
  const { input, output } = limiter(context);
  output.connect(context.destination);
  for (const { begin } of sounds) await begin(context, input);
  const buffer = await context.startRendering();
  const samples = new Float32Array(buffer.length * 2);
  for (const side of [0, 1]) buffer.getChannelData(side).forEach((value, i) => { samples[i * 2 + side] = value; });
  return { samples: await base64(samples), lufs: await loudness(buffer) };
}

async function base64(samples) {
  const url = await new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsDataURL(new Blob([samples.buffer]));
  });
  return url.slice(url.indexOf(",") + 1);
}

/** Plays a sound as the widget does, and waits until the mixer sleeps again. Returns its seconds. */
export async function sounds({ sting: id, scene, production }) {
  const seconds = id ? stingLength(id) : (await scoreOf(scene, production)).duration / 1000;
  if (id) playSting(id);
  else playScore(await scoreOf(scene, production));
  await new Promise((resolve) => { setTimeout(resolve, seconds * 1000 + 1500); });
  if (mixer.context.state !== "suspended") throw new Error(`the mixer is ${mixer.context.state}`);
  return seconds;
}
