// Saves a scene as a video. It is drawn once more, picture by picture, and
// its music is rendered beside it, neither on the page, and as slowly as this
// computer needs: nothing is lost while a game takes all of it, or while
// nobody looks at the page.

import { ask } from "./act.js";
import { toast } from "./notice.js";
import { writeWebM } from "./webm.js";
import { word } from "./words.js";

const WIDE = 1920;
const HIGH = 1080;
const SMOOTH = 60; // pictures a second
const SPARE = 30; // the same where they take long
const LONG = 20; // ms for a picture
const KEY_EVERY = 2000; // ms between two pictures that stand alone
const BITS = 8_000_000; // a second, of the picture
const AHEAD = 4; // pictures that wait to be encoded
const RATE = 48000; // samples a second
const PIECE = 960; // samples, 20 ms
const GROUND = "#14121c"; // behind the scene, where a game would be

let busy = false;

/** Records a show, says on the button how far it is, and hands it in where the button says. */
export async function record(button, show) {
  if (busy) return toast({ tone: "bad", text: word("recordBusy") });
  busy = true;
  const label = button.querySelector("span");
  const before = label.textContent;
  button.setAttribute("aria-busy", "true");
  try {
    const video = await film(show, (share) => { label.textContent = word("recording", Math.round(share * 100)); });
    label.textContent = word("recordSaving");
    await ask("POST", button.dataset.record, video, "video/webm");
    toast({ text: word("recorded") });
  } catch (problem) {
    toast({ tone: "bad", text: problem.message || word("failed") });
  } finally {
    busy = false;
    button.removeAttribute("aria-busy");
    label.textContent = before;
  }
}

async function film(show, say) {
  const performance = await performanceOf(newCanvas(WIDE, HIGH), show);
  try {
    return await makeFilm({ width: WIDE, height: HIGH, parts: [{ ms: performance.duration, begin: () => sceneActing(performance) }] }, say);
  } finally {
    performance.stop();
  }
}

/** Begins a scene that is drawn moment by moment. */
export async function performanceOf(stage, show) {
  const { perform } = await import("../widget/scenes/index.js");
  const performance = await perform(stage, { ...show, reducedMotion: false });
  performance.paused = true;
  performance.stage = stage;
  return performance;
}

/** A part of a film in which a performance is seen, from a moment on. */
export const sceneActing = (performance, from = 0) => ({
  score: performance.score,
  from,
  draw(g, ms) {
    performance.seek(from + ms);
    g.fillStyle = GROUND;
    g.fillRect(0, 0, g.canvas.width, g.canvas.height);
    g.drawImage(performance.stage, 0, 0);
  },
});

/**
 * Draws a film and returns it as a WebM file.
 *
 * @param {object} plan
 * @param {number} plan.width
 * @param {number} plan.height
 * @param {number} [plan.rate] pictures a second; without it as many as can be
 * @param {{ms: number, begin: function}[]} plan.parts one after the other. begin returns, or
 *   resolves to, how it is drawn at a moment, draw(g, ms), with the score that sounds, from a
 *   moment of it in ms, step, the ms between two pictures where that is not as rate has it,
 *   and how it ends, if anything is to be done then
 * @param {function} say told how much of it is drawn, from 0 to 1
 */
export async function makeFilm({ width, height, rate, parts }, say) {
  const picture = { codec: "vp8", width, height, bitrate: BITS, framerate: rate ?? SMOOTH };
  const supported = window.VideoEncoder && (await VideoEncoder.isConfigSupported(picture)).supported;
  if (!supported) throw new Error(word("recordCannot")); // an old browser, or a page that is not https
  const duration = parts.reduce((sum, { ms }) => sum + ms, 0);
  const pictures = new Pictures(picture, rate);
  const sound = [0, 1].map(() => new Float32Array(Math.ceil((duration / 1000) * RATE)));
  let at = 0;
  try {
    say(0);
    for (const { ms, begin } of parts) {
      const { draw, score, from = 0, step, end } = await begin();
      try {
        (await soundOf(score, from, ms)).forEach((channel, i) => sound[i].set(channel, Math.round((at / 1000) * RATE)));
        await pictures.add(at, ms, { draw, step }, (done) => say((at + done) / duration));
      } finally {
        end?.();
      }
      at += ms;
    }
    const { chunks, color } = await pictures.encoder.done();
    return writeWebM({ duration, width, height, pictures: chunks, color, sound: (await encodeSound(sound)).chunks });
  } finally {
    pictures.close();
  }
}

