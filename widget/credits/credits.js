// Credits: parts of the evening's shows and the names of all who gave. They
// begin whenever viewers come to see the page: in OBS with the scene that has
// it, in a tab at once. What is given meanwhile is in the next ones.

import { Roll } from "/widget/credits/roll.js";
import { begin, preview, samples } from "/widget/lib/widget.js";

const AROUND = 6000; // ms for the title and the end
const AGAIN = 3000; // ms, until a preview begins anew
const LOUD = 0.8; // of the music, where it is wanted
const root = document.getElementById("roll");

let latest = null; // settings and data
let running = null;
let again = 0; // a timer

function draw(settings, { credits }) {
  const before = JSON.stringify(latest?.settings);
  latest = { settings, credits };
  if (preview && before !== JSON.stringify(settings)) stop();
  if (stage.visible || preview) start();
}

function start() {
  if (running || !latest) return;
  const { settings, credits } = latest;
  const duration = settings.seconds * 1000;
  running = new Roll(root, {
    title: settings.title, end: settings.end, duration,
    amount: settings.amounts && credits.donations > 0 ? credits.text : "",
    donors: settings.amounts ? credits.donors : credits.donors.map((one) => ({ ...one, amount: "" })),
    shows: settings.posters ? fitting(credits.shows, duration - AROUND) : [],
    volume: settings.sound && !preview ? LOUD : 0,
  });
  root.classList.toggle("shade", settings.shade);
  running.start(preview ? duration * 0.1 : 0); // nobody wants to wait for the first line
  if (preview) again = setTimeout(() => { stop(); start(); }, duration * 0.9 + AGAIN);
}

function stop() {
  clearTimeout(again);
  running?.stop();
  running = null;
  root.replaceChildren();
}

// fitting returns as many shows as there is time for.
function fitting(shows, left) {
  return shows.filter(({ ms }) => {
    left -= ms;
    return left >= 0;
  });
}

const sums = [5000, 3500, 1500, 900, 500, 300];
const sample = ({ credits }) => credits.donors.length === 0 && {
  credits: {
    donations: 6, text: "11 700 ₽", shows: [],
    donors: samples().map((donor, at) => ({ donor, rub: sums[at], amount: `${String(sums[at]).replace(/\B(?=(\d{3})+$)/g, " ")} ₽` })),
  },
};

const stage = begin({
  widget: "credits", needs: ["credits"], draw, sample,
  seen: (visible) => (visible ? start() : stop()),
});
