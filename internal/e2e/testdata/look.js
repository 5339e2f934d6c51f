// Draws what is looked at: every scene over games that are bright and dark,
// large and in a corner.

import { perform } from "/widget/scenes/index.js";

const [CELL_W, CELL_H] = [480, 270];
const GAMES = [day, night];
const MOMENTS = [0.1, 0.5, 0.9]; // beginning, middle, ending
const AMOUNTS = { 1: "100 ₽", 2: "1 000 ₽", 3: "5 000 ₽" };

/** The show that is looked at. */
export const showOf = (scene, production) => ({
  scene, production, seed: 7, donor: "nightowl_77", amount: AMOUNTS[production], message: "Спасибо за вечер! Ты лучше всех 🎉", reducedMotion: false,
});

/** Returns a canvas with the three productions of a scene: a row each for a picture of 1920×1080, then for one of 480×270. */
export async function sheet(scene) {
  const sheet = canvasOf(CELL_W * MOMENTS.length * GAMES.length, CELL_H * 6);
  const g = sheet.getContext("2d");
  for (const [row, [width, height]] of [[0, [1920, 1080]], [3, [CELL_W, CELL_H]]]) {
    for (const production of [1, 2, 3]) {
      const drawn = canvasOf(width, height);
      const performance = await perform(drawn, showOf(scene, production));
      performance.paused = true;
      MOMENTS.forEach((moment, i) => {
        performance.seek(performance.duration * moment);
        GAMES.forEach((game, j) => {
          g.save();
          g.translate((i * GAMES.length + j) * CELL_W, (row + production - 1) * CELL_H);
          g.beginPath();
          g.rect(0, 0, CELL_W, CELL_H);
          g.clip();
          g.save();
          if (width > CELL_W) g.scale(CELL_W / 1920, CELL_H / 1080);
          else g.translate(CELL_W - 1920, CELL_H - 1080); // the lower right corner
          game(g);
          g.restore();
          g.drawImage(drawn, 0, 0, CELL_W, CELL_H);
          g.restore();
        });
      });
      performance.stop();
    }
  }
  return sheet;
}

/** Shows a sheet as the whole page. */
export async function shows(scene) {
  const drawn = await sheet(scene);
  document.body.style.margin = 0;
  document.body.replaceChildren(drawn);
  return [drawn.width, drawn.height];
}

/** Records a scene as the dashboard does. The server of the test takes the video. */
export async function records(scene, production) {
  document.body.innerHTML = '<script type="application/json" id="words">{}</script><div id="toasts"></div><button data-record="/recorded"><span></span></button>';
  const { record } = await import("/static/record.js");
  await record(document.querySelector("button"), showOf(scene, production));
}

function canvasOf(width, height) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  return canvas;
}

// A meadow with platforms, as it is at noon.
function day(g) {
  const air = g.createLinearGradient(0, 0, 0, 1080);
  air.addColorStop(0, "#8fd3ff");
  air.addColorStop(0.7, "#e9f8ff");
  g.fillStyle = air;
  g.fillRect(0, 0, 1920, 1080);
  for (const [y, color, wave] of [[640, "#b9e2a0", 90], [760, "#8ccf6b", 60], [900, "#61b04a", 30]]) {
    g.fillStyle = color;
    g.beginPath();
    g.moveTo(0, 1080);
    for (let x = 0; x <= 1920; x += 40) g.lineTo(x, y + Math.sin(x / 210 + y) * wave);
    g.lineTo(1920, 1080);
    g.fill();
  }
  for (const [x, y, w] of [[240, 700, 360], [860, 560, 300], [1380, 720, 400]]) {
    g.fillStyle = "#b5794a";
    g.fillRect(x, y, w, 46);
    g.fillStyle = "#7cc653";
    g.fillRect(x, y - 14, w, 20);
    for (let i = 0; i < 4; i += 1) disc(g, x + 50 + i * (w / 4), y - 60, 22, "#ffd23e");
  }
  display(g, "#ffffff", "#d33a4c");
}

// A street at night, with lit windows.
function night(g) {
  g.fillStyle = "#0b0f1c";
  g.fillRect(0, 0, 1920, 1080);
  for (let i = 0; i < 14; i += 1) {
    const [x, top] = [i * 140, 260 + ((i * 97) % 240)];
    g.fillStyle = i % 2 ? "#141b30" : "#10162a";
    g.fillRect(x, top, 132, 1080 - top);
    for (let n = 0; n < 21; n += 1) {
      if ((i * 7 + n * 5) % 4 !== 0) continue;
      g.fillStyle = n % 3 ? "#f3c46b" : "#7fd4e8";
      g.globalAlpha = 0.6;
      g.fillRect(x + 14 + (n % 3) * 38, top + 24 + Math.floor(n / 3) * 74, 24, 36);
      g.globalAlpha = 1;
    }
  }
  g.fillStyle = "#070a13";
  g.fillRect(0, 900, 1920, 180);
  for (let x = 40; x < 1920; x += 240) {
    g.fillStyle = "#3a4159";
    g.fillRect(x, 982, 120, 10);
  }
  display(g, "#a8b3d6", "#3fd28b");
}

// What a game says of itself: a map, the health, the ammunition.
function display(g, ink, health) {
  g.globalAlpha = 0.85;
  disc(g, 170, 170, 110, "#00000055");
  g.strokeStyle = ink;
  g.lineWidth = 6;
  g.stroke();
  g.fillStyle = "#00000055";
  g.fillRect(60, 990, 420, 34);
  g.fillStyle = health;
  g.fillRect(60, 990, 290, 34);
  g.fillStyle = ink;
  g.font = "700 54px sans-serif";
  g.textAlign = "right";
  g.fillText("24 / 120", 1860, 1024);
  g.globalAlpha = 1;
}

function disc(g, x, y, r, color) {
  g.fillStyle = color;
  g.beginPath();
  g.arc(x, y, r, 0, Math.PI * 2);
  g.fill();
}
