// Mixes music beside the page, whose pictures must not wait for it. It is told
// {id, piece, rate} of a new piece, {id} for each block and {id, over} if no more is
// wanted; it answers {id, block}, null at the end.

import { Mix } from "/widget/sound/mix.js";

const mixes = new Map(); // by id
const kept = new Map(); // the blocks of each piece that has a name, by that and its rate

onmessage = ({ data: { id, piece, rate, over } }) => {
  if (over) mixes.delete(id);
  else if (piece) mixes.set(id, piece.name ? repeated(piece, rate) : new Mix(piece, rate));
  else postMessage({ id, block: mixes.get(id).next() });
};

// repeated is a piece that is played again and again: it is mixed once.
function repeated(piece, rate) {
  const key = `${piece.name} ${rate}`;
  if (!kept.has(key)) {
    const mix = new Mix(piece, rate);
    const blocks = [];
    for (let block = mix.next(); block; block = mix.next()) blocks.push(block);
    kept.set(key, blocks);
  }
  const blocks = [...kept.get(key)];
  return { next: () => blocks.shift() ?? null };
}
