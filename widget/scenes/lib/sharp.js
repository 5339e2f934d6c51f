// Drawing pictures without scaling them where that is possible: software
// rendering copies pixels about five times as fast as it scales them.

const TINY = 0.002; // a turn or scale that nobody sees

/**
 * Draws a canvas with its middle at x, y, one of its pixels being `size`
 * units. Where that is a pixel of the target, it is placed on whole pixels.
 */
export function drawSharp(g, canvas, x, y, size) {
  const { width, height } = canvas;
  const m = g.getTransform();
  const still = Math.abs(m.b) < TINY && Math.abs(m.c) < TINY && Math.abs(m.a * size - 1) < TINY && Math.abs(m.d * size - 1) < TINY;
  if (!still) {
    g.drawImage(canvas, x - (width * size) / 2, y - (height * size) / 2, width * size, height * size);
    return;
  }
  g.setTransform(1, 0, 0, 1, 0, 0);
  g.drawImage(canvas, Math.round(m.a * x + m.e - width / 2), Math.round(m.d * y + m.f - height / 2));
  g.setTransform(m);
}
