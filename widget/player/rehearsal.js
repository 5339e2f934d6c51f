// A rehearsal: the page Look of our own dashboard shows this page in a frame
// and tells it what to try out. Nothing of it reaches the server, and only a
// preview listens: it never plays on the stream. It makes no sound, as the
// stream may be on.

import { tryOn } from "/widget/player/look.js";
import { Scene } from "/widget/player/scene.js";

/** @param {Thanks} thanks where a sample of a thank-you is shown */
export function rehearse(thanks) {
  if (parent === window) return;
  let scene = null;
  let previous;
  const ready = () => parent.postMessage({ rehearse: "ready" }, location.origin);
  const samples = {
    hello: ready,
    look: ({ draft, donation }) => {
      tryOn(draft);
      if (!thanks.rewrite() && donation) thanks.add(sample(donation, draft));
    },
    alert: ({ draft, donation }) => {
      tryOn(draft);
      thanks.add(sample(donation, draft));
    },
    scene: ({ draft, donation }) => {
      tryOn(draft);
      scene?.stop();
      const seed = crypto.getRandomValues(new Uint32Array(1))[0] >>> 1;
      scene = new Scene({ ...donation, scene: { ...donation.scene, seed, previous } }, {
        volume: 0, muted: true, report: (type, fields) => { previous = fields.scene ?? previous; },
      });
    },
  };
  addEventListener("message", ({ data, origin, source }) => {
    if (origin !== location.origin || source !== parent || typeof data !== "object" || data === null) return;
    if (Object.hasOwn(samples, data.rehearse)) samples[data.rehearse](data);
  });
  ready();
}

const sample = (donation, draft) => ({ ...donation, place: 1, hold_ms: draft.hold_ms });
