// The player: it thanks for donations and shows their clips. What to show
// and when is the server's to decide; this page obeys and reports.
//
// With ?preview=1 it looks on from the dashboard: silent, never elected, and
// it shows what the player shows.

import { decodes } from "/widget/lib/decodes.js";
import { Stage, inOBS } from "/widget/lib/stage.js";
import { introduce } from "/widget/player/about.js";
import { Clip } from "/widget/player/clip.js";
import { Credits } from "/widget/player/credits.js";
import { dress, part } from "/widget/player/look.js";
import { arrange } from "/widget/player/place.js";
import { rehearse } from "/widget/player/rehearsal.js";
import { Scene } from "/widget/player/scene.js";
import { Thanks } from "/widget/player/thanks.js";
import { speak, word } from "/widget/player/words.js";
import { playAlert, prepareAlert } from "/widget/sound/alert.js";
import { mixer } from "/widget/sound/mixer.js";
import { Voice } from "/widget/sound/voice.js";

const LET_GO = 5000; // ms, after which we stop a clip that the server does not know of

const preview = new URLSearchParams(location.search).get("preview") === "1";
const sound = document.getElementById("sound");

const kinds = { scene: Scene, credits: Credits, clip: Clip };

let clip = null; // what is shown now: a clip, a scene or credits
let unsaid = null; // a report that could not be sent
let volume = 0.8;
let prepared; // the sound that was got ready
let doubt = 0; // a timer: the server says that we play nothing

const stage = new Stage({
  widget: preview ? "preview" : "player",
  open: catchUp,
  hurry: () => clip !== null || unsaid !== null,
  seen: (visible) => (visible ? thanks.next() : thanks.forget()), // the server tells them another page, or this one again
  says: preview ? {} : { acks: true, decodes: decodes(), scenes: true, credits: true },
  on: {
    state: obey,
    alert: (frame) => stage.visible && thanks.add(frame), // hidden: another page shows it
    play: (frame) => show(frame),
    stop: (frame) => {
      if (clip?.playback === frame.playback) hide();
      thanks.hush();
    },
  },
});
const thanks = new Thanks({
  mayShow: () => stage.visible,
  showing: () => clip,
  report: (key) => preview || stage.send("thanked", { key }),
  sound: soundOf,
  speak: (voice) => (preview ? null : new Voice(voice)),
});

function show(frame, from = 0) {
  if (clip?.playback === frame.playback) return;
  hide();
  thanks.made(frame.celebration);
  const loud = part(frame.volume ?? volume);
  const kind = Object.keys(kinds).find((name) => frame[name]);
  if (!kind) return; // it is of a later version, or nobody knows any more
  const showing = new kinds[kind](frame, {
    volume: loud,
    muted: preview,
    from,
    report: (type, fields) => {
      if (!preview) mixer.duck("clip", type === "started" && loud > 0);
      if (type !== "started") {
        sound.hidden = true;
        if (clip === showing) clip = null;
      } else if (showing.takesOver) {
        thanks.scene(showing);
      }
      report(type, frame.playback, fields);
    },
    silenced: () => {
      sound.hidden = preview || inOBS;
    },
  });
  clip = showing;
  if (clip.takesOver) thanks.scene(clip);
}

// soundOf lets a thank-you sound, unless it is only looked at.
function soundOf({ sound, hold_ms: within }) {
  if (!preview) playAlert(sound, { within, failed: (error) => soundFailed(sound.url, error) });
}

// prepareSound gets the sound ready before the first thank-you, so that it comes at
// once, and the streamer learns in time if their file cannot be played.
function prepareSound(sound) {
  const name = sound?.volume > 0 ? sound.url ?? sound.sting : undefined;
  if (name && name !== prepared) prepareAlert(sound).catch((error) => soundFailed(sound.url, error));
  prepared = name;
}

// soundFailed tells the streamer why another sound than theirs plays.
function soundFailed(url, { name, message }) {
  stage.send("sound_failed", { sound: url.split("?")[0].split("/").pop(), words: `${name}: ${message}` });
}

function hide() {
  clip?.stop();
  clip = null;
  mixer.duck("clip", false);
  sound.hidden = true;
}

// wipe leaves nothing on the screen, at once: no card, and no clip that is
// still fading out.
function wipe() {
  hide();
  document.getElementById("stage").replaceChildren();
  thanks.wipe();
  mixer.stop();
}

function report(type, playback, fields) {
  if (preview) return;
  const frame = { playback, ...fields };
  if (!stage.send(type, frame) && type !== "started") unsaid = { type, frame };
}

// catchUp reports after a new hello what the server may not know: that a clip
// still plays, or how it ended while there was no connection.
function catchUp() {
  if (preview) return;
  prepared = undefined; // it is tried again, and said again if it cannot be played
  if (clip?.running) stage.send("started", { playback: clip.playback, ...clip.facts });
  if (unsaid && stage.send(unsaid.type, unsaid.frame)) unsaid = null;
}

function obey(state) {
  const other = speak(state.language);
  if (other) {
    sound.textContent = word("sound");
    introduce(preview || inOBS);
  }
  if (dress(state) || other) thanks.rewrite();
  arrange();
  volume = part(state.volume);
  if (clip && state.playing?.playback === clip.playback) clip.volume = part(state.playing.volume ?? volume);
  if (state.clear) wipe();
  if (!preview) prepareSound(state.sound);
  if (preview) {
    mirror(state.playing);
    return;
  }
  if (!clip || state.playing?.playback === clip.playback) {
    clearTimeout(doubt);
    doubt = 0;
  } else if (doubt === 0) {
    const doubted = clip;
    doubt = setTimeout(() => {
      doubt = 0;
      if (clip === doubted) hide();
    }, LET_GO);
  }
}

function mirror(playing) {
  if (!playing?.started_at) hide();
  else show(playing, Math.max((Date.now() - Date.parse(playing.started_at)) / 1000, 0));
}

sound.textContent = word("sound");
document.addEventListener("pointerdown", () => {
  sound.hidden = true;
  if (!preview) clip?.unmute();
  mixer.unlock();
});
mixer.addEventListener("locked", () => (sound.hidden = inOBS));
for (const sign of ["resize", "dressed"]) addEventListener(sign, arrange);
if (preview) rehearse(thanks);
introduce(preview || inOBS);
// So that a first scene begins at once.
requestIdleCallback(() => import("../scenes/index.js").then(({ warmUp }) => preview || warmUp()).catch(() => {}));
stage.connect();
