// Fire: a small dragon takes a deep breath, and the name burns.

import { EGG, LOWER, UPPER, drawDragon, drawShell, mouthOf, tiltTo } from "./heroes/dragon.js";
import { leave } from "./lib/acts.js";
import { path, placed, shape, stroke } from "./lib/draw.js";
import { Fire, drawFlame, fireColors } from "./lib/fire.js";
import { fade, mix } from "./lib/palette.js";
import { noise } from "./lib/random.js";
import { clamp, ease, hit, keyframes, lerp, progress, pulse, spring, tween } from "./lib/time.js";

const TAU = Math.PI * 2;

export default {
  bpm: 132,
  mood: "drive",
  root: 40,
  palettes: [["#ff4b1f", "#12b886", "#ffc233"], ["#ff3355", "#7b4dff", "#ffb52e"], ["#ff6a00", "#2f8fff", "#ffd84d"]],
  beats: { 1: 8, 2: [17, 19], 3: [23, 26] },
  build: (s) => ({ 1: buildStroke, 2: buildScene, 3: buildFanfare })[s.production](s),
};

// ---- the fire ----

const makeFire = (s, purpose, options) => new Fire(s, options, s.random(purpose));

const embers = (s, options) => s.particles({ n: 50, angle: -Math.PI / 2, spread: 1.2, speed: [60, 360], gravity: -160, drag: 0.6, life: [0.8, 1.8], size: [10, 30], sway: 16, shapes: ["dot", "spark", "flame"], colors: [s.palette.brightAccent, s.palette.brightMain, "#fff1c0"], fadeOut: 0.6, ...options });

const smoke = (s, options) => s.smoke({ n: 30, angle: -Math.PI / 2, spread: 0.9, speed: [60, 220], gravity: -60, drag: 1.6, life: [0.6, 1.2], size: [40, 90], grow: 1.9, fill: mix(s.palette.ink, "#ffffff", 0.72), shade: mix(s.palette.ink, "#ffffff", 0.5), ...options });

/**
 * The name and the sum in fire: letters are white-hot when the fire reaches
 * them, then cool into their colours; they burn away from left to right.
 */
function makeBurningTitle(s, { size, sumSize = size * 0.74, width, lines, height = s.view.h * 0.5 }) {
  const p = s.palette;
  const hot = { fill: ["#ffffff", "#fff4c2", mix(p.accent, "#ffffff", 0.3)], line: 0.19, depth: 0.09, ink: mix(p.main, p.ink, 0.15), fat: 0.05 };
  const options = { size, sumSize, width, lines };
  const cold = s.title(options);
  if (cold.h > height) return makeBurningTitle(s, { ...options, size: (size * height) / cold.h - 4, sumSize: (sumSize * height) / cold.h - 4, height });
  const glowing = s.title({ ...options, nameStyle: hot, sumStyle: hot });
  const flare = (part, k) => ({ k: lerp(1.7, 1, ease.outBack(k)), ky: lerp(1.5, 1, ease.outElastic(k)), a: Math.min(1, k * 6) });
  const enter = (pose, k, part) => Object.assign(pose, flare(part, k));
  const cooling = (pose, k) => { pose.a *= 1 - ease.inOut(k); };
  return {
    ...cold,
    /** starts: beats of the letters of the name; sumAt; out: when they burn away. */
    draw(g, x, y, beat, { starts, sumAt, out }) {
      const sway = (part, b, now) => ({ ...now, y: now.y + Math.sin(b * Math.PI + part.i * 0.7) * 5 });
      const burnt = { leave: leave.lift, leaves: 0.9, pose: sway };
      const names = { starts, enter, takes: 0.6 };
      const sums = { at: sumAt, each: 0.03, enter, takes: 0.6 };
      cold.draw(g, x, y, beat, { ...names, ...burnt, out, eachOut: 0.04 }, { ...sums, ...burnt, out: out + 0.2, eachOut: 0.03 });
      const cools = (from) => (part) => from(part) + 0.25;
      drawGlow(g, glowing.name, x, y + glowing.nameY, beat, names, cools((part) => starts[part.i]), out, cooling, sway);
      drawGlow(g, glowing.sum, x, y + glowing.sumY, beat, sums, cools((part) => sumAt + part.i * 0.03), out + 0.2, cooling, sway);
    },
  };
}

// The hot letters lie over the cold ones while they glow: at first, and before they go.
function drawGlow(g, run, x, y, beat, act, coolsAt, out, cooling, sway) {
  run.draw(g, x, y, beat, {
    ...act,
    pose(part, b, now) {
      const pose = sway(part, b, { ...now });
      cooling(pose, progress(b, coolsAt(part), coolsAt(part) + 1.4));
      const end = out + part.i * 0.04;
      const again = progress(b, end - 0.9, end - 0.2);
      if (again > 0) pose.a = Math.max(pose.a, again);
      if (b > end) leave.lift(pose, progress(b, end, end + 0.9), part, run);
      return pose;
    },
  });
}

// Fire that licks at the letters from when they begin to burn.
function burningLetters(s, run, x, y, starts, { until, n = 70, size = 1 }) {
  const random = s.random("licks");
  const parts = run.parts;
  if (parts.length === 0) return null;
  return makeFire(s, "licks burn", {
    n, at: Math.min(...starts), over: until - Math.min(...starts), size: [26 * size, 62 * size], life: [0.3, 0.62], angle: -Math.PI / 2, spread: 0.5, speed: [120, 300], gravity: -300, drag: 0.5, grow: 0.7, layers: 3, line: 5,
    from(beat) {
      const lit = parts.filter((part) => starts[part.i] <= beat);
      const part = lit.length ? lit[Math.floor(random() * lit.length)] : parts[0];
      return { x: x + part.x, y: y + part.y - run.size * 0.05, w: part.w * 0.9, h: run.size * 0.5 };
    },
  });
}

