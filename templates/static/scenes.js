// Scenes on a page: each has a poster, which is drawn when it comes into
// view, and plays without sound while one points at it. Nothing runs
// otherwise.

const SMALL = 480; // dots that a poster is wide
const LARGE = 1280; // the same, of one that is shown large
const KEPT = 60; // posters

const posters = new Map(); // what was drawn, by what it shows
const drawn = new WeakMap(); // what the poster on an element shows
const waiting = [];
let busy = false;
let live = null; // the preview: its element, and its performance once it plays

const scenes = () => import("../widget/scenes/index.js");
const keyOf = ({ dataset: { scene, donor, amount, message } }) => JSON.stringify([scene, donor, amount, message]);
const canvasOf = (element) => element.querySelector("canvas");
const wideOf = (element) => (element.clientWidth > SMALL ? LARGE : SMALL);

export function watchScenes() {
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      waiting.push(target);
    }
    drawNext();
  });
  const find = () => {
    if (live && !live.element.isConnected) stop();
    for (const element of document.querySelectorAll("[data-scene]")) {
      const key = keyOf(element);
      if (drawn.get(element) === key || !canvasOf(element)) continue;
      drawn.set(element, key);
      seen.observe(element);
    }
  };
  new MutationObserver(find).observe(document.getElementById("content"), { childList: true, subtree: true, attributeFilter: ["data-scene"] });
  find();
  watchPointing();
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-record]");
    if (button) (await import("./record.js")).record(button, await showOf(button.closest("li, section").querySelector("[data-scene]")));
  });
}

/** The show of an element, as the widget would be told it. */
export async function showOf({ dataset: { scene, donor, amount, message } }) {
  const { id, ...rest } = JSON.parse(scene);
  return { ...rest, scene: id, donor, amount, message, ...await themeLook() };
}

let look;

/** Returns what the theme of the widget gives to scenes. The theme itself would change this page. */
export function themeLook() {
  look ??= (async () => {
    const { lookOf } = await import("../widget/scenes/look.js");
    const { theme } = (await (await fetch("/api/look")).json()).look;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(await (await fetch(`/widget/themes/${theme}.css`)).text());
    const { style } = sheet.cssRules[0];
    const variable = (name) => style.getPropertyValue(name).replace(/var\((--[\w-]+)\)/g, (_, other) => variable(other));
    return lookOf(variable);
  })().catch(() => ({})); // each scene has its own
  return look;
}

// drawNext draws the posters that are waited for, one at a time.
async function drawNext() {
  if (busy) return;
  busy = true;
  for (let element; (element = waiting.shift());) {
    if (!element.isConnected) continue;
    await draw(element).catch(() => {}); // it stays empty
  }
  busy = false;
}

async function draw(element) {
  const key = wideOf(element) + keyOf(element);
  if (!posters.has(key)) {
    const poster = document.createElement("canvas");
    [poster.width, poster.height] = [wideOf(element), (wideOf(element) * 9) / 16];
    await (await scenes()).drawStill(poster, await showOf(element));
    posters.set(key, poster);
    if (posters.size > KEPT) posters.delete(posters.keys().next().value);
  }
  if (live?.element !== element) paint(element, posters.get(key));
}

function paint(element, poster) {
  const canvas = canvasOf(element);
  if (!poster || !canvas) return;
  [canvas.width, canvas.height] = [poster.width, poster.height];
  canvas.getContext("2d").drawImage(poster, 0, 0);
}

// A mouse plays what it is over, the keyboard what it has come to, a finger
// what it taps.
function watchPointing() {
  const at = ({ target }) => target.closest?.("button[data-scene]");
  document.addEventListener("pointerover", (event) => {
    const button = at(event);
    if (button && button !== live?.element && event.pointerType !== "touch") start(button);
  });
  document.addEventListener("pointerout", (event) => {
    if (live && event.pointerType !== "touch" && at(event) === live.element && !live.element.contains(event.relatedTarget)) stop();
  });
  document.addEventListener("focusin", (event) => {
    const button = at(event);
    if (button?.matches(":focus-visible") && button !== live?.element) start(button);
  });
  document.addEventListener("focusout", (event) => {
    if (live && at(event) === live.element) stop();
  });
  document.addEventListener("click", (event) => {
    const button = at(event);
    if (button) (button === live?.element ? stop : start)(button);
  });
}

async function start(element) {
  stop();
  const mine = live = { element, performance: null };
  element.dataset.playing = "";
  try {
    const { perform } = await scenes();
    const show = await showOf(element);
    if (live !== mine) return;
    const performance = await perform(canvasOf(element), show);
    if (live !== mine) {
      performance.stop();
      return;
    }
    mine.performance = performance;
    await performance.ended;
  } catch {
    // its poster stays
  }
  if (live === mine) stop();
}

function stop() {
  if (!live) return;
  const { element, performance } = live;
  live = null;
  performance?.stop();
  delete element.dataset.playing;
  paint(element, posters.get(wideOf(element) + keyOf(element)));
}
