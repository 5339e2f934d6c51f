// The editor of the tiers. They are saved as a whole, the cheapest first.

import { reveal } from "./act.js";
import { tryOut } from "./dry-run.js";
import { figure } from "./figure.js";
import { read } from "./looks.js";
import { announce } from "./notice.js";
import { word } from "./words.js";

const MOST = 20;

/** Returns the form, and what the page does with its rows. */
export function watchTiers() {
  const form = document.getElementById("tiers");
  const list = form.querySelector("[data-tiers]");
  const blank = form.querySelector("[data-tier-blank]").content;
  const rows = () => [...list.children];
  const blankRow = () => blank.firstElementChild.cloneNode(true);
  let sorted = []; // the rows in the order in which they were sent
  count(form, rows());

  form.addEventListener("input", ({ target }) => {
    // Who writes another minimum in rubles means rubles.
    if (target.name === "min_rub") say(target.closest("[data-tier]"), "");
  });
  const values = () => {
    sorted = rows().map((row, place) => ({ row, place, min: minOf(row) })).sort((a, b) => a.min - b.min || a.place - b.place).map(({ row }) => row);
    return sorted.map(tier);
  };
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-dry-run]");
    if (button) return tryOut(button, { tiers: values() });
    if (target.closest("[data-tier-add]")) {
      const row = blankRow();
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
    count(form, rows());
    form.dispatchEvent(new Event("input"));
  });

  form.addEventListener("invalid", ({ target }) => reveal(target), true); // so that the browser can point at it

  return {
    form,
    /** The rows as they stand, field by field. */
    read: () => rows().map((row) => fieldsOf(row).map((field) => (field.type === "checkbox" ? field.checked : field.value))),
    /** Puts rows in the place of those that stand. */
    write: (given) => {
      if (given.length !== list.children.length) list.replaceChildren(...given.map(blankRow));
      rows().forEach((row, place) => {
        fieldsOf(row).forEach((field, i) => (field[field.type === "checkbox" ? "checked" : "value"] = given[place][i]));
        say(row, row.querySelector('[name="min"]').value);
      });
      count(form, rows());
    },
    /** The tiers as the API takes them. */
    values,
    /** Brings the rows into the order in which they were sent. */
    arrange: () => {
      arrange(list, sorted);
      count(form, rows());
    },
    /** The field of a row that an error concerns. */
    fieldOf: (path) => {
      const [, index, name] = path?.match(/^tiers\[(\d+)\]\.(\w+)/) ?? [];
      return index === undefined ? null : sorted[Number(index)].querySelector(`[name="${name}"]:not([type=hidden])`);
    },
  };
}

const fieldsOf = (row) => [...row.querySelectorAll("[name]")];
const minOf = (row) => figure(row.querySelector('[name="min_rub"]').value);

// say shows the minimum of a row in another currency, and keeps it.
function say(row, min) {
  row.querySelector('[name="min"]').value = min;
  row.querySelector("[data-tier-said]").textContent = min;
}

function tier(row) {
  const fields = {};
  for (const field of fieldsOf(row)) {
    const value = read(field);
    if (field.type !== "checkbox") {
      if (value !== "") fields[field.name] = value;
    } else if (value && !field.hasAttribute("value")) {
      fields[field.name] = true;
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
