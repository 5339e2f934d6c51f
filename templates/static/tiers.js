// The editor of the tiers. They are saved as a whole, the cheapest first.

import { ask, reveal, showResult } from "./act.js";
import { figure } from "./figure.js";
import { read, save } from "./looks.js";
import { announce } from "./notice.js";
import { word } from "./words.js";

const MOST = 20;

export function watchTiers() {
  const form = document.getElementById("tiers");
  const list = form.querySelector("[data-tiers]");
  const blank = form.querySelector("[data-tier-blank]").content;
  const rows = () => [...list.children];
  const touched = () => {
    form.dataset.touched = "";
    showResult(form, "", "");
  };
  count(form, rows());

  form.addEventListener("input", ({ target }) => {
    // Who writes another minimum in rubles means rubles.
    if (target.name === "min_rub") for (const said of target.parentElement.querySelectorAll('[name="min"], [data-tier-said]')) said.remove();
    touched();
  });
  form.addEventListener("click", ({ target }) => {
    if (target.closest("[data-tier-add]")) {
      const row = blank.firstElementChild.cloneNode(true);
      list.append(row);
      row.querySelector("input").focus();
    } else if (target.closest("[data-tier-remove]")) {
      const row = target.closest("[data-tier]");
      const neighbour = row.nextElementSibling ?? row.previousElementSibling;
      announce(word("tierGone", row.querySelector("legend").textContent));
      row.remove();
      neighbour.querySelector("input").focus();
    } else {
      return;
    }
    touched();
    count(form, rows());
  });

  form.addEventListener("invalid", ({ target }) => reveal(target), true); // so that the browser can point at it
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const sorted = rows().map((row, place) => ({ row, place, min: minOf(row) }));
    sorted.sort((a, b) => a.min - b.min || a.place - b.place);
    const field = (row, name) => row.querySelector(`[name="${name}"]`);
    save(form, async () => {
      const tiers = sorted.map(({ row }) => tier(row));
      await ask("PUT", "/api/tiers", JSON.stringify({ tiers }));
      arrange(list, sorted.map(({ row }) => row));
      count(form, rows());
    }, (path) => {
      const [, index, name] = path?.match(/^tiers\[(\d+)\]\.(\w+)/) ?? [];
      return index === undefined ? undefined : field(sorted[Number(index)].row, name) ?? undefined;
    });
  });
}

const minOf = (row) => figure(row.querySelector('[name="min_rub"]').value);

function tier(row) {
  const fields = {};
  for (const field of row.querySelectorAll("[name]")) {
    const value = read(field);
    if (field.type !== "checkbox") {
      if (value !== "") fields[field.name] = value;
    } else if (value) {
      (fields[field.name] ??= []).push(field.value); // one of several
    }
  }
  return fields;
}

// arrange brings the rows into order, and the focus back to where it was.
function arrange(list, rows) {
  if (rows.every((row, place) => row === list.children[place])) return;
  const focused = document.activeElement;
  list.append(...rows);
  focused?.focus?.();
}

function count(form, rows) {
  rows.forEach((row, place) => {
    row.querySelector("[data-tier-title]").textContent = word("tier", place + 1);
    row.querySelector("[data-tier-remove]").disabled = rows.length === 1;
  });
  form.querySelector("[data-tier-add]").disabled = rows.length >= MOST;
}
