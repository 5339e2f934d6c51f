// Money: an octopus that would be a pirate cannot close its chest.

import { drawChestBack, drawChestFront, drawGold, drawOctopus, drawTentacle } from "./heroes/octopus.js";
import { enter, leave } from "./lib/acts.js";
import { blob, path, placed, shape, stroke } from "./lib/draw.js";
import { fade, mix } from "./lib/palette.js";
import { noise } from "./lib/random.js";
import { clamp, ease, hit, keyframes, lerp, progress, pulse, spring, tween } from "./lib/time.js";

const TAU = Math.PI * 2;

export default {
  bpm: 126,
  mood: "bright",
  root: 48,
  palettes: [["#ff5470", "#17a6c8", "#ffc52e"], ["#9b5cff", "#10b3a3", "#ffcf33"], ["#ff7438", "#3a78ff", "#ffd84d"]],
  beats: { 1: 8, 2: [16, 18], 3: [21, 25] },
  build: (s) => ({ 1: buildStroke, 2: buildScene, 3: buildFanfare })[s.production](s),
};

const titleOf = (s, { height = 450, ...options }) => {
  const title = s.title({ ...options, nameStyle: "sum" });
  const k = height / title.h;
  return k >= 1 ? title : titleOf(s, { ...options, height, size: options.size * k - 2, sumSize: (options.sumSize ?? options.size * 0.74) * k - 2 });
};

/** Letters fly out of a point in arcs, or back into it. */
const flyFrom = (from, y, high = 260) => (pose, k, part) => {
  const e = ease.out(k);
  pose.x = lerp(from.x - part.x, 0, e);
  pose.y = lerp(from.y - y - part.y, 0, ease.outBack(k)) - Math.sin(k * Math.PI) * high * (1 - k);
  pose.k = lerp(0.15, 1, e);
  pose.r = (1 - e) * (part.i % 2 ? 3 : -3);
};

const flyInto = (to, y) => (pose, k, part) => {
  const e = ease.in(k);
  pose.x = lerp(pose.x, to.x - part.x, e);
  pose.y = lerp(pose.y, to.y - y - part.y, e) - Math.sin(k * Math.PI) * 90;
  pose.k *= 1 - 0.88 * e;
  pose.r += e * (part.i % 2 ? -2 : 2);
  pose.a *= k > 0.92 ? 0 : 1;
};

const coins = (s, options) => s.particles({ n: 40, angle: -Math.PI / 2, spread: 1, speed: [700, 1700], gravity: 2300, drag: 0.5, life: [1, 1.8], size: [56, 96], flutter: true, spin: [0.1, 0.4], shapes: ["coin"], colors: [s.palette.accent, mix(s.palette.accent, "#ffe9a0", 0.4)], fadeOut: 0.12, ...options });

const glints = (s, options) => s.particles({ n: 30, speed: [60, 400], drag: 2, life: [0.5, 1.1], size: [34, 84], shapes: ["spark"], colors: ["#ffffff", s.palette.brightAccent], spin: [0.05, 0.2], fadeIn: 0.3, fadeOut: 0.5, ...options });

const dust = (s, options) => s.smoke({ n: 18, angle: -Math.PI / 2, spread: 3, speed: [120, 560], drag: 3, life: [0.4, 0.8], size: [50, 110], grow: 1.5, fill: mix(s.palette.accent, "#fff6e0", 0.7), shade: mix(s.palette.accent, "#b08a5a", 0.5), ...options });

// Light out of the chest, in rays that turn.
function drawRays(g, p, beat, power, r) {
  if (power <= 0.01) return;
  g.save();
  g.globalAlpha *= 0.34 * power;
  g.fillStyle = mix(p.accent, "#fff7d0", 0.6);
  g.beginPath();
  for (let i = 0; i < 9; i++) {
    const a = -Math.PI / 2 + (i - 4) * 0.33 + noise(beat * 0.7, i) * 0.12;
    const wide = 0.07 + 0.03 * noise(beat, i + 9);
    g.moveTo(0, 0);
    g.lineTo(Math.cos(a - wide) * r * power, Math.sin(a - wide) * r * power);
    g.lineTo(Math.cos(a + wide) * r * power, Math.sin(a + wide) * r * power);
  }
  g.fill();
  g.restore();
}

const props = (s) => [...s.emoji, ...(s.topic?.props ?? []).filter((prop) => prop !== "coin")];

// ---- productions ----

