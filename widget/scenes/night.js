// Night: a fox sleeps in the moon, and fireflies write the name.

import { enter, leave } from "./lib/acts.js";
import { shape, stroke, path, placed } from "./lib/draw.js";
import { fade, mix } from "./lib/palette.js";
import { noise } from "./lib/random.js";
import { drawGlow } from "./lib/sprites.js";
import { ease, hit, lerp, progress, spring, tween } from "./lib/time.js";

const TAU = Math.PI * 2;

export default {
  bpm: 96,
  mood: "tender",
  root: 52,
  palettes: [["#5468ff", "#8ad2ff", "#ffd56e"], ["#8a55e8", "#ff9ecb", "#ffe08a"], ["#1b93ad", "#86ead2", "#ffcf70"]],
  beats: { 1: 6, 2: [13, 14], 3: [16, 18] },
  build: (s) => ({ 1: buildStroke, 2: buildScene, 3: buildFanfare })[s.production](s),
};

// ---- the hero ----

const BODY = path("M-158 66 C-206 -24 -146 -130 -14 -136 C116 -140 204 -60 196 26 C190 84 124 104 20 104 C-74 104 -134 104 -158 66 Z");
const BODY_SHADE = path("M60 -150 C150 -80 150 40 40 120 L230 130 V-160 Z");
const TAIL = path("M186 -6 C236 66 168 142 44 138 C-36 136 -100 124 -138 96 C-156 80 -140 54 -112 62 C-56 80 18 84 72 60 C112 42 134 20 146 -18 C158 -36 178 -26 186 -6 Z");
const TAIL_TIP = path("M-180 20 H-62 C-84 50 -50 70 -74 90 C-56 104 -72 120 -60 150 H-180 Z");
const TAIL_SHADE = path("M200 20 C180 100 60 130 -60 116 L-40 170 H240 Z");
const HEAD = path("M-72 -16 L-82 -92 Q-84 -106 -70 -98 L-26 -58 C-10 -63 10 -63 26 -58 L70 -98 Q84 -106 82 -92 L72 -16 C90 8 62 36 24 52 Q0 68 -24 52 C-62 36 -90 8 -72 -16 Z");
const HEAD_SHADE = path("M30 -100 C70 -40 60 30 -10 80 H110 V-110 Z");
const CHEEKS = path("M-80 2 C-50 -8 -18 8 0 34 C18 8 50 -8 80 2 C74 28 46 44 24 52 Q0 66 -24 52 C-46 44 -74 28 -80 2 Z");
const EARS = path("M-70 -82 L-64 -36 L-42 -56 Z M70 -82 L64 -36 L42 -56 Z");
const CAP = path("M-50 -50 C-54 -104 -10 -150 60 -138 C112 -128 138 -92 136 -50 C116 -84 88 -92 62 -84 C56 -72 54 -62 54 -50 Q0 -72 -50 -50 Z");
const CAP_SHADE = path("M20 -160 C100 -130 110 -80 60 -40 H160 V-160 Z");
const BRIM = path("M-60 -54 Q0 -80 62 -54 Q72 -50 68 -38 Q64 -28 54 -32 Q0 -54 -52 -32 Q-62 -28 -66 -38 Q-70 -50 -60 -54 Z");

