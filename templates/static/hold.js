// An element that is in somebody's hand is left alone: its update waits.

const holders = {};

/** holds is given what would put the update, and tells whether it waits. */
export function holdBack(id, holds) {
  holders[id] = holds;
}

/** Whether a piece must wait; then it is put later. */
export const held = (id, put) => holders[id]?.(put) ?? false;
