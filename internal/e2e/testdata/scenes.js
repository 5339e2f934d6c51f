// Checks of widget/scenes that need a canvas. Each returns what is wrong, as
// a list of sentences.

import { chooseScene, drawStill, perform, sceneIds } from "/widget/scenes/index.js";
import { makeRun } from "/widget/scenes/lib/type.js";
import { Stage } from "/widget/scenes/lib/stage.js";
import { stems, topicsOf } from "/widget/scenes/stems.js";

const lengths = { 1: [3000, 4000], 2: [6000, 9000], 3: [9000, 12000] };
const kinds = ["hit", "whoosh", "sparkle", "boom", "pop", "rise", "word", "final"];
const moods = ["bright", "tender", "dark", "arcade", "drive", "epic"];
const long = "Спасибо за стрим, ты лучший, так держать и не сдавайся! ".repeat(9).slice(0, 500);

const show = (more = {}) => ({ seed: 7, production: 2, donor: "Anna", amount: "1 500 ₽", message: "Thank you for the stream", reducedMotion: false, ...more });

function canvasOf(width = 320, height = 180) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  canvas.getContext("2d", { willReadFrequently: true });
  return canvas;
}

const pixels = (canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;

/** The share of the picture that is not transparent. */
function covered(canvas) {
  const data = pixels(canvas);
  let n = 0;
  for (let i = 3; i < data.length; i += 4) n += data[i] > 8;
  return n / (data.length / 4);
}

function hash(canvas) {
  let h = 2166136261;
  for (const c of pixels(canvas)) h = Math.imul(h ^ c, 16777619);
  return h;
}

/** Waits for so many frames of the page. */
const frames = async (n) => { for (let i = 0; i < n; i++) await new Promise(requestAnimationFrame); };

/** Reports what is wrong with a scene in one production, from its start to its end. */
export async function plays(scene, production) {
  const wrong = [];
  const expect = (ok, text) => { if (!ok) wrong.push(text); };
  for (const message of ["", "Hi", long]) {
    for (const [width, height] of [[320, 180], [180, 320]]) {
      const canvas = canvasOf(width, height);
      const p = await perform(canvas, show({ scene, production, message }));
      p.paused = true;
      const [min, max] = lengths[production];
      expect(p.scene === scene, `it is ${p.scene}`);
      expect(p.duration >= min && p.duration <= max, `it takes ${p.duration} ms`);
      const { cues, mood, bpm, duration } = p.score;
      expect(moods.includes(mood) && bpm > 60 && duration === p.duration, `its score is ${JSON.stringify(p.score)}`);
      expect(cues.length >= 4 && cues.every((cue, i) => kinds.includes(cue.kind) && cue.at >= (cues[i - 1]?.at ?? 0) && cue.at < duration && cue.gain > 0 && cue.gain <= 1), `its cues are ${JSON.stringify(cues)}`);
      for (const share of [0.3, 0.5, 0.7]) {
        p.seek(duration * share);
        expect(covered(canvas) > 0.01, `at ${share} of it (${width}×${height}, ${message.length} characters) the picture is empty`);
      }
      p.still();
      expect(covered(canvas) > 0.03, `its best moment is empty`);
      p.seek(duration - 20);
      expect(covered(canvas) < 0.1, `just before the end ${Math.round(covered(canvas) * 100)} % of the picture are still covered (${width}×${height})`);
      p.paused = false;
      expect((await p.ended) === "ended", "it did not end");
      expect(covered(canvas) === 0, "something is left at the end");
    }
  }
  return wrong;
}

/** Reports where the same show is another picture, or another seed the same. */
export async function repeats(scene, production) {
  const wrong = [];
  const moments = [0.15, 0.42, 0.66, 0.9];
  const sample = async (seed, order) => {
    const canvas = canvasOf();
    const p = await perform(canvas, show({ scene, production, seed, message: "Люблю котов и ракеты 🔥" }));
    p.paused = true;
    const hashes = {};
    for (const at of order) {
      p.seek(p.duration * at);
      hashes[at] = hash(canvas);
    }
    p.stop();
    return moments.map((at) => hashes[at]).join();
  };
  const first = await sample(11, moments);
  if ((await sample(11, [...moments].reverse())) !== first) wrong.push("the same seed drew another picture");
  let other = first;
  for (let seed = 12; seed < 15 && other === first; seed++) other = await sample(seed, moments);
  if (other === first) wrong.push("four seeds drew the same picture");
  const [still, seek] = [canvasOf(), canvasOf()];
  await drawStill(still, show({ scene, production }), 2000);
  const p = await perform(seek, show({ scene, production }));
  p.still(2000);
  if (hash(still) !== hash(seek)) wrong.push("a still is another picture than the moment of the show");
  p.stop();
  return wrong;
}

/** Reports words that a scene cannot draw. */
export async function draws(scene, words) {
  const wrong = [];
  for (const production of [1, 2, 3]) {
    const canvas = canvasOf();
    await drawStill(canvas, show({ scene, production, ...words }));
    if (covered(canvas) < 0.005) wrong.push(`production ${production}: the picture is empty`);
  }
  return wrong;
}

/** Reports lettering that is wider than its place or has no letters. */
export function fits(words) {
  const wrong = [];
  for (const [width, height] of [[1920, 1080], [480, 270], [1080, 1920]]) {
    const scene = { bpm: 120, beats: { 2: [12, 16] }, palettes: [["#ff0000", "#00ff00", "#0000ff"]] };
    const stage = new Stage({ scene, id: "test", show: show(words), width, height });
    const place = stage.view.w * 0.8;
    for (const [name, options] of [["donor", { size: 220, lines: 2 }], ["amount", { size: 160 }], ["message", { size: 100, lines: 4, split: "words", height: 420 }]]) {
      const run = makeRun(stage, stage[name], { width: place, ...options });
      if (run.w > place + 1) wrong.push(`${name} is ${Math.round(run.w)} wide in ${Math.round(place)} at ${width}×${height}`);
      if (run.parts.some((part) => Math.abs(part.x) > place / 2 + 1)) wrong.push(`${name} has letters outside of its place`);
      if (stage[name] && run.parts.length === 0) wrong.push(`${name} has no letters`);
    }
  }
  return wrong;
}

/** Reports styles in which a word as a whole covers something else than the same word letter by letter. */
export function spells() {
  const wrong = [];
  const scene = { bpm: 120, beats: { 2: [12, 16] }, palettes: [["#ff0000", "#00ff00", "#0000ff"]] };
  const stage = new Stage({ scene, id: "test", show: show(), width: 640, height: 360 });
  const looks = { ...stage.styles, pixel: { ...stage.styles.hero, pixel: 0.08 } };
  delete looks.plate; // each letter would have a plate of its own
  for (const [name, style] of Object.entries(looks)) {
    const colors = ["letters", "words"].map((split) => {
      const canvas = canvasOf(640, 360);
      const g = canvas.getContext("2d");
      g.setTransform(stage.view.u, 0, 0, stage.view.u, 320, 180);
      stage.run("Hamster", { size: 400, width: 1900, style, split }).draw(g, 0, 0, 1, { pose: (part, beat, now) => now });
      let [dark, light] = [0, 0];
      const data = pixels(canvas);
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200) { if (data[i] + data[i + 1] + data[i + 2] < 200) dark++; else light++; }
      return { dark, light };
    });
    for (const shade of ["dark", "light"]) {
      const [letters, word] = colors.map((color) => color[shade]);
      if (Math.abs(letters - word) > 300 + letters * 0.2) wrong.push(`${name}: ${word} ${shade} dots in a word, ${letters} in its letters`);
    }
    if (colors[0].light < 1000) wrong.push(`${name}: no letters`);
  }
  return wrong;
}