const litBy = (run, x, target, from, to) => run.parts.map((part) => {
  for (let beat = from; beat < to; beat += 0.03) if (target(beat).x >= x + part.x) return beat;
  return to;
});

const props = (s) => [...s.emoji, ...(s.topic?.props ?? [])];

// ---- productions ----

// 1: it hops in, cannot hold the sneeze, and has written a name.
function buildStroke(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const wide = view.format === "wide";
  const title = makeBurningTitle(s, { width: view.w * 0.86, size: wide ? 200 : 170, lines: 2, height: 420 });
  const titleY = tall ? -view.h * 0.2 : -110 - title.h * 0.2;
  const k = wide ? 1.1 : 0.95;
  const ground = Math.min(titleY + title.h / 2 + 420 * k, view.bottom - 60);
  const home = wide ? Math.max(view.left + 352, -Math.max(title.w / 2, 520) - 40) : -view.w * 0.22;
  const words = s.words({ at: 4, until: 5.5, width: wide ? 900 : view.w * 0.56, height: 230, size: wide ? 62 : 54, lines: wide ? 3 : 4, style: "plate" });
  const out = s.length - 1.7;
  const sneeze = 2;
  const hop = keyframes([[0, { x: home - 560, y: 0 }], [0.9, { x: home, y: 1 }, ease.linear]]);
  const rest = keyframes([[0.9, 0], [1.75, -0.85, ease.out], [sneeze, -0.7], [3.4, -0.3], [3.8, 0, ease.inOut], [out - 0.6, 0], [out - 0.1, -0.5, ease.out], [out + 0.1, 0.1, ease.outExpo]]);
  const place = { x: home, y: ground, k };
  const from = sneeze + 0.02;
  const target = (b) => ({ x: lerp(-title.w / 2 - 120, title.w / 2 + 160, progress(b, from, from + 1.3)), y: titleY + title.nameY });
  const tilt = (b) => lerp(rest(b), tiltTo(place, target(b)), progress(b, sneeze, sneeze + 0.1) * (1 - progress(b, 3.3, 3.5)));
  const starts = litBy(title.name, 0, target, from + 0.12, from + 1.3);
  const aimed = (b) => ({ ...mouthOf(place, tilt(b)), w: 16, h: 16 });
  const jet = makeFire(s, "jet", { n: 66, at: from, over: 1.35, from: aimed, spread: 0.34, speed: [1300, 2500], gravity: -500, life: [0.45, 0.8], size: [66, 130] });
  const licks = burningLetters(s, title.name, 0, titleY + title.nameY, starts, { until: 3.9, n: 56 });
  const puffs = smoke(s, { n: 16, at: 3.55, over: 0.7, from: { x: home + 200 * k, y: ground - 290 * k, w: 40, h: 20 } });
  const ash = embers(s, { n: 80, at: out - 0.3, over: 0.7, life: [0.35, 0.55], from: { x: 0, y: titleY, w: title.w, h: title.h * 0.7 } });
  const gone = smoke(s, { n: 26, at: out + 0.12, over: 0.1, from: { x: home, y: ground - 170 * k, w: 160, h: 180 }, spread: TAU, speed: [60, 420], drag: 3, life: [0.4, 0.62], size: [120, 220], grow: 1.3, fill: "#ffffff", shade: mix(p.accent, "#ffffff", 0.45) });
  const stars = s.particles({ n: 22, at: 3.5, from: { x: 0, y: titleY + title.sumY, w: title.sum.w, h: 20 }, speed: [300, 950], gravity: 900, size: [28, 62], spin: [0.1, 0.6], shapes: ["star", "star", ...props(s)], colors: [p.brightAccent, p.brightMain], lined: true, life: [0.7, 1.2] });
  const ring = s.sprites.shape("ring", mix(p.ink, "#ffffff", 0.8));
  s.cue(0, "whoosh", 0.6);
  s.cue(0.9, "pop", 0.8);
  s.cue(1, "rise", 0.7);
  s.cue(sneeze, "boom", 0.9);
  s.cue(3.5, "hit", 0.9);
  s.cue(out + 0.1, "pop", 0.9);
  s.camera.shake(sneeze, 0.45, 1.3).shake(3.5, 0.25, 0.8);
  return {
    moments: [5.4],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        words.draw(g, wide ? Math.max(0, home + 300 + words.w / 2) : view.w * 0.2, ground - 150 * k, beat, { out: out - 0.1, eachOut: 0.02, leave: leave.lift, leaves: 0.7 });
        licks?.draw(g, beat);
        title.draw(g, 0, titleY, beat, { starts, sumAt: 3.4, out });
        const at = hop(Math.min(beat, 0.9));
        if (beat < out + 0.3) {
          const up = beat < 0.9 ? Math.sin(progress(beat, 0, 0.9) * Math.PI * 0.86 + 0.44) * 330 - 330 * Math.sin(Math.PI * 0.86 + 0.44) : 0;
          const breath = progress(beat, 1, 1.9) * (beat < sneeze ? 1 : 0);
          const blow = hit(beat, sneeze, 1.4);
          const squash = (beat >= 0.9 ? spring(beat - 0.9, 1.1, 3) * 0.17 : -0.1) - breath * 0.08 + blow * 0.1;
          const joy = progress(beat, 4.2, 4.3) * (1 - progress(beat, out - 0.7, out - 0.6));
          placed(g, { x: at.x - blow * 26 + Math.sin(beat * 40) * 4 * breath, y: ground - up, k, kx: 1 + squash, ky: 1 - squash, r: -0.08 * breath + Math.sin(beat * TAU / 2) * 0.05 * joy }, () => drawDragon(g, s, beat, {
            tilt: tilt(beat), jaw: beat > sneeze && beat < 3.5 ? 1 : beat > 3.5 && beat < 4.1 ? 0.35 : breath * 0.45, puff: breath, shut: breath > 0.3 && beat < sneeze ? 1 : 0, angry: beat > sneeze && beat < 3.5 ? 0.9 : 0,
            fear: hit(beat, 3.5, 1.1) > 0 && beat < 4.2 ? 1 : 0, joy, wing: beat < 0.9 ? Math.sin(beat * 20) * 0.5 : -breath * 0.5 + blow * 0.6,
          }));
        }
        jet.draw(g, beat);
        puffs.draw(g, beat);
        stars.draw(g, beat);
        ash.draw(g, beat);
        gone.draw(g, beat);
        const round = progress(beat, out + 0.3, s.length - 0.05);
        if (round > 0) placed(g, { x: home, y: ground - 200 * k - round * 170, k: 0.6 + ease.out(round) * 2.2, ky: 0.42, a: 1 - ease.in(round) }, () => g.drawImage(ring, -50, -50, 100, 100));
      });
    },
  };
}

