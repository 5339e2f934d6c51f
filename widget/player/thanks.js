// The thank-you cards: one at a time, in the order in which they came. A scene
// says itself who gave what: it takes over the card of its celebration.

import { line, writeLine } from "/widget/player/look.js";
import { arrange } from "/widget/player/place.js";
import { write, writeDonation } from "/widget/player/text.js";
import { dressElement } from "/widget/player/theme.js";
import { soon, word } from "/widget/player/words.js";

const LEAVE = 500; // ms, as long as the card takes to leave
const REMEMBERED = 500; // keys of those that were up
const SPOKEN_AFTER = 900; // ms after the card, which has a sound of its own
const SCENE_WITHIN = 300; // ms in which the scene of a thank-you is told, if it comes next
const SCENE_BEGINS = 2500; // ms in which it then draws its first picture

export class Thanks {
  #place = document.getElementById("thanks");
  #waiting = [];
  #page;
  #were = new Set(); // the keys of those that were up
  #shown = null; // the frame and its card, until it left
  #voices = new Map(); // of frames that wait or are shown
  #held = new Map(); // of frames whose scene may take them over, until when they wait for it
  #taken = new Set(); // frames that a scene took over

  /**
   * @param {object} page
   * @param {function} page.mayShow false while nobody can see it
   * @param {function} page.showing returns what is on the stage, or null
   * @param {function} page.report called with the key of each that is up
   * @param {function} page.sound called with the frame of each that goes up
   * @param {function} page.speak returns the voice of a frame, to play and to stop; null: it is silent
   */
  constructor(page) {
    this.#page = page;
  }