// 1: a chest falls, bursts, and is shut again: twice, because of one coin.
function buildStroke(s) {
  const { view, palette: p } = s;
  const wide = view.format === "wide";
  const tall = view.format === "tall";
  const k = 1;
  const title = titleOf(s, { width: view.w * 0.86, size: wide ? 200 : 175, lines: 2, height: 400 });
  const y = tall ? -view.h * 0.16 : view.top + 70 + Math.max(title.h, 330) / 2;
  const ground = Math.min(y + title.h / 2 + (wide ? 500 : 520), view.bottom - 40);
  const mouth = { x: 0, y: ground - 200 * k };
  const words = s.words({ at: 3, until: 5, width: wide ? 570 : view.w * 0.86, height: wide ? 300 : tall ? 220 : 130, size: wide ? 62 : 54, lines: wide ? 4 : 2, style: "plate" });
  const heap = s.layer(420, 190, (g) => { g.translate(0, 85); drawGold(g, p, s.random("gold"), 390, 150); });
  const burst = 2;
  const out = s.length - 1.9;
  const bang = out + 0.7; // the lid is shut by a whole octopus
  const lid = keyframes([[0.8, 0], [burst, 0], [burst + 0.16, 1.1, ease.outExpo], [burst + 0.5, 1, ease.inOut], [4.6, 1], [4.9, 0.24, ease.in], [5.05, 1.05, ease.outExpo], [5.4, 1], [out + 0.45, 1], [bang, 0, ease.in]]);
  const fountain = coins(s, { n: 60, at: burst, over: 0.7, from: { ...mouth, w: 260 * k, h: 20 }, spread: 0.9 });
  const ricochet = coins(s, { n: 12, at: 4.95, from: { ...mouth, w: 200 * k, h: 10 }, spread: 1.6 });
  const extra = props(s).length ? coins(s, { n: 14, at: burst + 0.2, from: { ...mouth, w: 200, h: 10 }, spread: 1.2, shapes: props(s), flutter: false }) : null;
  const shine = glints(s, { n: 34, at: burst + 0.8, over: 2.6, from: { x: 0, y, w: title.w, h: title.h } });
  const thud = dust(s, { at: 0.8, from: { x: 0, y: ground, w: 420 * k, h: 10 } });
  const slam = dust(s, { n: 12, at: bang, from: { x: 0, y: ground - 190 * k, w: 420 * k, h: 10 }, size: [40, 80] });
  s.cue(0.2, "whoosh", 0.5);
  s.cue(0.8, "boom", 0.7);
  s.cue(1.2, "rise", 0.6);
  s.cue(burst, "hit", 1);
  s.cue(burst + 0.3, "sparkle", 0.9);
  s.cue(3.4, "hit", 0.7);
  s.cue(4.9, "pop", 0.8);
  s.cue(out, "whoosh", 0.6);
  s.cue(bang, "boom", 0.8);
  s.cue(s.length - 0.45, "pop", 0.7);
  s.camera.shake(0.8, 0.5, 0.9).shake(burst, 0.6, 1.2).shake(bang, 0.5, 0.8);
  const gleam = (part, b, now) => ({ ...now, y: now.y + Math.sin((b - part.i * 0.14) * Math.PI) * 6, k: now.k * (1 + 0.05 * hit(b, 3.4 + part.along * 0.5, 0.4)) });
  return {
    moments: [5.7],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        placed(g, { ...mouth }, () => drawRays(g, p, beat, ease.outBack(progress(beat, burst, burst + 0.4)) * (1 - progress(beat, out + 0.3, bang)), view.h * 0.62));
        drawTitle(g, beat);
        const at = words.run.parts.length ? (wide ? { x: 280 * k + 60 + words.w / 2, y: ground - 110 * k } : { x: 0, y: ground + (tall ? 40 + words.h / 2 : -60) }) : null;
        fountain.draw(g, beat);
        extra?.draw(g, beat);
        drawChest(g, beat);
        ricochet.draw(g, beat);
        if (at) words.draw(g, at.x, at.y, beat, { out: out + 0.1, eachOut: 0.02, leave: leave.shrink, leaves: 0.5 });
        shine.draw(g, beat);
        thud.draw(g, beat);
        slam.draw(g, beat);
      });
    },
  };

  function drawTitle(g, beat) {
    title.draw(g, 0, y, beat,
      { at: burst + 0.05, each: 0.07, enter: flyFrom(mouth, y + title.nameY), takes: 0.8, out, eachOut: 0.03, leave: flyInto(mouth, y + title.nameY), leaves: 0.5, pose: gleam },
      { at: 3.1, each: 0.02, enter: enter.slam, takes: 0.8, out, eachOut: 0.03, leave: flyInto(mouth, y + title.sumY), leaves: 0.5 });
  }

  function drawChest(g, beat) {
    const fall = tween(beat, -0.4, 0.8, -view.h * 0.7, 0, ease.in);
    const rattle = progress(beat, 1.1, burst) * (beat < burst ? 1 : 0);
    const gone = ease.inBack(progress(beat, s.length - 0.75, s.length - 0.25));
    const squash = (beat < 0.8 ? -0.1 : spring(beat - 0.8, 1.3, 3) * 0.16) + spring(beat - burst, 1.4, 3) * -0.14 + spring(beat - bang, 1.5, 3.5) * 0.15;
    const open = lid(beat) + (rattle > 0 ? Math.abs(Math.sin(beat * 22)) * 0.16 * rattle : 0);
    const peek = ease.outBack(progress(beat, out - 0.5, out)); // it comes up behind the chest
    const sits = progress(beat, out + 0.25, bang);
    placed(g, { x: noise(beat * 26, 1) * 8 * rattle, y: ground + fall, r: noise(beat * 18, 2) * 0.03 * rattle, k: k * (1 - gone), kx: 1 + squash, ky: 1 - squash }, () => {
      if (beat > out - 0.6 && sits <= 0) placed(g, { x: 120, y: lerp(-120, -330, peek), k: 0.8 }, () => drawOctopus(g, s, beat, { legs: "none", look: { x: -0.5, y: 0.8 } }));
      drawChestBack(g, p, open);
      if (open > 0.3) placed(g, { y: -245, ky: Math.min(1, open) }, () => heap.draw(g));
      drawChestFront(g, p, open);
      if (beat > 4 && beat < 5.8) {
        const reach = ease.out(progress(beat, 4, 4.5)) * (1 - ease.in(progress(beat, 5.2, 5.7)));
        if (reach > 0.02) drawTentacle(g, p, { x: -340, y: 330 * (1 - reach) + 30, angle: -Math.PI / 2, bend: 0.5 + (1 - Math.min(1, open)) * 0.5, curl: 1.6, length: 570 * reach, width: 96, tip: 26, side: 1, wave: 0.2, beat });
      }
      if (sits > 0) {
        const jump = Math.sin(sits * Math.PI) * 240;
        const lands = spring(beat - bang, 1.4, 3) * 0.2;
        placed(g, { y: lerp(-330, -400, sits) - jump - open * 40, x: lerp(120, 0, sits), k: 0.8, kx: 1 + lands, ky: 1 - lands }, () => drawOctopus(g, s, beat, { strain: sits < 1 ? 1 : 0, joy: beat > bang + 0.25 ? 1 : 0, hat: { y: -Math.max(0, spring(beat - bang, 1, 3)) * 30 * (beat > bang), r: 0 } }));
      }
    });
  }
}


