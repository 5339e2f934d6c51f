// Pictures of few, large pixels: a hero, its world and a king of slime.

import { fade, mix } from "../lib/palette.js";

const HEAD = [
  "....kkkkkkk...",
  "...kmmmmmmmk..",
  "..kmwwmmmmmmk.",
  "..kmwmmmmmmmk.",
  "..kmmkkkkkkkkk",
  "..kmkffffffffk",
  "..kmkffekffekk",
  "..kmkffkkffkkk",
  "..kdkpffffffpk",
  "...kdkkkkkkkk.",
];
const BODY = {
  stand: ["..aakssssssk..", ".aa.ksswwssk..", "....kssssssk..", "....kddkkddk..", "....kkkk.kkkk."],
  run: ["aaaaksssssskk.", "....ksswwsssk.", "....ksssssskk.", "..kkddkkkddk..", "..kkk...kkkkk."],
  pass: [".aaakssssssk..", "aa..ksswwssk..", "....kssssssk..", ".....kkdddk...", "......kkkkk..."],
  jump: ["a..kssssssskk.", "aaaaksswwsssk.", ".a..kssssssk..", "..kkddkkkddkk.", "..kkk....kkk.."],
};
const COIN = ["..kkkk..", ".kaaaak.", "kawaaook", "kawaoaok", "kawaoaok", "kaaaoook", ".kooook.", "..kkkk.."];
const CROWN = ["..k...k...k..", ".kak.kak.kak.", ".kaakkakkaak.", "kaaaaaaaaaaak", "kawaasaawaaok", "kooooooooooko", ".kkkkkkkkkkk."];
const HEART = [".kk.kk.", "kmmkmmk", "kmwmmmk", "kmmmmmk", ".kmmmk.", "..kmk..", "...k..."];
const STAR = ["...kk...", "..kaak..", "kkkaakkk", "kaawaaak", ".kaaaak.", "kaaaaaak", "kaakkaak", "kkk..kkk"];

/** Makes a picture of w × h pixels: {canvas, w, h, draw(g, x, y, size)}, standing on x, y. */
export function pixels(w, h, paint) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.ceil(w), Math.ceil(h)];
  paint(canvas.getContext("2d"));
  return {
    canvas, w: canvas.width, h: canvas.height,
    draw(g, x, y, size) {
      g.imageSmoothingEnabled = false;
      g.drawImage(canvas, x - (canvas.width * size) / 2, y - canvas.height * size, canvas.width * size, canvas.height * size);
      g.imageSmoothingEnabled = true;
    },
  };
}

const fromRows = (rows, colors) => pixels(Math.max(...rows.map((row) => row.length)), rows.length, (g) => {
  rows.forEach((row, y) => [...row].forEach((letter, x) => {
    if (!colors[letter]) return;
    g.fillStyle = colors[letter];
    g.fillRect(x, y, 1, 1);
  }));
});

/** Makes the pictures of a show, in its colours. */
export function makeWorld(p) {
  const colors = {
    k: p.ink, m: p.main, d: mix(p.main, p.ink, 0.35), s: p.second, a: p.accent, o: mix(p.accent, p.ink, 0.32), w: "#ffffff", e: "#ffffff", f: mix(p.accent, "#fff1dd", 0.72), p: mix(p.main, "#ffb3a0", 0.5),
  };
  const hero = (body, face) => fromRows([...(face ?? HEAD), ...body], colors);
  const shut = HEAD.map((row, y) => ({ 6: "..kmkffffffffk", 7: "..kmkfkkfkkkk." })[y] ?? row);
  const wide = HEAD.map((row, y) => ({ 6: "..kmkfeekfeekk", 7: "..kmkfekkfekkk" })[y] ?? row);
  return {
    stand: hero(BODY.stand), run: hero(BODY.run), pass: hero(BODY.pass), jump: hero(BODY.jump), blink: hero(BODY.stand, shut), scared: hero(BODY.jump, wide), gaze: hero(BODY.stand, wide),
    coin: [fromRows(COIN, colors), fromRows([".kkkk.", "kaaaak", "kwaook", "kwaook", "kwaook", "kwaook", "kaoook", ".kkkk."], colors), fromRows(["kk", "ao", "ao", "ao", "ao", "ao", "ao", "kk"], colors)],
    crown: fromRows(CROWN, colors), heart: fromRows(HEART, colors), star: fromRows(STAR, colors),
    noHeart: fromRows(HEART.map((row) => row.replace(/[mw]/g, "x")), { k: p.ink, x: mix(p.ink, p.deep, 0.5) }),
    block: block(p, p.accent, STAR), spent: block(p, mix(p.ink, p.accent, 0.35)), brick: bricks(p),
    slime: slime(p),
  };
}

