// One showing of one clip: the video in its frame and the caption under it.
// Each has its own elements, which are thrown away afterwards, so nothing
// of a clip that is over can disturb the next one.

import { scroll, writeCaption } from "/widget/player/text.js";

const HANG = 8000; // ms without a new picture
const MOVES_EVERY = 5000; // ms between two reports that the picture moves
const FADE = 600; // ms, as long as the slowest transition in player.css

// What went wrong, by the code of the video element.
const TROUBLES = {
  1: "player.load_given_up",
  2: "player.not_loaded",
  3: "player.undecodable",
  4: "player.unsupported",
};

export class Clip {
  #root;
  #video;
  #report;
  #guard = 0;
  #sign = performance.now(); // when the last picture moved
  #said = 0; // when it was last told that it moves
  #over = false;

  /** The number of the playback. */
  playback;
  /** Whether its pictures have begun to move. */
  running = false;

  /**
   * @param {object} frame a play frame, or what a state says is playing
   * @param {object} options
   * @param {number} options.volume from 0 to 1
   * @param {boolean} options.muted it is only looked at
   * @param {number} [options.from] seconds to begin at
   * @param {function} options.report called with "started", "ended" or "failed" and the fields of the report, the last two at most once
   * @param {function} options.silenced called if the browser does not allow the sound
   */
  constructor(frame, { volume, muted, from = 0, report, silenced }) {
    this.playback = frame.playback;
    this.#report = report;
    this.#root = document.getElementById("clip-template").content.firstElementChild.cloneNode(true);
    this.#video = document.createElement("video");
    this.#video.playsInline = true;
    this.#video.preload = "auto";
    this.#video.disablePictureInPicture = true;
    this.#video.muted = muted;
    this.#video.volume = volume;
    this.#root.querySelector(".frame").append(this.#video);
    writeCaption(this.#root, frame);
    this.#listen(frame, from);
    document.getElementById("stage").append(this.#root);
    this.#video.src = frame.clip.url;
    this.#play(silenced);
    this.#guard = setInterval(() => this.#watch(), 1000);
  }

  /** How long it is, where the browser knows. It may learn more while it plays. */
  get lasts() {
    const { duration } = this.#video;
    return Number.isFinite(duration) && duration > 0 ? { duration_ms: Math.round(duration * 1000) } : {};
  }

  set volume(volume) {
    this.#video.volume = volume;
  }

  /** Lets the sound in, after a click in a tab. */
  unmute() {
    this.#video.muted = false;
  }

  /** Ends it without a report. */
  stop() {
    if (this.#over) return;
    this.#over = true;
    clearInterval(this.#guard);
    this.#video.pause();
    this.#root.classList.remove("on");
    setTimeout(() => {
      this.#video.removeAttribute("src");
      this.#video.load(); // lets go of what was loaded
      this.#root.remove();
    }, FADE);
  }

  #listen(frame, from) {
    const video = this.#video;
    video.addEventListener("loadedmetadata", () => {
      if (!hasPicture(video)) {
        this.#fail("player.no_picture");
        return;
      }
      this.#root.style.setProperty("--shape", String(video.videoWidth / video.videoHeight));
      if (from > 0 && from < video.duration) video.currentTime = from;
    });
    video.addEventListener("playing", () => this.#show(frame));
    video.addEventListener("timeupdate", () => {
      this.#sign = performance.now();
    });
    video.addEventListener("ended", () => {
      if (!wasDecoded(video)) this.#fail("player.not_decoded");
      else this.#end("ended", { shown_ms: Math.round(playedOf(video) * 1000) });
    });
    video.addEventListener("error", () => {
      const { code, message } = video.error ?? {};
      this.#fail(TROUBLES[code] ?? "player.video_error", message ? { words: message.slice(0, 100) } : {});
    });
  }

  #show(frame) {
    if (this.#over || this.running) return;
    if (!hasPicture(this.#video)) {
      this.#fail("player.no_picture");
      return;
    }
    this.running = true;
    this.#root.classList.add("on");
    scroll(this.#root.querySelector(".message"), frame.clip.duration_ms || this.#video.duration * 1000 || 8000);
    this.#report("started", this.lasts);
    this.#said = performance.now();
  }

  // A plain browser may allow no sound before somebody has clicked. Then it
  // plays without: a silent clip is better than none.
  async #play(silenced) {
    try {
      await this.#video.play();
    } catch (error) {
      if (this.#over || error.name !== "NotAllowedError") return; // the error event and the guard see to the rest
      this.#video.muted = true;
      silenced();
      this.#video.play().catch(() => {});
    }
  }

  #watch() {
    if (performance.now() - this.#sign > HANG) {
      this.#fail(this.running ? "player.stood_still" : "player.not_begun", { after_ms: HANG });
    } else if (this.running && this.#video.paused && !this.#video.ended) {
      this.#video.play().catch(() => {}); // a media key, a headset
    } else if (this.running && performance.now() - this.#said >= MOVES_EVERY) {
      this.#said = performance.now();
      if (this.#said - this.#sign < MOVES_EVERY) this.#report("started", { ...this.lasts, moves: true });
    }
  }

  /** Ends it with a report of why: a code of the protocol and what belongs to it. */
  #fail(code, more = {}) {
    this.#end("failed", { code, ...more });
  }

  #end(how, fields) {
    if (this.#over) return;
    this.stop();
    this.#report(how, fields);
  }
}

// A browser that lacks the decoder of the picture plays the sound alone, and
// says that it plays and that it ended.
const hasPicture = (video) => video.videoWidth > 0 && video.videoHeight > 0;

const wasDecoded = (video) => video.getVideoPlaybackQuality().totalVideoFrames > 0;

/** How many seconds of it were played. */
function playedOf({ played }) {
  let seconds = 0;
  for (let i = 0; i < played.length; i += 1) seconds += played.end(i) - played.start(i);
  return seconds;
}
