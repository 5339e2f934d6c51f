// The picture of a stream to share: drawn from what the page shows, so that
// what streamer mode hides there is not in it.

import { mix } from "/widget/scenes/lib/palette.js";
import { showOf, themeLook } from "./scenes.js";

const WIDE = 1200;
const HIGH = 675;
const LEFT = 64;
const COLUMN = 590; // how wide the left side is
const COLORS = ["#ff7a45", "#e8428f", "#7a5cff"]; // where the theme has none
const POSTERS = [{ x: 930, y: 220, turn: 0.045 }, { x: 900, y: 452, turn: -0.05 }];

export function watchShare() {
  const dialog = document.getElementById("share");
  const canvas = dialog.querySelector("canvas");
  const names = dialog.querySelector("[name=names]");
  const draw = async () => {
    delete canvas.dataset.drawn;
    await paint(canvas, await read(dialog, names.checked));
    canvas.dataset.drawn = "";
  };
  const button = document.getElementById("share-open");
  button.addEventListener("click", () => {
    dialog.showModal();
    draw();
  });
  button.disabled = false;
  names.addEventListener("change", draw);
  document.getElementById("share-close").addEventListener("click", () => dialog.close());
  document.getElementById("share-save").addEventListener("click", () => canvas.toBlob((blob) => save(blob, dialog.dataset.file)));
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * Draws what stands at the beginning and at the end of the video of a stream, and
 * returns a function that draws what is around a clip: it has a place of
 * [x, y, width, height] in the picture.
 *
 * @param {number} wide of the pictures, in pixels
 * @param {boolean} named whether it names anybody
 */
export async function cardsOf(wide, named) {
  const scale = wide / WIDE;
  const card = document.getElementById("share");
  const content = await read(card, named);
  const [begin, end] = [newCanvas(), newCanvas()];
  await paint(begin, { ...content, sum: card.dataset.moments, donations: "", donors: [], pictures: [] }, scale);
  await paint(end, content, scale);
  return { begin, end, around: (who, place) => around(content.look, who, place, scale) };
}

function around({ colors = COLORS, family }, { donor, amount, message }, [x, y, width, height], scale) {
  const canvas = newCanvas(WIDE * scale, HIGH * scale);
  const g = canvas.getContext("2d");
  g.scale(scale, scale);
  ground(g, colors);
  g.fillStyle = "#05030a";
  g.fillRect(x / scale, y / scale, width / scale, height / scale);
  const plain = getComputedStyle(document.body).fontFamily;
  const [left, most] = [x / scale, width / scale];
  const base = (y + height) / scale;
  const paid = write(g, amount, base + 44, { font: `800 SIZEpx ${family ? `${family}, ${plain}` : plain}`, size: 40, most: most / 3, color: blend(g, colors), right: left + most });
  write(g, donor, base + 44, { font: `700 SIZEpx ${plain}`, size: 38, most: most - paid - 30, color: "#fff", cut: true, left });
  write(g, message, base + 79, { font: `500 SIZEpx ${plain}`, size: 24, most, color: "rgba(255, 255, 255, 0.78)", cut: true, left });
  return canvas;
}

// read takes what is drawn from the page.
async function read({ dataset: { day, title, brand } }, named) {
  const text = (element) => element.textContent.trim();
  const sum = document.querySelector("#summary-facts .summary-sum");
  const moments = [...document.querySelectorAll("#summary-moments .poster")].filter((poster) => poster.querySelector("img, canvas")).slice(0, POSTERS.length);
  const pictures = await Promise.all(moments.map((poster) => picture(poster, named).catch(() => null)));
  const hidden = document.documentElement.dataset.discreet === "on"; // streamer mode has no sums
  const [whole, donations] = [text(sum.querySelector("strong")), text(sum.querySelector(".dim"))];
  return {
    day, title, brand, sum: hidden ? donations : whole, donations: hidden ? "" : donations,
    donors: named ? [...document.querySelectorAll(".donors li")].map((row) => [text(row.querySelector(".donors-name")), text(row.querySelector("strong"))]) : [],
    pictures: pictures.filter(Boolean), look: await themeLook(),
  };
}

// picture returns the poster of a clip, or that of a scene, which is drawn anew:
// the name is a part of it.
async function picture(poster, named) {
  if (!poster.dataset.scene) {
    const image = poster.querySelector("img");
    await image.decode();
    return image;
  }
  const canvas = newCanvas(960, 540);
  const show = await showOf(poster);
  await (await import("../widget/scenes/index.js")).drawStill(canvas, named ? show : { ...show, donor: "", message: "" });
  return canvas;
}

async function paint(canvas, { day, title, brand, sum, donations, donors, pictures, look }, scale = 1) {
  [canvas.width, canvas.height] = [WIDE * scale, HIGH * scale];
  const g = canvas.getContext("2d");
  g.scale(scale, scale);
  const plain = getComputedStyle(document.body).fontFamily;
  const proud = look.family ? `${look.family}, ${plain}` : plain;
  const colors = look.colors ?? COLORS;
  if (look.family) await document.fonts.load(`800 90px ${look.family}`, sum).catch(() => {});
  ground(g, colors);
  pictures.forEach((one, i) => framed(g, one, POSTERS[i]));
  if (pictures.length === 0) spark(g, 990, 330, 150, colors);

  const wide = WIDE - 2 * LEFT;
  let y = donors.length > 0 ? 92 : 190;
  write(g, `${title} · ${day}`, y, { font: `600 SIZEpx ${plain}`, size: 28, most: COLUMN, color: "rgba(255, 255, 255, 0.82)" });
  y += 116;
  write(g, sum, y, { font: `800 SIZEpx ${proud}`, size: 108, most: pictures.length > 0 ? COLUMN - 20 : wide - 320, color: blend(g, colors) });
  y += 52;
  write(g, donations, y, { font: `600 SIZEpx ${plain}`, size: 30, most: COLUMN, color: "#fff" });
  y += 76;
  donors.forEach(([name, amount], i) => {
    const size = i === 0 ? 38 : 30;
    const width = write(g, amount, y, { font: `700 SIZEpx ${plain}`, size, most: 220, color: "rgba(255, 255, 255, 0.82)", right: LEFT + COLUMN - 50 });
    write(g, name, y, { font: `700 SIZEpx ${plain}`, size, most: COLUMN - 50 - width - 24, color: "#fff", cut: true });
    y += i === 0 ? 58 : 48;
  });
  write(g, brand, HIGH - 34, { font: `600 SIZEpx ${plain}`, size: 20, most: 300, color: "rgba(255, 255, 255, 0.6)", right: WIDE - 40 });
}

// ground is dark, with the theme's colours in its corners.
function ground(g, colors) {
  g.fillStyle = "#120c22";
  g.fillRect(0, 0, WIDE, HIGH);
  const glows = [[120, 700, 620], [1180, 640, 640], [980, -60, 620]];
  glows.forEach(([x, y, radius], i) => {
    const glow = g.createRadialGradient(x, y, 0, x, y, radius);
    glow.addColorStop(0, `${colors[i]}99`);
    glow.addColorStop(1, `${colors[i]}00`);
    g.fillStyle = glow;
    g.fillRect(0, 0, WIDE, HIGH);
  });
}

function blend(g, colors) {
  const line = g.createLinearGradient(LEFT, 0, LEFT + COLUMN, 0);
  colors.forEach((color, i) => line.addColorStop(i / (colors.length - 1), mix(color, "#ffffff", 0.45))); // so that it can be read on the dark ground
  return line;
}

/** Draws a picture like a print on a table. */
function framed(g, one, { x, y, turn }) {
  const [width, height] = [464, 261];
  const [w, h] = [one.naturalWidth || one.width, one.naturalHeight || one.height];
  const scale = Math.max(width / w, height / h);
  g.save();
  g.translate(x, y);
  g.rotate(turn);
  g.shadowColor = "rgba(0, 0, 0, 0.55)";
  [g.shadowBlur, g.shadowOffsetY] = [36, 14];
  g.fillStyle = "#fff";
  rounded(g, width + 16, height + 16, 20);
  g.fill();
  g.shadowColor = "transparent";
  rounded(g, width, height, 13);
  g.clip();
  g.fillStyle = "#14121c";
  g.fillRect(-width / 2, -height / 2, width, height);
  g.drawImage(one, (-w * scale) / 2, (-h * scale) / 2, w * scale, h * scale);
  g.restore();
}

function rounded(g, width, height, radius) {
  const [x, y] = [width / 2, height / 2];
  g.beginPath();
  g.moveTo(-x + radius, -y);
  for (const [cornerX, cornerY, toX, toY] of [[x, -y, x, y], [x, y, -x, y], [-x, y, -x, -y], [-x, -y, x, -y]]) g.arcTo(cornerX, cornerY, toX, toY, radius);
  g.closePath();
}

function spark(g, x, y, size, colors) {
  g.save();
  g.translate(x, y);
  g.fillStyle = blend(g, colors);
  g.globalAlpha = 0.9;
  g.beginPath();
  for (let i = 0; i < 4; i += 1) {
    const [cos, sin] = [Math.cos((i * Math.PI) / 2), Math.sin((i * Math.PI) / 2)];
    const [next, after] = [Math.cos(((i + 1) * Math.PI) / 2), Math.sin(((i + 1) * Math.PI) / 2)];
    if (i === 0) g.moveTo(cos * size, sin * size);
    g.quadraticCurveTo((cos + next) * size * 0.12, (sin + after) * size * 0.12, next * size, after * size);
  }
  g.fill();
  g.restore();
}

// write draws a line as large as it fits, and returns how wide it is. A name is
// cut instead of becoming too small.
function write(g, text, y, { font, size, most, color, right, cut, left = LEFT }) {
  const least = cut ? size * 0.8 : size * 0.4;
  for (g.font = font.replace("SIZE", size); g.measureText(text).width > most && size > least; size -= 1) g.font = font.replace("SIZE", size - 1);
  let shown = text;
  const characters = Array.from(text);
  while (cut && characters.length > 1 && g.measureText(shown).width > most) {
    characters.pop();
    shown = `${characters.join("").trimEnd()}…`;
  }
  const width = g.measureText(shown).width;
  g.fillStyle = color;
  g.direction = "ltr";
  g.fillText(shown, right === undefined ? left : right - width, y);
  return width;
}

function newCanvas(width = WIDE, height = HIGH) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  return canvas;
}
