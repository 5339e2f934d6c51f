// Space: the viewer's words count down, a rocket lifts off and writes the name
// with its exhaust.

import { enter, leave } from "./lib/acts.js";
import { shape, stroke, path, placed } from "./lib/draw.js";
import { fade, mix } from "./lib/palette.js";
import { noise } from "./lib/random.js";
import { clamp, ease, hit, lerp, progress, pulse, spring, tween } from "./lib/time.js";

const TAU = Math.PI * 2;

export default {
  bpm: 128,
  mood: "epic",
  root: 45,
  palettes: [["#5b5bff", "#22d3ee", "#ffb020"], ["#ff3d7f", "#8b5cff", "#ffd84d"], ["#00b894", "#3ea6ff", "#ff8a3c"]],
  beats: { 1: 8, 2: [16, 18], 3: [22, 25] },
  build: (s) => ({ 1: buildStroke, 2: buildScene, 3: buildFanfare })[s.production](s),
};

// ---- the hero ----

const BODY = path("M0 -310 C96 -236 122 -76 88 60 L-88 60 C-122 -76 -96 -236 0 -310 Z");
const NOSE = path("M-150 -320 H150 V-196 C70 -176 -70 -176 -150 -196 Z");
const BODY_SHADE = path("M30 -320 C92 -220 84 -70 40 70 L200 70 V-320 Z");
const BODY_LIGHT = path("M-64 -170 C-84 -110 -88 -40 -74 30 L-54 30 C-66 -40 -62 -110 -44 -180 Z");
const BELT = path("M-130 14 H130 V38 H-130 Z");
const FIN = path("M-84 -60 C-150 -20 -172 60 -156 134 C-130 104 -108 86 -80 62 Z");
const FIN_SHADE = path("M-110 -60 C-100 20 -120 90 -170 150 L-60 150 V-60 Z");
const KEEL = path("M-15 -14 C-18 40 -14 96 0 128 C14 96 18 40 15 -14 Z");
const NOZZLE = path("M-50 60 L50 60 L64 92 L-64 92 Z");
const ARM = path("M-26 -64 C-52 -84 -58 -110 -50 -130");

function drawFlame(g, p, beat, power) {
  if (power <= 0.02) return;
  const tall = 150 * power * (1 + noise(beat * 9, 3) * 0.18);
  const wide = 52 * (0.7 + 0.3 * power);
  for (const [k, color] of [[1, p.accent], [0.72, mix(p.accent, "#fff2b0", 0.6)], [0.42, "#ffffff"]]) {
    g.fillStyle = color;
    g.beginPath();
    g.moveTo(-wide * k, 88);
    g.bezierCurveTo(-wide * 1.35 * k, 88 + tall * 0.5 * k, -wide * 0.3 * k, 88 + tall * 0.8 * k, noise(beat * 7, 5) * 14, 88 + tall * 1.25 * k);
    g.bezierCurveTo(wide * 0.3 * k, 88 + tall * 0.8 * k, wide * 1.35 * k, 88 + tall * 0.5 * k, wide * k, 88);
    g.fill();
  }
}

// The pilot: a small creature that blinks, looks where it flies, and is afraid of the start.
function drawPilot(g, p, beat, { fear = 0, look = 0, wave = 0 }) {
  g.save();
  g.beginPath();
  g.arc(0, -112, 50, 0, TAU);
  g.fillStyle = mix(p.deep, "#1b2a6b", 0.5);
  g.fill();
  g.clip();
  const face = path((f) => { f.moveTo(-38, -60); f.bezierCurveTo(-44, -122, -34, -140, 0, -140); f.bezierCurveTo(34, -140, 44, -122, 38, -60); f.closePath(); });
  shape(g, face, { fill: mix(p.accent, "#fff4d6", 0.35), ink: p.ink, line: 6 });
  if (wave) {
    g.save();
    g.translate(-26, -64);
    g.rotate(Math.sin(beat * TAU) * 0.4 * wave);
    g.translate(26, 64);
    stroke(g, ARM, p.ink, 22);
    stroke(g, ARM, mix(p.accent, "#fff4d6", 0.35), 12);
    g.restore();
  }
  const shut = (beat % 3.3) > 3.14 ? 0.12 : 1;
  for (const side of [-1, 1]) {
    g.fillStyle = p.ink;
    g.beginPath();
    g.ellipse(side * 15 + look * 6, -108 + noise(beat * 8, 9) * 2 * fear, 6.5 + fear * 3, (8.5 + fear * 4) * shut, 0, 0, TAU);
    g.fill();
    g.fillStyle = "#ffffff";
    g.beginPath();
    g.arc(side * 15 + look * 6 + 2.4, -112, 2.6 * shut, 0, TAU);
    g.fill();
  }
  stroke(g, path((m) => { m.moveTo(-8 + look * 6, -90); m.quadraticCurveTo(look * 6, -90 + 9 * (1 - 1.7 * fear), 8 + look * 6, -90); }), p.ink, 5);
  g.restore();
  g.strokeStyle = p.ink;
  g.lineWidth = 27;
  g.beginPath();
  g.arc(0, -112, 54, 0, TAU);
  g.stroke();
  g.strokeStyle = p.second;
  g.lineWidth = 13;
  g.stroke();
  stroke(g, path((m) => m.arc(0, -112, 36, Math.PI * 1.08, Math.PI * 1.42)), "rgba(255,255,255,.75)", 7);
}