class Pictures {
  #g;
  #step;
  #key = -KEY_EVERY;
  encoder = collect(VideoEncoder);

  constructor(config, rate) {
    this.#g = newCanvas(config.width, config.height).getContext("2d", { alpha: false });
    this.#step = rate && 1000 / rate;
    this.encoder.configure(config);
  }

  close() {
    if (this.encoder.state !== "closed") this.encoder.close();
  }

  async add(at, length, { draw, step }, say) {
    const [g, { encoder }] = [this.#g, this];
    const every = step ?? (this.#step ??= 1000 / (takes(() => draw(g, length / 2)) > LONG ? SPARE : SMOOTH));
    for (let ms = 0; ms < length; ms += every) {
      draw(g, ms);
      const frame = new VideoFrame(g.canvas, { timestamp: Math.round((at + ms) * 1000), duration: Math.round(Math.min(every, length - ms) * 1000) });
      const keyFrame = ms === 0 || at + ms - this.#key >= KEY_EVERY;
      if (keyFrame) this.#key = at + ms;
      encoder.encode(frame, { keyFrame });
      frame.close();
      do await turn(); while (encoder.encodeQueueSize > AHEAD && encoder.state === "configured");
      say(ms);
    }
  }
}

// soundOf renders a part of a score: two channels, or none where there is no score.
async function soundOf(score, from, ms) {
  if (!score) return [];
  const [{ limiter }, { music }] = await Promise.all([import("../widget/sound/limiter.js"), import("../widget/sound/music.js")]);
  const context = new OfflineAudioContext(2, Math.ceil((score.duration / 1000) * RATE), RATE);
  const { input, output } = limiter(context);
  output.connect(context.destination);
  await music(score, context, input, 0).playUntil(Infinity);
  const rendered = await context.startRendering();
  const [begin, end] = [from, from + ms].map((moment) => Math.floor((moment / 1000) * RATE));
  return [0, 1].map((i) => rendered.getChannelData(i).subarray(begin, end));
}

/** Returns the sound of two channels encoded; nothing where this browser encodes none. */
async function encodeSound(channels) {
  const config = { codec: "opus", sampleRate: RATE, numberOfChannels: 2, bitrate: 128_000 };
  if (!window.AudioEncoder || !(await AudioEncoder.isConfigSupported(config)).supported) return { chunks: [] };
  const encoder = collect(AudioEncoder);
  encoder.configure(config);
  for (let from = 0; from < channels[0].length; from += PIECE) {
    const count = Math.min(PIECE, channels[0].length - from);
    const data = new Float32Array(count * 2);
    channels.forEach((channel, i) => data.set(channel.subarray(from, from + count), i * count));
    const piece = new AudioData({ format: "f32-planar", sampleRate: RATE, numberOfFrames: count, numberOfChannels: 2, timestamp: Math.round((from * 1e6) / RATE), data });
    encoder.encode(piece);
    piece.close();
  }
  return encoder.done();
}

// collect returns an encoder that gathers what it has encoded until it is done.
function collect(Encoder) {
  const chunks = [];
  let color, failed;
  const output = (chunk, { decoderConfig } = {}) => {
    chunks.push(chunk);
    color ??= decoderConfig?.colorSpace;
  };
  const encoder = new Encoder({ output, error: (error) => { failed = error; } });
  encoder.done = async () => {
    if (encoder.state === "configured") await encoder.flush().catch(() => {});
    if (encoder.state === "configured") encoder.close();
    if (failed) throw failed;
    return { chunks, color };
  };
  return encoder;
}

function newCanvas(width, height) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  return canvas;
}

// takes returns how long a picture takes once all is in memory.
function takes(draw) {
  draw();
  const begun = Date.now();
  for (let i = 0; i < 3; i += 1) draw();
  return (Date.now() - begun) / 3;
}

// turn lets others do something: a timer would be slow on a page that nobody sees.
const channel = new MessageChannel();
const turn = () => new Promise((resolve) => {
  channel.port1.onmessage = resolve;
  channel.port2.postMessage(null);
});