/** The fox, asleep around its middle. awake: how far one eye is open, bubble: how large the bubble at its nose is. */
function drawFox(g, s, beat, { awake = 0, bubble = 0, smile = 0 } = {}) {
  const p = s.palette;
  const fur = mix("#ff8038", p.accent, 0.18);
  const white = "#fff6e6";
  const breath = Math.sin(beat * Math.PI * 0.5);
  placed(g, { y: -breath * 3, ky: 1 + breath * 0.025, kx: 1 - breath * 0.006 }, () => shape(g, BODY, { fill: fur, ink: p.ink, shade: { path: BODY_SHADE, color: fade(p.ink, 0.26) } }));
  shape(g, TAIL, { fill: fur, ink: p.ink, line: 0, shade: { path: TAIL_SHADE, color: fade(p.ink, 0.24) }, light: { path: TAIL_TIP, color: white } });
  shape(g, TAIL, { ink: p.ink });
  placed(g, { x: -96, y: 10 - breath * 5 - awake * 12, r: -0.16 + awake * 0.14, k: 1.12 }, () => {
    shape(g, HEAD, { fill: fur, ink: p.ink, shade: { path: HEAD_SHADE, color: fade(p.ink, 0.2) } });
    g.fillStyle = mix(fur, p.ink, 0.55);
    g.fill(EARS);
    g.save();
    g.clip(HEAD);
    g.fillStyle = white;
    g.fill(CHEEKS);
    g.restore();
    for (const side of [-1, 1]) {
      if (awake > 0.3 && side === 1) {
        const tall = 13 * awake;
        g.fillStyle = p.ink;
        g.beginPath();
        g.ellipse(side * 37, -6, 10, tall, 0, 0, TAU);
        g.fill();
        g.fillStyle = "#ffffff";
        g.beginPath();
        g.arc(side * 37 + 3, -10, 4, 0, TAU);
        g.fill();
      } else stroke(g, path((e) => { e.moveTo(side * 37 - 15, -8); e.quadraticCurveTo(side * 37, 8, side * 37 + 15, -8); }), p.ink, 7);
      g.fillStyle = fade("#ff5f6f", 0.35 + smile * 0.2);
      g.beginPath();
      g.ellipse(side * 52, 14, 13, 8, 0, 0, TAU);
      g.fill();
    }
    stroke(g, path((m) => { m.moveTo(-13, 54); m.quadraticCurveTo(-6, 62 + smile * 3, 0, 54); m.quadraticCurveTo(6, 62 + smile * 3, 13, 54); }), p.ink, 5);
    g.fillStyle = p.ink;
    g.beginPath();
    g.ellipse(0, 43, 13, 10, 0, 0, TAU);
    g.fill();
    shape(g, CAP, { fill: p.main, ink: p.ink, shade: { path: CAP_SHADE, color: fade(p.ink, 0.26) } });
    shape(g, BRIM, { fill: white, ink: p.ink, line: 7 });
    placed(g, { x: 134, y: -38 + breath * 4 }, () => shape(g, path((b) => b.arc(0, 0, 23, 0, TAU)), { fill: white, ink: p.ink, line: 7 }));
    if (bubble > 0.02) placed(g, { x: -8, y: 50, k: bubble * 1.6, r: 0.16 }, () => drawBubble(g, p.ink));
  });
}

function drawBubble(g, ink) {
  g.save();
  g.translate(-40, 30);
  g.fillStyle = "rgba(190,235,255,.55)";
  g.beginPath();
  g.arc(0, 0, 42, 0, TAU);
  g.fill();
  for (const [color, width] of [[fade(ink, 0.4), 9], ["#ffffff", 6]]) {
    g.strokeStyle = color;
    g.lineWidth = width;
    g.stroke();
  }
  g.lineCap = "round";
  g.beginPath();
  g.arc(0, 0, 27, Math.PI * 1.05, Math.PI * 1.45);
  g.stroke();
  g.restore();
}

const RIM = path("M304 -8 A300 300 0 1 1 -114 -278 A250 250 0 0 0 304 -8 Z");
const RIM_SHADE = path("M330 -40 A330 330 0 0 1 -40 330 H340 Z M330 -40 C270 150 120 250 -60 262 L0 330 H340 Z");

// The crescent, painted once: light from itself, a shadow along its lower right.
const makeMoon = (s) => s.layer(720, 720, (g) => {
  const p = s.palette;
  const light = mix(p.accent, "#fffbe8", 0.45);
  shape(g, RIM, { fill: light, ink: p.ink, line: 0, shade: { path: RIM_SHADE, color: fade(mix(p.accent, p.main, 0.45), 0.45) } });
  g.save();
  g.clip(RIM);
  g.fillStyle = fade(mix(p.accent, p.main, 0.4), 0.3);
  for (const [x, y, r] of [[-214, -90, 34], [-236, 40, 22], [-150, 160, 40], [-40, 232, 24], [120, 226, 30], [-180, -190, 18]]) { g.beginPath(); g.ellipse(x, y, r, r * 0.9, 0, 0, TAU); g.fill(); }
  g.restore();
  stroke(g, path("M-142 -248 C-262 -170 -310 -20 -268 96"), "rgba(255,255,255,.75)", 12);
  shape(g, RIM, { ink: p.ink, line: 11 });
}, 1);

// The moon with the fox in it, around the moon's middle.
function drawCradle(g, s, moon, beat, fox, glow = 1) {
  const size = 1150 * glow;
  g.save();
  g.globalCompositeOperation = "lighter";
  g.globalAlpha *= 0.5;
  drawGlow(g, 0, 0, size, mix(s.palette.accent, s.palette.main, 0.35));
  g.restore();
  moon.draw(g);
  placed(g, { x: 66, y: 66, r: 0.02, k: 1.04 }, () => drawFox(g, s, beat, fox));
}

// What the fox does: it breathes a bubble, which bursts at the beat `pop`; then one eye looks, and it sleeps on.
function dreaming(beat, pop) {
  const grown = beat < pop ? 0.35 + 0.3 * Math.sin(beat * Math.PI * 0.5 - 0.8) + 0.55 * progress(beat, pop - 2, pop) : beat > pop + 2.6 ? 0.25 + 0.35 * (1 + Math.sin(beat * Math.PI * 0.5)) * progress(beat, pop + 2.6, pop + 3.6) : 0;
  const awake = ease.outBack(progress(beat, pop + 0.05, pop + 0.3)) * (1 - ease.inOut(progress(beat, pop + 1.9, pop + 2.5)));
  return { bubble: grown, awake, smile: progress(beat, pop + 1, pop + 1.4) };
}