/** Draws the rocket around its middle, nose up. */
function drawRocket(g, s, beat, { flame = 0, ...pilot } = {}) {
  const p = s.palette;
  g.save();
  g.translate(0, 110);
  drawFlame(g, p, beat, flame);
  shape(g, NOZZLE, { fill: mix(p.ink, "#8088a8", 0.45), ink: p.ink });
  for (const side of [1, -1]) {
    g.save();
    g.scale(side, 1);
    shape(g, FIN, { fill: p.main, ink: p.ink, shade: side === -1 ? { path: FIN_SHADE, color: fade(p.ink, 0.28) } : null });
    g.restore();
  }
  shape(g, BODY, { fill: p.paper, ink: p.ink, line: 0 });
  g.save();
  g.clip(BODY);
  g.fillStyle = p.main;
  g.fill(NOSE);
  g.fill(BELT);
  g.fillStyle = "rgba(255,255,255,.85)";
  g.fill(BODY_LIGHT);
  g.fillStyle = fade(p.ink, 0.2);
  g.fill(BODY_SHADE);
  g.restore();
  shape(g, BODY, { ink: p.ink });
  shape(g, KEEL, { fill: mix(p.main, p.ink, 0.2), ink: p.ink, line: 8 });
  drawPilot(g, p, beat, pilot);
  g.restore();
}

// ---- what stands around it ----

function drawStars(g, random, w, h, n, color) {
  for (let i = 0; i < n; i++) {
    const [x, y, r] = [random.between(-w / 2, w / 2), random.between(-h / 2, h / 2), random() ** 3 * 4 + 1.2];
    g.globalAlpha = random.between(0.35, 1);
    g.fillStyle = random() < 0.2 ? color : "#ffffff";
    g.beginPath();
    g.arc(x, y, r, 0, TAU);
    g.fill();
  }
  g.globalAlpha = 1;
}

function drawPlanet(g, r, color, ring, ink) {
  const disc = path((d) => d.arc(0, 0, r, 0, TAU));
  const back = path((d) => d.ellipse(0, 0, r * 1.75, r * 0.42, -0.35, Math.PI, TAU));
  const front = path((d) => d.ellipse(0, 0, r * 1.75, r * 0.42, -0.35, 0, Math.PI));
  stroke(g, back, mix(ring, ink, 0.3), r * 0.17);
  shape(g, disc, { fill: color, ink, line: 0, shade: { path: path((d) => { d.rect(-2 * r, -2 * r, 4 * r, 4 * r); d.arc(-r * 0.34, -r * 0.3, r * 1.02, 0, TAU, true); }), color: fade(ink, 0.38) } });
  g.save();
  g.clip(disc);
  g.fillStyle = "rgba(255,255,255,.2)";
  for (const [y, h] of [[-0.45, 0.16], [0.02, 0.1], [0.36, 0.22]]) {
    g.beginPath();
    g.ellipse(-r * 0.1, y * r, r * 1.2, h * r * 0.5, -0.2, 0, TAU);
    g.fill();
  }
  g.restore();
  stroke(g, front, ring, r * 0.17);
}

