// The shape language of heroes: a few confident curves, one ink line, one
// shadow from the lower right, one light from the upper left.

export const LINE = 9; // units, the width of the ink line

/**
 * Fills a Path2D and draws its ink line. options: fill, ink, line (width, 0:
 * none), shade ({path, color}) and light ({path, color}): areas clipped to
 * the shape.
 */
export function shape(g, path, { fill, ink, line = LINE, shade, light }) {
  if (fill) {
    g.fillStyle = fill;
    g.fill(path);
  }
  if (shade || light) {
    g.save();
    g.clip(path);
    for (const area of [shade, light]) {
      if (!area) continue;
      g.fillStyle = area.color;
      g.fill(area.path);
    }
    g.restore();
  }
  if (line) {
    g.strokeStyle = ink;
    g.lineWidth = line;
    g.lineJoin = g.lineCap = "round";
    g.stroke(path);
  }
}

/** A stroke with round ends along a path. */
export function stroke(g, path, color, width) {
  g.strokeStyle = color;
  g.lineWidth = width;
  g.lineJoin = g.lineCap = "round";
  g.stroke(path);
}

/** A Path2D of an SVG path text, or of what a function adds to it. */
export function path(source) {
  if (typeof source === "string") return new Path2D(source);
  const made = new Path2D();
  source(made);
  return made;
}

/** A Path2D of a closed smooth curve through points [x, y]. */
export function blob(points) {
  const made = new Path2D();
  const n = points.length;
  const middle = (i) => [(points[i % n][0] + points[(i + 1) % n][0]) / 2, (points[i % n][1] + points[(i + 1) % n][1]) / 2];
  made.moveTo(...middle(n - 1));
  for (let i = 0; i < n; i++) made.quadraticCurveTo(...points[i], ...middle(i));
  made.closePath();
  return made;
}

/** Draws at x, y, turned and scaled. */
export function placed(g, { x = 0, y = 0, r = 0, k = 1, kx = 1, ky = 1, a = 1 }, paint) {
  if (a <= 0 || k === 0) return;
  g.save();
  g.translate(x, y);
  if (r) g.rotate(r);
  g.scale(k * kx, k * ky);
  if (a < 1) g.globalAlpha *= a;
  paint(g);
  g.restore();
}

/** Keeps what was drawn within a path and draws a rim along it: an iris that opens and closes a scene. */
export function iris(g, opening, { ink, color, width = 11 }) {
  g.save();
  g.globalCompositeOperation = "destination-in";
  g.fill(opening);
  g.restore();
  stroke(g, opening, ink, width * 2.4);
  stroke(g, opening, color, width);
}

/** Draws rays around x, y, for a wall behind a hero. */
export function rays(g, x, y, far, color, n = 18) {
  g.fillStyle = color;
  for (let i = 0; i < n; i++) {
    g.beginPath();
    g.moveTo(x, y);
    g.arc(x, y, far, (i / n) * Math.PI * 2, ((i + 0.5) / n) * Math.PI * 2);
    g.fill();
  }
}
