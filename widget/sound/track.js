// Track plays a piece of music that worker.js mixes, into a node of any context.

import { BLOCK } from "/widget/sound/mix.js";

const LATEST = 0.12; // seconds that a piece may begin late for the worker; then it is joined in the middle
const LEAD = 0.01; // seconds between the first block and its sound

let worker = null;
let last = 0;
const waiting = new Map(); // by id: what waits for a block

function tell(message) {
  if (!worker) {
    worker = new Worker("/widget/sound/worker.js", { type: "module" });
    worker.onmessage = ({ data: { id, block } }) => waiting.get(id)?.(block);
  }
  worker.postMessage(message);
}

/** Has the worker ready, and a piece mixed that has a name. */
export function prepareTrack(piece) {
  const rate = 48000; // as nearly everywhere; no context was made yet
  const id = begin(piece, rate);
  next(id).then(() => end(id));
}

function begin(piece, rate) {
  last += 1;
  tell({ id: last, piece, rate });
  return last;
}

async function next(id) {
  const block = await new Promise((resolve) => {
    waiting.set(id, resolve);
    tell({ id });
  });
  waiting.delete(id);
  return block;
}

function end(id) {
  waiting.get(id)?.(null);
  tell({ id, over: true });
}

export class Track {
  #context;
  #out;
  #id;
  #frame; // of the context's clock, at which the next block begins
  #begun = false;
  #over = false;
  #asking = false;
  #sources = new Set();

  /**
   * @param {object} piece see Mix
   * @param {BaseAudioContext} context
   * @param {AudioNode} out
   * @param {number} origin when it begins, by the context's clock
   */
  constructor(piece, context, out, origin) {
    this.#context = context;
    this.#out = out;
    this.#frame = Math.round(origin * context.sampleRate);
    this.#id = begin(piece, context.sampleRate);
  }

  /** Gives the context what sounds until a moment of its clock. Resolves to whether there is more. */
  async playUntil(moment) {
    if (this.#asking) return true;
    this.#asking = true;
    while (!this.#over && this.#frame <= moment * this.#context.sampleRate) {
      const block = await next(this.#id);
      if (block && !this.#over) this.#play(block);
      else this.#over = true;
    }
    this.#asking = false;
    return !this.#over;
  }

  #play(block) {
    const { sampleRate, currentTime } = this.#context;
    const now = currentTime > 0 ? Math.ceil((currentTime + LEAD) * sampleRate) : 0;
    if (!this.#begun && now > this.#frame && now - this.#frame < LATEST * sampleRate) this.#frame = now;
    this.#begun = true;
    const late = Math.max(now - this.#frame, 0);
    if (late < BLOCK) {
      const buffer = new AudioBuffer({ length: BLOCK, numberOfChannels: 2, sampleRate });
      block.forEach((side, i) => buffer.copyToChannel(side, i));
      const source = new AudioBufferSourceNode(this.#context, { buffer });
      source.connect(this.#out);
      source.addEventListener("ended", () => this.#end(source));
      source.start((this.#frame + late) / sampleRate, late / sampleRate);
      this.#sources.add(source);
    }
    this.#frame += BLOCK;
  }

  #end(source) {
    source.disconnect();
    this.#sources.delete(source);
  }

  /** Ends all that sounds or waits. */
  stop() {
    this.#over = true;
    end(this.#id);
    for (const source of this.#sources) this.#end(source);
  }
}