const starWarp = (s, from, over, n = 60) => s.particles({
  n, at: from, over, from: { x: 0, y: s.view.top - 40, w: s.view.w * 1.1, h: 10 }, angle: Math.PI / 2, spread: 0, speed: [1400, 3200], drag: 0, life: [0.6, 1.1],
  size: [14, 34], shapes: ["spark", "dot"], colors: ["#ffffff", s.palette.brightSecond], trail: 0.9, fadeOut: 0.2,
});

// A flight along a function of the beat; knows its direction.
function drawFlying(g, s, beat, place, size, extra) {
  const [a, b] = [place(beat - 0.02), place(beat + 0.02)];
  const here = place(beat);
  placed(g, { x: here.x, y: here.y, r: Math.atan2(b.y - a.y, b.x - a.x) + Math.PI / 2, k: size }, () => drawRocket(g, s, beat, { flame: 1.5, look: 0.6, ...extra }));
}

const exhaust = (s, place, at, over, { size = 1, n = 90 } = {}) => [
  s.smoke({ n: n * 0.7, at, over, from: place, spread: TAU, speed: [10, 90], drag: 1.5, life: [0.5, 1.15], size: [70 * size, 150 * size], grow: 1.9, shade: mix(s.palette.brightSecond, "#ffffff", 0.35) }),
  s.particles({ n: n * 0.6, at, over, from: place, spread: TAU, speed: [40, 320], gravity: 260, life: [0.6, 1.5], size: [18 * size, 52 * size], shapes: ["spark", "star"], colors: [s.palette.brightAccent, "#ffffff", s.palette.brightSecond], spin: [0, 0.5], fadeOut: 0.5 }),
];

// The beats at which a rocket that passes writes each letter.
function written(run, x, place, from, to) {
  return run.parts.map((part) => {
    for (let beat = from; beat < to; beat += 0.04) if (place(beat).x > x + part.x + 40) return beat;
    return to;
  });
}

const props = (s) => [...s.emoji, ...(s.topic?.props ?? [])];

// ---- productions ----

// 1: it streaks over the picture; the name stands in its smoke.
function buildStroke(s) {
  const { view } = s;
  const title = s.title({ width: view.w * 0.84, size: view.format === "wide" ? 200 : 170 });
  const words = s.words({ at: 2.5, until: 4.5, width: view.w * 0.8, height: 150, size: 62, lines: 2, style: "plate" });
  const y = view.format === "tall" ? -view.h * 0.16 : -view.h * 0.04;
  const far = view.w / 2 + 330;
  const place = (b) => { const k = (b - 0.1) / 2.1; return { x: lerp(-far, far, k), y: y + title.nameY - 10 + Math.sin(k * TAU * 0.9 + 0.5) * 130 - k * 60 }; };
  const smoke = exhaust(s, place, 0.2, 1.9);
  const nameStarts = written(title.name, 0, place, 0, 2.4);
  const out = s.length - 1.5;
  const pop = s.particles({ n: 26, at: 3, from: { x: 0, y: y + title.sumY, w: title.sum.w, h: 20 }, speed: [300, 900], gravity: 900, size: [26, 60], spin: [0.1, 0.6], shapes: ["star", ...props(s)], colors: [s.palette.brightAccent, s.palette.second], lined: true, life: [0.7, 1.2] });
  const twinkle = { x: view.w * 0.36, y: y - 190 };
  s.cue(0, "whoosh", 0.9);
  s.cue(3, "hit", 0.9);
  s.cue(out, "whoosh", 0.6);
  s.cue(out + 1, "sparkle", 0.9);
  s.camera.shake(3, 0.35, 1);
  return {
    moments: [4.6],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        smoke[0].draw(g, beat);
        title.name.draw(g, 0, y + title.nameY, beat, { starts: nameStarts, enter: enter.spin, takes: 0.7, out, eachOut: 0.04, leave: leave.toRight, leaves: 0.9, pose: (part, b, now) => ({ ...now, y: now.y - Math.abs(Math.sin((b + part.i * 0.12) * Math.PI)) * 9 }) });
        title.sum.draw(g, 0, y + title.sumY, beat, { at: 2.85, each: 0.03, enter: enter.slam, takes: 0.8, out: out + 0.2, eachOut: 0.03, leave: leave.toRight, leaves: 0.8 });
        words.draw(g, 0, y + title.h / 2 + 40 + words.h / 2, beat, { out: out + 0.1, eachOut: 0.03, leave: leave.toRight, leaves: 0.7 });
        smoke[1].draw(g, beat);
        if (beat < 2.6) drawFlying(g, s, beat, place, 0.62, { fear: 0.2 });
        pop.draw(g, beat);
      });
      drawTwinkle(g, s, beat, out + 1, twinkle);
    },
  };
}

