// One showing of one scene: it is drawn over the whole page, and says itself
// who gave what.

import { sceneLook } from "/widget/player/look.js";
import { Showing } from "/widget/player/showing.js";
import { dressElement } from "/widget/player/theme.js";
import { sum } from "/widget/player/words.js";
import { playScore } from "/widget/sound/music.js";

export class Scene extends Showing {
  #canvas;
  #drawing = null; // a Performance of /widget/scenes/
  #music = null;
  #volume;
  #frame = 0;
  #first = 0; // when the first picture was drawn
  takesOver = true;

  constructor(frame, options) {
    const canvas = document.createElement("canvas");
    canvas.className = "scene";
    canvas.setAttribute("role", "img");
    const show = showOf(frame);
    canvas.setAttribute("aria-label", [show.donor, show.amount, show.message].filter(Boolean).join(" · "));
    super(frame, canvas, options);
    this.#canvas = canvas;
    this.#volume = options.muted ? null : options.volume;
    canvas.addEventListener("contextlost", () => this.fail("player.scene_error", "the 2D context was lost"));
    this.#draw(show, frame.theme, options.from ?? 0);
  }

  get facts() {
    return this.#drawing ? { duration_ms: this.#drawing.duration, scene: this.#drawing.scene } : {};
  }

  set volume(volume) {
    if (this.#volume === null) return; // it is only looked at
    this.#volume = volume;
    this.#music?.volume(volume);
  }

  unmute() {} // the mixer lets the sound in

  pause() {
    cancelAnimationFrame(this.#frame);
    this.#music?.stop();
    if (this.#drawing) this.#drawing.paused = true;
  }

  release() {
    this.#drawing?.stop();
  }

  async #draw(show, theme, from) {
    let scenes;
    try {
      await dressElement(this.#canvas, theme);
      show = { ...show, ...sceneLook(this.#canvas) };
      scenes = await import("../scenes/index.js");
      await scenes.prepare(show);
    } catch (error) {
      this.fail("player.no_scene", error.message);
      return;
    }
    if (this.over) return;
    try {
      if (!this.#canvas.getContext("2d")) throw new Error("no 2D context");
      const drawing = await scenes.perform(this.#canvas, show);
      if (this.over) {
        drawing.stop();
        return;
      }
      this.#drawing = drawing;
      if (from > 0) drawing.seek(from * 1000);
      this.#frame = requestAnimationFrame((time) => this.#drawn(time));
      if (await drawing.ended === "ended") this.end(performance.now() - this.#first);
    } catch (error) {
      this.fail("player.scene_error", error.message);
    }
  }

  #play() {
    try {
      this.#music = playScore(this.#drawing.score, { volume: this.#volume });
    } catch (error) {
      console.warn("the scene is silent:", error); // which is better than none
    }
  }

  // A page that nobody sees gets no animation frames: so a scene there does
  // not begin, or stands still.
  #drawn(time) {
    this.moved();
    if (!this.running) {
      this.#first = time;
      this.begin();
      if (this.#volume !== null) this.#play();
    }
    this.#frame = requestAnimationFrame((next) => this.#drawn(next));
  }
}

function showOf({ scene: { id, ...rest }, donor = "", amount = "", message = "" }) {
  return { ...rest, scene: id, donor, amount: sum(amount), message };
}