/** The order of a message's words from left to right, and its emoji. */
export function reading(message) {
  const scene = { bpm: 120, beats: { 2: [12, 16] }, palettes: [["#ff0000", "#00ff00", "#0000ff"]] };
  const stage = new Stage({ scene, id: "test", show: show({ message }), width: 1920, height: 1080 });
  const run = makeRun(stage, stage.message, { width: 1e6, size: 40, split: "words" });
  return { words: [...run.parts].sort((a, b) => a.x - b.x).map((part) => part.text), emoji: stage.emoji };
}

/** Reports what is left of a scene that was stopped in its middle. */
export async function stops(scene) {
  const wrong = [];
  const own = window.requestAnimationFrame;
  let asked = 0;
  window.requestAnimationFrame = (f) => { asked++; return own.call(window, f); };
  try {
    const canvas = canvasOf();
    const p = await perform(canvas, show({ scene }));
    for (let i = 0; i < 3; i++) await new Promise((resolve) => own.call(window, resolve));
    if (asked === 0) wrong.push("it asked for no frame");
    p.seek(p.duration / 2);
    if (covered(canvas) === 0) wrong.push("nothing was drawn");
    asked = 0;
    p.stop();
    if (covered(canvas) !== 0) wrong.push("the canvas is not clear");
    if ((await p.ended) !== "stopped") wrong.push("it does not say that it was stopped");
    for (let i = 0; i < 8; i++) await new Promise((resolve) => own.call(window, resolve));
    if (asked !== 0) wrong.push(`it asked for ${asked} more frames`);
    p.seek(1000);
    p.stop();
    if (covered(canvas) !== 0) wrong.push("it drew after it was stopped");
  } finally {
    window.requestAnimationFrame = own;
  }
  return wrong;
}

