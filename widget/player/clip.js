// One showing of one clip: the video in its frame and the caption under it.

import { Showing } from "/widget/player/showing.js";
import { scroll, writeCaption } from "/widget/player/text.js";
import { dressElement } from "/widget/player/theme.js";
import { glide, mixer } from "/widget/sound/mixer.js";

// What went wrong, by the code of the video element.
const TROUBLES = {
  1: "player.load_given_up",
  2: "player.not_loaded",
  3: "player.undecodable",
  4: "player.unsupported",
};

export class Clip extends Showing {
  #root;
  #video = document.createElement("video");
  #volume;
  #gliding = 0;

  constructor(frame, options) {
    const root = document.getElementById("clip-template").content.firstElementChild.cloneNode(true);
    super(frame, root, options);
    this.#root = root;
    this.#video.playsInline = true;
    this.#video.preload = "auto";
    this.#video.disablePictureInPicture = true;
    this.#video.muted = options.muted;
    this.#volume = options.volume;
    this.#video.volume = this.#level;
    mixer.addEventListener("ducked", this.#follow);
    root.querySelector(".frame").append(this.#video);
    writeCaption(root, frame);
    dressElement(root, frame.theme);
    this.#listen(frame, options.from ?? 0);
    this.#video.src = frame.clip.url;
    this.#play(options.silenced);
  }

  // The browser may learn more while it plays.
  get facts() {
    const { duration } = this.#video;
    return Number.isFinite(duration) && duration > 0 ? { duration_ms: Math.round(duration * 1000) } : {};
  }

  set volume(volume) {
    this.#volume = volume;
    this.#follow();
  }

  // Its sound is not in the mixer, and gives way as if it were.
  get #level() {
    return this.#volume * mixer.ducked("show");
  }

  #follow = () => {
    this.#gliding ||= setInterval(() => {
      this.#video.volume = glide(this.#video.volume, this.#level);
      if (this.#video.volume === this.#level) this.#stay();
    }, 20);
  };

  #stay() {
    clearInterval(this.#gliding);
    this.#gliding = 0;
  }

  /** Lets the sound in, after a click in a tab. */
  unmute() {
    this.#video.muted = false;
  }

  pause() {
    mixer.removeEventListener("ducked", this.#follow);
    this.#stay();
    this.#video.pause();
  }

  release() {
    this.#video.removeAttribute("src");
    this.#video.load(); // lets go of what was loaded
  }

  goOn() {
    if (this.#video.paused && !this.#video.ended) this.#video.play().catch(() => {}); // a media key, a headset
  }

  #listen(frame, from) {
    const video = this.#video;
    video.addEventListener("loadedmetadata", () => {
      if (!hasPicture(video)) {
        this.fail("player.no_picture");
        return;
      }
      this.#root.style.setProperty("--shape", String(video.videoWidth / video.videoHeight));
      if (from > 0 && from < video.duration) video.currentTime = from;
    });
    video.addEventListener("playing", () => this.#show(frame));
    video.addEventListener("timeupdate", () => this.moved());
    video.addEventListener("ended", () => {
      if (!wasDecoded(video)) this.fail("player.not_decoded");
      else this.end(playedOf(video) * 1000);
    });
    video.addEventListener("error", () => {
      const { code, message } = video.error ?? {};
      this.fail(TROUBLES[code] ?? "player.video_error", message);
    });
  }

  #show(frame) {
    if (this.over || this.running) return;
    if (!hasPicture(this.#video)) {
      this.fail("player.no_picture");
      return;
    }
    this.begin();
    scroll(this.#root.querySelector(".message"), frame.clip.duration_ms || this.#video.duration * 1000 || 8000);
  }

  // A plain browser may allow no sound before somebody has clicked. Then it
  // plays without: a silent clip is better than none.
  async #play(silenced) {
    try {
      await this.#video.play();
    } catch (error) {
      if (this.over || error.name !== "NotAllowedError") return; // the error event and the guard see to the rest
      this.#video.muted = true;
      silenced();
      this.#video.play().catch(() => {});
    }
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