const burstOf = (s, at, x, y, k) => s.particles({ n: 14, at, from: { x, y }, speed: [120, 420], drag: 2, gravity: 500, life: [0.3, 0.6], size: [12 * k, 28 * k], shapes: ["drop", "dot"], colors: ["#d8f2ff", "#ffffff"] });

// ---- lettering and light ----

// Letters that glow, with enough ink behind them to be read by day.
const glowing = (p) => ({ fill: ["#ffffff", mix(p.brightAccent, "#ffffff", 0.45), p.brightAccent], line: 0.19, depth: 0.05, ink: p.ink, fat: 0.03 });
const soft = (p) => ({ fill: ["#ffffff", mix(p.brightSecond, "#ffffff", 0.6)], line: 0.19, depth: 0.03, ink: p.ink, fat: 0.012 });

// Fireflies that come from around and each light a part of a run: {starts, draw}.
function makeFireflies(s, run, x, y, at, each, { from, n = 3, stay = 0.7 }) {
  const random = s.random(`fireflies ${at}`);
  const count = run.parts.length > 24 ? 1 : n;
  const glow = s.sprites.shape("glow", s.palette.brightAccent);
  const starts = run.parts.map((part) => at + part.i * each);
  const all = run.parts.flatMap((part) => Array.from({ length: count }, (_, i) => ({
    part, home: from(random), lag: random.between(1.4, 2.6), phase: random() * TAU, bow: random.between(-1, 1), size: random.between(46, 88), first: i === 0,
  })));
  return {
    starts,
    draw(g, beat) {
      g.save();
      g.globalCompositeOperation = "lighter";
      for (const fly of all) {
        const start = starts[fly.part.i];
        if (beat < start - fly.lag - 1 || beat > start + stay) continue;
        const k = ease.inOut(progress(beat, start - fly.lag, start));
        const [tx, ty] = [x + fly.part.x, y + fly.part.y];
        const wild = (1 - k) * 60 + 14;
        const bow = Math.sin(k * Math.PI) * fly.bow * 240;
        const fx = lerp(fly.home.x, tx, k) + Math.sin(beat * 2.6 + fly.phase) * wild + bow;
        const fy = lerp(fly.home.y, ty, k) + Math.cos(beat * 2.1 + fly.phase) * wild - Math.abs(bow) * 0.5;
        const arrived = hit(beat, start, stay);
        g.globalAlpha = Math.min(1, (beat - (start - fly.lag - 1)) * 2) * (beat > start ? arrived : 0.75 + 0.25 * Math.sin(beat * 7 + fly.phase));
        const size = fly.size * (1 + (fly.first && beat > start ? 1.8 * arrived : 0));
        g.drawImage(glow, fx - size / 2, fy - size / 2, size, size);
      }
      g.restore();
    },
  };
}

const kindle = (now, k) => { now.k = lerp(0.6, 1, ease.outBack(k)); now.a = Math.min(1, k * 2.5); };
const float = (part, beat, now) => ({ ...now, y: now.y + Math.sin(beat * 1.5 + part.i * 0.6) * 5, r: now.r + Math.sin(beat * 1.1 + part.i) * 0.012 });
// A lamp that flickers before it goes out.
const flicker = (now, k, part) => { now.a *= k < 0.7 ? (Math.sin(k * 40 + part.i) > -0.2 ? 1 : 0.25) : (1 - k) / 0.3; };

// Small z that rise from the sleeper.
function makeSnores(s, size) {
  const runs = [0.6, 0.8, 1].map((k) => s.run("z", { size: size * k, width: 400, style: soft(s.palette) }));
  return {
    draw(g, x, y, beat, there = 1) {
      for (let i = 0; i < 3; i++) {
        const k = ((beat * 0.45 + i / 3) % 1 + 1) % 1;
        placed(g, { x: x + k * size * 1.6 + Math.sin(k * 7) * size * 0.3, y: y - k * size * 3, k: 0.4 + k * 0.8, r: Math.sin(k * 5) * 0.3, a: Math.sin(k * Math.PI) * there }, () => runs[i].draw(g, 0, 0, beat));
      }
    },
  };
}

const twinkles = (s, at, over, box, n) => s.particles({ n, at, over, from: box, speed: [4, 30], drag: 0, life: [0.8, 1.8], size: [22, 58], shapes: ["spark", "spark", "dot", ...props(s)], colors: ["#ffffff", s.palette.brightSecond, s.palette.brightAccent], fadeIn: 0.4, fadeOut: 0.5, add: true });

