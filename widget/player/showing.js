// What a clip and a scene have in common: both stand on the stage, report that
// they began, that they move and how they ended, and are watched meanwhile.
// Each has its own elements, which are thrown away afterwards, so nothing of
// one that is over can disturb the next.

const HANG = 8000; // ms without a new picture
const MOVES_EVERY = 5000; // ms between two reports that the picture moves
const FADE = 600; // ms, as long as the slowest transition in player.css

export class Showing {
  #root;
  #report;
  #guard;
  #moved = performance.now(); // when the last picture moved
  #reported = 0; // when the server was last told that it moves

  /** The number of the playback. */
  playback;
  /** The number of its celebration. */
  celebration;
  /** Of each kind: whether it says itself who gave what. */
  takesOver = false;
  /** Whether its pictures have begun to move. */
  running = false;
  /** Whether it is over. */
  over = false;

  /**
   * @param {object} frame a play frame, or what a state says is playing
   * @param {Element} root what stands on the stage
   * @param {object} options
   * @param {number} options.volume from 0 to 1
   * @param {boolean} options.muted it is only looked at
   * @param {number} [options.from] seconds to begin at
   * @param {function} options.report called with "started", "ended" or "failed" and the fields of the report, the last two at most once
   * @param {function} [options.silenced] called if the browser does not allow the sound
   */
  constructor(frame, root, { report }) {
    this.playback = frame.playback;
    this.celebration = frame.celebration;
    this.#root = root;
    this.#report = report;
    document.getElementById("stage").append(root);
    this.#guard = setInterval(() => this.#watch(), 1000);
  }

  /** More fields of started: how long it is, as far as the page knows. */
  get facts() {
    return {};
  }

  /** Ends it without a report. */
  stop() {
    if (this.over) return;
    this.over = true;
    clearInterval(this.#guard);
    this.pause();
    this.#root.classList.remove("on");
    setTimeout(() => {
      this.release();
      this.#root.remove();
    }, FADE);
  }

  /** Of each kind: stops picture and sound, and leaves the picture to be faded out. */
  pause() {}

  /** Of each kind: lets go of what it holds. */
  release() {}

  /** Of each kind: goes on, if something made it stand still. */
  goOn() {}

  /** Called when its pictures begin to move. */
  begin() {
    if (this.over || this.running) return;
    this.running = true;
    this.#root.classList.add("on");
    this.#report("started", this.facts);
    this.#reported = performance.now();
  }

  /** Called with each new picture. */
  moved() {
    this.#moved = performance.now();
  }

  /** Ends it with a report of how many milliseconds of it were shown. */
  end(shown) {
    this.#finish("ended", { shown_ms: Math.round(shown) });
  }

  /** Ends it with a report of why: a code of the protocol and what the browser says of it. */
  fail(code, words = "", more = {}) {
    this.#finish("failed", { code, ...(words ? { words: String(words).slice(0, 100) } : {}), ...more });
  }

  #watch() {
    const now = performance.now();
    if (now - this.#moved > HANG) {
      this.fail(this.running ? "player.stood_still" : "player.not_begun", "", { after_ms: HANG });
    } else if (this.running) {
      this.goOn();
      if (now - this.#reported < MOVES_EVERY) return;
      this.#reported = now;
      if (now - this.#moved < MOVES_EVERY) this.#report("started", { ...this.facts, moves: true });
    }
  }

  #finish(how, fields) {
    if (this.over) return;
    this.stop();
    this.#report(how, fields);
  }
}