// The button: a star where the rocket went out of sight.
function drawTwinkle(g, s, beat, at, { x, y }) {
  const k = progress(beat, at, at + 0.45);
  if (k <= 0 || k >= 1) return;
  const star = s.sprites.shape("spark", "#ffffff");
  const size = Math.sin(k * Math.PI) * 240;
  placed(g, { x, y, r: k * 0.9 }, () => {
    g.drawImage(s.sprites.shape("glow", s.palette.brightSecond), -size * 0.6, -size * 0.6, size * 1.2, size * 1.2);
    g.drawImage(star, -size / 2, -size / 2, size, size);
  });
}

// 2: a window into space. The words count down, the rocket breaks out of it.
function buildScene(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const r = tall ? 470 : 440;
  const cy = tall ? -260 : -70;
  const random = s.random("sky");
  const launch = s.length - 9;
  const out = s.length - 1.6;
  const disc = s.layer(r * 2 + 60, r * 2 + 60, (g) => {
    const circle = path((c) => c.arc(0, 0, r, 0, TAU));
    g.save();
    g.clip(circle);
    const sky = g.createLinearGradient(0, -r, 0, r);
    sky.addColorStop(0, p.deep);
    sky.addColorStop(0.6, mix(p.deep, p.main, 0.55));
    sky.addColorStop(1, mix(p.main, p.second, 0.6));
    g.fillStyle = sky;
    g.fillRect(-r, -r, 2 * r, 2 * r);
    drawStars(g, random, r * 2, r * 2, 150, p.brightSecond);
    g.save();
    g.translate(r * 0.5, -r * 0.42);
    drawPlanet(g, r * 0.2, p.second, p.brightAccent, p.ink);
    g.restore();
    for (const [y, color] of [[0.62, mix(p.main, p.ink, 0.35)], [0.76, mix(p.main, p.ink, 0.62)]]) {
      g.fillStyle = color;
      g.beginPath();
      g.ellipse(0, r * (y + 0.75), r * 1.5, r * 0.8, 0, 0, TAU);
      g.fill();
    }
    g.fillStyle = fade(p.ink, 0.35);
    for (const [x, y, k] of [[-0.5, 0.76, 0.16], [0.35, 0.82, 0.1], [0.62, 0.72, 0.07], [-0.12, 0.9, 0.12]]) {
      g.beginPath();
      g.ellipse(x * r, y * r, k * r, k * r * 0.36, 0, 0, TAU);
      g.fill();
    }
    g.restore();
    shape(g, circle, { ink: p.ink, line: 26 });
    shape(g, circle, { ink: p.brightMain, line: 12 });
  });
  const ground = cy + r * 0.6;
  const words = s.words({ at: 2, until: launch - 1, width: Math.min(view.w * 0.9, 1500), height: tall ? 480 : 260, size: tall ? 96 : 84, lines: tall ? 5 : 3 });
  const wordsY = tall ? cy + r + 90 + words.h / 2 : Math.min(view.bottom - 40 - words.h / 2, cy + r - 20);
  const count = words.run.parts.length ? null : countdown(s, launch);
  const title = s.title({ width: view.w * 0.9, size: tall ? 190 : 230, sumSize: tall ? 150 : 160 });
  const titleY = cy + 30;
  const from = launch + 2;
  const far = view.w / 2 + 360;
  const place = (b) => { const k = (b - from) / 2.2; return { x: lerp(-far, far, k), y: titleY + title.nameY + Math.sin(k * TAU + 2.4) * 120 }; };
  const starts = written(title.name, 0, place, from, from + 2.4);
  const smoke = exhaust(s, place, from, 2.2, { n: 80 });
  const sumAt = from + 3;
  const steam = s.smoke({ n: 50, at: 2, over: launch - 1.4, from: { x: 0, y: ground, w: 120 }, angle: -Math.PI / 2, spread: Math.PI * 1.1, speed: [60, 300], drag: 2, life: [0.6, 1.3], size: [50, 110], grow: 1.8, shade: mix(p.second, "#ffffff", 0.45) });
  const blast = s.smoke({ n: 60, at: launch - 0.1, over: 0.9, from: { x: 0, y: ground, w: 160 }, angle: -Math.PI / 2, spread: Math.PI * 1.25, speed: [200, 1100], drag: 2.4, life: [0.8, 1.8], size: [90, 210], grow: 1.9, shade: mix(p.second, "#ffffff", 0.45) });
  const stars = s.particles({ n: 60, at: sumAt, from: { x: 0, y: titleY + title.sumY, w: title.sum.w * 0.8 }, speed: [400, 1300], gravity: 900, size: [30, 74], spin: [0.1, 0.7], shapes: ["star", "star", ...props(s)], colors: [p.brightAccent, p.second, p.paper], lined: true, life: [1.2, 2.2] });
  const emoji = s.emojiBurst({ at: launch, from: { x: 0, y: ground, w: 200 }, angle: -Math.PI / 2, spread: 1.9, speed: [700, 1700], gravity: 1300 });
  s.camera.moves([[0, {}], [launch - 1, { zoom: 1.05 }, ease.in], [launch + 0.6, { zoom: 1 }, ease.out]]).shake(launch, 1, 2.2).shake(sumAt, 0.6).sway(1);
  s.cue(0, "whoosh", 0.6);
  s.cue(1, "pop", 0.8);
  s.cue(launch - 2, "rise", 0.8);
  s.cue(launch, "boom", 1);
  s.cue(from, "whoosh", 0.9);
  s.cue(sumAt, "hit", 1);
  s.cue(out + 1.1, "sparkle", 0.8);
  s.flash(launch, 0.3, mix(p.accent, "#ffffff", 0.6));
  const rise = (b) => (b < launch ? 0 : ease.in(clamp((b - launch) / 2.2)) * (view.h + 700));
  return {
    moments: [launch - 0.6, out - 0.4],
    draw(g, beat) {
      const open = beat < out ? ease.outElastic(progress(beat, 0, 1.8)) : 1 - ease.inBack(progress(beat, out, out + 1.1));
      const fear = progress(beat, 2, launch);
      s.camera.draw(g, beat, 1, () => {
        if (open > 0.01) placed(g, { y: cy, k: open, r: (1 - Math.min(open, 1)) * -1.2 }, () => disc.draw(g));
        steam.draw(g, beat);
        const lift = rise(beat);
        if (beat > 0.6 && lift < view.h + 650) {
          const drop = tween(beat, 0.6, 1.5, -view.h, 0, ease.outBounce);
          const rumble = (words.starts.reduce((sum, at) => sum + hit(beat, at, 0.6), 0) + fear * 0.5) * (beat < launch ? 1 : 0);
          const squash = spring(beat - 1.2, 1.2, 2.2) * 0.08 + (beat > launch - 0.7 && beat < launch ? -0.13 * progress(beat, launch - 0.7, launch) : 0) + (beat >= launch ? 0.16 * hit(beat, launch, 1.2) : 0);
          placed(g, { x: noise(beat * 22, 1) * 7 * rumble, y: ground - 150 + drop - lift, r: noise(beat * 15, 2) * 0.02 * rumble, k: tall ? 1.25 : 1.12, kx: 1 - squash, ky: 1 + squash }, () => drawRocket(g, s, beat, { flame: beat < launch ? fear * 0.25 * (1 + pulse(beat)) : 1.9, fear, look: noise(beat, 7) * (1 - fear) }));
        }
        blast.draw(g, beat);
        emoji?.draw(g, beat);
        words.draw(g, 0, wordsY, beat, { enter: enter.slam, takes: 0.7, out: launch, eachOut: 0.02, leave: leave.scatter, leaves: 1 });
        count?.draw(g, wordsY, beat);
        smoke[0].draw(g, beat);
        title.draw(g, 0, titleY, beat,
          { starts, enter: enter.spin, takes: 0.7, out, eachOut: 0.02, leave: leave.through, leaves: 0.8, pose: bounce },
          { at: sumAt - 0.3, each: 0.03, enter: enter.slam, takes: 0.9, out: out + 0.15, eachOut: 0.02, leave: leave.through, leaves: 0.8 });
        smoke[1].draw(g, beat);
        if (beat > from - 0.2 && beat < from + 2.6) drawFlying(g, s, beat, place, 0.7, { wave: 1 });
        stars.draw(g, beat);
      });
      drawTwinkle(g, s, beat, out + 1.05, { x: 0, y: cy });
    },
  };
}

