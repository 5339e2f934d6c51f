// An element that is in somebody's hand is left alone: its update waits.

const holders = {};

/** holds receives a function that puts the update, and returns whether the update waits. */
export function holdBack(id, holds) {
  holders[id] = holds;
}

/** Whether a piece must wait; then it is put later. */
export const held = (id, put) => holders[id]?.(put) ?? false;
