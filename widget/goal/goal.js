// A goal: a bar that fills with what is given, and sparks at each quarter.

import { begin, burst, calm, colour, pulse, put } from "/widget/lib/widget.js";
import { sum, word } from "/widget/player/words.js";

const COUNTS = 1200; // ms, in which a number runs up
const panel = document.querySelector(".panel");
const fill = document.querySelector(".fill");
const sparks = document.querySelector(".sparks");

let shown = null; // rubles on the bar now
let frame = 0;

function draw({ title, target, already, percent, colour: own }, { sum: given }) {
  colour(own);
  const raised = Number(given.rub) + Number(already.rub);
  const part = raised / Number(target.rub);
  const from = shown;
  const before = from === null ? part : from / Number(target.rub);
  shown = raised;
  put(".title", part >= 1 ? word("reached") : title || word("goal"));
  put(".of", `/ ${sum(target.text)}`);
  const done = Math.min(Math.max(part, 0), 1) * 100;
  fill.style.setProperty("--rest", `${done - 100}%`);
  sparks.style.setProperty("--done", `${done}%`);
  count(from ?? raised, raised, (now) => {
    put(".raised", rubles(now));
    put(".percent", percent ? `${Math.floor((now / Number(target.rub)) * 100)} %` : "");
  });
  if (from === null || raised <= from) return;
  pulse(fill, "lit");
  const passed = Math.floor(Math.min(part, 1) * 4) > Math.floor(Math.min(before, 1) * 4);
  const reached = part >= 1 && before < 1;
  if (reached) pulse(panel, "reached");
  burst(sparks, reached ? 60 : passed ? 28 : 8, reached ? 16 : passed ? 9 : 5);
}

// count runs a number up to another one, and is over then.
function count(from, to, show) {
  cancelAnimationFrame(frame);
  if (calm || from === to) return show(to);
  const begun = performance.now();
  const step = (now) => {
    const part = Math.min(Math.max((now - begun) / COUNTS, 0), 1);
    show(part === 1 ? to : Math.round(from + (to - from) * (1 - (1 - part) ** 3)));
    if (part < 1) frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
}

// rubles writes a number as the server writes sums.
function rubles(number) {
  const [whole, fraction] = (Number.isInteger(number) ? String(number) : number.toFixed(2)).split(".");
  return sum(`${whole.replace(/\B(?=(\d{3})+$)/g, " ")}${fraction ? `.${fraction}` : ""} ₽`);
}

begin({ widget: "goal", needs: ["sum"], draw, sample: ({ sum: given }) => Number(given.rub) === 0 && { sum: { rub: "4200" } } });