const bounce = (part, beat, now) => ({ ...now, y: now.y - Math.abs(Math.sin((beat + part.i * 0.12) * Math.PI)) * 8 });

// Without words the numbers count down.
function countdown(s, launch) {
  const runs = ["3", "2", "1"].map((digit) => s.run(digit, { size: 260, width: 600, style: "sum" }));
  runs.forEach((_, i) => s.cue(launch - 3 + i, "word", 0.8));
  return {
    draw(g, y, beat) {
      runs.forEach((run, i) => run.draw(g, 0, y, beat, { at: launch - 3 + i, enter: enter.slam, takes: 0.6, out: launch - 2.3 + i, leave: leave.through, leaves: 0.3 }));
    },
  };
}

// 3: the whole screen: a launch at dusk, up through the clouds, out to the stars.
function buildFanfare(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const random = s.random("sky");
  const launch = Math.round(s.length * 0.4);
  const space = launch + 2;
  const from = launch + 3;
  const climax = from + 3;
  const out = s.length - 1.8;
  const dusk = s.backdrop((g, w, h) => {
    const sky = g.createLinearGradient(0, -h / 2, 0, h / 2);
    for (const [at, color] of [[0, p.deep], [0.45, mix(p.deep, p.main, 0.7)], [0.75, mix(p.main, p.accent, 0.55)], [1, mix(p.accent, "#ffffff", 0.25)]]) sky.addColorStop(at, color);
    g.fillStyle = sky;
    g.fillRect(-w / 2, -h / 2, w, h);
  }, 0.2);
  const night = s.backdrop((g, w, h) => {
    g.fillStyle = mix(p.deep, "#05030f", 0.45);
    g.fillRect(-w / 2, -h / 2, w, h);
    for (const [x, y, k, color] of [[-0.28, -0.2, 0.55, p.main], [0.32, 0.18, 0.6, p.second], [0.1, -0.42, 0.35, p.accent]]) {
      const cloud = g.createRadialGradient(x * w, y * h, 0, x * w, y * h, k * Math.max(w, h) * 0.7);
      cloud.addColorStop(0, fade(color, 0.4));
      cloud.addColorStop(1, fade(color, 0));
      g.fillStyle = cloud;
      g.fillRect(-w / 2, -h / 2, w, h);
    }
    drawStars(g, random, w, h, 260, p.brightSecond);
  }, 0.5, true);
  const planet = s.layer(1300, 900, (g) => drawPlanet(g, 340, p.second, p.brightAccent, p.ink), 0.8);
  const hills = s.layer(view.w * 1.2, 520, (g) => {
    for (const [y, color, lane] of [[-120, mix(p.main, p.ink, 0.55), 1], [-10, p.ink, 2]]) {
      g.fillStyle = color;
      g.beginPath();
      g.moveTo(-view.w * 0.6, 260);
      for (let x = -view.w * 0.6; x <= view.w * 0.61; x += 60) g.lineTo(x, y + noise(x * 0.0022, lane) * 70);
      g.lineTo(view.w * 0.6, 260);
      g.fill();
    }
    drawTower(g, p);
  });
  const words = s.words({ at: 1.5, until: launch - 1, width: Math.min(view.w * 0.9, 1650), height: tall ? 560 : 330, size: tall ? 104 : 100, lines: tall ? 6 : 3 });
  const wordsY = tall ? view.top + 200 + words.h / 2 : view.top + 90 + words.h / 2;
  const count = words.run.parts.length ? null : countdown(s, launch);
  const title = s.title({ width: view.w * 0.92, size: tall ? 230 : 330, sumSize: tall ? 190 : 230 });
  const far = view.w / 2 + 420;
  const place = (b) => { const k = (b - from) / 2; return { x: lerp(-far, far, k), y: title.nameY + Math.sin(k * TAU + 2.2) * 150 }; };
  const starts = written(title.name, 0, place, from, from + 2.2);
  const smoke = exhaust(s, place, from, 2, { size: 1.5, n: 90 });
  const ground = view.bottom - 190;
  const steam = s.smoke({ n: 60, at: 1, over: launch - 0.6, from: { x: 0, y: ground, w: 200 }, angle: -Math.PI / 2, spread: Math.PI * 1.1, speed: [80, 420], drag: 2, life: [0.7, 1.5], size: [80, 170], grow: 1.9, shade: mix(p.second, "#ffffff", 0.45) });
  const blast = s.smoke({ n: 80, at: launch - 0.1, over: 1.2, from: { x: 0, y: ground, w: 260 }, angle: -Math.PI / 2, spread: Math.PI * 1.2, speed: [300, 1900], drag: 2.2, life: [0.9, 1.8], size: [140, 330], grow: 2, shade: mix(p.second, "#ffffff", 0.45) });
  const warp = [starWarp(s, launch + 0.8, 2.4, 70), starWarp(s, out - 0.4, 2, 60)];
  const burst = s.particles({ n: 150, at: climax, from: { x: 0, y: title.sumY }, speed: [300, 2300], drag: 1.6, gravity: 300, life: [1.3, 2.8], size: [30, 90], spin: [0.05, 0.5], shapes: ["star", "spark", "star", ...props(s)], colors: [p.brightAccent, p.brightSecond, "#ffffff", p.brightMain], fadeOut: 0.5 });
  const shower = s.particles({ n: 80, at: climax + 0.5, over: out - climax - 1, from: { x: 0, y: view.top - 60, w: view.w * 1.2 }, angle: Math.PI / 2 + 0.25, spread: 0.2, speed: [300, 760], drag: 0, life: [1.6, 2.6], size: [24, 64], spin: [0.05, 0.3], shapes: ["star", "spark", ...props(s)], colors: [p.brightAccent, "#ffffff", p.brightSecond] });
  const rings = s.sprites.shape("ring", p.brightAccent);
  s.camera.moves([[0, { zoom: 1.12, y: 60 }], [launch - 0.5, { zoom: 1, y: 0 }, ease.inOut], [launch + 1.4, { zoom: 1.04, y: -30 }, ease.out], [climax - 0.4, { zoom: 1 }], [climax, { zoom: 1.07 }, ease.outExpo], [out, { zoom: 1.02 }, ease.inOut]])
    .shake(launch, 1.2, 3).shake(climax, 1, 1.6).sway(1.4);
  s.cue(0, "rise", 0.6);
  s.cue(launch - 2, "rise", 0.9);
  s.cue(launch, "boom", 1);
  s.cue(launch + 1, "whoosh", 0.8);
  s.cue(from, "whoosh", 1);
  s.cue(climax, "final", 1);
  s.cue(climax, "boom", 0.9);
  s.cue(climax + 1, "sparkle", 0.8);
  s.cue(out - 1.4, "pop", 0.7);
  s.cue(out, "whoosh", 0.9);
  s.flash(launch, 0.45, mix(p.accent, "#ffffff", 0.7));
  s.flash(climax, 0.5);
  const perch = { x: title.name.w * 0.36 || 0, y: -title.h / 2 - 70 };
  return {
    moments: [launch - 0.5, out - 0.5],
    draw(g, beat) {
      const shown = ease.out(progress(beat, 0, 1)) * (1 - ease.in(progress(beat, out + 0.4, out + 1.7)));
      const up = ease.inOut(progress(beat, launch + 0.3, space + 0.6));
      g.globalAlpha = shown;
      if (up < 1) s.camera.draw(g, beat, 0.3, () => dusk.draw(g));
      if (up > 0) {
        g.globalAlpha = up < 1 ? shown * up : shown;
        s.camera.draw(g, beat, 0.25, () => night.draw(g));
        s.camera.draw(g, beat, 0.5, () => planet.draw(g, view.w * (tall ? 0.3 : 0.34), lerp(-view.h * 0.9, -view.h * 0.24, ease.out(progress(beat, launch + 1, climax + 2))), tall ? 0.8 : 1));
      }
      g.globalAlpha = shown;
      s.camera.draw(g, beat, 1, () => {
        const sink = ease.in(progress(beat, launch + 0.3, launch + 1.9)) * view.h * 1.5;
        if (sink < view.h * 1.4) hills.draw(g, 0, view.bottom - 190 + sink);
        if (beat < launch + 2.6) steam.draw(g, beat);
        if (beat < space + 0.8) {
          const fear = progress(beat, 1, launch);
          const lift = beat < launch ? 0 : lerp(0, ground - 60, ease.inOut(progress(beat, launch, launch + 1.2))) + ease.in(progress(beat, launch + 1.5, space + 0.7)) * view.h * 1.2;
          const shake = beat < launch ? fear * 0.8 : 1;
          const squash = beat < launch ? -0.1 * progress(beat, launch - 0.7, launch) : 0.14 * hit(beat, launch, 1.4);
          placed(g, { x: noise(beat * 20, 1) * 8 * shake, y: ground - 190 - lift, r: noise(beat * 12, 2) * 0.02 * shake, k: tall ? 1.5 : 1.3, kx: 1 - squash, ky: 1 + squash }, () => drawRocket(g, s, beat, { flame: beat < launch ? fear * 0.3 * (1 + pulse(beat)) : 2.2, fear: beat < launch + 1.4 ? fear : 0, look: noise(beat, 7) * (1 - fear) }));
        }
        g.globalAlpha = 1;
        blast.draw(g, beat);
        warp[0].draw(g, beat);
        words.draw(g, 0, wordsY, beat, { enter: enter.slam, takes: 0.7, out: launch, eachOut: 0.015, leave: leave.scatter, leaves: 1 });
        count?.draw(g, wordsY + 100, beat);
        const ring = progress(beat, climax, climax + 1.4);
        if (ring > 0 && ring < 1) placed(g, { y: title.sumY, k: ease.outExpo(ring) * 16 * (tall ? 0.8 : 1), a: 1 - ring }, () => g.drawImage(rings, -50, -50, 100, 100));
        smoke[0].draw(g, beat);
        burst.draw(g, beat);
        const beatK = 1 + pulse(beat) * 0.02 * progress(beat, climax, climax + 0.1);
        placed(g, { k: beatK }, () => title.draw(g, 0, 0, beat,
          { starts, enter: enter.spin, takes: 0.7, out, eachOut: 0.03, leave: leave.lift, leaves: 1, pose: bounce },
          { at: climax - 0.35, each: 0.02, enter: enter.slam, takes: 0.9, out: out + 0.1, eachOut: 0.03, leave: leave.lift, leaves: 1 }));
        smoke[1].draw(g, beat);
        if (beat > from - 0.2 && beat < from + 2.5) drawFlying(g, s, beat, place, 1.05, { wave: 1 });
        shower.draw(g, beat);
        drawLanding(g, s, beat, out, perch);
        warp[1].draw(g, beat);
      });
    },
  };
}