// ---- the egg on its coals ----

const COALS = [[-250, 40, 74], [-150, 66, 92], [-30, 80, 96], [104, 74, 92], [220, 48, 78], [300, 74, 52], [-320, 76, 48]];

function drawCoals(g, p, random, list) {
  for (const [x, y, r] of list) {
    const stone = path((f) => { for (let i = 0; i < 7; i++) { const [a, far] = [(i / 7) * TAU + random.between(-0.2, 0.2), r * random.between(0.84, 1.08)]; f.lineTo(x + Math.cos(a) * far * 1.1, y + Math.sin(a) * far * 0.74); } f.closePath(); });
    shape(g, stone, { fill: mix(p.ink, p.main, 0.2), ink: p.ink, line: 14, light: { path: path((f) => f.ellipse(x - r * 0.3, y - r * 0.4, r * 0.7, r * 0.4, -0.3, 0, TAU)), color: mix(p.ink, p.main, 0.42) } });
    stroke(g, path(`M${x - r * 0.5} ${y} L${x - r * 0.1} ${y - r * 0.1} L${x + r * 0.1} ${y + r * 0.25} L${x + r * 0.55} ${y + r * 0.05}`), p.accent, 7);
  }
}

const HEARTH = path("M0 -560 C60 -430 250 -330 330 -130 C366 -190 364 -250 344 -312 C474 -170 520 0 480 170 C430 372 230 470 0 470 C-230 470 -430 372 -480 170 C-520 10 -462 -110 -380 -222 C-372 -160 -352 -120 -312 -90 C-292 -290 -90 -390 0 -560 Z");

function drawHearth(g, p) {
  g.save();
  g.clip(HEARTH);
  const dark = g.createLinearGradient(0, -500, 0, 470);
  dark.addColorStop(0, p.deep);
  dark.addColorStop(1, mix(p.deep, p.main, 0.6));
  g.fillStyle = dark;
  g.fillRect(-560, -600, 1120, 1100);
  for (const [k, color] of [[0.8, mix(p.deep, p.main, 0.55)], [0.58, mix(p.main, p.deep, 0.15)], [0.36, mix(p.main, p.accent, 0.6)]]) {
    placed(g, { y: 470 - 470 * k + 20, k, kx: 1.05 }, () => { g.fillStyle = color; g.fill(HEARTH); });
  }
  g.restore();
  shape(g, HEARTH, { ink: p.ink, line: 28 });
  shape(g, HEARTH, { ink: p.brightMain, line: 12 });
}

