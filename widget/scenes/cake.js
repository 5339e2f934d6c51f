// Birthday: a cake builds itself on the beat, lights a candle for the words,
// makes its wish, and has one candle that does not obey.

import { enter, leave } from "./lib/acts.js";
import { shape, stroke, path, placed } from "./lib/draw.js";
import { drawFace } from "./lib/face.js";
import { fade, mix } from "./lib/palette.js";
import { noise } from "./lib/random.js";
import { drawGlow } from "./lib/sprites.js";
import { clamp, ease, hit, lerp, progress, pulse, spring, tween } from "./lib/time.js";

const TAU = Math.PI * 2;

export default {
  bpm: 124,
  mood: "bright",
  root: 48,
  palettes: [["#ff5fa2", "#4fc3ff", "#ffd24a"], ["#8f5bff", "#ff7ab8", "#ffe066"], ["#ff6b4a", "#25c4b2", "#ffdf6b"]],
  beats: { 1: 8, 2: [17, 18], 3: [22, 24] },
  build: (s) => ({ 1: buildStroke, 2: buildScene, 3: buildFanfare })[s.production](s),
};

const props = (s) => [...s.emoji, ...(s.topic?.props ?? [])];
const party = (p) => [p.main, p.second, p.accent, p.brightMain, p.brightSecond, "#ffffff"];

// ---- the hero ----

const TIERS = [{ w: 470, h: 186 }, { w: 344, h: 126 }, { w: 226, h: 104 }];
const STAND = 92;
// Where candles stand, by tier: the middle one is the one that does not obey.
const CANDLES = [{ x: 0, tier: 2 }, { x: -64, tier: 2 }, { x: 64, tier: 2 }, { x: -142, tier: 1 }, { x: 142, tier: 1 }, { x: -204, tier: 0 }, { x: 204, tier: 0 }];
const CANDLE = path("M-11 8 V-78 Q0 -86 11 -78 V8 Z");
const STRIPES = path("M-20 -6 L20 -26 V-12 L-20 8 Z M-20 -34 L20 -54 V-40 L-20 -20 Z M-20 -62 L20 -82 V-68 L-20 -48 Z");

// Icing that runs down the side of a tier: each drop has its own length.
function icing(w, h, random, reach) {
  const drops = Math.round(w / 54);
  const step = (w + 16) / drops;
  return path((f) => {
    f.moveTo(-w / 2 - 8, -h + 26);
    f.quadraticCurveTo(-w / 2 - 8, -h - 14, -w / 2 + 30, -h - 14);
    f.lineTo(w / 2 - 30, -h - 14);
    f.quadraticCurveTo(w / 2 + 8, -h - 14, w / 2 + 8, -h + 26);
    for (let i = 0; i < drops; i++) {
      const x = w / 2 + 8 - i * step;
      const low = -h + 26 + reach * (i % 2 ? random.between(0.1, 0.3) : random.between(0.55, 1));
      f.bezierCurveTo(x, low + 22, x - step, low + 22, x - step, -h + 28);
    }
    f.closePath();
  });
}

function paintTier(g, p, { w, h }, [sponge, cream], random, index) {
  const body = path((b) => { b.moveTo(-w / 2, -h + 10); b.lineTo(w / 2, -h + 10); b.lineTo(w / 2 - 4, -22); b.quadraticCurveTo(w / 2 - 6, 0, w / 2 - 30, 0); b.lineTo(-w / 2 + 30, 0); b.quadraticCurveTo(-w / 2 + 6, 0, -w / 2 + 4, -22); b.closePath(); });
  const shade = path((d) => { d.moveTo(w * 0.28, -h - 20); d.quadraticCurveTo(w * 0.36, -h * 0.4, w * 0.2, 10); d.lineTo(w, 10); d.lineTo(w, -h - 20); d.closePath(); });
  shape(g, body, { fill: sponge, ink: p.ink, shade: { path: shade, color: fade(p.ink, 0.2) } });
  g.save();
  g.clip(body);
  if (index === 1) {
    g.fillStyle = fade(mix(cream, p.accent, 0.5), 0.9);
    g.fillRect(-w / 2, -34, w, 15);
  }
  for (let i = 0; i < (index === 2 ? 12 : 0); i++) {
    placed(g, { x: random.between(-w / 2, w / 2), y: random.between(-h * 0.4, -12), r: random.between(0, 3) }, () => { g.fillStyle = random.pick(["#ffffff", p.accent, p.second]); g.fillRect(-10, -4, 20, 7); });
  }
  g.restore();
  const cap = icing(w, h, random, h * 0.4);
  shape(g, cap, { fill: cream, ink: p.ink, shade: { path: shade, color: fade(p.ink, 0.16) } });
  stroke(g, path((l) => { l.moveTo(-w / 2 + 26, -h + 6); l.lineTo(-w / 2 + w * 0.3, -h + 4); l.moveTo(-w / 2 + w * 0.38, -h + 4); l.lineTo(-w / 2 + w * 0.41, -h + 4); }), "rgba(255,255,255,.85)", 10);
  if (index === 2) return;
  const pearls = Math.round(w / 46);
  for (let i = 0; i <= pearls; i++) {
    const ball = path((b) => b.arc(-w / 2 + 8 + (i * (w - 16)) / pearls, -6, 21, 0, TAU));
    shape(g, ball, { fill: index ? p.accent : cream, ink: p.ink, line: 7, light: { path: path((l) => l.arc(-w / 2 + 2 + (i * (w - 16)) / pearls, -13, 6, 0, TAU)), color: "rgba(255,255,255,.9)" } });
  }
}