function block(p, color, sign) {
  return pixels(14, 14, (g) => {
    for (const [c, x, y, w, h] of [[p.ink, 0, 0, 14, 14], [color, 1, 1, 12, 12], [mix(color, "#ffffff", 0.6), 1, 1, 12, 1], [mix(color, "#ffffff", 0.6), 1, 1, 1, 12], [mix(color, p.ink, 0.38), 1, 12, 12, 1], [mix(color, p.ink, 0.38), 12, 1, 1, 12]]) {
      g.fillStyle = c;
      g.fillRect(x, y, w, h);
    }
    g.fillStyle = mix(color, p.ink, 0.5);
    for (const [x, y] of [[2, 2], [11, 2], [2, 11], [11, 11]]) g.fillRect(x, y, 1, 1);
    sign?.forEach((row, y) => [...row].forEach((letter, x) => {
      if (letter === ".") return;
      g.fillStyle = letter === "k" ? mix(color, p.ink, 0.6) : "#ffffff";
      g.fillRect(x + 3, y + 3, 1, 1);
    }));
  });
}

function bricks(p) {
  return pixels(16, 16, (g) => {
    const color = mix(p.main, p.ink, 0.42);
    g.fillStyle = mix(p.main, p.ink, 0.72);
    g.fillRect(0, 0, 16, 16);
    for (const [x, y, w] of [[0, 0, 7], [8, 0, 8], [0, 4, 3], [4, 4, 7], [12, 4, 4], [0, 8, 7], [8, 8, 8], [0, 12, 3], [4, 12, 7], [12, 12, 4]]) {
      g.fillStyle = color;
      g.fillRect(x, y, w, 3);
      g.fillStyle = mix(color, "#ffffff", 0.22);
      g.fillRect(x, y, w, 1);
    }
  });
}

function slime(p) {
  const [w, h] = [34, 24];
  const inside = (x, y) => { const [a, b] = [(x - 16.5) / 16.6, (y - 23) / 22.6]; return y < h && a * a + b * b * (b < 0 ? 1 : 9) < 1; };
  return pixels(w, h, (g) => {
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        if (!inside(x, y)) continue;
        const edge = !inside(x - 1, y) || !inside(x + 1, y) || !inside(x, y - 1) || y === h - 1;
        const dark = x - 16 + (y - 12) * 1.2 > 15;
        g.fillStyle = edge ? p.ink : dark ? mix(p.second, p.ink, 0.3) : p.second;
        g.fillRect(x, y, 1, 1);
      }
    }
    g.fillStyle = "rgba(255,255,255,.75)";
    for (const [x, y, a, b] of [[7, 7, 4, 1], [6, 8, 3, 2], [5, 10, 2, 2]]) g.fillRect(x, y, a, b);
  });
}