  /** Takes an alert frame. One that waits or was up already is not shown twice. */
  add(frame) {
    const { key } = frame;
    if (key && this.#were.has(key)) {
      this.#page.report(key); // the server did not receive it
      return;
    }
    if (key && [...this.#waiting, this.#shown?.frame].some((other) => other?.key === key)) return;
    this.#waiting.push(frame);
    const voice = frame.voice && this.#page.speak(frame.voice);
    if (voice) this.#voices.set(frame, voice);
    const showing = this.#page.showing();
    if (showing?.celebration === frame.celebration && showing?.takesOver) this.scene(showing);
    else if (!showing && !frame.place) this.#hold(frame, SCENE_WITHIN);
    this.next();
  }

  /** A scene is on the stage: it takes over the thank-you of its celebration with its first picture. */
  scene({ celebration, running }) {
    for (const frame of this.#waiting.filter((other) => other.celebration === celebration)) {
      if (running) this.#takeOver(frame);
      else this.#hold(frame, SCENE_BEGINS);
    }
    const shown = this.#shown;
    if (running && shown?.frame.celebration === celebration && !shown.taken) {
      shown.taken = true;
      shown.card.classList.remove("on");
      if (!shown.up) this.#isUp(shown.frame);
      if (!this.#voices.has(shown.frame)) this.#leave(shown);
    }
    this.next();
  }

  /** Forgets what waits. */
  forget() {
    for (const frame of this.#waiting) this.#drop(frame);
    this.#waiting = [];
  }

  /** Silences what is spoken. */
  hush() {
    this.#voices.get(this.#shown?.frame)?.stop();
  }

  /** A clip plays, so nobody is told any more that it is being made. */
  made(celebration) {
    for (const frame of this.#waiting) {
      if (frame.celebration === celebration) frame.place = 0;
    }
    if (this.#shown?.frame.celebration === celebration) this.#shown.card.querySelector(".making").hidden = true;
  }

  /** Takes away what is shown and what waits. */
  wipe() {
    this.hush();
    this.forget();
    if (!this.#shown) return;
    this.#shown.card.remove();
    this.#drop(this.#shown.frame);
    this.#shown = null;
  }

  /** Writes the shown thanks anew, in the present language. Returns whether there is one. */
  rewrite() {
    if (!this.#shown?.card.isConnected) return false;
    fillCard(this.#shown.card, this.#shown.frame);
    arrange();
    return true;
  }

  /** Shows what waits, if it may be shown now. */
  next() {
    if (this.#shown || !this.#page.mayShow()) return;
    const at = this.#waiting.findIndex((frame) => !(this.#held.get(frame) > performance.now()));
    if (at < 0) return;
    const [frame] = this.#waiting.splice(at, 1);
    const shown = { frame, card: fill(frame), taken: this.#taken.has(frame), up: false };
    this.#shown = shown;
    if (!shown.taken) this.#goUp(shown);
    const voice = this.#voices.get(frame);
    if (voice) setTimeout(() => this.#shown === shown && voice.play(), SPOKEN_AFTER);
    if (stands(frame)) return;
    setTimeout(async () => {
      await voice?.silence(); // it may have begun late
      this.#leave(shown);
    }, holdOf(frame));
  }

  async #goUp(shown) {
    const { frame, card } = shown;
    await dressElement(this.#place, frame.theme);
    if (this.#shown !== shown || shown.taken) return; // wiped away meanwhile
    this.#place.append(card);
    arrange();
    requestAnimationFrame(() => requestAnimationFrame(() => {
      if (!card.isConnected || shown.taken) return; // wiped away before anybody saw it
      shown.up = true;
      card.classList.add("on");
      this.#isUp(frame);
    }));
    if (stands(frame)) return;
    card.querySelector(".rest").animate?.([{ transform: "scaleX(1)" }, { transform: "scaleX(0)" }], {
      duration: holdOf(frame),
      fill: "forwards",
    });
  }

  #leave(shown) {
    shown.card.classList.remove("on");
    setTimeout(() => {
      if (this.#shown !== shown) return; // it was wiped away, or left before
      shown.card.remove();
      this.#drop(shown.frame);
      this.#shown = null;
      this.next();
    }, LEAVE);
  }

  #hold(frame, ms) {
    this.#held.set(frame, performance.now() + ms);
    setTimeout(() => this.next(), ms + 1);
  }

  // What is spoken still waits for its turn, so that two never speak at once.
  #takeOver(frame) {
    if (this.#taken.has(frame)) return;
    this.#held.delete(frame);
    if (this.#voices.has(frame)) this.#taken.add(frame);
    else this.#waiting.splice(this.#waiting.indexOf(frame), 1);
    this.#isUp(frame);
  }

  #drop(frame) {
    this.#voices.delete(frame);
    this.#held.delete(frame);
    this.#taken.delete(frame);
  }

  #isUp(frame) {
    this.#page.sound(frame);
    if (!frame.key) return;
    this.#were.add(frame.key);
    if (this.#were.size > REMEMBERED) this.#were.delete(this.#were.values().next().value);
    this.#page.report(frame.key);
  }
}

const holdOf = (frame) => frame.hold_ms || 7000;
const stands = (frame) => holdOf(frame) === Infinity; // until it is wiped away, without a motion: it is only looked at

function fill(frame) {
  const card = document.getElementById("alert-template").content.firstElementChild.cloneNode(true);
  fillCard(card, frame);
  card.classList.toggle("still", stands(frame));
  const making = [word("making")];
  if (frame.place > 1) making.push(word("place", frame.place));
  if (frame.eta_seconds > 0) making.push(soon(frame.eta_seconds));
  write(card, ".line", making.join(" · "));
  card.querySelector(".making").hidden = !(frame.place > 0);
  return card;
}

// say writes who gave what: in the streamer's own line, else in ours.
function fillCard(card, frame) {
  const own = line();
  write(card, ".thanks", own ? "" : word("thanks"));
  writeDonation(card, frame);
  const said = card.querySelector(".said");
  said.hidden = !own;
  const whole = own && writeLine(said, own, frame, word("nobody"));
  if (own) card.querySelector(".who").hidden = true;
  write(card, ".message", whole ? "" : frame.message);
}