function paintStand(g, p) {
  const glass = mix(p.second, "#ffffff", 0.72);
  shape(g, path("M-46 10 C-34 40 -30 56 -96 88 H96 C30 56 34 40 46 10 Z"), { fill: mix(glass, p.second, 0.3), ink: p.ink, shade: { path: path("M10 0 C20 50 24 60 40 100 H120 V0 Z"), color: fade(p.ink, 0.2) } });
  shape(g, path("M-290 0 C-290 -22 290 -22 290 0 C284 34 130 38 0 38 C-130 38 -284 34 -290 0 Z"), { fill: glass, ink: p.ink, shade: { path: path("M60 -30 C150 0 120 30 40 50 H320 V-30 Z"), color: fade(p.ink, 0.18) } });
  stroke(g, path("M-238 10 C-170 22 -110 24 -70 25"), "rgba(255,255,255,.9)", 9);
}

/** Paints what does not move once, and returns the cake that can be drawn around the middle of its foot. */
function makeCake(s) {
  const p = s.palette;
  const random = s.random("cake");
  const cream = mix(p.accent, "#fffaf0", 0.78);
  const colors = [[p.main, cream], [mix(p.second, "#ffffff", 0.15), mix(p.main, "#ffffff", 0.8)], [mix(p.main, "#ffffff", 0.35), p.accent]];
  const tiers = TIERS.map((tier, i) => s.layer(tier.w + 90, tier.h * 2 + 120, (g) => paintTier(g, p, tier, colors[i], random, i), 1.25));
  const stand = s.layer(620, 260, (g) => paintStand(g, p), 1.25);
  const crumb = mix(p.accent, "#c98a4a", 0.6);
  return {
    /**
     * drop(i): how far tier i is above its place (Infinity: not there yet),
     * press(i): how much it is pressed, candle(i): how far candle i is out,
     * lit(i): its flame, bites: how much has been eaten.
     */
    draw(g, beat, { drop = () => 0, press = () => 0, candle = () => 0, lit = () => 0, face = {}, stand: plate = 1, bites = 0 }) {
      placed(g, { y: -STAND, k: plate }, () => stand.draw(g));
      g.save();
      g.translate(0, -STAND);
      if (bites > 0) biteClips(g, bites);
      let y = 0;
      TIERS.forEach((tier, i) => {
        const [fall, squash] = [drop(i), press(i)];
        if (fall === Infinity || bites >= 3) return;
        const tall = 1 - squash;
        CANDLES.forEach((c, n) => { if (c.tier === i) drawCandle(g, s, beat, c.x * (1 + squash * 0.5), y - fall - tier.h * tall - 4, candle(n), lit(n), n); });
        placed(g, { y: y - fall, kx: 1 + squash * 0.6, ky: tall }, () => {
          tiers[i].draw(g);
          if (i === 0) placed(g, { y: -68 }, () => drawFace(g, p.ink, beat, { gap: 118, eye: 21, cheeks: fade(mix(p.main, "#ff2f5f", 0.5), 0.55), ...face }));
        });
        y -= tier.h * tall - 4;
      });
      if (bites > 0 && bites < 3) biteEdges(g, p, bites, crumb);
      g.restore();
      if (bites >= 3) drawCandle(g, s, beat, 0, -STAND - 400, candle(0), lit(0), 0);
    },
  };
}

const BITES = [[[250, -330, 150], [180, -210, 110], [270, -120, 120]], [[-250, -330, 190], [-190, -170, 130], [-90, -300, 100]]];

function biteClips(g, bites) {
  for (const [x, y, r] of BITES.slice(0, bites).flat()) {
    const hole = new Path2D();
    hole.rect(-900, -1600, 1800, 2000);
    hole.arc(x, y, r, 0, TAU);
    g.clip(hole, "evenodd");
  }
}

function biteEdges(g, p, bites, crumb) {
  g.save();
  g.clip(path((c) => { let y = 0; for (const { w, h } of TIERS) { c.rect(-w / 2 - 10, y - h - 16, w + 20, h + 16); y -= h - 4; } }));
  for (const [color, width] of [[p.ink, 66], [crumb, 50], [mix(crumb, "#fff2c4", 0.6), 24]]) {
    g.strokeStyle = color;
    g.lineWidth = width;
    for (const [x, y, r] of BITES.slice(0, bites).flat()) {
      g.beginPath();
      g.arc(x, y, r, 0, TAU);
      g.stroke();
    }
  }
  g.restore();
}

function drawCandle(g, s, beat, x, y, out, lit, n) {
  if (out <= 0) return;
  const p = s.palette;
  placed(g, { x, y, ky: out, r: Math.sin(beat * Math.PI + n) * 0.03 }, () => {
    shape(g, CANDLE, { fill: "#ffffff", ink: p.ink, line: 8, shade: { path: STRIPES, color: [p.second, p.main, p.accent][n % 3] } });
    stroke(g, path("M0 -82 V-94"), p.ink, 5);
    if (lit > 0) drawFlame(g, s, beat, n, lit);
  });
}

