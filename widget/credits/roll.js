// The credits: parts of the evening's shows, one after the other, and the names
// of all who gave, which roll beside them and have the screen once the shows are
// over. The player and the widget show the same.

import { withKey } from "/widget/lib/stage.js";
import { sceneLook } from "/widget/player/look.js";
import { sum, word } from "/widget/player/words.js";
import { playScore } from "/widget/sound/music.js";

const TITLE = 3000; // ms for the title, before the first show
const HELD = 3000; // ms that the last line stands
const FADE = 500; // ms in which a show gives way to the next
const AHEAD = 1500; // ms before it begins that a show is loaded
const LEAST = 250; // ms of a show that is left, below which it is not begun
const MUSIC = { bpm: 104, mood: "bright", root: 50 };

const LAYOUT = `
  <div class="credits-screen"><div class="credits-shows"></div><p class="credits-by" dir="auto"></p></div>
  <div class="credits-names">
    <div class="credits-roll">
      <h1 class="big" dir="auto"></h1>
      <p class="all"></p>
      <ol class="names"></ol>
      <p class="end" dir="auto"></p>
    </div>
  </div>`;

export class Roll {
  #root;
  #content;
  #motion = null;
  #music = null;
  #volume;
  #timers = new Set();
  #playing = null; // the show on the screen
  #seed = Math.floor(Math.random() * 2 ** 31);

  /** How long they are, in milliseconds. */
  duration;

  /**
   * @param {Element} root where they are shown
   * @param {object} content
   * @param {string} content.title the first line; empty: ours
   * @param {string} content.end the last line; empty: ours
   * @param {string} content.amount what all gave together; empty: it is not said
   * @param {{donor: string, amount: string, rub: number}[]} content.donors without amounts only names are shown
   * @param {object[]} content.shows see widget/README.md
   * @param {number} content.duration in milliseconds
   * @param {number} content.volume of the music, from 0 to 1
   */
  constructor(root, content) {
    this.#root = root;
    this.#content = content;
    this.#volume = content.volume;
    this.duration = content.duration;
    root.classList.add("credits");
    root.innerHTML = LAYOUT;
    this.#fill();
  }

  /** Begins, or goes on from a moment in milliseconds. */
  start(from = 0) {
    this.stop();
    this.#move(from);
    this.#showFrom(from);
    if (this.#volume > 0) this.#sound(from);
  }

  /** Stops all that moves and sounds; what stands on the screen stays. */
  stop() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#music?.stop();
    this.#music = null;
    this.#playing?.leave();
    this.#playing = null;
    this.#motion?.pause();
  }

  set volume(volume) {
    this.#volume = volume;
    this.#music?.volume(volume);
  }