// 2: words crack an egg on the coals. What hatches tries to breathe fire; the second time it works.
function buildScene(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const size = tall ? 1.2 : 0.86; // of the hero
  const cy = tall ? 160 : 0;
  const eggY = cy + (tall ? 300 : 330);
  const hatch = s.length - 10;
  const out = s.length - 2;
  const lit = hatch + 4; // the fire that works
  const hearth = s.layer(1080, 1200, (g) => drawHearth(g, p));
  const behind = s.layer(820, 340, (g) => drawCoals(g, p, s.random("behind"), COALS.map(([x, y, r]) => [x * 0.8, y - 60, r])));
  const front = s.layer(900, 340, (g) => drawCoals(g, p, s.random("front"), COALS));
  const words = s.words({ at: 2, until: hatch - 0.75, width: Math.min(view.w * 0.92, 1450), height: tall ? 480 : 300, size: tall ? 100 : 92, lines: tall ? 5 : 3 });
  const wordsY = tall ? cy - 330 : -230;
  const blows = words.starts.length ? [...new Set(words.starts)] : [2, 3, 4, 5, 6].filter((b) => b < hatch);
  if (!words.starts.length) for (const b of blows) s.cue(b, "pop", 0.6);
  const title = makeBurningTitle(s, { width: view.w * 0.9, size: tall ? 190 : 215, sumSize: tall ? 150 : 140, lines: 2, height: tall ? 620 : 460 });
  const titleY = tall ? cy - 400 : -215;
  const sumAt = hatch + 6;
  const from = lit + 0.05;
  const target = (b) => ({ x: lerp(-title.w / 2 - 140, title.w / 2 + 140, progress(b, from, from + 1.5)), y: titleY + title.nameY });
  const starts = litBy(title.name, 0, target, from + 0.1, from + 1.5);
  const turn = from + 0.75;
  const flip = keyframes([[hatch + 3, 1], [hatch + 3.25, -1], [turn - 0.12, -1], [turn + 0.12, 1]]);
  const seat = { x: 0, y: eggY + 70 * size, k: 0.92 * size };
  const seated = (b) => ({ ...seat, flip: flip(b) < 0 ? -1 : 1 });
  const rest = keyframes([[hatch, -0.5], [hatch + 0.7, 0, ease.outBack], [hatch + 1.5, 0], [hatch + 2.2, -0.45, ease.out], [hatch + 2.5, 0.12, ease.outExpo], [hatch + 3.2, 0.05], [lit - 0.1, -0.95, ease.out], [lit + 1.6, -0.4], [lit + 2.1, 0, ease.inOut], [out - 0.2, 0], [out + 0.4, -0.4, ease.out], [out + 0.8, 0.2, ease.in]]);
  const tilt = (b) => lerp(rest(b), tiltTo(seated(b), target(b)), progress(b, lit, lit + 0.1) * (1 - progress(b, lit + 1.5, lit + 1.7)));
  const jet = makeFire(s, "jet", { n: 76, at: from, over: 1.5, from: (b) => ({ ...mouthOf(seated(b), tilt(b)), w: 20, h: 20 }), spread: 0.36, speed: [1000, 2100], gravity: -500, life: [0.4, 0.75], size: [70, 140] });
  const licks = burningLetters(s, title.name, 0, titleY + title.nameY, starts, { until: sumAt + 1, n: 56 });
  const fizzle = smoke(s, { n: 14, at: hatch + 2.5, over: 0.25, from: { ...mouthOf(seat, 0.1), w: 20, h: 20 }, angle: -0.2, speed: [90, 320] });
  const nostrils = smoke(s, { n: 14, at: sumAt + 0.1, over: 0.8, from: { ...mouthOf(seat, -0.12), w: 30, h: 10 }, size: [26, 54] });
  const flares = makeFire(s, "coals", { n: 46, at: 0.6, over: s.length - 2.6, from: { x: 0, y: eggY + 60 * size, w: 560 * size, h: 40 }, angle: -Math.PI / 2, spread: 0.3, speed: [60, 220], gravity: -240, drag: 0.6, life: [0.5, 0.9], size: [40, 96], grow: 0.6, layers: 3, line: 5 });
  const sparks = blows.map((at) => embers(s, { n: 12, at, from: { x: 0, y: eggY + 20, w: 420 * size, h: 60 }, speed: [200, 620] }));
  const shards = s.particles({ n: 26, at: hatch, from: { x: 0, y: eggY - 80 * size, w: 200, h: 80 }, speed: [500, 1300], gravity: 2200, drag: 0.8, life: [0.8, 1.4], size: [30, 70], spin: [0.4, 1.4], shapes: ["confetti", "leaf"], colors: [mix(p.accent, "#fffaf0", 0.72), p.paper, mix(p.second, "#ffffff", 0.25)], lined: true });
  const burst = embers(s, { n: 70, at: hatch, from: { x: 0, y: eggY - 60, w: 120, h: 60 }, spread: TAU, speed: [300, 1200], size: [20, 54] });
  const stars = s.particles({ n: 40, at: sumAt, from: { x: 0, y: titleY + title.sumY, w: title.sum.w * 0.8 }, speed: [400, 1200], gravity: 900, size: [30, 70], spin: [0.1, 0.7], shapes: ["star", "star", ...props(s)], colors: [p.brightAccent, p.second, p.paper], lined: true, life: [1.1, 2] });
  const emoji = s.emojiBurst({ at: hatch, from: { x: 0, y: eggY - 80, w: 160 }, angle: -Math.PI / 2, spread: 1.7, speed: [800, 1700], gravity: 1400 });
  const ash = embers(s, { n: 90, at: out - 0.4, over: 1.2, from: { x: 0, y: titleY, w: title.w, h: title.h * 0.8 } });
  s.camera.moves([[0, {}], [hatch - 0.4, { zoom: 1.06, y: 30 }, ease.in], [hatch + 0.3, { zoom: 1 }, ease.outExpo], [lit - 0.1, { zoom: 1.05, y: 40 }, ease.in], [lit + 0.3, { zoom: 1 }, ease.outExpo]]).shake(hatch, 0.9, 1.6).shake(lit, 0.7, 2).shake(sumAt, 0.5).sway(1);
  s.flash(hatch, 0.3, mix(p.accent, "#ffffff", 0.6));
  s.cue(0, "whoosh", 0.7);
  s.cue(1.2, "pop", 0.6);
  s.cue(hatch - 1.5, "rise", 0.6);
  s.cue(hatch, "boom", 0.9);
  s.cue(hatch + 1.2, "pop", 0.7);
  s.cue(hatch + 2.5, "pop", 0.5);
  s.cue(lit - 1, "rise", 0.9);
  s.cue(lit, "boom", 1);
  s.cue(sumAt, "hit", 1);
  s.cue(out + 0.85, "pop", 0.8);
  s.cue(out + 1.3, "sparkle", 0.6);
  const hatY = keyframes([[hatch, 0], [hatch + 0.75, -view.h * 0.75, ease.out], [hatch + 1.2, -214, ease.in], [hatch + 1.3, -196], [hatch + 1.45, -214]]);
  const hat = (g, beat) => placed(g, { x: -14, y: -150 + spring(beat - hatch - 1.2, 1.3, 2.4) * 14, r: -0.16 + spring(beat - hatch - 2.5, 1.6, 2.5) * 0.2 + spring(beat - lit, 1.5, 2) * 0.25, k: 0.74 }, () => drawShell(g, p, UPPER, 0));
  return {
    moments: [hatch - 0.6, out - 0.7],
    draw(g, beat) {
      const open = beat < out ? ease.outElastic(progress(beat, 0, 1.6)) : 1 - ease.inBack(progress(beat, out + 0.95, out + 1.6));
      const alive = 1 + pulse(beat) * 0.012;
      s.camera.draw(g, beat, 1, () => {
        if (open > 0.01) placed(g, { y: cy + 470, k: open * (tall ? 1.02 : 0.93), kx: 1 / alive, ky: alive * (tall ? 1.2 : 1) }, () => hearth.draw(g, 0, -490));
        if (open > 0.01) placed(g, { y: eggY, k: open }, () => { placed(g, { k: size }, () => behind.draw(g, 0, 60)); });
        flares.draw(g, beat);
        drawEggAndDragon(g, beat, open);
        if (open > 0.01) placed(g, { y: eggY, k: open * size }, () => front.draw(g, 0, 60));
        sparks.forEach((spark) => spark.draw(g, beat));
        burst.draw(g, beat);
        shards.draw(g, beat);
        words.draw(g, 0, wordsY, beat, { enter: stampHot, takes: 0.6, out: hatch, eachOut: 0.02, leave: leave.scatter, leaves: 0.9 });
        licks?.draw(g, beat);
        title.draw(g, 0, titleY, beat, { starts, sumAt: sumAt - 0.15, out });
        jet.draw(g, beat);
        fizzle.draw(g, beat);
        nostrils.draw(g, beat);
        emoji?.draw(g, beat);
        stars.draw(g, beat);
        ash.draw(g, beat);
      });
    },
  };

  function drawEggAndDragon(g, beat, open) {
    const fall = tween(beat, 0.5, 1.3, -view.h, 0, ease.outBounce);
    if (beat < 0.5 || open < 0.01) return;
    const jolt = blows.reduce((sum, at, i) => sum + (beat < hatch ? spring(beat - at, 1.7, 4) * (i % 2 ? 1 : -1) : 0), 0);
    const jump = blows.reduce((sum, at) => sum + (beat < hatch ? Math.sin(clamp((beat - at) / 0.4) * Math.PI) : 0), 0);
    const tremble = progress(beat, hatch - 1, hatch) * (beat < hatch ? 1 : 0);
    placed(g, { y: eggY + fall * (beat < 1.4 ? 1 : 0) - jump * 34, x: noise(beat * 24, 2) * 7 * tremble, r: jolt * 0.1, k: size * Math.min(1, beat > out ? open : 1), kx: 1 + jump * -0.04, ky: 1 + jump * 0.05 }, () => {
      const cracked = (blows.filter((at) => at <= beat).length / blows.length) * 3;
      if (beat < hatch) {
        drawShell(g, p, EGG, cracked);
        return;
      }
      const sleep = ease.in(progress(beat, out + 0.3, out + 0.85));
      if (sleep < 1) {
        const breath = Math.max(progress(beat, hatch + 1.6, hatch + 2.4) * (beat < hatch + 2.5 ? 0.6 : 0), progress(beat, hatch + 3.1, lit - 0.1) * (beat < lit ? 1.25 : 0));
        const blow = hit(beat, lit, 2);
        const rise = ease.outBack(progress(beat, hatch, hatch + 0.5));
        const blowing = beat > lit && beat < lit + 1.6;
        const failed = beat > hatch + 2.5 && beat < hatch + 3.2;
        const joy = (beat > hatch + 0.3 && beat < hatch + 1.1) || (beat > sumAt - 0.3 && beat < out - 0.2) ? 1 : 0;
        g.save();
        g.beginPath();
        g.rect(-900, -2000, 1800, 2066);
        g.clip();
        placed(g, { y: 70 + (1 - rise) * 260 + sleep * 260 - joy * Math.abs(Math.sin(beat * Math.PI)) * 12, x: noise(beat * 30, 4) * 6 * breath, k: 0.92, kx: flip(beat) * (1 - breath * 0.07), ky: 1 + breath * 0.06 - blow * 0.04 }, () => drawDragon(g, s, beat, {
          sit: false, tilt: tilt(beat), jaw: blowing ? 1 : beat > hatch + 2.5 && beat < hatch + 2.8 ? 0.5 : breath * 0.35 + (beat > out && beat < out + 0.4 ? Math.sin(progress(beat, out, out + 0.4) * Math.PI) * 0.9 : 0), puff: breath,
          shut: breath > 0.4 || beat > out ? 1 : 0, angry: blowing ? 0.9 : failed ? -0.8 : 0, joy, fear: beat < hatch + 0.3 ? 1 : 0, wing: joy ? Math.sin(beat * TAU * 2) * 0.35 : -breath * 0.3 + blow * 0.5,
          look: failed ? { x: Math.sin(beat * 9) * 0.7, y: -0.2 } : { x: 0.4, y: -0.2 }, hat: beat > hatch + 1.2 && sleep < 0.5 ? (h) => hat(h, beat) : null,
        }));
        g.restore();
      }
      if (beat < hatch + 1.2) placed(g, { y: hatY(beat), x: Math.sin(progress(beat, hatch, hatch + 1.2) * Math.PI) * 90, r: progress(beat, hatch, hatch + 1.2) * TAU, k: lerp(1, 0.74, progress(beat, hatch, hatch + 1.2)) }, () => drawShell(g, p, UPPER, 0));
      drawShell(g, p, LOWER, 0);
      if (sleep >= 0.5) placed(g, { y: tween(beat, out + 0.55, out + 0.85, -180, 0, ease.in), ky: 1 + spring(beat - out - 0.85, 1.5, 5) * 0.05 }, () => drawShell(g, p, UPPER, 0));
    });
  }
}