function drawFlame(g, s, beat, n, lit) {
  const lean = noise(beat * 3, n) * 7;
  const tall = (52 + noise(beat * 5, n + 20) * 7) * lit;
  const glow = s.sprites.shape("glow", s.palette.brightAccent);
  const size = 190 * lit * (1 + noise(beat * 4, n + 9) * 0.08);
  g.globalCompositeOperation = "lighter";
  g.drawImage(glow, -size / 2, -116 - size / 2, size, size);
  g.globalCompositeOperation = "source-over";
  for (const [k, color] of [[1.22, s.palette.ink], [1, "#ff8a1f"], [0.74, "#ffd23f"], [0.4, "#ffffff"]]) {
    g.fillStyle = color;
    g.beginPath();
    g.moveTo(0, -90 + 7 * (k - 0.5));
    g.bezierCurveTo(-25 * k * lit, -96, -16 * k * lit + lean, -92 - tall * 0.55 * k, lean, -94 - tall * k);
    g.bezierCurveTo(16 * k * lit + lean, -92 - tall * 0.55 * k, 25 * k * lit, -96, 0, -90 + 7 * (k - 0.5));
    g.fill();
  }
}

// How much a tier is pressed by everything that lands on it or jumps with it.
const landing = (beat, times, i) => times.reduce((sum, at, n) => (n < i ? sum : sum + spring((beat - at) / 1.5, 2.4, 4) * (beat < at ? 0 : 0.2 / (1 + n - i))), 0);

const jump = (beat) => { const k = beat - Math.floor(beat); return { y: -Math.sin(Math.min(1, k / 0.62) * Math.PI) * 34, squash: k > 0.62 ? Math.sin(((k - 0.62) / 0.38) * Math.PI) * 0.1 : -0.03 }; };

// ---- what stands around it ----

function paintBalloon(g, p, color) {
  shape(g, path("M-10 128 L10 128 L4 112 L-4 112 Z"), { fill: color, ink: p.ink, line: 7 });
  shape(g, path("M0 116 C-62 70 -92 18 -88 -34 C-84 -92 -44 -124 0 -124 C44 -124 84 -92 88 -34 C92 18 62 70 0 116 Z"), { fill: color, ink: p.ink, shade: { path: path("M40 -140 C84 -60 60 40 -20 140 H140 V-140 Z"), color: fade(p.ink, 0.22) }, light: { path: path((l) => l.ellipse(-40, -62, 15, 30, 0.5, 0, TAU)), color: "rgba(255,255,255,.8)" } });
}

// Balloons that rise along the sides from a beat on.
function makeBalloons(s, at, n) {
  const random = s.random("balloons");
  const { view, palette: p } = s;
  const kinds = [p.main, p.second, p.accent].map((color) => s.layer(220, 300, (g) => paintBalloon(g, p, color), 1.2));
  const all = Array.from({ length: n }, (_, i) => ({
    kind: kinds[i % kinds.length], start: at + random.between(0, 2.5), speed: random.between(150, 260), k: random.between(0.75, 1.35),
    x: (i % 2 ? 1 : -1) * view.w * random.between(0.24, 0.47), phase: random() * TAU,
  }));
  return {
    draw(g, beat) {
      for (const b of all) {
        const age = beat - b.start;
        const y = view.bottom + 200 - age * b.speed - ease.out(clamp(age / 2)) * 300;
        if (age < 0 || y < view.top - 300) continue;
        const sway = Math.sin(beat * 0.9 + b.phase);
        placed(g, { x: b.x + sway * 34, y, k: b.k, r: sway * 0.09 }, () => {
          stroke(g, path((l) => { l.moveTo(0, 126); l.bezierCurveTo(-26 * sway, 190, 30 * sway, 240, -16 * sway, 310); }), p.ink, 4);
          b.kind.draw(g);
        });
      }
    },
  };
}

// A garland of flags from corner to corner, that swings when it falls into place.
function drawGarland(g, s, beat, at, out) {
  const { view, palette: p } = s;
  const there = tween(beat, at, at + 0.9, -1, 0, ease.outBack) - ease.in(progress(beat, out, out + 0.8));
  if (there <= -1) return;
  const sag = 120 + spring(beat - at, 0.8, 0.7) * 50;
  const n = Math.max(7, Math.round(view.w / 150));
  g.save();
  g.translate(0, view.top + there * 300 - 6);
  const bow = (k) => ({ x: lerp(view.left - 40, view.right + 40, k), y: Math.sin(k * Math.PI) * sag });
  stroke(g, path((l) => { l.moveTo(view.left - 40, 0); l.quadraticCurveTo(0, sag * 2, view.right + 40, 0); }), p.ink, 9);
  for (let i = 0; i < n; i++) {
    const k = (i + 0.5) / n;
    const { x, y } = bow(k);
    placed(g, { x, y: y - 2, r: Math.cos(k * Math.PI) * sag / view.w * 1.5 + Math.sin(beat * 2.2 + i) * 0.07 }, () => shape(g, FLAG, { fill: [p.main, p.accent, p.second][i % 3], ink: p.ink, line: 8, shade: { path: FLAG_SHADE, color: fade(p.ink, 0.2) } }));
  }
  g.restore();
}

const FLAG = path("M-46 0 H46 L0 96 Z");
const FLAG_SHADE = path("M14 -4 H60 L0 110 Z");

const cannon = (s, at, x, y, angle, n) => s.particles({
  n, at, over: 0.25, from: { x, y }, angle, spread: 0.6, speed: [900, 2500], drag: 1.9, gravity: 620, life: [1.8, 3.4], size: [28, 58],
  shapes: ["confetti", "confetti", "ribbon", "dot"], colors: party(s.palette), flutter: true, spin: [0.1, 0.9], fadeOut: 0.2,
});

