// The video of a stream. The page draws a film by the server's plan: the title,
// parts of the scenes, what is around the clips, the end. ffmpeg lays the clips
// into it. The page may be closed once the film is handed in.

import { ask } from "./act.js";
import { announce, toast } from "./notice.js";
import { makeFilm, performanceOf, sceneActing } from "./record.js";
import { themeLook } from "./scenes.js";
import { cardsOf } from "./share.js";
import { word } from "./words.js";

const EVERY = 1000; // ms between two questions how far it is
const RATE = 30; // pictures a second
const HELD = 1000; // ms between two pictures of one that does not change
const GROWS = 0.03; // how much a still picture grows while it is seen
const MUSIC = { bpm: 104, mood: "bright", root: 50 };

export function watchRecap() {
  const card = document.getElementById("summary-video");
  const button = card.querySelector("[data-make]");
  const cancel = card.querySelector("[data-cancel]");
  button.disabled = button.dataset.cannot !== undefined;
  button.addEventListener("click", () => run(card, async () => {
    const film = await drawn(card, cancel);
    show(card, word("recordSaving"));
    await ask("PUT", `/api/summary/video?plan=${film.plan}`, film.video, "video/webm");
    await wait(card, cancel);
  }));
  if (card.dataset.making !== undefined) run(card, () => wait(card, cancel));
}

async function run(card, work) {
  const problem = card.querySelector(".form-error");
  const others = card.querySelectorAll("[data-make], [data-method]"); // to delete would cancel it
  problem.textContent = "";
  for (const button of others) button.hidden = true;
  try {
    await work();
    location.reload();
  } catch (error) {
    problem.textContent = error.name === "AbortError" ? "" : error.message || word("failed");
    show(card, "");
    for (const button of others) button.hidden = false;
    card.querySelector("[data-cancel]").hidden = true;
  }
}

// drawn returns the film, unless it is cancelled. The browser asks before a page
// is left that draws.
async function drawn(card, cancel) {
  const stop = new AbortController();
  const stay = (event) => {
    event.preventDefault();
    event.returnValue = ""; // for older browsers
  };
  addEventListener("beforeunload", stay);
  cancel.onclick = () => stop.abort();
  cancel.hidden = false;
  try {
    return await draw((await ask("POST", card.dataset.path)).plan, (share) => {
      stop.signal.throwIfAborted();
      show(card, word("recapDrawing"), share * 100);
    });
  } finally {
    removeEventListener("beforeunload", stay);
    cancel.hidden = true;
  }
}

// wait returns once the video is made, or is no longer being made.
async function wait(card, cancel) {
  cancel.onclick = () => ask("DELETE", card.dataset.path).catch((problem) => toast({ tone: "bad", text: problem.message }));
  for (;;) {
    const { making, percent, failed } = await ask("GET", card.dataset.path);
    if (failed) throw new Error(failed.message ?? [failed.error, failed.hint].filter(Boolean).join(" "));
    if (!making) return;
    cancel.hidden = false;
    show(card, word("recapCutting"), percent);
    await new Promise((resolve) => { setTimeout(resolve, EVERY); });
  }
}

function show(card, text, percent) {
  const bar = card.querySelector("progress");
  const state = card.querySelector(".summary-video-state");
  bar.hidden = !text;
  if (percent === undefined) bar.removeAttribute("value");
  else bar.value = percent;
  if (!text || !state.textContent.startsWith(text)) announce(text); // and not each percent
  state.textContent = text && percent !== undefined ? `${text} ${Math.round(percent)} %` : text;
}

async function draw(plan, say) {
  const place = [plan.clip_x, plan.clip_y, plan.clip_width, plan.clip_height];
  const look = await themeLook();
  const hidden = document.documentElement.dataset.discreet === "on"; // what streamer mode hides is not in it
  const cards = await cardsOf(plan.width, !hidden);
  const parts = plan.parts.map(({ scene, donor, amount, message, ms }, i) => {
    const who = hidden ? { donor: "", amount: "", message: "" } : { donor, amount, message };
    if (!scene) return { ms, begin: () => ({ ...still(cards.around(who, place), ms, 0), step: HELD, score: music(ms, i) }) };
    const { id, ...rest } = scene;
    return { ms, begin: async () => {
      const stage = document.createElement("canvas");
      [stage.width, stage.height] = [plan.width, plan.height];
      const performance = await performanceOf(stage, { ...rest, scene: id, ...who, ...look });
      return { ...sceneActing(performance, performance.partOf(ms)), end: () => performance.stop() };
    } };
  });
  const all = [
    { ms: plan.title_ms, begin: () => ({ ...still(cards.begin, plan.title_ms), score: music(plan.title_ms, plan.parts.length, "whoosh") }) },
    ...parts,
    { ms: plan.end_ms, begin: () => ({ ...still(cards.end, plan.end_ms), score: music(plan.end_ms, plan.parts.length + 1, "final") }) },
  ];
  return { plan: plan.id, video: await makeFilm({ width: plan.width, height: plan.height, rate: RATE, parts: all }, say) };
}

// still shows a picture that grows a little.
const still = (picture, length, grows = GROWS) => ({
  draw(g, ms) {
    const scale = 1 + (grows * ms) / length;
    const [width, height] = [picture.width * scale, picture.height * scale];
    g.drawImage(picture, (picture.width - width) / 2, (picture.height - height) / 2, width, height);
  },
});

const music = (duration, seed, cue) => ({ ...MUSIC, duration, seed, cues: cue ? [{ at: duration / 2, kind: cue, gain: 0.7 }] : [] });