const props = (s) => [...(s.topic?.props ?? [])].filter((name) => name === "star");

// ---- productions ----

// 1: a mobile comes down on its string, lights the name, and is pulled up again; one firefly is late.
function buildStroke(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const title = s.title({ width: view.w * 0.84, height: tall ? 560 : 390, size: 185, sumSize: 130, nameStyle: glowing(p), sumStyle: glowing({ ...p, brightAccent: p.brightSecond }) });
  const words = s.words({ at: 2, until: 3.5, width: view.w * 0.8, height: 150, size: 60, lines: 2, style: "plate" });
  const moon = makeMoon(s);
  const k = tall ? 0.85 : 0.56;
  const h = 600 * k + 20 + title.h + 30 + words.h;
  const top = tall ? -h / 2 - 160 : Math.max(view.top + 20, -h / 2 - 20);
  const my = top + 300 * k;
  const ty = top + 600 * k + 20 + title.h / 2;
  const out = s.length - 1.3;
  const lights = makeFireflies(s, title.name.parts.length ? title.name : title.sum, 0, ty + (title.name.parts.length ? title.nameY : title.sumY), 1.2, Math.min(0.07, 0.8 / (title.name.parts.length || 1)), { from: (r) => ({ x: r.between(-1, 1) * view.w * 0.5, y: ty + r.between(-0.5, 0.9) * 420 }), n: 2 });
  const dust = twinkles(s, 1, s.length - 2.6, { x: 0, y: ty, w: title.w + 200, h: title.h + 160 }, 22);
  const snores = makeSnores(s, 70);
  const stars = [[-0.36, 0.5, 0.9], [-0.21, 0.2, 0.62], [0.24, 0.3, 0.7], [0.38, 0.62, 0.95]];
  s.cue(0, "whoosh", 0.5);
  s.cue(1, "sparkle", 0.7);
  s.cue(2.2, "pop", 0.6);
  s.cue(out, "whoosh", 0.6);
  s.cue(out + 0.9, "sparkle", 0.6);
  const late = (b) => { const j = progress(b, out + 0.25, s.length); return { x: lerp(-view.w * 0.3, view.w * 0.12, ease.out(Math.min(1, j * 1.6))) + ease.in(Math.max(0, j - 0.5) * 2) * view.w * 0.5, y: ty + Math.sin(j * 9) * 60 - ease.in(Math.max(0, j - 0.5) * 2) * 300 }; };
  return {
    moments: [4.2],
    draw(g, beat) {
      const down = ease.outBack(progress(beat, 0, 1.1));
      const up = ease.inBack(progress(beat, out, out + 0.8));
      const hang = (1 - down + up) * -(view.h * 0.5 + 500);
      const swing = spring(beat - 0.5, 0.45, 0.5) * 0.16 * progress(beat, 0, 0.5) + Math.sin(beat * 1.1) * 0.015;
      const pull = progress(beat, out - 0.25, out) * (beat < out ? 22 : 0);
      g.save();
      g.translate(0, view.top + hang);
      for (const [i, [x, length, size]] of stars.entries()) placed(g, { x: x * Math.min(view.w, 1500), r: swing * (1.4 - i * 0.2) + Math.sin(beat * 1.3 + i) * 0.03 }, () => drawHung(g, s, length * 0.55 * (my - view.top) + 90, size * (tall ? 1.3 : 1)));
      g.rotate(swing);
      stroke(g, path((l) => { l.moveTo(0, -900); l.lineTo(-66 * k, my - view.top - 296 * k + pull); }), p.ink, 9);
      stroke(g, path((l) => { l.moveTo(0, -900); l.lineTo(-66 * k, my - view.top - 296 * k + pull); }), p.paper, 4);
      placed(g, { y: my - view.top + pull, k, r: swing * 0.6 }, () => {
        drawCradle(g, s, moon, beat, { bubble: 0.35 + 0.35 * Math.sin(beat * Math.PI * 0.7) });
        snores.draw(g, 60, -60, beat, 1);
      });
      g.restore();
      const gone = { out: out - 0.15, eachOut: 0.03, leave: flicker, leaves: 0.55, pose: float };
      const [first, second] = title.name.parts.length ? [{ starts: lights.starts, enter: kindle, takes: 0.5, ...gone }, { at: 2.1, each: 0.03, enter: enter.pop, takes: 0.5, ...gone }] : [{}, { starts: lights.starts, enter: kindle, takes: 0.5, ...gone }];
      title.draw(g, 0, ty, beat, first, second);
      words.draw(g, 0, ty + title.h / 2 + 30 + words.h / 2, beat, { out: out - 0.3, eachOut: 0.03, leave: leave.fade, leaves: 0.5 });
      dust.draw(g, beat);
      lights.draw(g, beat);
      if (beat > out + 0.25) {
        const { x, y } = late(beat);
        const size = 200 * (0.7 + 0.3 * Math.sin(beat * 12));
        placed(g, { x, y, a: 1 - progress(beat, s.length - 0.25, s.length) }, () => { drawGlow(g, 0, 0, size, p.brightAccent); shape(g, path((d) => d.arc(0, 0, 17, 0, TAU)), { fill: p.brightAccent, ink: p.ink, line: 8 }); });
      }
    },
  };
}