/** Draws the face of the slime around 0, 0: mood "angry", "hurt" or "calm"; pixels of this size, looking to the left. */
export function drawSlimeFace(g, p, size, mood, look = -1) {
  g.fillStyle = "#ffffff";
  const box = (color, x, y, w, h) => { g.fillStyle = color; g.fillRect(x * size, y * size, w * size, h * size); };
  for (const side of [-1, 1]) {
    const x = side * 5 - 2 + look;
    if (mood === "hurt") {
      for (let i = 0; i < 5; i++) box(p.ink, x + i, -16 + Math.min(i, 4 - i), 1, 1.6);
      continue;
    }
    box(p.ink, x - 1, -18, 6, 7);
    box("#ffffff", x, -17, 4, 5);
    box(p.ink, x + 0.5 + look * 0.6, -16, 2, 4);
    if (mood === "angry") for (let i = 0; i < 6; i++) box(p.ink, x - 1 + i, -19 + (side < 0 ? i : 5 - i) * 0.5, 1, 2);
  }
  box(p.ink, -5 + look, -8, 10, mood === "hurt" ? 4 : 3);
  if (mood === "angry") for (const x of [-4, 0, 3]) box("#ffffff", x + look, -8, 2, 1.4);
  if (mood === "calm") box("#ffffff", -4 + look, -8, 8, 1);
}

/** Sky in bands, with hills that repeat after its width; all in pixels. */
export function landscape(p, w, h, random, night) {
  const top = night ? mix(p.deep, "#05031a", 0.6) : mix(p.second, p.deep, 0.55);
  const low = night ? mix(p.deep, p.main, 0.55) : mix(p.second, "#ffffff", 0.45);
  const bands = 9;
  const sky = pixels(w, h, (g) => {
    for (let y = 0; y < h; y++) {
      const at = (y / h) * bands;
      for (let x = 0; x < w; x++) {
        const dither = at % 1 > 0.72 && (x + y) % 2 ? 1 : 0;
        g.fillStyle = mix(top, low, Math.min(1, (Math.floor(at) + dither) / (bands - 1)));
        g.fillRect(x, y, 1, 1);
      }
    }
    g.fillStyle = "#ffffff";
    for (let i = 0; i < (night ? 90 : 26); i++) g.fillRect(Math.floor(random() * w), Math.floor(random() * h * 0.6), 1, 1);
  });
  const hills = [[0.5, 0.14, 3, mix(low, p.second, 0.55)], [0.68, 0.11, 5, mix(p.second, p.deep, night ? 0.7 : 0.4)]].map(([base, tall, waves, color]) => pixels(w, h * (1 - base + tall) + 2, (g) => {
    g.translate(0, Math.ceil(h * (1 - base + tall) + 2) - Math.ceil(h));
    for (let x = 0; x < w; x++) {
      const k = (x / w) * Math.PI * 2;
      const y = Math.round(h * (base - tall * (Math.sin(k * waves) * 0.6 + Math.sin(k * (waves + 2) + 1) * 0.4)));
      g.fillStyle = color;
      g.fillRect(x, y, 1, h - y);
      g.fillStyle = mix(color, "#ffffff", 0.28);
      g.fillRect(x, y, 1, 1);
      if (x % 2) g.fillRect(x, y + 1, 1, 1);
    }
  }));
  const cloud = pixels(26, 10, (g) => {
    for (const [x, y, a, b] of [[4, 4, 18, 5], [2, 6, 23, 3], [7, 2, 7, 4], [14, 3, 6, 3], [8, 1, 4, 2]]) { g.fillStyle = "#ffffff"; g.fillRect(x, y, a, b); }
    g.fillStyle = mix("#ffffff", low, 0.5);
    g.fillRect(3, 8, 21, 1);
  });
  return { sky, hills, cloud };
}

/** A strip of ground, w × h pixels, that repeats after 16. */
export const ground = (p, world, w, h) => pixels(w, h, (g) => {
  for (let y = 0; y < h; y += 16) for (let x = 0; x < w; x += 16) g.drawImage(world.brick.canvas, x, y);
  const turf = mix(p.accent, p.second, 0.45);
  for (let x = 0; x < w; x++) {
    g.fillStyle = turf;
    g.fillRect(x, 0, 1, 3 + ((x * 7) % 16 < 6 ? 1 : 0) + ((x * 5) % 8 === 3 ? 1 : 0));
    g.fillStyle = mix(turf, "#ffffff", 0.4);
    g.fillRect(x, 0, 1, 1);
  }
  g.fillStyle = fade(p.ink, 0.28);
  g.fillRect(0, h * 0.6, w, h);
});
