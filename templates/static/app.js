// What every page does. Each part looks for its own elements, so that a
// page without them is left alone.

import { watchButtons, watchForms } from "./act.js";
import { watchTime } from "./ago.js";
import { watchCinema } from "./cinema.js";
import { watchClips } from "./clips.js";
import { watchCompare } from "./compare.js";
import { watchFields } from "./fields.js";
import { watchKeys } from "./keys.js";
import { watchChecks } from "./check.js";
import { watchLines } from "./lines.js";
import { connect } from "./live.js";
import { watchLook } from "./look.js";
import { watchPosters } from "./posters.js";
import { watchQueue } from "./queue.js";
import { watchSound } from "./sound.js";

// A choice made in the address was remembered by the server: once is enough.
const address = new URL(location.href);
const choices = ["lang", "theme", "discreet"];
if (choices.some((name) => address.searchParams.has(name))) {
  for (const name of choices) address.searchParams.delete(name);
  history.replaceState(null, "", address);
}

watchLook();
watchButtons();
watchForms();
watchFields();
watchClips();
watchCompare();
watchCinema();
watchPosters();
watchChecks();
watchLines();
watchTime();
watchKeys();
watchQueue();
watchSound();

if (document.body.dataset.live) connect();
