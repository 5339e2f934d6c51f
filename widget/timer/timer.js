// A timer that donations make longer. The server says when it ends; the page
// counts down to that by the server's clock, a step each second, and stands
// still where there is nothing to count.

import { begin, burst, colour, named, preview, pulse, put, samples, serverNow } from "/widget/lib/widget.js";
import { word } from "/widget/player/words.js";

const panel = document.querySelector(".panel");
const time = document.querySelector(".time");
const adds = document.querySelector(".adds");

let timer = 0;
let last; // the donation that was shown last; undefined: none was yet

function draw({ title, colour: own }, { timer: state }) {
  colour(own);
  put(".title", state.over ? word("time_up") : title || word("subathon"));
  document.querySelector(".pause").hidden = !state.started || state.running || state.over;
  tick(state);
  const added = state.last;
  if (last !== undefined && added && added.id !== last) more(added);
  last = added?.id ?? 0;
}

function tick(state) {
  clearTimeout(timer);
  const left = Math.max(state.running ? state.ends_at - serverNow() : state.left_ms, 0);
  const text = clock(Math.ceil(left / 1000));
  if (time.textContent !== text) time.textContent = text;
  time.classList.toggle("long", text.length > 8);
  panel.classList.toggle("still", !state.running || left === 0);
  panel.classList.toggle("last-minute", state.running && left > 0 && left <= 60_000);
  if (state.running && left > 0) timer = setTimeout(() => tick(state), (left % 1000) || 1000);
  if (state.running && left === 0) put(".title", word("time_up"));
}

/** Writes seconds as hours, minutes and seconds. */
function clock(seconds) {
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function more({ donor, ms }) {
  const add = document.createElement("p");
  const who = document.createElement("span");
  const much = document.createElement("span");
  add.className = "add";
  who.className = "donor";
  who.dir = "auto";
  who.textContent = named(donor);
  much.textContent = `+${clock(Math.round(ms / 1000)).replace(/^00:/, "")}`;
  add.append(much, who);
  add.addEventListener("animationend", () => add.remove());
  adds.replaceChildren(add);
  pulse(time, "more");
  burst(document.querySelector(".sparks"), 18, 12);
}

begin({ widget: "timer", needs: ["timer"], draw });
if (preview) {
  document.body.addEventListener("click", () => more({ donor: samples()[0], ms: 300_000 }));
}