/** Reports movement in a scene for people who asked for none. */
export async function rests(scene) {
  const wrong = [];
  const canvas = canvasOf();
  const p = await perform(canvas, show({ scene, reducedMotion: true }));
  p.paused = true;
  const at = (ms) => { p.seek(ms); return hash(canvas); };
  const seen = new Set();
  let still = 0;
  for (let ms = 0; ms < p.duration; ms += 100) {
    const now = at(ms);
    if (now === at(ms + 20)) still++;
    seen.add(now);
  }
  if (still < (p.duration / 100) * 0.4) wrong.push(`it stands still at ${still} of ${Math.round(p.duration / 100)} moments`);
  p.still();
  if (covered(canvas) < 0.03) wrong.push("its best moment is empty");
  p.seek(0);
  if (covered(canvas) > 0) wrong.push("it does not fade in");
  p.stop();
  return wrong;
}

/** Reports whether slow frames drop the particles, and fast ones do not. */
export async function slows() {
  const wrong = [];
  const own = window.requestAnimationFrame;
  const until = 9500;
  const run = async (step) => {
    let next = null;
    window.requestAnimationFrame = (f) => { next = f; return 1; };
    const canvas = canvasOf();
    const p = await perform(canvas, show({ scene: "rocket", production: 3, message: "" }));
    for (let time = 0; time <= until; time += step) next(1000 + time);
    const drawn = hash(canvas);
    p.seek(until);
    const after = hash(canvas);
    p.stop();
    return { drawn, after };
  };
  try {
    const fast = await run(10);
    const slow = await run(100);
    if (fast.drawn !== fast.after) wrong.push("a moment that was played is another picture than the same moment at once");
    if (slow.drawn === fast.drawn) wrong.push("at 10 frames per second the picture is as full as at 100");
  } finally {
    window.requestAnimationFrame = own;
  }
  return wrong;
}

/** Reports what is wrong with the size of a canvas on the page. */
export async function resizes() {
  const wrong = [];
  const canvas = document.createElement("canvas");
  canvas.style.cssText = "position:fixed;left:0;top:0;width:400px;height:200px";
  document.body.append(canvas);
  const p = await perform(canvas, show({ scene: sceneIds[0] }));
  if (canvas.width !== 400 * devicePixelRatio || canvas.height !== 200 * devicePixelRatio) wrong.push(`at first it is ${canvas.width}×${canvas.height}`);
  canvas.style.width = "200px";
  await frames(4);
  if (canvas.width !== 200 * devicePixelRatio) wrong.push(`after a change it is ${canvas.width} wide`);
  canvas.style.cssText = "position:fixed;left:0;top:0;width:3840px;height:2160px";
  await frames(4);
  if (canvas.width * canvas.height > 1920 * 1080 * 1.01) wrong.push(`a large one has ${canvas.width}×${canvas.height} pixels`);
  p.stop();
  canvas.remove();
  return wrong;
}

/** Reports repetitions of the previous scene and choices that differ. */
export function chooses() {
  const wrong = [];
  for (const message of ["", "кот", "cat cat cat", "я люблю космос", "рейд", "который", "Happy birthday"]) {
    for (const previous of [undefined, ...sceneIds]) {
      for (let seed = 0; seed < 12; seed++) {
        const asked = show({ message, previous, seed });
        const id = chooseScene(asked);
        if (id === previous) wrong.push(`${message}: ${id} again`);
        if (!sceneIds.includes(id)) wrong.push(`${message}: ${id} is no scene`);
        if (chooseScene({ ...asked }) !== id) wrong.push(`${message}: ${id}, then another`);
      }
    }
  }
  const some = new Set(Array.from({ length: 200 }, (_, seed) => chooseScene(show({ message: "", seed }))));
  const named = Object.values(stems).flatMap((topic) => topic.scenes);
  for (const id of named) if (!sceneIds.includes(id)) wrong.push(`the table names ${id}, which is no scene`);
  for (const id of sceneIds) if (!some.has(id) && !named.includes(id)) wrong.push(`${id} is never chosen`);
  if (some.size < 10) wrong.push(`without words only ${[...some]} are chosen`);
  for (const [scenes, previous, ids] of [
    [["cat", "beat"], "cat", ["beat"]], [["cat"], "cat", ["cat"]], [["cake", "night"], "night", ["cake"]], [["cake", "cat"], "beat", ["cat"]], [["gone"], "cat", sceneIds.filter((id) => id !== "cat")],
  ]) {
    for (let seed = 0; seed < 12; seed++) {
      const id = chooseScene(show({ message: "рейд", scenes, previous, seed }));
      if (!ids.includes(id)) wrong.push(`of ${scenes} after ${previous} it is ${id}`);
    }
  }
  if (chooseScene(show({ scene: "cat", previous: "cat" })) !== "cat") wrong.push("a fixed scene is not kept");
  if (chooseScene(show({ message: "zebra", stems: [{ scenes: ["cat"], words: "zebr* ~*" }] })) !== "cat") wrong.push("the streamer's own topics are not used");
  if (topicsOf("love love a zebra", [{ scenes: ["cat"], words: "zebr*" }]).map(({ scenes }) => scenes[0]).join() !== "cat,heart") wrong.push("the streamer's own topics are not the first");
  return wrong;
}

export const topic = (message) => topicsOf(message)[0]?.name ?? "";

export const ids = () => sceneIds;