// ---- the island ----

const LEAF = path("M0 0 C60 -70 190 -80 270 30 C200 0 150 0 120 26 C110 -6 80 -10 50 20 C44 0 24 -2 0 0 Z");
const TRUNK = path("M-34 0 C-10 -160 -90 -300 -60 -470 L-6 -476 C-26 -300 60 -160 44 0 Z");
const RINGS = path("M-28 -70 C0 -56 30 -58 48 -72 M-26 -140 C0 -126 24 -128 40 -142 M-44 -214 C-20 -200 4 -202 22 -216 M-66 -290 C-44 -276 -16 -278 0 -292 M-70 -370 C-50 -358 -24 -358 -8 -372");

function drawPalm(g, p, beat) {
  const sway = Math.sin(beat * Math.PI * 0.5) * 0.04;
  const green = mix(p.second, "#3ddc6a", 0.5);
  placed(g, { r: sway }, () => {
    shape(g, TRUNK, { fill: "#b9743c", ink: p.ink });
    stroke(g, RINGS, mix("#b9743c", p.ink, 0.5), 7);
    for (const [r, flip, k, dark] of [[-0.75, -1, 0.9, 0.3], [-0.7, 1, 0.9, 0.3], [0.1, -1, 1, 0.14], [0.05, 1, 1, 0.14], [-0.35, -1, 1.05, 0], [-0.3, 1, 1.05, 0]]) {
      placed(g, { x: -34, y: -470, kx: flip, r: 0, k }, () => placed(g, { r: r + Math.sin(beat * Math.PI + r * 5) * 0.06 }, () => shape(g, LEAF, { fill: mix(green, p.ink, dark), ink: p.ink })));
    }
    for (const [x, y] of [[-58, -450], [-12, -444]]) shape(g, path((f) => f.arc(x, y, 24, 0, TAU)), { fill: "#7a4526", ink: p.ink, line: 7 });
  });
}

function drawSun(g, p, r) {
  const disc = path((f) => { f.arc(0, 0, r, Math.PI, 0); f.closePath(); });
  g.save();
  g.clip(disc);
  const light = g.createLinearGradient(0, -r, 0, 0);
  light.addColorStop(0, p.accent);
  light.addColorStop(1, p.main);
  g.fillStyle = light;
  g.fillRect(-r, -r, 2 * r, r);
  g.fillStyle = mix(p.main, p.deep, 0.3);
  for (let i = 0; i < 5; i++) g.fillRect(-r, -r * (0.46 - i * 0.1), 2 * r, 5 + i * 5);
  g.restore();
  shape(g, disc, { ink: p.ink, line: 24 });
  shape(g, disc, { ink: p.brightAccent, line: 10 });
}

const SAND = path("M-560 60 C-480 -40 -260 -96 0 -96 C260 -96 480 -40 560 60 C400 130 -400 130 -560 60 Z");

function drawSand(g, p) {
  shape(g, SAND, { fill: mix(p.accent, "#ffeecb", 0.66), ink: p.ink, line: 12, shade: { path: path("M-600 80 C-200 70 260 40 420 -70 H620 V160 H-600 Z"), color: fade(p.ink, 0.16) } });
  shape(g, path("M300 30 L318 4 L330 -22 L346 2 L374 6 L354 26 L358 54 L332 42 L306 54 Z"), { fill: p.main, ink: p.ink, line: 7 });
  shape(g, blob([[-420, 20], [-390, -6], [-350, 4], [-340, 34], [-380, 46]]), { fill: mix(p.ink, "#ffffff", 0.55), ink: p.ink, line: 8 });
}

// The sea before the island: two waves that go against each other.
function drawSea(g, p, beat, w, h) {
  for (const [lane, color, y, way] of [[0, mix(p.second, p.ink, 0.25), 0, 1], [1, p.second, 44, -1]]) {
    const wave = path((f) => {
      f.moveTo(-w / 2, y + 30);
      for (let i = 0; i <= 24; i++) {
        const x = -w / 2 + (i / 24) * w;
        const edge = Math.min(1, Math.min(i, 24 - i) / 3);
        f.lineTo(x, y + Math.sin(i * 1.05 + beat * way * 1.6 + lane) * 15 * edge + Math.sin(beat * Math.PI + lane) * 6);
      }
      f.bezierCurveTo(w * 0.42, h, -w * 0.42, h, -w / 2, y + 30);
      f.closePath();
    });
    shape(g, wave, { fill: color, ink: p.ink, line: 12 });
    g.save();
    g.clip(wave);
    g.translate(0, 22);
    stroke(g, wave, fade("#ffffff", lane ? 0.6 : 0.25), 9);
    g.restore();
  }
}

