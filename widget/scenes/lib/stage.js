// What a scene is made with: the words, the beat, the place, the colours, and
// everything of the other modules, bound to one show and one size.

import { Camera, OVERSCAN } from "./camera.js";
import { Emitter, Smoke } from "./particles.js";
import { makePalette, fade } from "./palette.js";
import { hash, seeded } from "./random.js";
import { Sprites } from "./sprites.js";
import { clean, graphemes, shorten, takeEmoji, tokens } from "./text.js";
import { hit, progress } from "./time.js";
import { enter, leave } from "./acts.js";
import { drawSharp } from "./sharp.js";
import { FONTS, makeRun, styles } from "./type.js";

const LONGEST_MESSAGE = { 1: 60, 2: 120, 3: 180 }; // letters, by production
const LONGEST_NAME = 60;
const SHORT_SIDE = 1080; // units: the short side of every picture
const CALMEST_FLASH = 0.4; // s between two flashes, so that there are never more than three in a second

/**
 * Returns the words of a show as a scene uses them. Emoji of the message are
 * apart, unless there is nothing but emoji.
 */
export function readWords(show) {
  const { text, emoji } = takeEmoji(clean(show.message));
  return {
    donor: shorten(clean(show.donor), LONGEST_NAME),
    amount: shorten(clean(show.amount), 24),
    message: shorten(text, LONGEST_MESSAGE[show.production]),
    emoji: [...new Set(emoji)].slice(0, 8),
    letters: graphemes(text).length,
  };
}

/** Returns the length of a scene in beats: the longer the words, the longer, between the scene's two numbers. */
export function lengthOf(scene, show) {
  const [shortest, longest = shortest] = [scene.beats[show.production]].flat();
  const { letters } = readWords(show);
  return Math.round(shortest + (longest - shortest) * progress(letters, 30, LONGEST_MESSAGE[show.production]));
}

/** Stage is what a scene's build gets. It belongs to one size of the canvas. */
export class Stage {
  #cues = [];
  #flashes = [];
  #emitters = 0;
  #pending = [];

  /** How many of the particles are drawn, from 0 to 1; falls where frames are slow. */
  quality = 1;

  constructor({ scene, id, show, width, height, topic }) {
    Object.assign(this, readWords(show));
    this.show = show;
    this.production = show.production;
    this.calm = show.reducedMotion;
    this.bpm = scene.bpm;
    this.length = lengthOf(scene, show);
    this.topic = topic;
    this.id = id;
    this.view = viewOf(width, height);
    this.family = show.family ? `${show.family}, ${FONTS}` : FONTS;
    this.palette = makePalette(scene.palettes, show.colors, this.random("palette"));
    this.styles = styles(this.palette);
    this.sprites = new Sprites(this.view.u, this.family, this.palette.ink);
    this.camera = new Camera(this.view, this.calm);
  }

  /** Leaves the painting of a picture for a frame that has time, unless it is needed before. */
  later(paint) {
    this.#pending.push(paint);
  }

