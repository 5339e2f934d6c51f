// Rectangles on the canvas of the page Look, as [left, top, width, height] in
// percent of the screen: how they are moved, resized and snapped.

const MARGIN = 2; // between a place and an edge of the screen
const NEAR = 1.2; // of what snaps
const LEAST = 5; // width and height
const WHOLE = 100;

/** The places that one click chooses for clips and scenes. */
export const PRESETS = {
  full: [0, 0, 100, 100],
  window: [14, 14, 72, 72],
  corner: [62, 62, 36, 36],
  strip: [0, 64, 100, 36],
};

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
const pull = (value, targets, snaps) => (snaps && targets.find((target) => Math.abs(target - value) <= NEAR)) || value;

/** The text of a place as it is saved. */
export const textOf = (sides) => sides.map((side) => Number(side.toFixed(2))).join(" ");

/** A place at one of nine points: 0, 1 and 2 are the beginning, the middle and the end of an axis. */
export function atPoint([, , wide, high], column, row) {
  const at = (which, size) => clamp([MARGIN, (WHOLE - size) / 2, WHOLE - MARGIN - size][which], 0, WHOLE - size);
  return [at(column, wide), at(row, high), wide, high];
}

/** A place that is moved, but not off the screen. It snaps to edges, margins and middles. */
export function moved([left, top, wide, high], right, down, snaps) {
  const along = (at, size) => {
    const free = WHOLE - size;
    return clamp(pull(at, [free / 2, MARGIN, free - MARGIN, 0, free], snaps), 0, free);
  };
  return [along(left + right, wide), along(top + down, high), wide, high];
}

/** A place of which edges ("n", "se" …) are dragged. A corner keeps the proportions. */
export function resized(sides, right, down, edges, snaps) {
  const one = (at, size, before, after, by) => {
    if (before) {
      const to = clamp(pull(at + by, [0, MARGIN, WHOLE / 2], snaps), 0, at + size - LEAST);
      return [to, at + size - to];
    }
    return [at, after ? clamp(pull(at + size + by, [WHOLE, WHOLE - MARGIN, WHOLE / 2], snaps), at + LEAST, WHOLE) - at : size];
  };
  const [left, top, wide, high] = sides;
  const [x, width] = one(left, wide, edges.includes("w"), edges.includes("e"), right);
  const [y, height] = one(top, high, edges.includes("n"), edges.includes("s"), down);
  if (edges.length < 2) return [x, y, width, height];
  const most = [edges.includes("w") ? left + wide : WHOLE - left, edges.includes("n") ? top + high : WHOLE - top];
  const by = clamp(Math.max(width / wide, height / high), Math.max(LEAST / wide, LEAST / high), Math.min(most[0] / wide, most[1] / high));
  return [edges.includes("w") ? left + wide * (1 - by) : left, edges.includes("n") ? top + high * (1 - by) : top, wide * by, high * by];
}

/** Where lines show that a place has snapped: percent across and down. */
export function guidesOf([left, top, wide, high]) {
  const along = (at, size) => [[at, MARGIN], [at + size / 2, WHOLE / 2], [at + size, WHOLE - MARGIN]].filter(([is, line]) => Math.abs(is - line) < 0.01).map(([, line]) => line);
  return [along(left, wide), along(top, high)];
}