  #fill() {
    const { title, end, amount, donors, shows } = this.#content;
    this.#put(".big", title || word("credits"));
    this.#put(".end", end || word("credits_end"));
    this.#put(".all", amount ? word("credits_sum", sum(amount)) : "");
    const most = Number(donors[0]?.rub) || 1;
    this.#root.querySelector(".names").replaceChildren(...donors.map((one) => {
      const name = document.createElement("li");
      const part = Number(one.rub) / most;
      name.className = "name";
      name.dataset.size = part > 0.5 ? 3 : part > 0.15 ? 2 : 1;
      name.append(span("donor", one.donor), span("sum", sum(one.amount ?? "")));
      return name;
    }));
    this.#root.classList.toggle("with-shows", shows.length > 0);
  }

  #put(selector, text) {
    const element = this.#root.querySelector(selector);
    element.textContent = text;
    element.hidden = !text;
  }

  // move rolls the names up, from below until the last line stands in the middle.
  #move(from) {
    const box = this.#root.querySelector(".credits-names");
    const roll = this.#root.querySelector(".credits-roll");
    const end = roll.querySelector(".end");
    const way = end.offsetTop + end.offsetHeight / 2 - box.clientHeight / 2;
    const duration = Math.max(this.duration - HELD, 1000);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const pages = Math.max(Math.ceil((way + box.clientHeight) / (box.clientHeight * 0.7)), 2);
    this.#motion?.cancel();
    this.#motion = roll.animate(
      [{ transform: `translateY(${box.clientHeight * 0.62}px)` }, { transform: `translateY(${-way}px)` }],
      { duration, easing: calm ? `steps(${pages}, jump-none)` : "linear", fill: "both" },
    );
    this.#motion.currentTime = from;
  }

  // showFrom plans every show: it is loaded a while before, and then takes the
  // place of the one before it.
  #showFrom(from) {
    const screen = this.#root.querySelector(".credits-shows");
    const plan = (at, act) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        act();
      }, Math.max(at - from, 0));
      this.#timers.add(timer);
    };
    let at = TITLE;
    for (const part of this.#content.shows) {
      const begin = at;
      at += part.ms;
      if (at - from < LEAST) continue;
      let show;
      plan(begin - AHEAD, () => { show = new (part.scene ? SceneShow : ClipShow)(screen, part); });
      plan(begin, () => {
        this.#leave();
        this.#playing = show;
        this.#label(part);
        this.#root.classList.add("shows");
        show.enter(Math.max(from - begin, 0));
      });
    }
    plan(at, () => {
      this.#leave();
      this.#root.classList.remove("shows");
    });
  }

  #leave() {
    this.#playing?.leave();
    this.#playing = null;
  }

  // label says whose clip it is; a scene says it itself.
  #label({ scene, donor, amount }) {
    const by = this.#root.querySelector(".credits-by");
    by.replaceChildren(...(scene ? [] : [span("donor", donor || word("nobody")), span("sum", sum(amount))]));
  }

  #sound(from) {
    const cues = [{ at: this.duration - HELD, kind: "final", gain: 0.8 }];
    let at = TITLE;
    for (const { ms } of this.#content.shows) {
      cues.push({ at, kind: "whoosh", gain: 0.35 });
      at += ms;
    }
    const left = cues.map((cue) => ({ ...cue, at: cue.at - from })).filter((cue) => cue.at > 0).sort((a, b) => a.at - b.at);
    try {
      this.#music = playScore({ ...MUSIC, seed: this.#seed, duration: this.duration - from, cues: left }, { volume: this.#volume });
    } catch (error) {
      console.warn("the credits are silent:", error); // which is better than none
    }
  }
}

// A part of a clip, from its middle, without its sound: the music plays.
class ClipShow {
  #video = document.createElement("video");

  constructor(screen, { clip, ms }) {
    const video = this.#video;
    video.className = "credits-show";
    video.muted = true;
    video.playsInline = true;
    video.preload = "auto";
    video.addEventListener("loadedmetadata", () => {
      const spare = video.duration - ms / 1000;
      if (spare > 0.5) video.currentTime = spare * 0.6;
    }, { once: true });
    video.src = withKey(clip.url);
    screen.append(video);
  }

  enter(late) {
    if (late > 0) this.#video.currentTime += late / 1000;
    this.#video.classList.add("on");
    this.#video.play().catch(() => {}); // one that cannot be played leaves the screen dark
  }

  leave() {
    const video = this.#video;
    video.classList.remove("on");
    setTimeout(() => {
      video.pause();
      video.removeAttribute("src");
      video.load(); // lets go of what was loaded
      video.remove();
    }, FADE);
  }
}

// A part of a scene: what leads to its best moment.
class SceneShow {
  #canvas = document.createElement("canvas");
  #drawing;
  #over = false;

  constructor(screen, part) {
    this.#canvas.className = "credits-show";
    screen.append(this.#canvas);
    this.#drawing = this.#prepare(part).catch((error) => {
      console.warn("a scene of the credits cannot be drawn:", error); // the screen stays dark
      return null;
    });
  }

  async #prepare({ scene: { id, ...rest }, donor, amount, message, ms }) {
    const scenes = await import("../scenes/index.js");
    const drawing = await scenes.perform(this.#canvas, { ...rest, scene: id, donor, amount: sum(amount), message, ...sceneLook(this.#canvas) });
    drawing.paused = true;
    return { drawing, from: drawing.partOf(ms) };
  }

  async enter(late) {
    this.#canvas.classList.add("on");
    const ready = await this.#drawing;
    if (!ready || this.#over) return;
    ready.drawing.seek(ready.from + late);
    ready.drawing.paused = false;
  }

  leave() {
    this.#over = true;
    this.#canvas.classList.remove("on");
    setTimeout(async () => {
      (await this.#drawing)?.drawing.stop();
      this.#canvas.remove();
    }, FADE);
  }
}

function span(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  element.hidden = !text;
  if (name === "donor") element.dir = "auto";
  return element;
}