// 2: on an island the octopus sits upon its chest. Every word is a kick from inside.
function buildScene(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const ground = { wide: 330, square: 330, tall: 380 }[view.format];
  const k = tall ? 0.96 : 0.84;
  const burst = s.length - 9;
  const out = s.length - 2.3;
  const bang = out + 0.5;
  const sumAt = burst + 3;
  const mouth = { x: 0, y: ground - 196 * k };
  const sun = s.layer(1160, 620, (g) => { g.translate(0, 290); drawSun(g, p, tall ? 500 : 540); });
  const sand = s.layer(1180, 300, (g) => drawSand(g, p));
  const heap = s.layer(420, 190, (g) => { g.translate(0, 85); drawGold(g, p, s.random("gold"), 390, 150); });
  const words = s.words({ at: 2, until: burst - 0.75, width: Math.min(view.w * 0.94, 1750), height: tall ? 460 : 210, size: tall ? 100 : 90, lines: tall ? 5 : 2 });
  const wordsY = tall ? -310 - words.h / 2 : view.top + 64 + words.h / 2;
  const kicks = words.starts.length ? [...new Set(words.starts)] : [2, 3, 4, 5, 6].filter((at) => at < burst - 0.5);
  if (!words.starts.length) for (const at of kicks) s.cue(at, "pop", 0.6);
  const title = titleOf(s, { width: view.w * 0.92, size: tall ? 190 : 230, sumSize: tall ? 150 : 150, lines: 2, height: tall ? 560 : 440 });
  const titleY = tall ? -430 : view.top + 60 + Math.max(title.h, 400) / 2;
  const fountain = coins(s, { n: 110, at: burst, over: 1.6, from: { ...mouth, w: 240, h: 20 }, spread: 0.9, speed: [900, 2100] });
  const drip = coins(s, { n: 40, at: burst + 1.6, over: out - burst - 2.2, from: { ...mouth, w: 260, h: 10 }, spread: 1.3, speed: [300, 900], size: [40, 70] });
  const kicked = kicks.map((at) => coins(s, { n: 3, at, from: { x: 0, y: ground - 250 * k, w: 380 * k, h: 10 }, spread: 2.2, speed: [400, 800], size: [44, 70] }));
  const shine = glints(s, { n: 50, at: sumAt - 0.4, over: 4, from: { x: 0, y: titleY, w: title.w, h: title.h } });
  const stars = s.particles({ n: 30, at: sumAt, from: { x: 0, y: titleY + title.sumY, w: title.sum.w * 0.8 }, speed: [400, 1200], gravity: 900, size: [34, 74], spin: [0.1, 0.7], shapes: ["star", "spark", ...props(s)], colors: [p.brightAccent, p.main, p.paper], lined: true, life: [1.1, 2] });
  const emoji = s.emojiBurst({ at: burst + 0.2, from: { ...mouth, w: 160 }, angle: -Math.PI / 2, spread: 1.5, speed: [900, 1800], gravity: 1500 });
  const splash = s.particles({ n: 46, at: s.length - 0.75, from: { x: 0, y: ground + 120, w: 1000 }, angle: -Math.PI / 2, spread: 1.2, speed: [300, 900], gravity: 2200, life: [0.3, 0.55], size: [26, 60], shapes: ["drop"], colors: [p.brightSecond, "#ffffff"], lined: true });
  const slam = dust(s, { n: 14, at: bang, from: { ...mouth, w: 420 * k, h: 10 } });
  s.camera.moves([[0, {}], [burst - 0.3, { zoom: 1.05, y: 24 }, ease.in], [burst + 0.4, { zoom: 1 }, ease.outExpo]]).shake(burst, 0.9, 1.8).shake(sumAt, 0.6).shake(bang, 0.6, 0.9).sway(1);
  s.flash(burst, 0.3, mix(p.accent, "#ffffff", 0.6));
  s.cue(0, "whoosh", 0.6);
  s.cue(1, "pop", 0.7);
  s.cue(burst - 1.5, "rise", 0.8);
  s.cue(burst, "boom", 1);
  s.cue(burst + 0.4, "sparkle", 0.9);
  s.cue(sumAt, "hit", 1);
  s.cue(out - 0.2, "whoosh", 0.7);
  s.cue(bang, "boom", 0.8);
  s.cue(bang + 0.7, "sparkle", 0.5);
  s.cue(s.length - 0.85, "pop", 0.8);
  const lid = keyframes([[burst - 0.1, 0], [burst + 0.12, 1.15, ease.outExpo], [burst + 0.5, 1], [out + 0.25, 1], [bang, 0, ease.in]]);
  const kick = (b) => (b < burst ? kicks.reduce((sum, at) => sum + Math.max(0, Math.sin(clamp((b - at) / 0.4) * Math.PI)), 0) : 0);
  const gleam = (part, b, now) => ({ ...now, y: now.y + Math.sin((b - part.i * 0.14) * Math.PI) * 7, k: now.k * (1 + 0.06 * hit(b, Math.floor(b) + part.along * 0.5, 0.4)) });
  const start = { x: Math.min(view.w * 0.34, 620), y: view.top - 420 };
  const fly = keyframes([[burst + 3.6, start], [out - 1.6, { x: start.x * 0.82, y: ground - 620 * k }, ease.linear], [out + 0.25, { x: 0, y: ground - 470 * k }, ease.inOut]]);
  return {
    moments: [burst - 0.6, out - 1.6],
    draw(g, beat) {
      const up = ease.outBack(progress(beat, 0, 1));
      const down = ease.inBack(progress(beat, s.length - 1.1, s.length - 0.5));
      const open = lid(beat);
      s.camera.draw(g, beat, 1, () => {
        placed(g, { y: ground + 60, k: 1 - down, ky: lerp(0.2, 1, up) * (1 - down), a: Math.min(1, up * 3) }, () => {
          g.translate(0, -ground - 60);
          sun.draw(g, 0, ground + 40 - 290 + (1 - up) * 300);
          placed(g, { x: tall ? -330 : -400, y: ground + 30, k: tall ? 1 : 1.05 }, () => drawPalm(g, p, beat));
          sand.draw(g, 0, ground + 40);
          placed(g, { ...mouth }, () => drawRays(g, p, beat, ease.outBack(progress(beat, burst, burst + 0.4)) * (1 - progress(beat, out + 0.2, bang)), 900));
          drawChestOf(g, beat, open);
          placed(g, { y: ground + 110 }, () => drawSea(g, p, beat, tall ? 1040 : 1300, tall ? 190 : 170));
        });
        kicked.forEach((coin) => coin.draw(g, beat));
        fountain.draw(g, beat);
        drip.draw(g, beat);
        if (beat > burst) drawFlight(g, beat, down);
        words.draw(g, 0, wordsY, beat, { enter: enter.elastic, takes: 0.8, out: burst, eachOut: 0.02, leave: leave.scatter, leaves: 0.9 });
        title.draw(g, 0, titleY, beat,
          { at: burst + 0.2, each: 0.09, enter: flyFrom(mouth, titleY + title.nameY, 320), takes: 0.9, out: out - 0.1, eachOut: 0.02, leave: flyInto(mouth, titleY + title.nameY), leaves: 0.5, pose: gleam },
          { at: sumAt - 0.35, each: 0.02, enter: enter.slam, takes: 0.9, out: out - 0.1, eachOut: 0.02, leave: flyInto(mouth, titleY + title.sumY), leaves: 0.5 });
        emoji?.draw(g, beat);
        stars.draw(g, beat);
        shine.draw(g, beat);
        slam.draw(g, beat);
        splash.draw(g, beat);
      });
    },
  };

  function drawChestOf(g, beat, open) {
    const push = kick(beat);
    const tremble = progress(beat, burst - 1.2, burst) * (beat < burst ? 1 : 0);
    const squash = spring(beat - burst, 1.4, 3) * -0.14 + spring(beat - bang, 1.5, 3.5) * 0.14;
    const ajar = open + push * 0.3 + Math.abs(Math.sin(beat * 24)) * 0.12 * tremble;
    placed(g, { x: noise(beat * 26, 1) * 8 * tremble, y: ground, r: noise(beat * 18, 2) * 0.03 * tremble + push * 0.03, k, kx: 1 + squash, ky: 1 - squash }, () => {
      drawChestBack(g, p, ajar);
      if (ajar > 0.3) placed(g, { y: -245, ky: Math.min(1, ajar) }, () => heap.draw(g));
      drawChestFront(g, p, ajar);
      if (beat > 0.9 && beat < burst) {
        const lands = spring(beat - 1, 1.4, 3) * 0.22 * (beat > 1);
        const drop = tween(beat, 0.5, 1, -view.h, 0, ease.in);
        const straining = push > 0.12 || tremble > 0.1;
        placed(g, { y: -404 - push * 110 - tremble * 10 + drop, r: noise(beat * 9, 4) * 0.08 * push, k: 0.86, kx: 1 + lands - push * 0.07, ky: 1 - lands + push * 0.09 }, () => drawOctopus(g, s, beat, { strain: straining ? 1 : 0, look: { x: Math.sin(beat * 2) * 0.5, y: 0.5 }, hat: { y: -push * 70, r: push * 0.3 }, sway: 0.2 + push * 0.5 }));
      }
    });
  }

  // Up like a cork, and down again by a hat.
  function drawFlight(g, beat, down) {
    const up = progress(beat, burst, burst + 1);
    if (up < 1) {
      placed(g, { y: lerp(ground - 404 * k, view.top - 700, ease.out(up)), r: up * 5, k: 0.86 * k }, () => drawOctopus(g, s, beat, { fear: 1, look: { x: 0, y: 0.8 }, hat: { y: -60, r: 0.4 }, sway: 1 }));
      return;
    }
    if (beat < burst + 3.6) return;
    const seated = progress(beat, out + 0.25, bang);
    const at = fly(beat);
    const swing = (1 - seated) * Math.sin(beat * Math.PI * 0.8) * 0.16;
    const lands = spring(beat - bang, 1.4, 3) * 0.2;
    const y = beat < out + 0.25 ? at.y : lerp(ground - 470 * k, ground - 404 * k, seated);
    placed(g, { x: at.x, y: y + down * 300, r: swing, k: 0.86 * k * (1 - down), kx: 1 + lands, ky: 1 - lands }, () => {
      const sail = 1 - ease.in(progress(beat, out, out + 0.3));
      if (sail > 0) {
        stroke(g, path(`M-70 -180 L${-250 * sail} -380 M70 -180 L${250 * sail} -380`), p.ink, 9);
        placed(g, { y: -380, k: lerp(1, 2, sail) }, () => drawOctopusHat(g));
      }
      drawOctopus(g, s, beat, { joy: beat > bang + 0.3 ? 1 : 0, look: { x: -0.6, y: 0.7 }, hat: sail > 0 ? null : { y: -Math.max(0, spring(beat - bang, 1, 3)) * 30 * (beat > bang), r: 0 }, sway: 0.3 + 0.4 * (1 - seated) });
    });
  }

  function drawOctopusHat(g) {
    shape(g, path("M-168 6 C-170 -70 -90 -136 0 -136 C90 -136 170 -70 168 6 C110 -30 -110 -30 -168 6 Z"), { fill: mix(p.deep, p.ink, 0.4), ink: p.ink, line: 8 });
    stroke(g, path("M-166 4 C-110 -32 110 -32 166 4"), p.accent, 10);
  }
}

