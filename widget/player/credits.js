// One showing of the credits: parts of the evening's shows, and who gave.

import { Roll } from "/widget/credits/roll.js";
import { Showing } from "/widget/player/showing.js";

export class Credits extends Showing {
  #roll;
  #muted;
  #frame = 0;
  #first = 0; // when the first picture was drawn

  constructor(frame, options) {
    const root = document.createElement("section");
    root.classList.add("shade");
    super(frame, root, options);
    this.#muted = options.muted;
    const { duration_ms: duration, amount, donors, shows } = frame.credits;
    this.#roll = new Roll(root, { title: "", end: "", amount, donors, shows, duration, volume: options.muted ? 0 : options.volume });
    this.#frame = requestAnimationFrame((time) => this.#drawn(time, (options.from ?? 0) * 1000));
  }

  get facts() {
    return { duration_ms: this.#roll.duration };
  }

  set volume(volume) {
    if (!this.#muted) this.#roll.volume = volume;
  }

  unmute() {} // the mixer lets the sound in

  pause() {
    cancelAnimationFrame(this.#frame);
    this.#roll.stop();
  }

  // A page that nobody sees gets no animation frames: credits do not begin there,
  // or their end is not told.
  #drawn(time, from) {
    this.moved();
    if (!this.running) {
      this.#first = time;
      this.begin();
      this.#roll.start(from);
    }
    if (time - this.#first + from >= this.#roll.duration) this.end(time - this.#first);
    else this.#frame = requestAnimationFrame((next) => this.#drawn(next, from));
  }
}
