// The thank-you cards: one at a time, in the order in which they came.

import { dressElement, line, writeLine } from "/widget/player/look.js";
import { write, writeDonation } from "/widget/player/text.js";
import { soon, word } from "/widget/player/words.js";

const LEAVE = 500; // ms, as long as the card takes to leave
const REMEMBERED = 500; // keys of those that were up
const SPOKEN_AFTER = 900; // ms after the card, which has a sound of its own

export class Thanks {
  #place = document.getElementById("thanks");
  #waiting = [];
  #busy = false;
  #mayShow;
  #report;
  #sound;
  #were = new Set(); // the keys of those that were up
  #shown = null; // the frame and its card
  #speak;
  #voices = new Map(); // of frames that wait or are shown

  /**
   * @param {function} mayShow false while nobody can see the page
   * @param {function} report called with the key of each that is up
   * @param {function} sound called with the frame of each that goes up
   * @param {function} speak returns the voice of a frame, to play and to stop; null: it is silent
   */
  constructor(mayShow, report, sound, speak) {
    this.#speak = speak;
    this.#mayShow = mayShow;
    this.#report = report;
    this.#sound = sound;
  }

  /** Takes an alert frame. One that waits or was up already is not shown twice. */
  add(frame) {
    const { key } = frame;
    if (key && this.#were.has(key)) {
      this.#report(key); // the server did not receive it
      return;
    }
    if (key && [...this.#waiting, this.#shown?.frame].some((other) => other?.key === key)) return;
    this.#waiting.push(frame);
    const voice = frame.voice && this.#speak(frame.voice);
    if (voice) this.#voices.set(frame, voice);
    this.next();
  }

  /** Forgets what waits. */
  forget() {
    for (const frame of this.#waiting) this.#voices.delete(frame);
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
    this.#voices.clear();
    this.#shown?.card.remove();
    this.#shown = null;
    this.#busy = false;
  }

  /** Writes the shown thanks anew, in the present language. Returns whether there is one. */
  rewrite() {
    if (!this.#shown?.card.isConnected) return false;
    fillCard(this.#shown.card, this.#shown.frame);
    return true;
  }

  /** Shows what waits, if it may be shown now. */
  next() {
    if (this.#busy || this.#waiting.length === 0 || !this.#mayShow()) return;
    this.#busy = true;
    const frame = this.#waiting.shift();
    this.#shown = { frame, card: fill(frame) };
    this.#show(this.#shown);
  }

  async #show(shown) {
    const { frame, card } = shown;
    const hold = frame.hold_ms || 7000;
    await dressElement(this.#place, frame.theme);
    if (this.#shown !== shown) return; // wiped away meanwhile
    this.#place.append(card);
    requestAnimationFrame(() => requestAnimationFrame(() => {
      if (!card.isConnected) return; // wiped away before anybody saw it
      card.classList.add("on");
      this.#sound(frame);
      this.#isUp(frame.key);
    }));
    const voice = this.#voices.get(frame);
    if (voice) setTimeout(() => this.#shown?.frame === frame && voice.play(), SPOKEN_AFTER);
    card.querySelector(".rest").animate?.([{ transform: "scaleX(1)" }, { transform: "scaleX(0)" }], {
      duration: hold,
      fill: "forwards",
    });
    setTimeout(async () => {
      await voice?.silence(); // it may have begun late
      card.classList.remove("on");
      setTimeout(() => this.#left(card, frame), LEAVE);
    }, hold);
  }

  #left(card, frame) {
    if (this.#shown?.card !== card) return; // it was wiped away
    card.remove();
    this.#voices.delete(frame);
    this.#busy = false;
    this.next();
  }

  #isUp(key) {
    if (!key) return;
    this.#were.add(key);
    if (this.#were.size > REMEMBERED) this.#were.delete(this.#were.values().next().value);
    this.#report(key);
  }
}

function fill(frame) {
  const card = document.getElementById("alert-template").content.firstElementChild.cloneNode(true);
  fillCard(card, frame);
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
