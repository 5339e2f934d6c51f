// Whose clip comes next, and about when.

import { begin, named, pulse, put, samples, serverNow } from "/widget/lib/widget.js";
import { soon, word } from "/widget/player/words.js";

const STEP = 5; // s: nobody needs it more exactly
const panel = document.querySelector(".panel");

let next = null;
let timer = 0;

function draw(settings, { queue }) {
  const before = next?.celebration;
  next = queue.next[0] ?? null;
  const more = queue.waiting + queue.making - 1;
  document.body.classList.toggle("empty", !next && !settings.idle); // nothing to say
  put(".title", next ? settings.title || word("next") : "");
  put(".donor", next ? named(next.donor) : settings.idle);
  put(".more", next && settings.more && more > 0 ? `+${more}` : "");
  document.querySelector(".dots").hidden = !next || next.ready;
  tell(settings);
  if (next && next.celebration !== before) pulse(panel, "other");
}

// tell says how long it takes, and again when that is another time. Where it
// is not known it says nothing and waits for nothing.
function tell(settings) {
  clearTimeout(timer);
  const left = next?.at ? Math.max(next.at - serverNow(), 0) / 1000 : 0;
  const steps = Math.ceil(left / STEP);
  put(".soon", next?.at && settings.soon && steps > 0 ? soon(steps * STEP) : "");
  if (steps > 0) timer = setTimeout(() => tell(settings), Math.max((left - (steps - 1) * STEP) * 1000, 100));
}

const sample = ({ queue }) => queue.next.length === 0 && {
  queue: { playing: null, next: [{ celebration: -1, donor: samples()[0], at: serverNow() + 40_000 }], waiting: 0, making: 3 },
};

begin({ widget: "queue", needs: ["queue"], draw, sample });
