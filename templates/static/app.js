// What every page does, and where to find what only some of them do.

import { watchButtons, watchForms, watchLeaving } from "./act.js";
import { watchTime } from "./ago.js";
import { watchFields } from "./fields.js";
import { watchKeys } from "./keys.js";
import { connect } from "./live.js";
import { watchLook } from "./look.js";
import { watchSound } from "./sound.js";

// These are loaded where their elements are.
const parts = [
  ["[data-check]", async () => (await import("./check.js")).watchChecks()],
  ["#cinema", async () => (await import("./cinema.js")).watchCinema()],
  ["video, [data-more]", async () => (await import("./clips.js")).watchClips()],
  ["form[data-compare]", async () => (await import("./compare.js")).watchCompare()],
  ["#log-box", async () => (await import("./lines.js")).watchLines()],
  ["button[data-listen]", async () => (await import("./listen.js")).watchListen()],
  ["[data-dry-run]", async () => (await import("./dry-run.js")).watchDryRun()],
  ["form[data-try-phrase]", async () => (await import("./phrase.js")).watchPhrase()],
  [".gallery", async () => (await import("./posters.js")).watchPosters()],
  ["form[data-test-order]", async () => (await import("./test-order.js")).watchTestOrder()],
  [".gallery, .detail", async () => (await import("./scenes.js")).watchScenes()],
  ["#summary-video", async () => (await import("./recap.js")).watchRecap()],
  ["#share", async () => (await import("./share.js")).watchShare()],
  ["#moderators", async () => (await import("./moderators.js")).watchModerators()],
  ["#sign-in", () => import("./sign-in.js")],
  ["#queue", async () => (await import("./queue.js")).watchQueue()],
];

// A choice made in the address was remembered by the server: once is enough.
const address = new URL(location.href);
const choices = ["lang", "theme", "discreet"];
if (choices.some((name) => address.searchParams.has(name))) {
  for (const name of choices) address.searchParams.delete(name);
  history.replaceState(null, "", address);
}

for (const [place, load] of parts) if (document.querySelector(place)) load();
watchLook();
watchButtons();
watchForms();
watchLeaving();
watchFields();
watchTime();
watchKeys();
watchSound();

if (document.body.dataset.live) connect();