const stampHot = (pose, k) => {
  pose.k = lerp(1.9, 1, ease.outBack(k));
  pose.y = lerp(-60, 0, ease.out(k));
  pose.r = lerp(-0.1, 0, ease.out(k));
  pose.a = Math.min(1, k * 5);
};

// ---- the volcano ----

const FLYER = path("M-300 20 C-230 -40 -160 -56 -96 -40 C-96 -150 -170 -250 -290 -290 C-130 -310 10 -230 56 -92 C96 -122 140 -126 172 -108 L206 -144 L208 -98 L300 -70 L222 -46 C176 -6 110 22 60 30 C116 66 130 130 96 210 C70 150 20 100 -40 60 C-110 50 -200 20 -300 20 Z");

function drawNight(g, w, h, p, random, moon) {
  const sky = g.createLinearGradient(0, -h / 2, 0, h / 2);
  for (const [at, color] of [[0, mix(p.deep, "#060418", 0.75)], [0.45, mix(p.deep, "#1c1248", 0.55)], [0.78, mix(p.deep, p.main, 0.45)], [1, p.main]]) sky.addColorStop(at, color);
  g.fillStyle = sky;
  g.fillRect(-w / 2, -h / 2, w, h);
  g.fillStyle = "#ffffff";
  for (let i = 0; i < 150; i++) {
    g.globalAlpha = random.between(0.2, 0.8);
    g.beginPath();
    g.arc(random.between(-w / 2, w / 2), random.between(-h / 2, h * 0.15), random() ** 3 * 4 + 1, 0, TAU);
    g.fill();
  }
  g.globalAlpha = 1;
  for (const [k, a] of [[1.7, 0.1], [1.32, 0.16]]) {
    g.fillStyle = fade(p.brightAccent, a);
    g.beginPath();
    g.arc(moon.x, moon.y, moon.r * k, 0, TAU);
    g.fill();
  }
  g.fillStyle = mix(p.brightAccent, "#fffbe8", 0.6);
  g.beginPath();
  g.arc(moon.x, moon.y, moon.r, 0, TAU);
  g.fill();
  g.fillStyle = fade(p.accent, 0.28);
  for (const [x, y, r] of [[-0.4, -0.3, 0.2], [0.35, 0.2, 0.26], [-0.15, 0.5, 0.14], [0.3, -0.52, 0.12]]) {
    g.beginPath();
    g.ellipse(moon.x + x * moon.r, moon.y + y * moon.r, r * moon.r, r * moon.r * 0.9, 0, 0, TAU);
    g.fill();
  }
}