// ---- the deep ----

function drawDeep(g, w, h, p, random) {
  const water = g.createLinearGradient(0, -h / 2, 0, h / 2);
  for (const [at, color] of [[0, mix(p.second, "#ffffff", 0.25)], [0.3, mix(p.second, p.deep, 0.25)], [0.75, mix(p.second, p.deep, 0.78)], [1, mix(p.deep, "#04030f", 0.4)]]) water.addColorStop(at, color);
  g.fillStyle = water;
  g.fillRect(-w / 2, -h / 2, w, h);
  for (let i = 0; i < 8; i++) {
    const x = random.between(-w * 0.5, w * 0.5);
    const wide = random.between(50, 170);
    const shaft = g.createLinearGradient(0, -h / 2, 0, h * 0.3);
    shaft.addColorStop(0, "rgba(255,255,255,.22)");
    shaft.addColorStop(1, "rgba(255,255,255,0)");
    g.fillStyle = shaft;
    g.beginPath();
    g.moveTo(x, -h / 2);
    g.lineTo(x + wide, -h / 2);
    g.lineTo(x + wide * 2.4 - 260, h * 0.35);
    g.lineTo(x - 300, h * 0.35);
    g.fill();
  }
}

function drawReef(g, view, p, random) {
  for (const [y, color, lane] of [[-70, mix(p.second, p.deep, 0.82), 1], [30, mix(p.deep, p.ink, 0.45), 4]]) {
    g.fillStyle = color;
    g.beginPath();
    g.moveTo(-view.w * 0.62, 400);
    for (let x = -view.w * 0.62; x <= view.w * 0.62; x += 40) g.lineTo(x, y - Math.abs(x / view.w) ** 2 * 620 + noise(x * 0.004, lane) * 60 + noise(x * 0.016, lane) * 14);
    g.lineTo(view.w * 0.62, 400);
    g.fill();
  }
  for (const side of [-1, 1]) {
    for (let i = 0; i < 5; i++) {
      const x = side * view.w * random.between(0.26, 0.5);
      const base = 60 - Math.abs(x / view.w) ** 2 * 620;
      const color = mix(random.pick([p.main, p.accent, p.second]), p.deep, 0.35);
      const tall = random.between(90, 190);
      const twigs = path((f) => { for (const lean of [-0.6, -0.2, 0.25, 0.7]) { f.moveTo(x, base); f.quadraticCurveTo(x + lean * 20, base - tall * 0.6, x + lean * tall * 0.7, base - tall * (1 - Math.abs(lean) * 0.4)); } });
      stroke(g, twigs, p.ink, 34);
      stroke(g, twigs, color, 20);
    }
  }
}