  /** Paints pictures that will be needed, for so many milliseconds. */
  paintAhead(ms) {
    const until = performance.now() + ms;
    while (this.#pending.length && performance.now() < until) this.#pending.shift()();
  }

  /** A source of chance for one purpose: the same name gives the same numbers in every size. */
  random(purpose) {
    return seeded(this.show.seed ^ hash(`${this.id}/${purpose}`));
  }

  /** Seconds from the beginning to a beat. */
  seconds(beat) {
    return (beat * 60) / this.bpm;
  }

  /** Beats of so many seconds. */
  beats(seconds) {
    return (seconds * this.bpm) / 60;
  }

  /** Tells the sound what happens at a beat: "hit", "whoosh", "sparkle", "boom", "pop", "rise", "word" or "final". */
  cue(beat, kind, gain = 0.7) {
    this.#cues.push({ at: Math.round(this.seconds(beat) * 1000), kind, gain });
  }

  /** The cues in their order. */
  get cues() {
    return [...this.#cues].sort((a, b) => a.at - b.at);
  }

  /** A run of text; see makeRun in lib/type.js. */
  run(text, options) {
    return makeRun(this, text, options);
  }

  /**
   * The donor and the sum as one block around its middle: {name, sum, w, h,
   * draw(g, x, y, beat, nameAct, sumAct)}. One that is missing leaves no gap;
   * a block that is higher than height gets smaller letters.
   */
  title(options = {}) {
    const { width = this.view.w * 0.86, height = Infinity, size = 190, sumSize = size * 0.74, lines = 2, gap = 0.12, nameStyle = "hero", sumStyle = "sum" } = options;
    const name = this.run(this.donor, { size: this.donor ? size : 1, width, lines, style: nameStyle });
    const sum = this.run(this.amount, { size: this.donor ? sumSize : size, width, style: sumStyle });
    const between = name.h && sum.h ? size * gap : 0;
    const h = name.h + between + sum.h;
    if (h > height) return this.title({ ...options, size: size * Math.max(0.8, height / h), sumSize: sumSize * Math.max(0.8, height / h) });
    const [nameY, sumY] = [-h / 2 + name.h / 2, h / 2 - sum.h / 2];
    return {
      name, sum, h, nameY, sumY, w: Math.max(name.w, sum.w),
      draw(g, x, y, beat, nameAct, sumAct = nameAct) {
        name.draw(g, x, y + nameY, beat, nameAct);
        sum.draw(g, x, y + sumY, beat, sumAct);
      },
    };
  }

  /**
   * The message as words that come on the beat: {run, starts, last, draw(g, x,
   * y, beat, act)}. They begin at the beat `at` and are all there at `until`;
   * many words come in small groups. starts are the beats of the words.
   */
  words({ at, until, width = this.view.w * 0.84, height = 330, size = 84, lines = 4, style = "word", min = 34, align, cue = "word" }) {
    const small = this.view.u < 0.4 ? 1.2 : 1; // in a corner words must be larger to be read
    const run = this.run(this.message, { size: size * small, width, height, lines: Math.min(lines, Math.max(1, Math.floor(height / (min * 1.2)))), style, split: "words", min: min * small, align });
    const fits = run.h > height ? height / run.h : 1;
    const count = tokens(this.message).length; // not run.parts: the times are the same in every size
    const step = [1, 0.5, 0.25].find((s) => count * s <= until - at) ?? 0.25;
    const slots = Math.max(1, Math.floor((until - at) / step));
    const group = Math.max(1, Math.ceil(count / slots));
    const starts = Array.from({ length: count }, (_, i) => at + Math.floor(i / group) * step);
    for (const beat of new Set(starts)) this.cue(beat, cue, 0.5);
    return {
      run, starts, last: starts[count - 1] ?? at, h: run.h * fits, w: run.w * fits,
      draw(g, x, y, beat, act = {}) {
        g.save();
        g.translate(x, y);
        g.scale(fits, fits);
        run.draw(g, 0, 0, beat, { enter: enter.pop, leave: leave.fade, takes: 0.5, starts, ...act });
        g.restore();
      },
    };
  }

  /** A burst or stream of particles; see lib/particles.js. */
  particles(options) {
    return new Emitter(this, options, this.random(`particles ${this.#emitters++}`));
  }

  /** Smoke, steam or dust: particles that melt into one drawn cloud. Takes fill and shade instead of shapes and colors. */
  smoke(options) {
    return new Smoke(this, options, this.random(`particles ${this.#emitters++}`));
  }

  /** The emoji of the viewer as a burst, or null where there are none. */
  emojiBurst(options) {
    if (this.emoji.length === 0) return null;
    return this.particles({ n: 6 + this.emoji.length * 4, shapes: this.emoji, size: [70, 130], speed: [300, 900], gravity: 700, life: [1.6, 2.8], spin: [0.05, 0.3], ...options });
  }

  /**
   * A picture of w × h units around its middle, painted once: {draw(g, x, y,
   * scale)}. Less detail (0.25) is enough for soft backdrops.
   */
  layer(w, h, paint, detail = 1) {
    const scale = this.view.u * detail;
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.ceil(w * scale));
    canvas.height = Math.max(1, Math.ceil(h * scale));
    const g = canvas.getContext("2d");
    g.setTransform(scale, 0, 0, scale, canvas.width / 2, canvas.height / 2);
    paint(g);
    return {
      canvas, w, h,
      draw(target, x = 0, y = 0, k = 1) {
        drawSharp(target, canvas, x, y, k / scale);
      },
    };
  }

  /**
   * A picture that covers everything wherever the camera is: {draw(g)}. The
   * camera moves it, and neither turns nor scales it: that would cost most of
   * a frame. It is painted in little detail, which is enough for soft light.
   * One that is seen later may be painted later; its chance must be its own.
   */
  backdrop(paint, detail = 0.3, later = false) {
    const [w, h] = [this.view.w * OVERSCAN, this.view.h * OVERSCAN];
    let full = null;
    const painted = () => {
      full ??= this.layer(w, h, (g) => this.layer(w, h, (soft) => paint(soft, w, h), detail).draw(g));
      return full;
    };
    if (later) this.later(painted);
    else painted();
    return {
      draw: (g) => {
        const { e, f } = g.getTransform();
        const { canvas } = painted();
        const within = (place, size, all) => Math.round(Math.min(0, Math.max(all - size, place - size / 2)));
        g.save();
        g.resetTransform();
        g.drawImage(canvas, within(e, canvas.width, g.canvas.width), within(f, canvas.height, g.canvas.height));
        g.restore();
      },
    };
  }

  /** Registers a flash of light at a beat. One that comes too soon after another is left out. */
  flash(beat, strength = 0.45, color = "#ffffff") {
    const soon = this.#flashes.some((f) => Math.abs(this.seconds(f.beat - beat)) < CALMEST_FLASH);
    if (!soon && !this.calm) this.#flashes.push({ beat, strength: Math.min(strength, 0.6), color });
  }

  /** Draws the flashes over the whole picture. */
  drawFlashes(g, beat) {
    for (const f of this.#flashes) {
      const a = f.strength * hit(beat, f.beat, this.beats(0.3));
      if (a < 0.01) continue;
      g.fillStyle = fade(f.color, a);
      g.fillRect(this.view.left, this.view.top, this.view.w, this.view.h);
    }
  }
}

// viewOf measures the picture in units: 0, 0 is its middle, its short side has 1080.
function viewOf(width, height) {
  const u = Math.min(width, height) / SHORT_SIDE;
  const [w, h] = [width / u, height / u];
  const ratio = w / h;
  return { u, w, h, left: -w / 2, right: w / 2, top: -h / 2, bottom: h / 2, format: ratio > 1.25 ? "wide" : ratio < 0.8 ? "tall" : "square" };
}