// Light in rays from a point, for the sky after the roar.
function drawBlaze(g, w, h, p, y) {
  const sky = g.createRadialGradient(0, y, 0, 0, y, Math.max(w, h) * 0.75);
  for (const [at, color] of [[0, mix(p.accent, "#fff6d0", 0.5)], [0.22, mix(p.accent, p.main, 0.45)], [0.6, mix(p.main, p.ink, 0.25)], [1, mix(p.main, p.ink, 0.72)]]) sky.addColorStop(at, color);
  g.fillStyle = sky;
  g.fillRect(-w / 2, -h / 2, w, h);
}

function drawRidge(g, view, { y, peak, color, edge, lane }) {
  const w = view.w * 0.62;
  g.beginPath();
  g.moveTo(-w, view.bottom + 200);
  for (let x = -w; x <= w; x += 36) g.lineTo(x, y - peak * Math.max(0, 1 - Math.abs(x) / (peak * 1.5)) ** 1.6 + noise(x * 0.006, lane) * 34 + noise(x * 0.02, lane + 3) * 10);
  g.lineTo(w, view.bottom + 200);
  g.fillStyle = color;
  g.fill();
  if (!edge) return;
  g.strokeStyle = edge;
  g.lineWidth = 8;
  g.stroke();
}

// A wall of fire from y down to end, with tongues at both of its sides.
function drawWall(g, view, y, end, color, beat, lane) {
  const [from, step] = [view.left - 160, 130];
  const n = Math.ceil((view.w + 400) / step);
  const tip = (i) => (i % 2 ? 150 + noise(i * 1.7 + beat * 1.3, lane) * 110 : -40 + noise(i + beat * 2, lane) * 20);
  g.fillStyle = color;
  g.beginPath();
  g.moveTo(from, end);
  for (let i = 0; i <= n; i++) g.quadraticCurveTo(from + (i - 0.5) * step, y + 60, from + i * step + noise(beat * 2 + i, lane) * 30, y - tip(i));
  for (let i = n; i >= 0; i--) g.quadraticCurveTo(from + (i + 0.5) * step, end + 60, from + i * step + noise(beat * 2 + i, lane + 1) * 30, end - tip(i + lane));
  g.fill();
}

/** A swing of act that pulls words into a point (of the scene) where they become fire. */
const swallow = (to, x, y) => (pose, k, part) => {
  const e = ease.in(k);
  pose.x = lerp(pose.x, to.x - x - part.x, e) + Math.sin(k * Math.PI) * (part.i % 2 ? 90 : -90);
  pose.y = lerp(pose.y, to.y - y - part.y, e);
  pose.k *= 1 - 0.9 * e;
  pose.r += e * (part.i % 2 ? 2.4 : -2.4);
};

