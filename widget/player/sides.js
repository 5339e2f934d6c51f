/** The sides that the text of a place names, as [left, top, width, height] in percent; null: it names none. */
export function sidesOf(text) {
  const sides = text.split(" ").map(Number);
  return sides.length === 4 && sides.every(Number.isFinite) ? sides : null;
}
