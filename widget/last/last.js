// The last donations: a new one comes in on top, and the others move down.

import { arrange } from "/widget/lib/rows.js";
import { begin, named, put, samples } from "/widget/lib/widget.js";
import { sum, word } from "/widget/player/words.js";

const list = document.querySelector(".rows");
const blank = document.querySelector("template").content;

function draw({ title, count, amounts }, { last }) {
  document.body.classList.toggle("empty", last.length === 0); // nothing to say
  put(".title", title || word("last"));
  arrange(list, last.slice(0, count), (one) => one.id, () => blank.firstElementChild.cloneNode(true), (row, one) => {
    put(".donor", named(one.donor), row);
    put(".sum", amounts ? sum(one.amount) : "", row);
  });
}

const sums = ["500 ₽", "1 500 ₽", "300 ₽", "100 ₽", "5 000 ₽", "250 ₽"];
const sample = ({ last }) => last.length === 0 && { last: samples().map((donor, at) => ({ id: -at, donor, amount: sums[at % sums.length] })) };

begin({ widget: "last", needs: ["last"], draw, sample });