// 3: a giant shadow crosses the moon; what lands is small. It swallows the words and sets the night on fire.
function buildFanfare(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const roar = Math.round(s.length * 0.42);
  const land = roar - 4;
  const climax = roar + 4;
  const out = s.length - 2.2;
  const moon = { x: 0, y: tall ? -view.h * 0.2 : -view.h * 0.16, r: tall ? 380 : 330 };
  const night = s.backdrop((g, w, h) => drawNight(g, w, h, p, s.random("sky"), moon), 0.5);
  const blazeY = view.bottom - 250;
  const blaze = s.backdrop((g, w, h) => drawBlaze(g, w, h, p, blazeY), 0.2);
  const far = s.layer(view.w * 1.24, 620, (g) => {
    g.translate(0, 250 - view.bottom);
    drawRidge(g, view, { y: view.bottom - 120, peak: 330, color: mix(p.deep, p.ink, 0.3), lane: 1 });
    drawRidge(g, view, { y: view.bottom - 60, peak: 120, color: mix(p.ink, p.deep, 0.4), lane: 5 });
  }, 0.6);
  const near = s.layer(view.w * 1.24, 380, (g) => { g.translate(0, 130 - view.bottom); drawRidge(g, view, { y: view.bottom - 70, peak: 150, color: p.ink, edge: mix(p.ink, p.main, 0.55), lane: 9 }); });
  const peak = view.bottom - 205;
  const small = { x: 0, y: peak, k: tall ? 0.72 : 0.6 };
  const big = { x: 0, y: view.bottom + (tall ? 10 : 50), k: tall ? 1.5 : 1.05 };
  const words = s.words({ at: 1.5, until: roar - 2, width: Math.min(view.w * 0.9, 1650), height: tall ? 560 : 350, size: tall ? 112 : 108, lines: tall ? 6 : 3 });
  const wordsY = tall ? view.top + 260 + words.h / 2 : view.top + 80 + words.h / 2;
  const title = makeBurningTitle(s, { width: view.w * 0.92, size: tall ? 240 : 320, sumSize: tall ? 200 : 210, lines: 2, height: tall ? 760 : 620 });
  const titleY = tall ? -view.h * 0.14 : view.top + 50 + Math.max(title.h, 480) / 2;
  const starts = title.name.parts.map((part) => roar + 1.1 + Math.abs(part.along - 0.5) * 1.6);
  const mouth = mouthOf(small, -0.42);
  const wall = fireColors(p).slice(0, 3);
  const jet = makeFire(s, "jet", { n: 90, at: roar, over: 0.9, from: { ...mouth, w: 20, h: 20 }, spread: 1.1, speed: [500, 2300], gravity: -300, life: [0.4, 0.8], size: [110, 260], grow: 2.4 });
  const licks = burningLetters(s, title.name, 0, titleY + title.nameY, starts, { until: out - 0.5, n: 70, size: 1.8 });
  const glimmer = embers(s, { n: 60, at: 0, over: roar, from: { x: 0, y: view.bottom, w: view.w, h: 40 }, life: [1.6, 3], speed: [100, 320] });
  const storm = embers(s, { n: 130, at: roar + 0.8, over: out - roar - 1, from: { x: 0, y: view.bottom, w: view.w * 1.1, h: 60 }, speed: [200, 800], life: [1.4, 2.6], size: [14, 44] });
  const burst = embers(s, { n: 120, at: climax, from: { x: 0, y: titleY + title.sumY, w: title.sum.w * 0.6 }, spread: TAU, speed: [300, 2000], drag: 1.6, gravity: 240, life: [1.2, 2.6], size: [30, 84], shapes: ["star", "spark", "flame", ...props(s)] });
  const thump = smoke(s, { n: 26, at: land, from: { x: 0, y: peak + 10, w: 180, h: 10 }, spread: 2.9, speed: [100, 500] });
  const snuffed = smoke(s, { n: 60, at: out + 0.5, over: 0.9, from: { x: 0, y: titleY, w: title.w, h: title.h * 0.6 }, size: [60, 150], speed: [100, 400], life: [0.6, 1] });
  const salutes = [-1, 1].map((side) => embers(s, { n: 46, at: climax + 2 + side * 0.5, from: { x: side * view.w * 0.36, y: view.top + view.h * 0.3 }, spread: TAU, speed: [200, 1200], drag: 1.8, gravity: 260, life: [0.9, 1.7], size: [26, 64], shapes: ["star", "spark"] }));
  const emoji = s.emojiBurst({ at: climax, from: { x: 0, y: titleY, w: 400 }, spread: TAU, speed: [500, 1500] });
  const rays = rayPaths(view);
  s.camera.moves([[0, { zoom: 1.1, y: -40 }], [land - 0.2, { zoom: 1.02 }, ease.inOut], [roar - 0.1, { zoom: 1.12, y: 90 }, ease.in], [roar + 0.4, { zoom: 1, y: 0 }, ease.outExpo], [climax - 0.4, { zoom: 1 }], [climax, { zoom: 1.06 }, ease.outExpo], [out, { zoom: 1.01 }, ease.inOut]])
    .shake(land, 0.3, 0.8).shake(roar, 1.1, 3).shake(climax, 1, 1.8).sway(1.2);
  s.cue(0, "rise", 0.5);
  s.cue(1.2, "whoosh", 1);
  s.cue(land, "pop", 0.9);
  s.cue(roar - 2, "rise", 1);
  s.cue(roar, "boom", 1);
  s.cue(roar + 0.4, "whoosh", 0.9);
  s.cue(climax, "final", 1);
  s.cue(climax, "boom", 0.9);
  s.cue(climax + 1.5, "sparkle", 0.7);
  s.cue(climax + 2.5, "sparkle", 0.7);
  s.cue(out + 0.2, "whoosh", 0.9);
  s.cue(out + 1.5, "pop", 0.6);
  s.flash(climax, 0.45, mix(p.accent, "#ffffff", 0.6));
  const tiltSmall = keyframes([[land, 0.2], [land + 0.5, 0, ease.outBack], [roar - 2, 0], [roar - 0.2, -0.5, ease.out], [roar, -0.42]]);
  return {
    moments: [roar - 2.2, out - 0.6],
    draw(g, beat) {
      const shown = ease.out(progress(beat, 0, 0.8)) * (1 - ease.inOut(progress(beat, out + 1.3, s.length - 0.05)));
      const top = tween(beat, roar + 0.1, roar + 1, view.bottom + 320, view.top - 340, ease.in);
      const tail = tween(beat, roar + 0.9, roar + 2.1, view.bottom + 500, view.top - 340, ease.inOut);
      const dark = progress(beat, out + 0.35, out + 0.6);
      const after = beat > roar + 1;
      g.globalAlpha = shown;
      s.camera.draw(g, beat, 0.25, () => (after && dark < 1 ? blaze : night).draw(g));
      if (after && dark < 1) s.camera.draw(g, beat, 0.3, () => placed(g, { y: blazeY, r: beat * 0.06, a: 0.16 }, () => { g.fillStyle = "#fff1b8"; g.fill(rays); }));
      s.camera.draw(g, beat, 0.5, () => {
        const flight = progress(beat, 0.7, 3.3);
        if (flight > 0 && flight < 1) placed(g, { x: lerp(-view.w * 0.5 - 700, view.w * 0.5 + 700, flight), y: moon.y + 40 - Math.sin(flight * Math.PI) * 70, k: tall ? 1.5 : 1.9, ky: 0.7 + Math.sin(beat * 4.2) * 0.4 }, () => { g.fillStyle = p.ink; g.fill(FLYER); });
        far.draw(g, 0, view.bottom - 250);
      });
      s.camera.draw(g, beat, 1, () => {
        near.draw(g, 0, view.bottom - 130);
        if (beat < roar + 1.4) drawSmall(g, beat);
        glimmer.draw(g, beat);
        for (const [x, k] of after && dark < 1 ? [[0.5, 4.6], [0.41, 3], [0.33, 1.8], [0.27, 1.1]] : []) {
          const grown = ease.outBack(progress(beat, climax - 0.2 + (0.5 - x) * 3, climax + 0.4 + (0.5 - x) * 3)) * (1 + pulse(beat, 2) * 0.12);
          for (const side of [-1, 1]) placed(g, { x: side * x * view.w, y: view.bottom + 30, k: k * grown, kx: tall ? 0.6 : 0.9 }, () => drawFlame(g, p, beat + x * 7 + side));
        }
        storm.draw(g, beat);
        if (after) drawBig(g, beat);
        thump.draw(g, beat);
        g.globalAlpha = 1;
        words.draw(g, 0, wordsY, beat, { enter: stampHot, takes: 0.6, out: roar - 1.2, eachOut: 0.6 / Math.max(1, words.run.parts.length), leave: swallow(mouth, 0, wordsY), leaves: 0.6 });
        jet.draw(g, beat);
      });
      if (top < view.bottom + 300 && tail > view.top - 330) wall.forEach((color, i) => drawWall(g, view, top + i * 150, tail - i * 150, color, beat, i * 3 + 1));
      s.camera.draw(g, beat, 1, () => {
        licks?.draw(g, beat);
        [burst, ...salutes].forEach((sparks) => sparks.draw(g, beat));
        const ring = progress(beat, climax, climax + 1.3);
        if (ring > 0 && ring < 1) placed(g, { y: titleY + title.sumY, k: ease.outExpo(ring) * 17, a: 1 - ring }, () => g.drawImage(s.sprites.shape("ring", p.brightAccent), -50, -50, 100, 100));
        placed(g, { k: 1 + pulse(beat) * 0.02 * progress(beat, climax, climax + 0.1) }, () => title.draw(g, 0, titleY, beat, { starts, sumAt: climax - 0.15, out: out + 0.2 }));
        emoji?.draw(g, beat);
        snuffed.draw(g, beat);
      });
    },
  };

  // It lands, looks around, takes in the words and the biggest breath of its life.
  function drawSmall(g, beat) {
    if (beat < land - 0.5) return;
    const drop = tween(beat, land - 0.5, land, -560, 0, ease.in);
    const breath = progress(beat, roar - 1.4, roar - 0.05) * (beat < roar ? 1 : 0);
    const squash = beat >= land ? spring(beat - land, 1.3, 2.6) * 0.24 : -0.15;
    const proud = beat > land + 0.9 && beat < roar - 1.8 ? 1 : 0;
    placed(g, { ...small, y: small.y + drop, x: noise(beat * 26, 2) * 7 * breath, kx: 1 + squash - breath * 0.04, ky: 1 - squash + breath * 0.08 }, () => drawDragon(g, s, beat, {
      tilt: tiltSmall(beat), jaw: beat > roar ? 1 : progress(beat, roar - 1.4, roar - 1.1) * 0.8 * (1 - progress(beat, roar - 0.5, roar - 0.35)), puff: breath * 1.3, shut: breath > 0.7 ? 1 : 0, joy: proud, angry: beat > roar ? 1 : 0,
      fear: beat < land + 0.8 ? 1 : 0, wing: beat < land ? Math.sin(beat * 24) * 0.6 : proud * Math.sin(beat * TAU) * 0.25 - breath * 0.5, look: { x: Math.sin(beat * 5) * 0.6, y: -0.3 },
    }));
  }

  // Below the burning name it rejoices, then blows everything out like a candle.
  function drawBig(g, beat) {
    const up = tween(beat, roar + 1.6, roar + 2.4, 620, 0, ease.outBack);
    const breath = progress(beat, out - 0.7, out + 0.15) * (beat < out + 0.2 ? 1 : 0);
    const blowing = beat > out + 0.2 && beat < out + 1;
    const gone = ease.inBack(progress(beat, out + 1.3, out + 2));
    const dance = beat < out - 0.7 ? 1 : 0;
    placed(g, { ...big, y: big.y + up + gone * 700 - Math.abs(Math.sin(beat * Math.PI)) * 24 * dance, kx: 1 - breath * 0.05, ky: 1 + breath * 0.06, r: Math.sin(beat * Math.PI) * 0.05 * dance }, () => drawDragon(g, s, beat, {
      tilt: blowing ? -0.45 : -breath * 0.7 - 0.1 * dance, jaw: blowing ? 0.28 : breath * 0.3, puff: breath * 1.1, joy: dance || beat > out + 1 ? 1 : 0, shut: breath > 0.4 || blowing ? 1 : 0, wing: Math.sin(beat * TAU) * 0.3 * dance,
    }));
  }
}

// Rays around 0, 0, as wide as the gaps between them.
function rayPaths(view) {
  const r = Math.hypot(view.w, view.h);
  return path((f) => {
    for (let i = 0; i < 14; i++) {
      f.moveTo(0, 0);
      for (const side of [0, 0.5]) f.lineTo(Math.cos(((i + side) / 14) * TAU) * r, Math.sin(((i + side) / 14) * TAU) * r);
      f.closePath();
    }
  });
}
