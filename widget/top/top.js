// Who gave most: rows that change places when somebody passes another.

import { arrange } from "/widget/lib/rows.js";
import { begin, put, samples } from "/widget/lib/widget.js";
import { sum, word } from "/widget/player/words.js";

const TITLES = { stream: "top_stream", month: "top_month", all: "top_all" };
const list = document.querySelector(".rows");
const blank = document.querySelector("template").content;

function draw({ title, period, count, amounts }, { top }) {
  document.body.classList.toggle("empty", top.length === 0); // nothing to say
  put(".title", title || word(TITLES[period]));
  arrange(list, top.slice(0, count), (one) => one.donor, () => blank.firstElementChild.cloneNode(true), (row, one, place) => {
    put(".rank", String(place + 1), row);
    put(".donor", one.donor, row);
    put(".sum", amounts ? sum(one.amount) : "", row);
    row.querySelector(".share").style.setProperty("--part", String(Number(one.rub) / Number(top[0].rub)));
  });
}

const sums = [5000, 3500, 1500, 900, 500, 300];
const sample = ({ top }) => top.length === 0 && {
  top: samples().map((donor, at) => ({ donor, rub: sums[at], amount: `${String(sums[at]).replace(/\B(?=(\d{3})+$)/g, " ")} ₽` })),
};

begin({ widget: "top", needs: ["top"], draw, sample });
