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
  const picture = { codec: "vp8", width: WIDE, height: HIGH, bitrate: BITS, framerate: SMOOTH };
  const supported = window.VideoEncoder && (await VideoEncoder.isConfigSupported(picture)).supported;
  if (!supported) throw new Error(word("recordCannot")); // an old browser, or a page that is not https
  const { perform } = await import("../widget/scenes/index.js");
  const stage = newCanvas();
  const performance = await perform(stage, { ...show, reducedMotion: false });
  performance.paused = true;
  const { duration, score } = performance;
  try {
    say(0);
    const { chunks: sound } = await encodeSound(score);
    const { chunks: pictures, color } = await encodePictures(picture, duration, say, (g, ms) => {
      performance.seek(ms);
      g.fillStyle = GROUND;
      g.fillRect(0, 0, WIDE, HIGH);
      g.drawImage(stage, 0, 0);
    });
    return writeWebM({ duration, width: WIDE, height: HIGH, pictures, color, sound });
  } finally {
    performance.stop();
  }
}

async function encodePictures(config, duration, say, draw) {
  const screen = newCanvas();
  const g = screen.getContext("2d", { alpha: false });
  const encoder = collect(VideoEncoder);
  encoder.configure(config);
  const step = 1000 / (takes(() => draw(g, duration / 2)) > LONG ? SPARE : SMOOTH);
  let key = -KEY_EVERY;
  for (let ms = 0; ms < duration; ms += step) {
    draw(g, ms);
    const frame = new VideoFrame(screen, { timestamp: Math.round(ms * 1000), duration: Math.round(step * 1000) });
    const keyFrame = ms - key >= KEY_EVERY;
    if (keyFrame) key = ms;
    encoder.encode(frame, { keyFrame });
    frame.close();
    do await turn(); while (encoder.encodeQueueSize > AHEAD && encoder.state === "configured");
    say(ms / duration);
  }
  return encoder.done();
}

/** Returns the encoded music of a score; nothing where this browser encodes none. */
async function encodeSound(score) {
  const config = { codec: "opus", sampleRate: RATE, numberOfChannels: 2, bitrate: 128_000 };
  if (!window.AudioEncoder || !(await AudioEncoder.isConfigSupported(config)).supported) return { chunks: [] };
  const [{ limiter }, { music }] = await Promise.all([import("../widget/sound/limiter.js"), import("../widget/sound/music.js")]);
  const context = new OfflineAudioContext(2, Math.ceil((score.duration / 1000) * RATE), RATE);
  const { input, output } = limiter(context);
  output.connect(context.destination);
  await music(score, context, input, 0).playUntil(Infinity);
  const rendered = await context.startRendering();
  const encoder = collect(AudioEncoder);
  encoder.configure(config);
  const channels = [rendered.getChannelData(0), rendered.getChannelData(1)];
  for (let from = 0; from < rendered.length; from += PIECE) {
    const count = Math.min(PIECE, rendered.length - from);
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

function newCanvas() {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDE, HIGH];
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
