// The voice of a thank-you: what its donor wrote, spoken, or what they recorded.
// It is a file of the server's, which plays once on the mixer's bus "voice".

import { fetched } from "/widget/sound/file.js";
import { mixer } from "/widget/sound/mixer.js";

const FADE = 0.4; // seconds, of a voice that is longer than it may be
const GIVE_UP = 2000; // ms after its end at the latest, also where no sound is allowed

export class Voice {
  #loaded;
  #limit;
  #volume;
  #channel = null;
  #over = false;
  #wait = []; // called once it is silent

  /** @param {object} voice of an alert: {url, duration_ms, volume} */
  constructor({ url, duration_ms: limit, volume }) {
    this.#limit = limit / 1000;
    this.#volume = volume;
    this.#loaded = fetched(url).catch(() => null); // a thank-you goes on without its voice
  }

  /** Plays it once it is loaded, unless it was stopped by then. */
  async play() {
    const file = await this.#loaded;
    if (this.#over || !file) return;
    const { buffer } = file;
    const channel = mixer.open("voice", this.#volume);
    if (!channel) return;
    this.#channel = channel;
    const { context } = channel;
    const gain = new GainNode(context, { gain: file.gain });
    const source = new AudioBufferSourceNode(context, { buffer });
    const begin = context.currentTime;
    const seconds = Math.min(buffer.duration, this.#limit);
    if (buffer.duration > this.#limit) {
      gain.gain.setValueAtTime(file.gain, begin + Math.max(seconds - FADE, 0));
      gain.gain.linearRampToValueAtTime(0, begin + seconds);
    }
    source.connect(gain).connect(channel.input);
    source.start(begin, 0, seconds);
    mixer.duck("voice", true);
    source.onended = () => channel.close();
    channel.onclose = () => {
      source.disconnect();
      mixer.duck("voice", false);
      this.#channel = null;
      for (const done of this.#wait.splice(0)) done();
    };
    channel.close(seconds * 1000 + GIVE_UP);
  }

  /** Resolves once it has ended; at once where it does not sound. */
  silence() {
    return new Promise((done) => {
      if (this.#channel) this.#wait.push(done);
      else done();
    });
  }

  /** Silences it at once, also before it begins. */
  stop() {
    this.#over = true;
    this.#channel?.stop();
  }
}
