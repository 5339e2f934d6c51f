// Colours of a scene: from its own palettes by the seed, or the streamer's.

/** Returns [red, green, blue] of "#rgb" or "#rrggbb". */
export function parse(color) {
  const hex = color.replace("#", "");
  const full = hex.length === 3 ? hex.replace(/./g, "$&$&") : hex;
  const n = parseInt(full, 16);
  return Number.isFinite(n) && full.length === 6 ? [n >> 16, (n >> 8) & 255, n & 255] : [255, 255, 255];
}

/** Returns the color of [red, green, blue] as "#rrggbb". */
export const write = (rgb) => `#${rgb.map((c) => Math.round(Math.min(255, Math.max(0, c))).toString(16).padStart(2, "0")).join("")}`;

/** A colour between two; k 0 is a, 1 is b. */
export function mix(a, b, k) {
  const [from, to] = [parse(a), parse(b)];
  return write(from.map((c, i) => c + (to[i] - c) * k));
}

/** A colour with transparency. */
export const fade = (color, alpha) => `rgba(${parse(color).join(",")},${alpha})`;

/** How bright a colour looks, from 0 to 1. */
export function luminance(color) {
  const [r, g, b] = parse(color).map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of two colours by the accessibility guidelines, from 1 to 21. */
export function contrast(a, b) {
  const [dark, bright] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (bright + 0.05) / (dark + 0.05);
}

/** The colour, made as much lighter as it takes to look this bright. */
export function atLeast(color, bright) {
  for (let k = 0; k <= 1; k += 0.08) {
    const lighter = mix(color, "#ffffff", k);
    if (luminance(lighter) >= bright) return lighter;
  }
  return "#ffffff";
}

/** The colour, made as much darker as it takes to look this dark. */
export function atMost(color, dark) {
  for (let k = 0; k <= 1; k += 0.08) {
    const darker = mix(color, "#000000", k);
    if (luminance(darker) <= dark) return darker;
  }
  return "#000000";
}

/**
 * Returns the colours of a show. A palette of a scene is [main, second,
 * accent]; the streamer's three replace it.
 *
 * main, second, accent: as chosen. ink: very dark, for lines and outlines.
 * paper: very light, for words. bright…: light enough to write with upon ink.
 * deep: a dark main, for backdrops.
 */
export function makePalette(palettes, colors, random) {
  const chosen = random.pick(palettes);
  const [main, second, accent] = colors?.length === 3 ? colors : chosen;
  return {
    main, second, accent,
    ink: atMost(mix(main, "#120a24", 0.82), 0.02),
    deep: atMost(mix(main, "#0a0618", 0.55), 0.05),
    paper: mix(main, "#ffffff", 0.93),
    brightMain: atLeast(main, 0.42),
    brightSecond: atLeast(second, 0.42),
    brightAccent: atLeast(accent, 0.5),
  };
}