// 3: the deep, two arms in the dark, a giant that opens its chest; then it pulls the curtain.
function buildFanfare(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const burst = Math.round(s.length * 0.42);
  const climax = burst + 4;
  const out = s.length - 2.6;
  const closed = out + 1;
  const ground = view.bottom - 120;
  const k = tall ? 1.15 : 1;
  const mouth = { x: 0, y: ground - 200 * k };
  const deep = s.backdrop((g, w, h) => drawDeep(g, w, h, p, s.random("light")), 0.4);
  const glow = s.backdrop((g, w, h) => {
    const light = g.createRadialGradient(0, mouth.y, 0, 0, mouth.y, Math.max(w, h) * 0.72);
    for (const [at, a] of [[0, 0.95], [0.3, 0.62], [0.7, 0.22], [1, 0]]) light.addColorStop(at, fade(mix(p.accent, at < 0.3 ? "#fff3c0" : p.main, at < 0.3 ? 0.5 : 0.3), a));
    g.fillStyle = light;
    g.fillRect(-w / 2, -h / 2, w, h);
  }, 0.15);
  const reef = s.layer(view.w * 1.2, 900, (g) => drawReef(g, view, p, s.random("reef")));
  const heap = s.layer(420, 190, (g) => { g.translate(0, 85); drawGold(g, p, s.random("gold"), 390, 150); });
  const hoard = s.layer(view.w * 1.16, 420, (g) => { g.translate(0, 205); drawGold(g, p, s.random("hoard"), view.w * 1.15, 330); });
  const words = s.words({ at: 1.5, until: burst - 2, width: Math.min(view.w * 0.9, 1650), height: tall ? 560 : 340, size: tall ? 112 : 108, lines: tall ? 6 : 3 });
  const wordsY = tall ? view.top + 260 + words.h / 2 : view.top + 80 + words.h / 2;
  const title = titleOf(s, { width: view.w * 0.92, size: tall ? 240 : 320, sumSize: tall ? 200 : 210, lines: 2, height: tall ? 760 : 570 });
  const titleY = tall ? -view.h * 0.18 : view.top + 56 + Math.max(title.h, 480) / 2;
  const bubbles = s.particles({ n: 90, at: -2, over: s.length, from: { x: 0, y: view.bottom + 40, w: view.w * 1.1 }, angle: -Math.PI / 2, spread: 0.2, speed: [120, 420], drag: 0, sway: 26, life: [2, 4], size: [16, 60], shapes: ["bubble"], colors: ["#ffffff", p.brightSecond] });
  const gasp = s.particles({ n: 60, at: burst, over: 0.8, from: { ...mouth, w: 400, h: 40 }, spread: 1.6, speed: [400, 1500], drag: 1.4, gravity: -300, life: [0.9, 1.8], size: [30, 110], shapes: ["bubble"], colors: ["#ffffff", p.brightAccent] });
  const geyser = coins(s, { n: 130, at: burst, over: 2, from: { ...mouth, w: 240 * k, h: 20 }, spread: 1.1, speed: [1000, 2600], drag: 0.9, gravity: 1500, life: [1.3, 2.4], size: [60, 120] });
  const rain = coins(s, { n: 80, at: burst + 2, over: out - burst - 1, from: { x: 0, y: view.top - 80, w: view.w * 1.1 }, angle: Math.PI / 2, spread: 0.3, speed: [160, 420], gravity: 160, drag: 0, life: [2.4, 3.4], size: [44, 96] });
  const burstStars = glints(s, { n: 110, at: climax, from: { x: 0, y: titleY + title.sumY }, speed: [300, 2100], drag: 1.5, life: [1, 2.2], size: [40, 110], shapes: ["spark", "star", ...props(s)], colors: ["#ffffff", p.brightAccent, p.brightMain] });
  const shine = glints(s, { n: 70, at: climax, over: out - climax, from: { x: 0, y: titleY, w: title.w, h: title.h } });
  const emoji = s.emojiBurst({ at: climax, from: { x: 0, y: titleY, w: 400 }, spread: TAU, speed: [500, 1500] });
  s.camera.moves([[0, { zoom: 1.1, y: -50 }], [burst - 2, { zoom: 1 }, ease.inOut], [burst - 0.2, { zoom: 1.12, y: 120 }, ease.in], [burst + 0.4, { zoom: 1 }, ease.outExpo], [climax - 0.4, {}], [climax, { zoom: 1.06 }, ease.outExpo], [out, { zoom: 1.01 }, ease.inOut]])
    .shake(burst, 1.1, 2.6).shake(climax, 1, 1.6).shake(closed, 0.4, 0.8).sway(1.6);
  s.flash(burst, 0.45, mix(p.accent, "#ffffff", 0.6));
  s.flash(climax, 0.4);
  s.cue(0, "rise", 0.5);
  s.cue(2, "whoosh", 0.7);
  s.cue(4, "whoosh", 0.7);
  s.cue(burst - 2, "rise", 1);
  s.cue(burst, "boom", 1);
  s.cue(burst + 0.4, "sparkle", 1);
  s.cue(climax, "final", 1);
  s.cue(climax, "boom", 0.9);
  s.cue(climax + 1, "sparkle", 0.8);
  s.cue(out, "whoosh", 1);
  s.cue(closed, "hit", 0.7);
  s.cue(closed + 0.9, "pop", 0.7);
  const lid = keyframes([[burst - 0.1, 0], [burst + 0.12, 1.15, ease.outExpo], [burst + 0.5, 1]]);
  const dance = (part, b, now) => ({ ...now, y: now.y + Math.sin((b - part.i * 0.14) * Math.PI) * 10, k: now.k * (1 + 0.06 * hit(b, Math.floor(b) + part.along * 0.5, 0.4)) });
  return {
    moments: [burst - 2.3, out - 0.6],
    draw(g, beat) {
      const shown = ease.out(progress(beat, 0, 0.8)) * (1 - ease.inOut(progress(beat, closed + 1.15, s.length - 0.05)));
      g.globalAlpha = shown;
      if (beat < closed + 0.1) {
        s.camera.draw(g, beat, 0.25, () => deep.draw(g));
        const lit = ease.out(progress(beat, burst, burst + 0.5));
        if (lit > 0) {
          g.globalAlpha = shown * lit * (0.86 + pulse(beat) * 0.14);
          s.camera.draw(g, beat, 0.6, () => glow.draw(g));
          g.globalAlpha = shown;
        }
        s.camera.draw(g, beat, 0.7, () => reef.draw(g, 0, view.bottom - 160));
        bubbles.draw(g, beat);
        s.camera.draw(g, beat, 1, () => drawStage(g, beat, shown));
      }
      drawCurtain(g, beat);
      g.globalAlpha = 1;
    },
  };

  function drawStage(g, beat, shown) {
    placed(g, { ...mouth }, () => drawRays(g, p, beat, ease.outBack(progress(beat, burst, burst + 0.5)), view.h * 1.2));
    drawArms(g, beat);
    const rise = ease.outBack(progress(beat, burst - 2, burst - 1));
    if (rise > 0) {
      const bob = beat > burst ? Math.abs(Math.sin(beat * Math.PI)) : 0;
      placed(g, { x: tall ? 0 : view.w * 0.3, y: lerp(view.bottom + 420, ground - (tall ? 470 : 170), rise) - bob * 26, k: tall ? 1.5 : 1.3, kx: 1 - bob * 0.04, ky: 1 + bob * 0.05, r: beat > burst ? Math.sin(beat * Math.PI) * 0.05 : 0 }, () => drawOctopus(g, s, beat, { joy: beat > burst + 0.3 ? 1 : 0, strain: beat > burst - 0.7 && beat < burst + 0.1 ? 1 : 0, look: { x: -0.2, y: 0.8 }, hat: { y: beat > burst ? -bob * 34 : 0, r: 0 } }));
    }
    const open = lid(beat);
    const tremble = progress(beat, burst - 1.6, burst) * (beat < burst ? 1 : 0);
    const up = ease.outBack(progress(beat, 0.2, 1));
    placed(g, { x: noise(beat * 26, 1) * 9 * tremble, y: ground + (1 - up) * 500, r: noise(beat * 18, 2) * 0.03 * tremble, k, kx: 1 - spring(beat - burst, 1.4, 3) * 0.14, ky: 1 + spring(beat - burst, 1.4, 3) * 0.14 }, () => {
      const ajar = open + Math.abs(Math.sin(beat * 24)) * 0.14 * tremble;
      drawChestBack(g, p, ajar);
      if (ajar > 0.3) placed(g, { y: -245, ky: Math.min(1, ajar) }, () => heap.draw(g));
      drawChestFront(g, p, ajar);
    });
    geyser.draw(g, beat);
    gasp.draw(g, beat);
    const risen = ease.out(progress(beat, burst + 1, climax));
    if (risen > 0) hoard.draw(g, 0, lerp(view.bottom + 260, view.bottom - 20, risen));
    rain.draw(g, beat);
    words.draw(g, 0, wordsY, beat, { enter: enter.elastic, takes: 0.8, out: burst - 0.4, eachOut: 0.02, leave: leave.lift, leaves: 0.8 });
    burstStars.draw(g, beat);
    const ring = progress(beat, climax, climax + 1.3);
    if (ring > 0 && ring < 1) placed(g, { y: titleY + title.sumY, k: ease.outExpo(ring) * 17, a: 1 - ring }, () => g.drawImage(s.sprites.shape("ring", p.brightAccent), -50, -50, 100, 100));
    g.globalAlpha = shown;
    placed(g, { k: 1 + pulse(beat) * 0.02 * progress(beat, climax, climax + 0.1) }, () => title.draw(g, 0, titleY, beat,
      { at: burst + 0.5, each: 0.1, enter: flyFrom(mouth, titleY + title.nameY, 400), takes: 1, pose: dance },
      { at: climax - 0.35, each: 0.02, enter: enter.slam, takes: 0.9 }));
    emoji?.draw(g, beat);
    shine.draw(g, beat);
  }

  // Arms that come out of the dark: first one, then another; later they juggle.
  function drawArms(g, beat) {
    for (const [side, at, x, length] of [[-1, 2, 0.4, 760], [1, 4, 0.42, 700], [-1, burst + 0.6, 0.27, 520], [1, burst + 0.8, 0.22, 430]]) {
      const grown = ease.outBack(progress(beat, at, at + 1.1));
      if (grown <= 0) continue;
      const end = drawTentacle(g, p, { x: side * view.w * x, y: view.bottom + 60, angle: -Math.PI / 2 + side * 0.12, bend: -side * 0.5, curl: -side * (beat < burst ? 2.2 : 0.6), length: length * grown * (tall ? 1.1 : 0.9), width: 120, tip: 26, side, wave: 0.5, beat: beat + at });
      if (beat > burst + 1) placed(g, { x: end.x, y: end.y - 40 - Math.abs(Math.sin((beat + at) * Math.PI)) * 130, kx: Math.cos(beat * 5 + at) }, () => g.drawImage(s.sprites.shape("coin", p.accent), -52, -52, 104, 104));
    }
  }

  // Its arms close before the picture; in the dark it winks.
  function drawCurtain(g, beat) {
    const grown = ease.inOut(progress(beat, out, closed));
    if (grown <= 0) return;
    const rows = tall ? 9 : 6;
    if (beat < closed + 0.1) {
      for (let i = 0; i < rows; i++) {
        for (const side of [-1, 1]) {
          const y = view.top + ((i + (side > 0 ? 0.25 : 0.75)) / rows) * view.h;
          drawTentacle(g, p, { x: side * (view.w / 2 + 120), y, angle: side > 0 ? Math.PI : 0, bend: side * 0.25 * (i % 2 ? 1 : -1), curl: side * (1 - grown) * 2.5, length: view.w * 0.86 * grown + 40, width: (view.h / rows) * 1.9, tip: (view.h / rows) * 1.1, side: i % 2 ? 1 : -1, beat, wave: 0.1, color: mix(p.main, p.ink, (i % 3) * 0.12) });
        }
      }
      return;
    }
    g.fillStyle = mix(p.ink, "#000000", 0.4);
    g.fillRect(view.left, view.top, view.w, view.h);
    const open = progress(beat, closed + 0.2, closed + 0.35);
    const wink = progress(beat, closed + 0.85, closed + 0.95);
    placed(g, { k: 1.6 }, () => {
      for (const [x, shut] of [[-70, wink], [70, 0]]) {
        const half = 34 * open * (1 - shut) + 2;
        g.fillStyle = "#ffffff";
        g.beginPath();
        g.ellipse(x, 0, 38, half, 0, 0, TAU);
        g.fill();
        g.fillStyle = p.ink;
        g.beginPath();
        g.ellipse(x, 0, 17, Math.min(20, half), 0, 0, TAU);
        g.fill();
      }
    });
  }
}