const smokeOf = (s, at, x, y, n = 16) => s.smoke({ n, at, over: 0.6, from: { x, y, w: 240, h: 20 }, angle: -Math.PI / 2, spread: 0.7, speed: [60, 240], drag: 1, life: [0.6, 1.3], size: [24, 60], grow: 2, fadeOut: 0.9, sway: 14 });

const crumbs = (s, at, x, y) => s.particles({ n: 26, at, from: { x, y, w: 160, h: 160 }, speed: [200, 800], gravity: 1700, life: [0.6, 1], size: [20, 46], spin: [0.2, 1], shapes: ["dot", "confetti"], colors: [s.palette.main, mix(s.palette.accent, "#c98a4a", 0.6), "#fff2d8"], lined: true });

// ---- productions ----

// 1: a present bounces in, cannot hold itself, and throws the name out.
function buildStroke(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const title = s.title({ width: view.w * 0.86, height: 450, size: view.format === "wide" ? 200 : 165 });
  const words = s.words({ at: 3, until: 5, width: view.w * 0.8, height: 150, size: 62, lines: 2, style: "plate" });
  const cy = tall ? -view.h * 0.16 : -90;
  const floor = cy + title.h / 2 + 300;
  const open = 2;
  const out = s.length - 1.7;
  const box = s.layer(520, 420, (g) => paintBox(g, p), 1);
  const lid = s.layer(560, 320, (g) => paintLid(g, p), 1);
  const burst = s.particles({ n: 90, at: open, over: 0.2, from: { x: 0, y: floor - 220, w: 200 }, angle: -Math.PI / 2, spread: 1.5, speed: [700, 2000], drag: 1.6, gravity: 1500, life: [1.1, 2.1], size: [26, 52], shapes: ["confetti", "ribbon", "star", ...props(s)], colors: party(p), flutter: true, spin: [0.2, 1], fadeOut: 0.2 });
  const last = s.particles({ n: 40, at: out + 0.95, from: { x: 0, y: floor - 120 }, speed: [300, 1200], drag: 2, gravity: 900, life: [0.4, 0.75], size: [24, 48], shapes: ["confetti", "star"], colors: party(p), spin: [0.2, 1] });
  s.cue(0, "whoosh", 0.6);
  s.cue(0.6, "hit", 0.6);
  s.cue(open, "pop", 1);
  s.cue(open + 0.8, "hit", 0.8);
  s.cue(out + 0.9, "boom", 0.5);
  s.cue(out + 1, "sparkle", 0.8);
  s.camera.shake(0.6, 0.3, 0.6).shake(open, 0.5, 0.8);
  // Out of the box in a bow, and back into it.
  const flight = (y) => (part, beat, now) => {
    const start = open + 0.05 + part.i * 0.05;
    const up = ease.out(progress(beat, start, start + 0.75));
    const back = ease.in(progress(beat, out + part.i * 0.02, out + 0.7 + part.i * 0.02));
    const far = Math.max(1 - up, back);
    const bow = Math.sin(up * Math.PI) * 150 * (1 - back);
    const settle = spring(beat - start - 0.75, 1.8, 3) * (beat > start + 0.75 ? 22 : 0);
    return { ...now, x: -part.x * far, y: (floor - 150 - y - part.y) * far - bow + settle, r: far * (part.i % 2 ? 2 : -2), k: lerp(1, 0.15, far) };
  };
  return {
    moments: [5.2],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        const fall = tween(beat, 0, 0.6, -view.h, 0, (k) => k * k);
        const hop = beat > 0.6 && beat < 1.2 ? -Math.sin(progress(beat, 0.6, 1.2) * Math.PI) * 90 : 0;
        const press = (beat > 0.6 ? spring((beat - 0.6) / 0.8, 1.6, 5) * 0.2 : 0) + (beat > 1.2 ? progress(beat, 1.3, open) * 0.24 * (beat < open ? 1 : 0) : 0) + (beat >= open ? spring(beat - open, 1.8, 3) * -0.3 : 0);
        const shiver = beat > 1.3 && beat < open ? noise(beat * 30) * 9 : 0;
        const gone = ease.inBack(progress(beat, out + 0.7, out + 1));
        if (gone < 1) placed(g, { x: shiver, y: floor + fall + hop, kx: (1 + press * 0.7) * (1 - gone), ky: (1 - press) * (1 - gone), r: hop * 0.0012 }, () => {
          box.draw(g, 0, -110);
          const away = progress(beat, open, open + 1.4);
          const home = progress(beat, out + 0.3, out + 0.75);
          const flying = ease.out(away) - ease.in(home);
          placed(g, { x: flying * view.w * 0.3, y: -238 - Math.sin(Math.min(1, flying) * Math.PI * 0.5) * view.h * 0.95 + (beat < open ? noise(beat * 30, 3) * 6 * progress(beat, 1.3, open) : 0), r: flying * 5 }, () => lid.draw(g));
        });
        burst.draw(g, beat);
        title.draw(g, 0, cy, beat, { at: open, each: 0.05, out: out + 0.75, leave: leave.fade, leaves: 0.1, pose: flight(cy + title.nameY) }, { at: open + 0.3, each: 0.05, out: out + 0.75, leave: leave.fade, leaves: 0.1, pose: flight(cy + title.sumY) });
        words.draw(g, 0, cy + title.h / 2 + 46 + words.h / 2, beat, { out: out - 0.1, eachOut: 0.03, leave: leave.shrink, leaves: 0.5 });
        last.draw(g, beat);
      });
    },
  };
}

