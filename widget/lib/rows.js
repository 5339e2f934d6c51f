// Rows that move to their new places.

import { calm } from "/widget/lib/widget.js";

const EASE = "cubic-bezier(0.2, 1.1, 0.3, 1)";

/**
 * Makes the rows of a list those of some items, in their order: what stays moves
 * to its place, what is new comes in, and what is gone is gone.
 *
 * @param {Element} list
 * @param {object[]} items
 * @param {function} keyOf what an item is known by
 * @param {function} make returns a new row
 * @param {function} fill fill(row, item, place) writes an item into its row
 */
export function arrange(list, items, keyOf, make, fill) {
  const first = list.children.length === 0;
  const before = new Map([...list.children].map((row) => [row.dataset.key, { row, top: row.offsetTop }]));
  const rows = items.map((item, place) => {
    const key = String(keyOf(item));
    const row = before.get(key)?.row ?? make();
    row.dataset.key = key;
    fill(row, item, place);
    return row;
  });
  list.replaceChildren(...rows);
  if (calm) return;
  rows.forEach((row, place) => {
    const from = before.get(row.dataset.key);
    if (from && from.top !== row.offsetTop) {
      row.animate([{ transform: `translateY(${from.top - row.offsetTop}px)` }, { transform: "none" }], { duration: 600, easing: EASE });
    }
    if (!from) {
      row.animate(
        [{ transform: "translateX(-2rem)", opacity: 0 }, { transform: "none", opacity: 1 }],
        { duration: 500, delay: first ? place * 70 : 0, easing: EASE, fill: "backwards" },
      );
    }
  });
}