// The rocket comes back, lands on the name, and takes it along.
function drawLanding(g, s, beat, out, { x, y }) {
  const at = out - 1.4;
  if (beat < at - 1 || beat > out + 1) return;
  const fall = tween(beat, at - 1, at, -900, 0, ease.out);
  const off = ease.in(progress(beat, out, out + 0.9)) * 1600;
  const squash = spring(beat - at, 1.4, 3) * (beat >= at ? 0.16 : 0);
  placed(g, { x, y: y + fall - off, k: 0.42, kx: 1 + squash, ky: 1 - squash, r: Math.sin(beat * 3) * 0.06 * (beat < at ? 1 : 0) }, () => drawRocket(g, s, beat, { flame: beat < at ? 0.9 : beat > out ? 1.8 : 0, wave: 1 }));
}

function drawTower(g, p) {
  const tower = path("M170 -60 L186 -420 H236 L252 -60 Z");
  g.save();
  g.translate(40, 60);
  shape(g, tower, { fill: p.ink, ink: p.ink, line: 4 });
  const beams = path((b) => { for (let y = -80; y > -400; y -= 64) { b.moveTo(176, y); b.lineTo(240, y - 64); b.moveTo(246, y); b.lineTo(184, y - 64); } });
  stroke(g, beams, mix(p.main, p.ink, 0.35), 7);
  stroke(g, path("M190 -330 H96"), p.ink, 16);
  g.fillStyle = p.brightAccent;
  g.beginPath();
  g.arc(211, -432, 10, 0, TAU);
  g.fill();
  g.restore();
}