function paintBox(g, p) {
  const body = path("M-190 -110 H190 L178 84 Q176 104 156 104 H-156 Q-176 104 -178 84 Z");
  shape(g, path("M-188 -108 L-164 -142 H164 L188 -108 Z"), { fill: mix(p.main, p.ink, 0.7), ink: p.ink });
  shape(g, body, { fill: p.main, ink: p.ink, shade: { path: path("M90 -130 L70 130 H240 V-130 Z"), color: fade(p.ink, 0.24) } });
  g.save();
  g.clip(body);
  g.fillStyle = mix(p.main, "#ffffff", 0.32);
  for (const [x, y] of [[-132, -50], [-92, 40], [-150, 70], [110, -30], [140, 50]]) { g.beginPath(); g.arc(x, y, 17, 0, TAU); g.fill(); }
  g.restore();
  shape(g, path("M-36 -112 H36 V104 H-36 Z"), { fill: p.accent, ink: p.ink, line: 7 });
}

function paintLid(g, p) {
  for (const side of [-1, 1]) {
    g.save();
    g.scale(side, 1);
    shape(g, path("M4 -34 C30 -122 132 -128 136 -72 C138 -30 60 -22 4 -30 Z"), { fill: p.accent, ink: p.ink, shade: { path: path("M30 -40 C70 -90 100 -80 140 -60 V-10 H10 Z"), color: fade(p.ink, 0.2) } });
    g.restore();
  }
  shape(g, path("M-216 -34 H216 Q222 -34 220 -26 L214 32 Q212 40 204 40 H-204 Q-212 40 -214 32 L-220 -26 Q-222 -34 -216 -34 Z"), { fill: mix(p.main, "#ffffff", 0.18), ink: p.ink, shade: { path: path("M100 -60 L90 60 H240 V-60 Z"), color: fade(p.ink, 0.22) } });
  shape(g, path("M-40 -34 H40 V40 H-40 Z"), { fill: p.accent, ink: p.ink, line: 7 });
  shape(g, path((k) => k.ellipse(0, -42, 30, 24, 0, 0, TAU)), { fill: mix(p.accent, "#ffffff", 0.3), ink: p.ink, line: 8 });
}

