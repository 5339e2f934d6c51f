// An element that is being moved is left alone: its update waits.

const holders = {};

/** holds receives a function that puts the update, and returns whether the update waits. */
export function holdBack(id, holds) {
  holders[id] = holds;
}

/** Returns whether an element is being moved; then its update is put later. */
export const isHeld = (id, put) => holders[id]?.(put) ?? false;