function drawHung(g, s, length, k) {
  const p = s.palette;
  stroke(g, path((l) => { l.moveTo(0, -900); l.lineTo(0, length - 40 * k); }), p.ink, 8);
  stroke(g, path((l) => { l.moveTo(0, -900); l.lineTo(0, length - 40 * k); }), p.paper, 3.5);
  placed(g, { y: length, k }, () => shape(g, STAR, { fill: p.brightAccent, ink: p.ink, line: 10, shade: { path: path("M10 -60 Q20 20 -30 70 H80 V-60 Z"), color: fade(mix(p.accent, p.main, 0.5), 0.5) } }));
}

const STAR = path((b) => { for (let i = 0; i < 10; i++) { const a = (i / 10) * TAU - Math.PI / 2; const r = i % 2 ? 28 : 54; b.lineTo(Math.cos(a) * r, Math.sin(a) * r); } b.closePath(); });

// Hills in layers, darker towards the viewer, with a cottage whose window is the last light.
function paintHills(g, w, base, colors, lane) {
  colors.forEach(([color, y, amount], i) => {
    g.fillStyle = color;
    g.beginPath();
    g.moveTo(-w / 2, base + 600);
    for (let x = -w / 2; x <= w / 2 + 40; x += 40) g.lineTo(x, base + y + noise(x * 0.0016, lane + i * 3) * amount);
    g.lineTo(w / 2, base + 600);
    g.fill();
  });
}

function drawCottage(g, p, lit) {
  shape(g, path("M-44 0 V-46 L0 -84 L44 -46 V0 Z"), { fill: mix(p.ink, p.main, 0.2), ink: p.ink, line: 6 });
  shape(g, path("M22 -96 H36 V-50 L22 -62 Z"), { fill: mix(p.ink, p.main, 0.2), ink: p.ink, line: 5 });
  g.fillStyle = lit ? p.brightAccent : mix(p.ink, p.main, 0.08);
  g.fillRect(-17, -44, 14, 22);
  g.fillRect(3, -44, 14, 22);
}