// 2: tiers fall on the beat, each word lights a candle, a wish, three bites.
function buildScene(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const cake = makeCake(s);
  const k = tall ? 1.6 : 0.94;
  const foot = tall ? view.bottom - 150 : view.bottom - 24;
  const landed = [1, 2, 3];
  const wish = s.length - 7;
  const out = s.length - 2.4;
  const words = s.words({ at: 4, until: wish - 1, width: Math.min(view.w * 0.9, 1500), height: tall ? 620 : 310, size: tall ? 104 : 92, lines: tall ? 6 : 3 });
  const title = s.title({ width: view.w * 0.92, height: tall ? 700 : 410, size: tall ? 210 : 200, sumSize: tall ? 170 : 140, gap: 0.02 });
  const middle = tall ? (view.top + foot - 620 * k) / 2 : view.top + 36 + title.h / 2;
  const wordsY = tall ? middle : view.top + 60 + Math.max(words.h, 200) / 2;
  const badgeY = foot - 300 * k;
  const r = tall ? 500 : 430;
  const badge = s.layer(r * 2 + 80, r * 2 + 80, (g) => paintBadge(g, p, r));
  const lights = candleTimes(words, 4, wish - 1.2);
  const top = foot - (STAND + 400) * k;
  const smoke = smokeOf(s, wish + 0.15, 0, top - 90 * k);
  const gust = s.smoke({ n: 36, at: wish, over: 0.5, from: { x: 0, y: foot - 150 * k, w: 60 }, angle: -Math.PI / 2, spread: 0.7, speed: [900, 1900], drag: 2.5, life: [0.3, 0.7], size: [22, 60], fadeOut: 0.9, line: 6 });
  const confetti = [cannon(s, wish + 1, -view.w * 0.36, view.bottom, -1.1, 70), cannon(s, wish + 1, view.w * 0.36, view.bottom, -Math.PI + 1.1, 70)];
  const emoji = s.emojiBurst({ at: wish + 1, from: { x: 0, y: top, w: 300 }, angle: -Math.PI / 2, spread: 2 });
  const presents = s.particles({ n: props(s).length ? 14 : 0, at: wish + 1.1, from: { x: 0, y: top, w: 300 }, angle: -Math.PI / 2, spread: 2.2, speed: [500, 1300], gravity: 900, life: [1.4, 2.4], size: [60, 100], spin: [0.05, 0.3], shapes: props(s).length ? props(s) : ["star"] });
  const bits = [[160, -330], [-160, -330], [0, -260]].map(([x, y], i) => crumbs(s, out + i * 0.5, x * k, foot + y * k));
  const puff = smokeOf(s, out + 2, 0, top - 60 * k, 8);
  s.camera.moves([[0, {}], [wish - 0.5, { zoom: 1.05, y: 20 }, ease.in], [wish + 1, { zoom: 1 }, ease.outExpo]]).shake(wish + 1, 0.8, 1.4).shake(3, 0.3, 0.5).sway(1);
  s.cue(0, "whoosh", 0.6);
  landed.forEach((at, i) => s.cue(at, "hit", 0.6 + i * 0.1));
  s.cue(wish - 1, "rise", 0.8);
  s.cue(wish, "whoosh", 1);
  s.cue(wish + 1, "final", 1);
  s.cue(wish + 1, "boom", 0.8);
  s.cue(out - 1.2, "pop", 0.9);
  [0, 0.5, 1].forEach((d) => s.cue(out + d, "hit", 0.6));
  s.cue(out + 2, "whoosh", 0.4);
  s.flash(wish + 1, 0.3);
  return {
    moments: [wish - 0.9, out - 0.3],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        const there = ease.outElastic(progress(beat, 0, 1.6)) - ease.inBack(progress(beat, out + 0.9, out + 1.5));
        if (there > 0.01) placed(g, { y: badgeY, k: there * (1 + pulse(beat) * 0.015), r: beat * 0.05 }, () => badge.draw(g));
        const bites = beat < out ? 0 : Math.min(3, 1 + Math.floor((beat - out) * 2));
        const act = performance(beat, { landed, lights, wish, relit: out - 1.2, off: out + 2 });
        const hop = beat > wish + 1 && beat < out - 1.2 ? jump(beat) : { y: 0, squash: 0 };
        const enterY = tween(beat, 0, 0.8, 400, 0, ease.outBack);
        const stand = bites < 3 ? 1 : 1 - ease.inBack(progress(beat, out + 1, out + 1.4));
        const bite = [0, 0.5, 1].reduce((sum, d) => sum + hit(beat, out + d, 0.4), 0);
        placed(g, { x: noise(beat * 14) * 14 * bite, y: foot + enterY + hop.y + (bites >= 3 ? ease.in(progress(beat, out + 1.9, out + 2.4)) * 900 : 0), k }, () => cake.draw(g, beat, { ...act, press: (i) => act.press(i) + hop.squash + bite * 0.06, bites, stand }));
        for (const bit of bits) bit.draw(g, beat);
        gust.draw(g, beat);
        smoke.draw(g, beat);
        puff.draw(g, beat);
        for (const c of confetti) c.draw(g, beat);
        emoji?.draw(g, beat);
        presents.draw(g, beat);
        words.draw(g, 0, wordsY, beat, { enter: enter.drop, takes: 0.7, out: wish + 0.1, eachOut: 0.02, leave: leave.lift, leaves: 0.7 });
        title.draw(g, 0, middle, beat,
          { at: wish + 0.9, each: 0.05, enter: enter.rise, takes: 0.8, out: out + 0.5, eachOut: 0.03, leave: leave.fall, leaves: 1.1, pose: dance },
          { at: wish + 1.9, each: 0.03, enter: enter.slam, takes: 0.8, out: out, eachOut: 0.03, leave: leave.fall, leaves: 1.1 });
      });
    },
  };
}

const dance = (part, beat, now) => ({ ...now, y: now.y - Math.abs(Math.sin((beat + (part.i % 2) * 0.5) * Math.PI)) * 9, r: now.r + Math.sin(beat * Math.PI + part.i) * 0.02 });

// A candle for each word while there are candles; without words, one a beat.
function candleTimes(words, from, until) {
  const starts = [...new Set(words.starts)];
  return CANDLES.map((_, i) => {
    if (starts.length === 0) return from + (i * (until - from)) / CANDLES.length;
    return starts[i] ?? (starts[starts.length - 1] + (i - starts.length + 1) * 0.25);
  });
}

// What the cake does: waits, is pleased, holds its breath, blows, and is surprised.
function performance(beat, { landed, lights, wish, relit, off = Infinity }) {
  const hold = progress(beat, wish - 1, wish - 0.1) * (beat < wish ? 1 : 0);
  const blow = hit(beat, wish, 0.9);
  const face = beat < 4 ? { eyes: beat < 3.2 ? "shut" : "open", mouth: "smile", look: [0, -0.6] }
    : beat < wish - 1 ? { mouth: lights.some((at) => hit(beat, at, 0.5) > 0) ? "laugh" : "smile", open: 0.6, look: [Math.sin(beat * 1.4) * 0.8, -0.7] }
      : beat < wish ? { eyes: "shut", mouth: "flat" }
        : beat < wish + 0.9 ? { eyes: "shut", mouth: "oh", open: 0.7 + blow * 0.7 }
          : beat < relit ? { eyes: "happy", mouth: "laugh", open: 0.8 + pulse(beat) * 0.4 }
            : { wide: 0.5, look: [0, -1], mouth: "oh", open: 0.6 + hit(beat, relit, 0.8) * 0.6 };
  return {
    face,
    drop: (i) => (beat < landed[i] - 0.5 ? Infinity : tween(beat, landed[i] - 0.5, landed[i], 1100, 0, (x) => x * x)),
    press: (i) => landing(beat, landed, i) - hold * 0.08 + blow * 0.14 + lights.reduce((sum, at) => sum + (beat > at ? spring((beat - at) / 0.8, 1.4, 5) * 0.025 : 0), 0),
    candle: (n) => ease.outBack(progress(beat, lights[n] - 0.1, lights[n] + 0.35)),
    lit: (n) => {
      const on = ease.outBack(progress(beat, lights[n] + 0.1, lights[n] + 0.5)) * (1 - progress(beat, wish + 0.05, wish + 0.3));
      return n === 0 && beat > relit && beat < off ? ease.outElastic(progress(beat, relit, relit + 0.8)) * 1.15 : on;
    },
  };
}

