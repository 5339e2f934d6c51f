// A rehearsal: the page Look of our own dashboard shows this page in a frame
// and tells it what to try out. Nothing of it reaches the server, and only a
// preview listens: it never plays on the stream.

import { loudness, tryOn } from "/widget/player/look.js";
import { writeCaption } from "/widget/player/text.js";

const LASTS = 8000; // ms, of a sample clip
const FADE = 700;

/** @param {Thanks} thanks where a sample of a thank-you is shown */
export function rehearse(thanks) {
  if (parent === window) return;
  let clip = null;
  const ready = () => parent.postMessage({ rehearse: "ready" }, location.origin);
  const samples = {
    hello: ready,
    look: ({ draft, donation }) => {
      tryOn(draft);
      clip?.querySelector(".loud").replaceChildren(percent());
      if (!thanks.rewrite() && donation) thanks.add(sample(donation, draft));
    },
    alert: ({ draft, donation }) => {
      tryOn(draft);
      thanks.add(sample(donation, draft));
    },
    clip: ({ draft, donation }) => {
      tryOn(draft);
      if (clip) end(clip);
      const shown = clip = begin(donation);
      setTimeout(() => {
        end(shown);
        if (clip === shown) clip = null;
      }, LASTS);
    },
  };
  addEventListener("message", ({ data, origin, source }) => {
    if (origin !== location.origin || source !== parent || typeof data !== "object" || data === null) return;
    if (Object.hasOwn(samples, data.rehearse)) samples[data.rehearse](data);
  });
  ready();
}

const percent = () => `♪ ${Math.round(loudness() * 100)} %`;

const sample = (donation, draft) => ({ ...donation, place: 1, hold_ms: draft.hold_ms });

// begin shows a drawn picture where a clip would play. It makes no sound:
// the stream may be on.
function begin(donation) {
  const root = document.getElementById("clip-template").content.firstElementChild.cloneNode(true);
  const picture = document.createElement("img");
  picture.alt = "";
  picture.src = "/widget/player/sample.svg";
  const loud = document.createElement("span");
  loud.className = "loud";
  loud.textContent = percent();
  root.querySelector(".frame").append(picture, loud);
  writeCaption(root, donation);
  document.getElementById("stage").append(root);
  requestAnimationFrame(() => requestAnimationFrame(() => root.classList.add("on")));
  return root;
}

function end(root) {
  root.classList.remove("on");
  setTimeout(() => root.remove(), FADE);
}
