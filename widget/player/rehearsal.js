// A rehearsal: the page Look of our own dashboard shows this page in a frame
// and tells it what to try out. Nothing of it reaches the server, and only a
// preview listens: it never plays on the stream. It makes no sound, as the
// stream may be on.

import { poorContrasts } from "/widget/player/contrast.js";
import { tryOn } from "/widget/player/look.js";
import { arrange, places } from "/widget/player/place.js";
import { Scene } from "/widget/player/scene.js";

const AFTER = 1500; // ms after one that came and went

/** @param {Thanks} thanks where a sample of a thank-you is shown */
export function rehearse(thanks) {
  if (parent === window) return;
  let scene = null;
  let previous;
  let donation;
  let again = 0; // a timer
  const tell = (rehearse, fields) => parent.postMessage({ rehearse, ...fields }, location.origin);
  const tellLook = () => tell("look", { places: places(), contrasts: poorContrasts() });
  const stand = () => {
    clearTimeout(again);
    again = 0;
    thanks.wipe();
    thanks.add(sample(donation, Infinity));
    setTimeout(tellLook, 50); // once the card is there
  };
  const show = {
    hello: () => tell("ready"),
    look: () => {
      if (again !== 0) return;
      if (thanks.rewrite()) tellLook();
      else stand();
    },
    donation: stand,
    entrance: stand,
    alert: ({ draft: { hold_ms: hold } }) => {
      clearTimeout(again);
      again = setTimeout(stand, hold + AFTER);
      thanks.wipe();
      thanks.add(sample(donation, hold));
    },
    scene: () => {
      scene?.stop();
      const seed = crypto.getRandomValues(new Uint32Array(1))[0] >>> 1;
      scene = new Scene({ ...donation, scene: { ...donation.scene, seed, previous } }, {
        volume: 0, muted: true, report: (type, fields) => { previous = fields.scene ?? previous; },
      });
    },
  };
  addEventListener("dressed", tellLook);
  addEventListener("message", ({ data, origin, source }) => {
    if (origin !== location.origin || source !== parent || typeof data !== "object" || data === null || !Object.hasOwn(show, data.rehearse)) return;
    donation = data.donation ?? donation;
    if (data.draft) tryOn(data.draft);
    arrange();
    show[data.rehearse](data);
  });
  tell("ready");
}

const sample = (donation, hold) => ({ ...donation, place: 1, hold_ms: hold });