function paintBadge(g, p, r) {
  const edge = path((e) => { for (let i = 0; i <= 200; i++) { const a = (i / 200) * TAU; const far = r + Math.cos(a * 20) * 15; e.lineTo(Math.cos(a) * far, Math.sin(a) * far); } e.closePath(); });
  shape(g, edge, { fill: mix(p.second, p.ink, 0.42), ink: p.ink, line: 14 });
  g.save();
  g.clip(edge);
  rays(g, 12, r * 1.1, mix(p.second, p.ink, 0.2));
  g.restore();
  stroke(g, path((c) => c.arc(0, 0, r - 26, 0, TAU)), fade(p.brightAccent, 0.9), 6);
}

function rays(g, n, far, color, turn = 0) {
  g.fillStyle = color;
  g.beginPath();
  for (let i = 0; i < n; i++) {
    const a = (i / n) * TAU + turn;
    g.moveTo(0, 0);
    g.lineTo(Math.cos(a) * far, Math.sin(a) * far);
    g.lineTo(Math.cos(a + Math.PI / n) * far, Math.sin(a + Math.PI / n) * far);
  }
  g.fill();
}

// 3: a dark hall, candles one by one, a wish, nothing but eyes in the dark, and the party.
function buildFanfare(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const cake = makeCake(s);
  const k = tall ? 1.7 : 0.86;
  const foot = tall ? view.bottom - 120 : view.bottom - 6;
  const table = foot - 50 * k;
  const landed = [0.5, 1.25, 2];
  const wish = Math.round(s.length * 0.4);
  const bang = wish + 2;
  const out = s.length - 2.2;
  const words = s.words({ at: 3, until: wish - 1, width: Math.min(view.w * 0.9, 1700), height: tall ? 640 : 370, size: tall ? 110 : 112, lines: tall ? 6 : 3 });
  const title = s.title({ width: view.w * 0.94, height: tall ? 760 : 460, size: 240, sumSize: tall ? 200 : 150, gap: 0 });
  const middle = tall ? (view.top + foot - 620 * k) / 2 + 30 : view.top + 30 + title.h / 2;
  const wordsY = tall ? middle : view.top + 70 + Math.max(words.h, 200) / 2;
  const lights = candleTimes(words, 3, wish - 1.2);
  const top = foot - (STAND + 400) * k;
  const hall = s.backdrop((g, w, h) => {
    g.fillStyle = mix(p.deep, "#05030d", 0.6);
    g.fillRect(-w / 2, -h / 2, w, h);
    const light = g.createRadialGradient(0, h * 0.1, 0, 0, h * 0.1, Math.max(w, h) * 0.55);
    light.addColorStop(0, mix(p.deep, p.main, 0.5));
    light.addColorStop(1, fade(mix(p.deep, "#05030d", 0.6), 0));
    g.fillStyle = light;
    g.fillRect(-w / 2, -h / 2, w, h);
  }, 0.15);
  const balloons = makeBalloons(s, bang, tall ? 10 : 14);
  const gust = s.smoke({ n: 50, at: wish, over: 0.6, from: { x: 0, y: foot - 150 * k, w: 70 }, angle: -Math.PI / 2, spread: 0.8, speed: [1000, 2300], drag: 2.5, life: [0.3, 0.8], size: [30, 76], fadeOut: 0.9, line: 6 });
  const smoke = smokeOf(s, wish + 0.15, 0, top - 90 * k, 20);
  const guns = [[bang, 1], [bang + 4, 0.7]].flatMap(([at, share]) => [cannon(s, at, view.left, view.bottom, -0.95, 130 * share), cannon(s, at, view.right, view.bottom, -Math.PI + 0.95, 130 * share)]);
  const rain = s.particles({ n: 90, at: bang + 1, over: out - bang - 1.5, from: { x: 0, y: view.top - 60, w: view.w * 1.1 }, angle: Math.PI / 2, spread: 0.4, speed: [200, 420], drag: 0, life: [2, 3], size: [26, 50], shapes: ["confetti", "ribbon", ...props(s)], colors: party(p), flutter: true, spin: [0.1, 0.6], sway: 30, fadeOut: 0.2 });
  const emoji = s.emojiBurst({ at: bang, from: { x: 0, y: top, w: 500 }, angle: -Math.PI / 2, spread: 2.2, speed: [600, 1800], size: [90, 170], gravity: 900 });
  const [dusk, bright] = [mix(p.second, p.ink, 0.28), mix(p.second, p.ink, 0.08)];
  s.camera.moves([[0, { zoom: 1.16, y: 60 }], [wish - 0.4, { zoom: 1.06, y: 30 }, ease.inOut], [bang - 0.2, { zoom: 1.12, y: 60 }, ease.in], [bang + 0.2, { zoom: 1 }, ease.outExpo], [out, { zoom: 1.03 }, ease.inOut]]).shake(bang, 1.2, 2).sway(1);
  s.cue(0, "rise", 0.4);
  landed.forEach((at, i) => s.cue(at, "hit", 0.5 + i * 0.1));
  s.cue(wish - 1, "rise", 0.9);
  s.cue(wish, "whoosh", 1);
  s.cue(bang, "final", 1);
  s.cue(bang, "boom", 1);
  s.cue(bang + 1, "sparkle", 0.8);
  s.cue(bang + 2, "hit", 0.9);
  s.cue(bang + 4, "pop", 1);
  s.cue(out - 1, "pop", 0.9);
  s.cue(out + 0.3, "whoosh", 0.9);
  s.flash(bang, 0.55);
  const burst = (beat) => ease.out(progress(beat, bang, bang + 0.7));
  return {
    moments: [wish - 0.9, out - 1.2],
    draw(g, beat) {
      const shown = ease.out(progress(beat, 0, 0.7)) * (1 - ease.in(progress(beat, out + 0.9, out + 1.9)));
      g.globalAlpha = shown;
      const grown = burst(beat);
      if (grown < 1) s.camera.draw(g, beat, 0.2, () => hall.draw(g));
      if (grown > 0) s.camera.draw(g, beat, 0.4, () => {
        const far = Math.hypot(view.w, view.h) * 0.62;
        g.save();
        g.translate(0, foot - 260 * k);
        if (grown < 1) { g.beginPath(); g.arc(0, 0, far * 1.5 * grown, 0, TAU); g.clip(); }
        g.fillStyle = dusk;
        g.fillRect(-view.w * 0.6, -view.h * 1.1, view.w * 1.2, view.h * 1.8);
        rays(g, 11, far * 1.7, bright, beat * 0.07);
        g.restore();
      });
      g.globalAlpha = shown;
      s.camera.draw(g, beat, 1, () => {
        const dark = 1 - grown;
        const glow = lights.reduce((sum, _, n) => sum + performanceLit(beat, lights, wish, n), 0) / CANDLES.length;
        if (glow > 0.01 && dark > 0) placed(g, { y: top, k: 13 + noise(beat * 3) * 0.5, a: glow * 0.75 * dark }, () => drawGlow(g, 0, 0, 100, p.accent));
        if (grown > 0) balloons.draw(g, beat);
        g.fillStyle = mix(dark > 0.5 ? mix(p.deep, "#05030d", 0.35) : p.main, p.ink, 0.25 * grown);
        g.beginPath();
        g.ellipse(0, table + 330, view.w * 0.75, 400, 0, 0, TAU);
        g.fill();
        const act = performance(beat, { landed, lights, wish, relit: out - 1, off: out + 0.4 });
        const hop = beat > bang && beat < out - 1 ? jump(beat) : { y: 0, squash: 0 };
        if (beat > out) act.face = { eyes: "shut", mouth: "oh", open: 0.6 + hit(beat, out + 0.3, 0.8) };
        if (beat > wish + 0.9 && beat < bang) act.face = { wide: 0.35, look: [Math.sin((beat - wish) * 6), 0], mouth: "flat" };
        const swell = beat > out ? -0.08 * progress(beat, out, out + 0.3) + 0.2 * hit(beat, out + 0.3, 0.9) : 0;
        placed(g, { y: foot + hop.y, k: k * (1 - ease.inBack(progress(beat, out + 1.2, out + 1.9))) }, () => cake.draw(g, beat, { ...act, press: (i) => act.press(i) + hop.squash + swell }));
        gust.draw(g, beat);
        const night = progress(beat, wish + 0.15, wish + 0.5) * (beat < bang ? 1 : 0);
        if (night > 0) drawDark(g, s, beat, night, foot - (STAND + 68) * k, k, act.face);
        smoke.draw(g, beat);
        drawGarland(g, s, beat, bang + 0.1, out + 0.5);
        for (const gun of guns) gun.draw(g, beat);
        rain.draw(g, beat);
        emoji?.draw(g, beat);
        words.draw(g, 0, wordsY, beat, { enter: enter.rise, takes: 0.6, out: wish, eachOut: 0.015, leave: leave.lift, leaves: 0.6 });
        const blown = { out: out + 0.35, eachOut: 0.02, leave: leave.lift, leaves: 0.9 };
        placed(g, { y: middle, k: 1 + pulse(beat) * 0.02 * grown }, () => title.draw(g, 0, 0, beat,
          { at: bang - 0.1, each: 0.06, enter: enter.elastic, takes: 1.2, pose: dance, ...blown },
          { at: bang + 1.7, each: 0.02, enter: enter.slam, takes: 0.9, ...blown }));
      });
      g.globalAlpha = 1;
    },
  };
}

const performanceLit = (beat, lights, wish, n) => progress(beat, lights[n], lights[n] + 0.4) * (1 - progress(beat, wish + 0.05, wish + 0.3));

// The light is out: two eyes look around.
function drawDark(g, s, beat, night, y, k, face) {
  const { view, palette: p } = s;
  g.fillStyle = fade(mix(p.deep, "#020108", 0.8), 0.94 * night);
  g.fillRect(view.left * 1.3, view.top * 1.3, view.w * 1.3, view.h * 1.3);
  placed(g, { y, k, a: night }, () => {
    for (const side of [-1, 1]) {
      const shut = beat % 1 > 0.86 ? 0.1 : 1;
      g.fillStyle = "#ffffff";
      g.beginPath();
      g.ellipse(side * 59, 0, 31, 34 * shut, 0, 0, TAU);
      g.fill();
      g.fillStyle = p.ink;
      g.beginPath();
      g.ellipse(side * 59 + (face.look?.[0] ?? 0) * 14, 0, 17, 21 * shut, 0, 0, TAU);
      g.fill();
    }
  });
}
