// Credits: the names of the evening roll over the screen. They begin whenever
// viewers come to see the page: in OBS with the scene that has it, in a tab at
// once. What is given meanwhile is in the next ones.

import { begin, calm, named, preview, put, samples } from "/widget/lib/widget.js";
import { sum, word } from "/widget/player/words.js";

const AGAIN = 3000; // ms, until a preview begins anew
const roll = document.getElementById("roll");
const blank = document.querySelector("template").content;
const key = new URLSearchParams(location.search).get("key");

let latest = null; // settings and data
let running = null;

function draw(settings, { credits }) {
  const before = JSON.stringify(latest?.settings);
  latest = { settings, credits };
  document.body.classList.toggle("shade", settings.shade);
  if (preview && before !== JSON.stringify(settings)) stop();
  if (stage.visible || preview) start();
}

function start() {
  if (running || !latest) return;
  fill(latest);
  // From below the screen until the last line stands in its middle.
  const end = roll.querySelector(".end");
  const way = end.offsetTop + end.offsetHeight / 2 - innerHeight / 2;
  const duration = latest.settings.seconds * 1000;
  const pages = Math.max(Math.ceil((way + innerHeight) / (innerHeight * 0.7)), 2);
  running = roll.animate(
    [{ transform: "translateY(100vh)" }, { transform: `translateY(${-way}px)` }],
    { duration, easing: calm ? `steps(${pages}, jump-none)` : "linear", fill: "forwards" },
  );
  if (!preview) return;
  running.currentTime = duration * 0.1; // nobody wants to wait for the first line
  running.finished.then(() => setTimeout(() => { stop(); start(); }, AGAIN), () => {});
}

function stop() {
  running?.cancel();
  running = null;
}

function fill({ settings, credits }) {
  put(".big", settings.title || word("credits"));
  put(".end", settings.end || word("credits_end"));
  put(".all", settings.amounts && credits.donations > 0 ? word("credits_sum", sum(credits.text)) : "");
  const most = Number(credits.donors[0]?.rub ?? 1);
  roll.querySelector(".names").replaceChildren(...credits.donors.map((one) => {
    const name = blank.firstElementChild.cloneNode(true);
    const part = Number(one.rub) / most;
    name.dataset.size = part > 0.5 ? 3 : part > 0.15 ? 2 : 1;
    put(".donor", one.donor, name);
    put(".sum", settings.amounts ? sum(one.amount) : "", name);
    return name;
  }));
  const clips = settings.posters ? credits.clips : [];
  const posters = roll.querySelector(".posters");
  posters.hidden = clips.length === 0;
  posters.replaceChildren(...clips.map(poster));
}

function poster({ url, donor }) {
  const item = document.createElement("li");
  const picture = document.createElement("img");
  const who = document.createElement("span");
  item.className = "poster";
  picture.alt = "";
  picture.src = key ? `${url}&key=${encodeURIComponent(key)}` : url;
  picture.addEventListener("error", () => item.remove());
  who.className = "donor";
  who.dir = "auto";
  who.textContent = named(donor);
  item.append(picture, who);
  return item;
}

const sums = [5000, 3500, 1500, 900, 500, 300];
const sample = ({ credits }) => credits.donors.length === 0 && {
  credits: {
    donations: 6, text: "11 700 ₽", clips: [],
    donors: samples().map((donor, at) => ({ donor, rub: sums[at], amount: `${String(sums[at]).replace(/\B(?=(\d{3})+$)/g, " ")} ₽` })),
  },
};

const stage = begin({
  widget: "credits", needs: ["credits"], draw, sample,
  seen: (visible) => (visible ? start() : stop()),
});
