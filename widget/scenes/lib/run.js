// The loop of a performance: its clock, its canvas, its end.

import { Stage, lengthOf } from "./stage.js";
import { ease, progress } from "./time.js";
import { hash } from "./random.js";

const MOST_PIXELS = 1920 * 1080; // of the canvas: more costs frames and shows nothing
const SLOW_FRAME = 50; // ms: below 20 frames per second there are fewer particles
const SETTLE = 500; // ms between two judgements of the speed
const AHEAD = 4; // ms of a frame for pictures that are needed later
const CALM_FADE = 700; // ms in which a still picture comes and goes

/** Performance draws one show into one canvas. It begins at once unless it is paused. */
export class Performance {
  #canvas;
  #g;
  #scene;
  #show;
  #topic;
  #stage;
  #acting;
  #stills = [];
  #frame = 0;
  #observer;
  #begun = null; // the time of the animation's clock at 0 ms
  #now = 0; // ms
  #paused = false;
  #over = false;
  #settle;
  #fail;
  #speed = { last: 0, gap: 16, judged: 0 };

  /** The id of the scene. */
  scene;
  /** Its length in milliseconds. */
  duration;
  /** What the sound plays to it. */
  score;
  /** Resolves to "ended" or "stopped" when the canvas is clear; rejects if the scene cannot be drawn. */
  ended;

  constructor(canvas, { id, scene, show, topic }, { paused = false } = {}) {
    this.#canvas = canvas;
    this.#g = canvas.getContext("2d");
    this.#scene = scene;
    this.#show = show;
    this.#topic = topic;
    this.scene = id;
    this.duration = Math.round((lengthOf(scene, show) * 60000) / scene.bpm);
    this.ended = new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
    });
    this.#paused = paused;
    this.#build();
    this.score = {
      bpm: scene.bpm, duration: this.duration, mood: scene.mood, seed: show.seed,
      root: (scene.root ?? 50) + (hash(`${show.seed}`) % 5), cues: this.#stage.cues.filter((cue) => cue.at < this.duration),
    };
    if (paused) return;
    this.#observer = new ResizeObserver(() => this.#resized());
    this.#observer.observe(canvas);
    this.#frame = requestAnimationFrame((time) => this.#step(time));
  }

  /** Whether the clock stands still; can be set. */
  get paused() {
    return this.#paused;
  }

  set paused(still) {
    if (this.#over || still === this.#paused) return;
    this.#paused = still;
    this.#begun = null;
    cancelAnimationFrame(this.#frame);
    if (!still) this.#frame = requestAnimationFrame((time) => this.#step(time));
  }

  /** Goes to a moment, draws it, and goes on from there unless it is paused. */
  seek(ms) {
    if (this.#over) return;
    this.#now = ms;
    this.#begun = null;
    this.#resized();
    this.#draw();
  }

  /** Draws one moment and stays there. */
  still(ms = this.bestMoment) {
    this.paused = true;
    this.seek(ms);
  }

  /** The moment, in milliseconds, that shows the most: for posters. */
  get bestMoment() {
    return this.#ms(this.#acting.moments[this.#acting.moments.length - 1]);
  }

  /** The moment at which a part of so many milliseconds begins that leads to the best one. */
  partOf(ms) {
    return Math.max(Math.min(this.bestMoment - ms * 0.6, this.duration - ms - 50), 0);
  }

  /** Clears the canvas at once. Nothing of the performance is left. */
  stop() {
    this.#finish("stopped");
  }

  #ms(beat) {
    return (beat * 60000) / this.#scene.bpm;
  }

  #step(time) {
    this.#begun ??= time - this.#now;
    this.#now = time - this.#begun;
    this.#judgeSpeed(time);
    if (this.#now >= this.duration) return this.#finish("ended");
    try {
      this.#draw();
      this.#stage.paintAhead(AHEAD);
    } catch (error) {
      this.#finish("failed", error);
      return;
    }
    if (!this.#over && !this.#paused) this.#frame = requestAnimationFrame((next) => this.#step(next));
  }

  // Too few frames: first fewer particles, then none.
  #judgeSpeed(time) {
    const speed = this.#speed;
    if (speed.last && time - speed.last < 1000) speed.gap += (time - speed.last - speed.gap) * 0.15;
    speed.last = time;
    if (speed.gap <= SLOW_FRAME || time - speed.judged < SETTLE) return;
    this.#stage.quality = this.#stage.quality === 1 ? 0.4 : 0;
    speed.judged = time;
    speed.gap = 16;
  }

  #finish(how, error) {
    if (this.#over) return;
    this.#over = true;
    cancelAnimationFrame(this.#frame);
    this.#observer?.disconnect();
    this.#clear();
    this.#stills = [];
    this.#stage = this.#acting = null;
    if (error) this.#fail(error);
    else this.#settle(how);
  }

  #clear() {
    this.#g.resetTransform();
    this.#g.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  // A canvas that is not on a page keeps the size that it has.
  #size() {
    const { clientWidth, clientHeight } = this.#canvas;
    if (!clientWidth || !clientHeight) return [this.#canvas.width, this.#canvas.height];
    const ratio = Math.min(window.devicePixelRatio || 1, 2, Math.sqrt(MOST_PIXELS / (clientWidth * clientHeight)));
    return [Math.max(1, Math.round(clientWidth * ratio)), Math.max(1, Math.round(clientHeight * ratio))];
  }

  #resized() {
    const [width, height] = this.#size();
    if (this.#over || (width === this.#canvas.width && height === this.#canvas.height)) return;
    const quality = this.#stage.quality;
    this.#build();
    this.#stage.quality = quality;
    this.#draw();
  }

  #build() {
    const [width, height] = this.#size();
    if (width !== this.#canvas.width) this.#canvas.width = width;
    if (height !== this.#canvas.height) this.#canvas.height = height;
    this.#stage = new Stage({ scene: this.#scene, id: this.scene, show: this.#show, width, height, topic: this.#topic });
    this.#acting = this.#scene.build(this.#stage);
    this.#stills = [];
  }

  #draw() {
    this.#clear();
    if (this.#now < 0 || this.#now >= this.duration) return;
    if (this.#show.reducedMotion) this.#drawCalm();
    else this.#drawBeat(this.#g, (this.#now * this.#scene.bpm) / 60000);
    this.#g.resetTransform();
  }

  #drawBeat(g, beat) {
    const { u } = this.#stage.view;
    g.save();
    g.setTransform(u, 0, 0, u, this.#canvas.width / 2, this.#canvas.height / 2);
    this.#acting.draw(g, beat);
    this.#stage.drawFlashes(g, beat);
    g.restore();
  }

  // With reduced motion the scene is a few still pictures that fade into each other.
  #drawCalm() {
    const { moments } = this.#acting;
    const share = this.duration / moments.length;
    moments.forEach((beat, i) => {
      const [from, to] = [i * share, (i + 1) * share];
      const alpha = ease.inOut(Math.min(progress(this.#now, from, from + CALM_FADE), 1 - progress(this.#now, to - CALM_FADE, to)));
      if (alpha <= 0) return;
      this.#stills[i] ??= this.#stillOf(beat);
      this.#g.globalAlpha = alpha;
      this.#g.drawImage(this.#stills[i], 0, 0);
      this.#g.globalAlpha = 1;
    });
  }

  #stillOf(beat) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [this.#canvas.width, this.#canvas.height];
    this.#drawBeat(canvas.getContext("2d"), beat);
    return canvas;
  }
}
