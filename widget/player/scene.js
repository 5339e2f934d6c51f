// One showing of one scene, drawn by /widget/scenes/ into a canvas of its own,
// which is thrown away afterwards. It is used as a Clip is.

const HANG = 8000; // ms until a scene must have begun

export class Scene {
  #canvas = document.createElement("canvas");
  #frame;
  #report;
  #performance = null;
  #began = 0;
  #guard;
  #over = false;

  /** The number of the playback. */
  playback;

  /** @param {object} frame and options as a Clip takes them */
  constructor(frame, { from = 0, report }) {
    this.playback = frame.playback;
    this.#frame = frame;
    this.#report = report;
    this.#canvas.className = "scene";
    document.getElementById("stage").append(this.#canvas);
    this.#guard = setTimeout(() => this.#fail("player.not_begun", { after_ms: HANG }), HANG);
    this.#play(from);
  }

  /** Whether its pictures have begun to move. */
  get running() {
    return this.#performance !== null;
  }

  /** Which scene it is, and how long. */
  get lasts() {
    return this.running ? { duration_ms: Math.round(this.#performance.duration), scene: this.#performance.scene } : {};
  }

  set volume(_) {} // it is silent

  unmute() {}

  /** Ends it without a report. */
  stop() {
    this.#over = true;
    clearTimeout(this.#guard);
    this.#performance?.stop();
    this.#canvas.remove();
  }

  async #play(from) {
    const { seed, production, id, previous } = this.#frame.scene;
    const { donor = "", amount = "", message = "" } = this.#frame;
    let scenes;
    try {
      scenes = await import("../scenes/index.js");
    } catch (error) {
      this.#fail("player.no_scene", { words: String(error.message).slice(0, 100) });
      return;
    }
    try {
      const performance = await scenes.perform(this.#canvas, { seed, production, scene: id, previous, donor, amount, message });
      if (this.#over) {
        performance.stop();
        return;
      }
      clearTimeout(this.#guard);
      this.#performance = performance;
      this.#began = window.performance.now();
      if (from > 0) performance.seek(from * 1000);
      this.#report("started", this.lasts);
      if (await performance.ended === "ended") this.#end("ended", { shown_ms: Math.round(window.performance.now() - this.#began) });
    } catch (error) {
      this.#fail("player.scene_error", { words: String(error.message).slice(0, 100) });
    }
  }

  #fail(code, more = {}) {
    this.#end("failed", { code, ...more });
  }

  #end(how, fields) {
    if (this.#over) return;
    this.stop();
    this.#report(how, fields);
  }
}