// 2: night falls around the moon; the words drift in, fireflies gather, a bubble bursts.
function buildScene(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const random = s.random("night");
  const moon = makeMoon(s);
  const k = tall ? 1.15 : 0.68;
  const my = tall ? -330 : view.top + 40 + 300 * k;
  const gather = s.length - 6.4;
  const pop = gather + 1.6;
  const out = s.length - 1.6;
  const words = s.words({ at: 1.5, until: gather - 1, width: Math.min(view.w * 0.84, 1440), height: tall ? 520 : 300, size: tall ? 100 : 88, lines: tall ? 6 : 3, style: soft(p), cue: "sparkle" });
  const title = s.title({ width: view.w * 0.86, height: tall ? 560 : 400, size: tall ? 190 : 195, sumSize: tall ? 150 : 135, gap: 0.02, nameStyle: glowing(p), sumStyle: glowing({ ...p, brightAccent: p.brightSecond }) });
  const ty = tall ? my + 330 * k + 330 : (my + 290 * k + view.bottom) / 2 + 10;
  const sky = s.backdrop((g) => {
    const { w, h } = view;
    const air = g.createLinearGradient(0, -h / 2, 0, h / 2);
    for (const [at, color] of [[0, mix(p.deep, "#050616", 0.5)], [0.6, mix(p.deep, p.main, 0.35)], [1, mix(p.main, p.second, 0.3)]]) air.addColorStop(at, color);
    g.fillStyle = air;
    g.fillRect(-w / 2, -h / 2, w, h);
    paintStars(g, random, w, h, tall ? 200 : 150);
    const base = h / 2 - (tall ? 330 : 200);
    paintHills(g, w, base, [[mix(p.main, p.ink, 0.5), 0, 70], [mix(p.main, p.ink, 0.72), 80, 60], [p.ink, 160, 40]], 1);
    g.globalCompositeOperation = "destination-in";
    g.scale(w / 2, h / 2);
    const hole = g.createRadialGradient(0, 0, 0, 0, 0, 1);
    for (const [at, a] of [[0, 1], [0.62, 0.97], [0.84, 0.55], [1, 0]]) hole.addColorStop(at, `rgba(0,0,0,${a})`);
    g.fillStyle = hole;
    g.fillRect(-1, -1, 2, 2);
  }, 0.6);
  const target = title.name.parts.length ? title.name : title.sum;
  const lights = makeFireflies(s, target, 0, ty + (target === title.name ? title.nameY : title.sumY), gather + 0.6, Math.min(0.09, 1.4 / (target.parts.length || 1)), { from: (r) => ({ x: r.between(-1, 1) * Math.min(view.w * 0.46, 860), y: ty + r.between(-0.2, 1) * 260 }) });
  const stars = twinkles(s, 0.8, s.length - 3, { x: 0, y: my, w: view.w * 0.7, h: 640 * k }, 30);
  const dust = twinkles(s, gather + 1, out - gather - 1, { x: 0, y: ty, w: title.w, h: title.h }, 24);
  const drops = burstOf(s, pop, -75 * k, my + 150 * k, k * 1.5);
  const emoji = s.emojiBurst({ at: pop + 0.3, over: 1, from: { x: 0, y: ty, w: title.w, h: title.h }, speed: [60, 200], gravity: -60, drag: 0.5, life: [1.5, 2.4], size: [60, 100] });
  const snores = makeSnores(s, 74);
  s.camera.moves([[0, { y: -60, zoom: 1.04 }], [2.5, {}, ease.out], [gather, { zoom: 1.03 }], [out, { zoom: 1 }]]).sway(1.4);
  s.cue(0, "rise", 0.4);
  s.cue(1, "sparkle", 0.6);
  s.cue(gather, "rise", 0.6);
  s.cue(gather + 1.6, "final", 0.8);
  s.cue(pop, "pop", 0.8);
  s.cue(pop + 0.8, "sparkle", 0.7);
  s.cue(out + 0.6, "pop", 0.5);
  const cottage = tall ? { x: 190, y: view.bottom - 320 } : { x: view.w * 0.15, y: view.bottom - 205 };
  return {
    moments: [gather - 0.6, out - 0.3],
    draw(g, beat) {
      const shown = ease.out(progress(beat, 0, 1.2)) * (1 - ease.in(progress(beat, out + 0.6, out + 1.5)));
      const sway = Math.sin(beat * 0.8) * 0.035;
      g.globalAlpha = shown;
      s.camera.draw(g, beat, 0.2, () => sky.draw(g));
      s.camera.draw(g, beat, 1, () => {
        placed(g, cottage, () => drawCottage(g, p, beat < out + 0.6));
        const rise = tween(beat, 0.2, 1.8, view.h * 0.5, 0, ease.outBack) + ease.in(progress(beat, out + 0.5, out + 1.7)) * view.h * 0.5;
        placed(g, { y: my + rise, k, r: sway }, () => {
          drawCradle(g, s, moon, beat, dreaming(beat, pop), 1 + Math.sin(beat * 0.9) * 0.04);
          snores.draw(g, 70, -70, beat, (1 - progress(beat, pop - 0.3, pop)) + progress(beat, pop + 2.4, pop + 3));
        });
        stars.draw(g, beat);
        drops.draw(g, beat);
        words.draw(g, 0, ty, beat, { enter: drift, takes: 0.8, out: gather, eachOut: 0.03, leave: dissolve, leaves: 0.9, pose: float });
        emoji?.draw(g, beat);
        const gone = { out: out + 0.1, eachOut: 0.05, leave: flicker, leaves: 0.7, pose: float };
        const sumAct = target === title.name ? { at: pop + 0.2, each: 0.04, enter: enter.pop, takes: 0.6, ...gone } : { starts: lights.starts, enter: kindle, takes: 0.6, ...gone };
        title.draw(g, 0, ty, beat, { starts: lights.starts, enter: kindle, takes: 0.6, ...gone }, sumAct);
        lights.draw(g, beat);
        dust.draw(g, beat);
      });
      g.globalAlpha = 1;
    },
  };
}

const drift = (now, k, part, run) => { now.a = k; now.y = run.size * 0.7 * (1 - ease.out(k)); now.k = lerp(0.8, 1, ease.out(k)); };
const dissolve = (now, k, part, run) => { now.a *= (1 - k) ** 1.5; now.y -= ease.in(k) * run.size * 0.8; now.k *= 1 - k * 0.25; };

function paintStars(g, random, w, h, n) {
  for (let i = 0; i < n; i++) {
    g.globalAlpha = random.between(0.3, 1);
    g.fillStyle = "#ffffff";
    g.beginPath();
    g.arc(random.between(-w / 2, w / 2), random.between(-h / 2, h * 0.25), random() ** 3 * 4 + 1.3, 0, TAU);
    g.fill();
  }
  g.globalAlpha = 1;
}

