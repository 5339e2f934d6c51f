// Scenes: what a donation looks like on the stream, drawn live into a canvas.
// README.md in this folder says how to write one.

import { Performance } from "./lib/run.js";
import { hash, seeded } from "./lib/random.js";
import { clean } from "./lib/text.js";
import { FONTS } from "./lib/type.js";
import { topicsOf } from "./stems.js";

const modules = {
  arcade: () => import("./arcade.js"),
  beat: () => import("./beat.js"),
  cake: () => import("./cake.js"),
  cat: () => import("./cat.js"),
  flame: () => import("./flame.js"),
  garden: () => import("./garden.js"),
  heart: () => import("./heart.js"),
  letter: () => import("./letter.js"),
  night: () => import("./night.js"),
  raid: () => import("./raid.js"),
  rocket: () => import("./rocket.js"),
  treasure: () => import("./treasure.js"),
  trophy: () => import("./trophy.js"),
};

// Scenes of an occasion: only words choose them.
const occasions = ["cake", "night"];

/** The ids of all scenes. */
export const sceneIds = Object.keys(modules);

/**
 * Chooses the scene of a show: the fixed one, or that of what the words are
 * about, or one by the seed, of those that it may have. The previous one is
 * chosen only where there is no other.
 */
export function chooseScene(show, topics = topicsOf(show.message, show.stems)) {
  if (modules[show.scene]) return show.scene;
  const among = first(show.scenes?.filter((id) => modules[id]), sceneIds);
  const free = first(among.filter((id) => id !== show.previous), among);
  for (const topic of topics) {
    const id = topic.scenes.find((one) => free.includes(one));
    if (id) return id;
  }
  return seeded(hash(`scene ${show.seed}`)).pick(first(free.filter((id) => !occasions.includes(id)), free));
}

// first returns a list, or another where it is empty.
const first = (list, other) => (list?.length > 0 ? list : other);

/** Loads what a show needs. Rejects if its scene cannot be loaded. */
export async function prepare(show) {
  const topics = topicsOf(show.message, show.stems);
  const id = chooseScene(show, topics);
  const [loaded] = await Promise.all([modules[id](), loadFont(show)]);
  const asked = { ...show, seed: show.seed >>> 0, production: [1, 2, 3].includes(show.production) ? show.production : 2 };
  asked.reducedMotion = show.reducedMotion ?? matchMedia("(prefers-reduced-motion: reduce)").matches;
  return { id, scene: loaded.default, show: asked, topic: topics[0] };
}

/** Gets ready what every first scene waits for: the modules, the system's fonts, and compiled code. */
export async function warmUp() {
  for (const load of Object.values(modules)) await load();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [320, 180];
  await drawStill(canvas, { seed: 1, production: 2, scene: sceneIds[0], donor: "Anna", amount: "1 ₽", message: "Спасибо! 🎉" });
}

/** Begins a show in a canvas and returns its Performance. */
export async function perform(canvas, show) {
  return new Performance(canvas, await prepare(show));
}

/** Draws one moment of a show, by default its best, and resolves to the scene's id. */
export async function drawStill(canvas, show, ms) {
  const performance = new Performance(canvas, await prepare({ ...show, reducedMotion: false }), { paused: true });
  performance.seek(ms ?? performance.bestMoment);
  return performance.scene;
}

// A font that is missing or slow is replaced by the system's, not waited for.
async function loadFont(show) {
  if (!show.family) return;
  const late = new Promise((resolve) => setTimeout(resolve, 300));
  const loaded = document.fonts.load(`900 100px ${show.family}, ${FONTS}`, clean(`${show.donor} ${show.amount} ${show.message}`)).catch(() => {});
  await Promise.race([loaded, late]);
}