// 3: over hills and cottages the moon comes up; one window after another goes dark, and the sky is written upon.
function buildFanfare(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const random = s.random("night");
  const moon = makeMoon(s);
  const k = tall ? 1.2 : 0.78;
    const my = tall ? -420 : view.top + 50 + 300 * k;
  const gather = Math.round(s.length * 0.45);
  const sumAt = gather + 3;
  const pop = gather + 2;
  const out = s.length - 2.2;
  const words = s.words({ at: 2, until: gather - 1, width: Math.min(view.w * 0.88, 1600), height: tall ? 640 : 320, size: tall ? 118 : 104, lines: tall ? 6 : 3, style: soft(p), cue: "sparkle" });
  const title = s.title({ width: view.w * 0.92, height: tall ? 700 : 430, size: tall ? 230 : 235, sumSize: tall ? 190 : 150, gap: 0, nameStyle: glowing(p), sumStyle: glowing({ ...p, brightAccent: p.brightSecond }) });
  const ty = tall ? my + 300 * k + 420 : (my + 290 * k + view.bottom) / 2 - 10;
  const sky = s.backdrop((g, w, h) => {
    const air = g.createLinearGradient(0, -h / 2, 0, h / 2);
    for (const [at, color] of [[0, mix(p.deep, "#03040f", 0.55)], [0.5, mix(p.deep, p.main, 0.25)], [0.85, mix(p.main, p.second, 0.35)], [1, mix(p.second, p.accent, 0.4)]]) air.addColorStop(at, color);
    g.fillStyle = air;
    g.fillRect(-w / 2, -h / 2, w, h);
    for (const [x, y, r, color] of [[-0.3, -0.25, 0.5, p.second], [0.34, -0.12, 0.55, p.main]]) {
      const haze = g.createRadialGradient(x * w, y * h, 0, x * w, y * h, r * w);
      haze.addColorStop(0, fade(color, 0.3));
      haze.addColorStop(1, fade(color, 0));
      g.fillStyle = haze;
      g.fillRect(-w / 2, -h / 2, w, h);
    }
    paintStars(g, random, w, h, 260);
  }, 0.5);
  const width = view.w * 1.2;
  const base = view.bottom - (tall ? 420 : 260);
  const hills = [[mix(p.main, p.ink, 0.35), 0, 90, 1], [mix(p.main, p.ink, 0.6), 110, 70, 4], [mix(p.main, p.ink, 0.86), 210, 50, 7]].map(([color, y, amount, lane]) => s.layer(width, 760, (g) => paintHills(g, width, -280, [[color, 0, amount]], lane), 0.6));
  const village = Array.from({ length: tall ? 6 : 9 }, (_, i) => { const x = ((i + 0.5) / (tall ? 6 : 9) - 0.5) * view.w * 0.94 + random.between(-30, 30); return { x, y: base + 110 + noise(x * 0.0016, 4) * 70 + 16, k: random.between(0.8, 1.15), off: 0 }; });
  random.shuffle(village).forEach((cottage, i, all) => { cottage.off = i === all.length - 1 ? out + 0.7 : 1.5 + (i * (out - 2)) / all.length; });
  const target = title.name.parts.length ? title.name : title.sum;
  const lights = makeFireflies(s, target, 0, ty + (target === title.name ? title.nameY : title.sumY), gather + 0.8, Math.min(0.09, 1.8 / (target.parts.length || 1)), { n: 5, from: (r) => ({ x: r.between(-1, 1) * view.w * 0.52, y: view.bottom - r.between(0, 1) * 260 }) });
  const stars = twinkles(s, 0.8, s.length - 3, { x: 0, y: view.top + view.h * 0.25, w: view.w, h: view.h * 0.5 }, 50);
  const dust = twinkles(s, gather + 1, out - gather - 0.6, { x: 0, y: ty, w: title.w, h: title.h }, 40);
  const drops = burstOf(s, pop, -85 * k, my + 170 * k, k * 1.6);
  const shower = Array.from({ length: 9 }, (_, i) => ({ at: i < 6 ? sumAt + i * 0.22 : 1 + (i - 6) * 1.3, x: random.between(-0.3, 0.6) * view.w, y: random.between(-0.48, -0.2) * view.h, k: i < 6 ? 1 : 0.6 }));
  const burst = s.particles({ n: 70, at: sumAt, from: { x: 0, y: ty + title.sumY, w: title.sum.w }, speed: [150, 1000], drag: 1.5, gravity: 120, life: [1.2, 2.6], size: [28, 74], spin: [0.02, 0.2], shapes: ["star", "spark", "spark"], colors: [p.brightAccent, "#ffffff", p.brightSecond], fadeOut: 0.6 });
  const emoji = s.emojiBurst({ at: sumAt, over: 0.6, from: { x: 0, y: ty, w: title.w }, speed: [200, 700], gravity: 80, drag: 0.8, life: [1.8, 3], size: [80, 140] });
  const snores = makeSnores(s, 80);
  s.camera.moves([[0, { y: 170, zoom: 1.1 }], [3, { y: 0, zoom: 1.02 }, ease.inOut], [sumAt, { zoom: 1.05 }, ease.in], [sumAt + 0.8, { zoom: 1 }, ease.outExpo], [out, { zoom: 1.03 }]]).shake(sumAt, 0.4, 1).sway(1.4);
  s.cue(0, "rise", 0.5);
  for (const cottage of village) s.cue(cottage.off, "pop", 0.25);
  s.cue(gather - 0.4, "rise", 0.8);
  s.cue(gather + 0.8, "sparkle", 0.9);
  s.cue(pop, "pop", 0.8);
  s.cue(sumAt - 0.4, "whoosh", 0.8);
  s.cue(sumAt, "final", 1);
  s.cue(sumAt, "boom", 0.6);
  s.cue(sumAt + 1, "sparkle", 0.8);
  s.flash(sumAt, 0.25, p.brightAccent);
  return {
    moments: [gather - 0.6, out - 0.3],
    draw(g, beat) {
      const shown = ease.out(progress(beat, 0, 0.9)) * (1 - ease.in(progress(beat, out + 1, out + 2.1)));
      g.globalAlpha = shown;
      s.camera.draw(g, beat, 0.15, () => sky.draw(g));
      s.camera.draw(g, beat, 0.3, () => { stars.draw(g, beat); for (const star of shower) drawFalling(g, s, beat, star); });
      g.globalAlpha = shown;
      s.camera.draw(g, beat, 0.45, () => hills[0].draw(g, 0, base + 280));
      s.camera.draw(g, beat, 0.6, () => {
        const rise = tween(beat, 0.3, 3, view.h * 0.75, 0, ease.inOut);
        placed(g, { y: my + rise, k, r: Math.sin(beat * 0.8) * 0.035 }, () => {
          drawCradle(g, s, moon, beat, dreaming(beat, pop), 1.25 + Math.sin(beat * 0.9) * 0.05);
          snores.draw(g, 70, -70, beat, (1 - progress(beat, pop - 0.3, pop)) + progress(beat, pop + 2.4, pop + 3));
        });
        drops.draw(g, beat);
      });
      s.camera.draw(g, beat, 0.8, () => {
        hills[1].draw(g, 0, base + 390);
        for (const cottage of village) placed(g, cottage, () => drawCottage(g, p, beat < cottage.off));
      });
      s.camera.draw(g, beat, 1.15, () => hills[2].draw(g, 0, base + 490));
      s.camera.draw(g, beat, 1, () => {
        words.draw(g, 0, ty, beat, { enter: drift, takes: 0.8, out: gather, eachOut: 0.03, leave: dissolve, leaves: 0.9, pose: float });
        emoji?.draw(g, beat);
        const gone = { out: out + 0.2, eachOut: 0.04, leave: flicker, leaves: 0.7, pose: float };
        const slam = { at: sumAt - 0.3, each: 0.02, enter: enter.slam, takes: 0.8, ...gone };
        title.draw(g, 0, ty, beat, { starts: lights.starts, enter: kindle, takes: 0.6, ...gone }, target === title.name ? slam : { starts: lights.starts, enter: kindle, takes: 0.6, ...gone });
        burst.draw(g, beat);
        lights.draw(g, beat);
        dust.draw(g, beat);
      });
      g.globalAlpha = 1;
    },
  };
}

// A star that falls with a long tail.
function drawFalling(g, s, beat, { at, x, y, k }) {
  const far = progress(beat, at, at + 0.7);
  if (far <= 0 || far >= 1) return;
  const [dx, dy] = [-900 * k * ease.out(far), 420 * k * ease.out(far)];
  const tail = g.createLinearGradient(x + dx, y + dy, x + dx + 420 * k, y + dy - 196 * k);
  tail.addColorStop(0, `rgba(255,255,255,${0.95 * (1 - far)})`);
  tail.addColorStop(1, "rgba(255,255,255,0)");
  g.strokeStyle = tail;
  g.lineWidth = 9 * k;
  g.lineCap = "round";
  g.beginPath();
  g.moveTo(x + dx, y + dy);
  g.lineTo(x + dx + 420 * k, y + dy - 196 * k);
  g.stroke();
  const size = 120 * k * (1 - far * 0.5);
  g.drawImage(s.sprites.shape("glow", s.palette.brightSecond), x + dx - size / 2, y + dy - size / 2, size, size);
}
