// A win: a medal that swings in, a cup with muscles, a stadium that roars.

import { enter, leave } from "./lib/acts.js";
import { iris, path, placed, rays, shape, stroke } from "./lib/draw.js";
import { fade, mix } from "./lib/palette.js";
import { outline } from "./lib/sprites.js";
import { ease, hit, lerp, progress, pulse, spring } from "./lib/time.js";
import { roundedBox } from "./lib/type.js";

const TAU = Math.PI * 2;

export default {
  bpm: 126,
  mood: "arcade",
  root: 48,
  palettes: [["#ffb81c", "#3d5afe", "#ff4d6d"], ["#ffc531", "#8e24aa", "#00d4a6"], ["#ffb000", "#00897b", "#ff6d3a"]],
  beats: { 1: 8, 2: [15, 18], 3: [21, 24] },
  build: (s) => ({ 1: buildStroke, 2: buildScene, 3: buildFanfare })[s.production](s),
};

const gold = (p) => mix("#ffc531", p.main, 0.35);

// ---- the hero ----

const BOWL = path("M-150 -204 C-152 -60 -96 36 0 44 C96 36 152 -60 150 -204 Z");
const BOWL_SHADE = path("M60 -230 C84 -100 60 0 -40 60 H200 V-230 Z");
const BOWL_GLOSS = path("M-122 -176 C-122 -110 -108 -60 -84 -24 L-62 -34 C-84 -74 -94 -118 -94 -172 Z");
const STEM = path("M-30 36 C-26 84 -34 100 -62 120 H62 C34 100 26 84 30 36 Z");
const FOOT = path((b) => roundedBox(b, -98, 116, 196, 64, 16));
const GRIN = path("M-40 -62 C-14 -52 14 -52 40 -62 C36 -26 18 -14 0 -14 C-18 -14 -36 -26 -40 -62 Z");
const TONGUE = path("M-40 -14 C-20 -38 20 -38 40 -14 Z");
const STAR = path((b) => outline(b, "star", 22));

// An arm: from the cup's side to the elbow and up to the fist; flexed it shows its muscle.
function drawArm(g, c, side, flex) {
  const elbow = { x: side * lerp(196, 250, flex), y: lerp(-40, -84, flex) };
  const fist = { x: side * lerp(112, 226, flex), y: lerp(0, -226, flex) };
  const arm = path((a) => { a.moveTo(side * 138, -140); a.quadraticCurveTo(side * lerp(240, 214, flex), lerp(-140, -150, flex), elbow.x, elbow.y); a.quadraticCurveTo(side * lerp(200, 284, flex), lerp(10, -150, flex), fist.x, fist.y); });
  stroke(g, arm, c.ink, 54);
  if (flex > 0.2) placed(g, { x: side * 196, y: -158, r: side * 0.5 }, () => shape(g, path((m) => m.ellipse(0, 0, 46 * flex, 34 * flex, 0, 0, TAU)), { fill: c.gold, ink: c.ink, line: 16 }));
  stroke(g, arm, c.gold, 36);
  shape(g, path((f) => f.arc(fist.x, fist.y, 38, 0, TAU)), { fill: "#ffffff", ink: c.ink, line: 9 });
  stroke(g, path((f) => { f.moveTo(fist.x - 14, fist.y - 10); f.lineTo(fist.x - 12, fist.y + 10); f.moveTo(fist.x + 4, fist.y - 12); f.lineTo(fist.x + 5, fist.y + 10); }), c.ink, 5);
}

/** Draws the cup, its foot at 0, 180. flex, joy and wink from 0 to 1, look from −1 to 1. */
function drawCup(g, p, { flex = 0, joy = 0, wink = 0, look = 0, blink = 0 } = {}) {
  const c = { gold: gold(p), ink: p.ink };
  for (const side of [-1, 1]) drawArm(g, c, side, flex);
  shape(g, STEM, { fill: mix(c.gold, p.ink, 0.16), ink: p.ink, line: 10 });
  shape(g, FOOT, { fill: mix(p.second, p.ink, 0.2), ink: p.ink, line: 11, light: { path: path("M-98 116 H98 V134 H-98 Z"), color: "rgba(255,255,255,.25)" } });
  placed(g, { y: 150 }, () => { g.fillStyle = c.gold; g.fill(STAR); });
  shape(g, BOWL, { fill: c.gold, ink: p.ink, line: 11, shade: { path: BOWL_SHADE, color: fade(mix(p.ink, "#a03c00", 0.5), 0.28) }, light: { path: BOWL_GLOSS, color: "rgba(255,255,255,.85)" } });
  shape(g, path((r) => r.ellipse(0, -204, 154, 32, 0, 0, TAU)), { fill: mix(c.gold, p.ink, 0.45), ink: p.ink, line: 11 });
  g.save();
  g.translate(look * 14, 0);
  for (const side of [-1, 1]) {
    const shut = side > 0 ? Math.max(wink, blink) : blink;
    if (shut > 0.6) {
      stroke(g, path((e) => { e.moveTo(side * 48 - 22, -104); e.quadraticCurveTo(side * 48, -124, side * 48 + 22, -104); }), p.ink, 9);
    } else {
      g.fillStyle = p.ink;
      g.beginPath();
      g.ellipse(side * 48 + look * 6, -110, 15, 22 * (1 - shut), 0, 0, TAU);
      g.fill();
      g.fillStyle = "#ffffff";
      g.beginPath();
      g.arc(side * 48 + look * 6 + 5, -119, 6.5, 0, TAU);
      g.fill();
    }
    stroke(g, path((b) => { b.moveTo(side * 24, -142 + 4 * joy); b.quadraticCurveTo(side * 52, -158 - 8 * joy, side * 78, -146); }), p.ink, 11);
  }
  shape(g, GRIN, { fill: mix(p.ink, "#8c1030", 0.6), ink: p.ink, line: 8, shade: { path: TONGUE, color: "#ff7a86" } });
  g.fillStyle = "#ffffff";
  g.fill(path("M-33 -57 C-12 -49 12 -49 33 -57 L31 -46 C12 -39 -12 -39 -31 -46 Z"));
  g.restore();
}

const confetti = (s, options) => s.particles({ shapes: ["confetti", "confetti", "ribbon"], colors: [s.palette.brightMain, s.palette.brightSecond, s.palette.brightAccent, "#ffffff"], flutter: true, spin: [0.1, 0.6], drag: 1.6, gravity: 700, life: [1.4, 2.8], size: [26, 56], speed: [500, 1900], ...options });
const prizes = (s, options) => s.particles({ shapes: ["star", "coin", ...s.emoji, ...(s.topic?.props ?? [])], colors: [s.palette.brightMain, s.palette.brightAccent], lined: true, spin: [0.05, 0.4], drag: 1.4, gravity: 900, life: [1.2, 2.4], size: [44, 90], speed: [400, 1700], ...options });

const cannons = (s, at, n = 40) => [-1, 1].map((side) => confetti(s, { n, at, over: 0.3, from: { x: side * s.view.w * 0.5, y: s.view.bottom * 0.8 }, angle: -Math.PI / 2 - side * 0.55, spread: 0.6, speed: [900, 2300] }));

// A glint that runs over what shines.
function drawGlint(g, s, beat, at, x, y, size = 190) {
  const k = progress(beat, at, at + 0.7);
  if (k <= 0 || k >= 1) return;
  const now = Math.sin(k * Math.PI) * size;
  placed(g, { x, y, r: k * 1.4 }, () => g.drawImage(s.sprites.shape("spark", "#ffffff"), -now / 2, -now / 2, now, now));
}

// 1: a medal on its ribbon swings in from above; the name is its reward.
function buildStroke(s) {
  const { view, palette: p } = s;
  const title = s.title({ width: view.w * 0.84, size: view.format === "wide" ? 200 : 175 });
  const words = s.words({ at: 3.5, until: 5, width: view.w * 0.8, height: 150, size: 62, lines: 2, style: "plate" });
  const y = view.h * (view.format === "tall" ? 0 : 0.1);
  const medalY = y - title.h / 2 - 120;
  const out = s.length - 1.4;
  const long = medalY - view.top + 400;
  const medal = s.layer(400, long + 260, (g) => {
    g.translate(0, long / 2);
    for (const [x, color] of [[-34, p.second], [34, mix(p.second, p.ink, 0.25)]]) shape(g, path((b) => { b.moveTo(x - 40, -long - 40); b.lineTo(x + 40, -long - 40); b.lineTo(x * 0.4 + 36, -120); b.lineTo(x * 0.4 - 36, -120); b.closePath(); }), { fill: color, ink: p.ink, line: 10 });
    shape(g, path((d) => d.arc(0, 0, 128, 0, TAU)), { fill: gold(p), ink: p.ink, line: 12, shade: { path: path((d) => { d.rect(-300, -300, 600, 600); d.arc(-26, -28, 128, 0, TAU, true); }), color: fade("#8a3c00", 0.35) } });
    stroke(g, path((d) => d.arc(0, 0, 98, 0, TAU)), mix(gold(p), "#8a3c00", 0.4), 8);
    shape(g, path((d) => outline(d, "star", 76)), { fill: "#ffffff", ink: p.ink, line: 8 });
  });
  const pop = confetti(s, { n: 46, at: 2, from: { x: 0, y: y - 40, w: title.w * 0.5 }, speed: [400, 1400] });
  const coins = prizes(s, { n: 12, at: 3, from: { x: 0, y: y + title.sumY, w: title.sum.w }, angle: -Math.PI / 2, spread: 2, speed: [400, 900], life: [0.8, 1.3] });
  s.cue(0, "whoosh", 0.8);
  s.cue(1, "hit", 0.6);
  s.cue(2, "pop", 0.9);
  s.cue(3, "hit", 1);
  s.cue(3.4, "sparkle", 0.8);
  s.cue(out + 0.2, "whoosh", 0.7);
  s.camera.shake(3, 0.35);
  return {
    moments: [5.6],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        const down = ease.outBack(progress(beat, 0, 1));
        const up = ease.inBack(progress(beat, out + 0.3, out + 1.3));
        const swing = Math.sin(beat * Math.PI) * 0.5 * Math.exp(-beat * 0.55);
        pop.draw(g, beat);
        g.save();
        g.translate(0, medalY - long);
        g.rotate(swing);
        g.translate(0, lerp(-long - 200, 0, down) - up * (long + 300));
        medal.draw(g, 0, long / 2);
        drawGlint(g, s, beat, 3.3, 60, long - 60);
        g.restore();
        title.draw(g, 0, y, beat,
          { at: 1.8, each: 0.04, enter: enter.flip, takes: 0.7, out, eachOut: 0.03, leave: leave.lift, leaves: 0.8 },
          { at: 2.8, each: 0.03, enter: enter.slam, takes: 0.8, out: out + 0.1, eachOut: 0.03, leave: leave.lift, leaves: 0.8 });
        words.draw(g, 0, y + title.h / 2 + 40 + words.h / 2, beat, { out: out - 0.1, eachOut: 0.02, leave: leave.shrink, leaves: 0.6 });
        coins.draw(g, beat);
      });
    },
  };
}

// Beams of light from below that swing on the beat.
function drawBeams(g, beat, { y, far, color, n = 4, k = 1, wide = 0.09 }) {
  if (k <= 0.01) return;
  g.save();
  g.globalAlpha *= k;
  g.fillStyle = color;
  for (let i = 0; i < n; i++) {
    const side = n === 1 ? 0 : (i / (n - 1)) * 2 - 1;
    const turn = -Math.PI / 2 + side * 0.5 + Math.sin(beat * Math.PI * 0.5 + i * 1.3) * 0.22;
    const x = side * far * 0.42;
    g.beginPath();
    g.moveTo(x, y);
    g.lineTo(x + Math.cos(turn - wide) * far, y + Math.sin(turn - wide) * far);
    g.lineTo(x + Math.cos(turn + wide) * far, y + Math.sin(turn + wide) * far);
    g.fill();
  }
  g.restore();
}

// The three steps of the winners; the tallest is in the middle.
function makePodium(s, w, h) {
  const { palette: p } = s;
  return s.layer(w + 60, h + 60, (g) => {
    const step = (x, width, height, color, digit) => {
      const box = path((b) => roundedBox(b, x - width / 2, h / 2 - height, width, height + 60, 18));
      shape(g, box, { fill: color, ink: p.ink, line: 12, shade: { path: path((b) => b.rect(x + width * 0.28, -h, width, 2 * h)), color: fade(p.ink, 0.22) }, light: { path: path((b) => b.rect(x - width / 2, h / 2 - height, width, 22)), color: "rgba(255,255,255,.35)" } });
      g.font = `900 ${Math.min(height * 0.6, 130)}px ${s.family}`;
      g.textAlign = "center";
      g.fillStyle = fade("#ffffff", 0.9);
      g.fillText(digit, x, h / 2 - height + Math.min(height * 0.72, 150));
    };
    step(-w * 0.335, w * 0.33, h * 0.56, mix(p.second, p.ink, 0.12), "2");
    step(w * 0.335, w * 0.33, h * 0.42, mix(p.second, p.ink, 0.3), "3");
    step(0, w * 0.36, h, p.second, "1");
  });
}

// 2: the steps rise, the cup jumps up and shows its muscles.
function buildScene(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const show = s.length - 8.5;
  const out = s.length - 2;
  const [w, h] = [tall ? 820 : 760, tall ? 420 : 300];
  const top = view.bottom - h + (tall ? -160 : 110);
  const podium = makePodium(s, w, h);
  const cupK = tall ? 1.25 : 0.9;
  const words = s.words({ at: 2, until: show - 1, width: view.w * (tall ? 0.88 : 0.8), height: tall ? 520 : 330, size: tall ? 100 : 104, lines: tall ? 6 : 3 });
  const wordsY = view.top + (tall ? 160 : 50) + words.h / 2;
  const title = s.title({ width: view.w * 0.9, size: tall ? 215 : 225, sumSize: tall ? 165 : 160 });
  const titleY = view.top + (tall ? 180 : 40) + title.h / 2;
  const sumAt = show + 1.5;
  const party = [...cannons(s, show), ...cannons(s, sumAt + 2, 26)];
  const coins = prizes(s, { n: 34, at: sumAt, from: { x: 0, y: top - 330 * cupK, w: 220 }, angle: -Math.PI / 2, spread: 1.5, speed: [700, 1600] });
  const dust = s.smoke({ n: 16, at: 1.5, from: { x: 0, y: top, w: 200 }, angle: -Math.PI / 2, spread: 2.9, speed: [140, 420], life: [0.4, 0.7], size: [30, 76], shade: mix(p.second, "#ffffff", 0.55) });
  s.camera.shake(0.9, 0.25).shake(1.5, 0.3).shake(sumAt, 0.6).sway(0.8);
  s.cue(0, "rise", 0.6);
  s.cue(1.5, "hit", 0.8);
  s.cue(show - 1, "rise", 0.8);
  s.cue(show, "pop", 1);
  s.cue(sumAt, "boom", 1);
  s.cue(sumAt + 0.3, "sparkle", 0.9);
  s.cue(sumAt + 2, "pop", 0.8);
  s.cue(out, "whoosh", 0.7);
  s.cue(out + 1.3, "sparkle", 0.9);
  return {
    moments: [show - 0.4, out - 0.7],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        const up = ease.outBack(progress(beat, 0, 0.9)) - ease.inBack(progress(beat, out + 0.2, out + 1.1));
        const sink = (1 - up) * (h + 560);
        const light = progress(beat, 0.5, 1.2) * (1 - progress(beat, out - 0.2, out + 0.3));
        drawBeams(g, beat, { y: view.bottom + 40, far: Math.hypot(view.w, view.h) * 0.8, color: fade(mix(p.brightMain, "#ffffff", 0.3), 0.2), k: light });
        for (const cannon of party) cannon.draw(g, beat);
        podium.draw(g, 0, top + h / 2 + sink);
        const jump = progress(beat, 0.9, 1.5);
        const hop = Math.sin(jump * Math.PI) * 360 + (beat > 1.5 && beat < out ? Math.abs(Math.sin(beat * Math.PI)) * 12 : 0);
        const squash = beat < 1.5 ? 0 : spring(beat - 1.5, 1.6, 3) * 0.14 + spring(beat - sumAt, 2, 4) * 0.1 * (beat > sumAt);
        const flex = beat < show ? Math.max(0, ...words.starts.map((at) => hit(beat, at, 0.7))) * 0.5 : ease.outBack(progress(beat, sumAt - 0.3, sumAt)) * (0.86 + pulse(beat) * 0.14) * (1 - progress(beat, out - 0.3, out));
        if (beat > 0.9) placed(g, { x: lerp(-view.w * 0.5 - 300, 0, ease.out(jump)), y: top - 178 * cupK - hop + sink, k: cupK, kx: 1 + squash, ky: 1 - squash, r: (1 - jump) * -0.6 + Math.sin(beat * Math.PI) * 0.03 }, () => drawCup(g, p, { flex, joy: beat > show ? 1 : 0, look: beat < show ? Math.sin(beat * 0.9) * 0.8 : 0, blink: beat % 3.1 > 2.95 ? 1 : 0, wink: Math.max(0, 1 - Math.abs(beat - out + 0.7) * 3) }));
        dust.draw(g, beat);
        drawGlint(g, s, beat, sumAt + 0.4, -90 * cupK, top - 340 * cupK);
        words.draw(g, 0, wordsY, beat, { enter: enter.stamp, takes: 0.5, out: show - 0.3, eachOut: 0.02, leave: leave.lift, leaves: 0.7 });
        coins.draw(g, beat);
        title.draw(g, 0, titleY, beat,
          { at: show, each: 0.05, enter: enter.drop, takes: 0.9, out, eachOut: 0.03, leave: leave.fall, leaves: 1.1 },
          { at: sumAt - 0.3, each: 0.03, enter: enter.slam, takes: 0.8, out: out + 0.1, eachOut: 0.03, leave: leave.fall, leaves: 1.1 });
        drawCoin(g, s, beat, out + 0.5, top);
      });
    },
  };
}

// The button: one coin is left, turns in the air and is gone with a glint.
function drawCoin(g, s, beat, at, y) {
  const k = progress(beat, at, at + 0.95);
  if (k <= 0) return;
  const height = y - Math.sin(k * Math.PI * 0.62) * 520;
  if (k < 1) placed(g, { y: height, kx: Math.cos(k * 16) }, () => g.drawImage(s.sprites.shape("coin", gold(s.palette)), -75, -75, 150, 150));
  drawGlint(g, s, beat, at + 0.8, 0, height, 300);
}

// 3: a stadium at night. The cup comes down, the crowd goes up.
function buildFanfare(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const climax = s.length - 9;
  const out = s.length - 2.2;
  const title = s.title({ width: view.w * 0.92, size: tall ? 230 : 270, sumSize: tall ? 185 : 180 });
  const titleY = tall ? 330 : 400 - title.h / 2;
  const cupK = tall ? 1.9 : Math.min(1.3, (titleY - title.h / 2 - view.top) / 420);
  const cupY = titleY - title.h / 2 - 150 * cupK;
  const words = s.words({ at: 1.5, until: climax - 2, width: Math.min(view.w * 0.9, 1650), height: tall ? 700 : 470, size: tall ? 114 : 124, lines: tall ? 7 : 4 });
  const wordsY = tall ? -250 : -120;
  const arena = s.backdrop((g, w, h) => {
    const sky = g.createLinearGradient(0, -h / 2, 0, h / 2);
    sky.addColorStop(0, mix(p.second, "#02030c", 0.82));
    sky.addColorStop(0.7, mix(p.second, "#0a0820", 0.45));
    sky.addColorStop(1, mix(p.second, p.ink, 0.2));
    g.fillStyle = sky;
    g.fillRect(-w / 2, -h / 2, w, h);
    const random = s.random("lights");
    for (let i = 0; i < 240; i++) {
      g.globalAlpha = random.between(0.15, 0.75);
      g.fillStyle = random.pick(["#ffffff", p.brightMain, p.brightAccent]);
      g.beginPath();
      g.arc(random.between(-w / 2, w / 2), h * (0.06 + random() ** 2 * 0.3), random.between(1.5, 5), 0, TAU);
      g.fill();
    }
    g.globalAlpha = 1;
  }, 0.5);
  const sunburst = s.backdrop((g, w, h) => {
    g.fillStyle = mix(p.second, "#0a0820", 0.4);
    g.fillRect(-w / 2, -h / 2, w, h);
    rays(g, 0, cupY, Math.hypot(w, h), mix(p.second, p.main, 0.45), 22);
    const light = g.createRadialGradient(0, cupY, 0, 0, cupY, h * 0.7);
    light.addColorStop(0, fade(mix(p.main, "#ffffff", 0.6), 0.95));
    light.addColorStop(0.4, fade(p.main, 0.5));
    light.addColorStop(1, fade(p.main, 0));
    g.fillStyle = light;
    g.fillRect(-w / 2, -h / 2, w, h);
  }, 0.4, true);
  const crowd = makeCrowd(s);
  const party = [...cannons(s, climax, 60), ...cannons(s, climax + 2, 40), ...cannons(s, climax + 4, 40)];
  const snow = confetti(s, { n: 110, at: climax + 0.3, over: out - climax - 1, from: { x: 0, y: view.top - 40, w: view.w * 1.1 }, angle: Math.PI / 2, spread: 0.8, speed: [120, 380], gravity: 260, drag: 1, life: [2, 3.4] });
  const coins = prizes(s, { n: 70, at: climax, from: { x: 0, y: cupY }, speed: [500, 2200], life: [1.2, 2.4] });
  s.camera.moves([[0, { zoom: 1.1, y: 40 }], [climax - 1.5, { zoom: 1 }], [climax - 0.2, { zoom: 1.06, y: -30 }, ease.in], [climax + 0.4, { zoom: 1 }, ease.outBack], [out, { zoom: 1.03 }]]).shake(climax, 1.2, 2).shake(climax + 1, 0.5).sway(1.3);
  s.cue(0, "rise", 0.7);
  for (let beat = 1; beat < climax - 2; beat += 2) s.cue(beat, "hit", 0.4);
  s.cue(climax - 2, "rise", 1);
  s.cue(climax, "final", 1);
  s.cue(climax, "boom", 1);
  s.cue(climax + 1, "hit", 0.9);
  s.cue(climax + 2, "pop", 0.8);
  s.cue(climax + 4, "sparkle", 0.9);
  for (const at of [0, 0.5, 1]) s.cue(out + at, "pop", 0.6);
  s.flash(climax, 0.5, mix(p.main, "#ffffff", 0.7));
  const reach = Math.hypot(view.w, view.h) / 2 + 40;
  return {
    moments: [climax - 1.6, out - 0.4],
    draw(g, beat) {
      const shown = ease.out(progress(beat, 0, 0.8));
      const won = beat >= climax;
      g.globalAlpha = shown;
      s.camera.draw(g, beat, 0.4, () => (won ? sunburst : arena).draw(g));
      drawBeams(g, beat, { y: view.bottom + 60, far: reach * 1.7, color: fade(mix(p.brightMain, "#ffffff", 0.5), won ? 0.16 : 0.22), n: 6, wide: 0.07 });
      s.camera.draw(g, beat, 1, () => {
        for (const cannon of party) cannon.draw(g, beat);
        words.draw(g, 0, wordsY, beat, { enter: enter.slam, takes: 0.6, out: climax - 1, eachOut: 0.02, leave: leave.through, leaves: 0.7 });
        const fall = progress(beat, climax - 0.8, climax);
        const squash = won ? spring(beat - climax, 1.8, 3) * 0.2 : 0;
        if (fall > 0) placed(g, { y: lerp(view.top - 500, cupY, ease.in(fall)) - (won && beat < out ? Math.abs(Math.sin((beat - climax) * Math.PI)) * 22 : 0), k: cupK, kx: 1 + squash, ky: 1 - squash, r: won ? Math.sin(beat * Math.PI) * 0.04 : (1 - fall) * 0.8 }, () => drawCup(g, p, { flex: won ? (0.86 + pulse(beat) * 0.14) * ease.outBack(progress(beat, climax + 0.7, climax + 1)) * (1 - progress(beat, out, out + 0.3)) : 0, joy: 1, blink: beat % 3.3 > 3.15 ? 1 : 0, wink: Math.max(0, 1 - Math.abs(beat - out - 1.1) * 3.2) }));
        coins.draw(g, beat);
        drawGlint(g, s, beat, climax + 1.2, -120 * cupK, cupY - 190 * cupK, 320);
        if (won) placed(g, { k: 1 + hit(beat, climax, 1) * 0.15 }, () => title.draw(g, 0, titleY, beat, { at: climax, each: 0.015, enter: enter.pop, takes: 0.5 }, { at: climax + 0.7, each: 0.02, enter: enter.slam, takes: 0.8 }));
        crowd(g, beat, won);
        snow.draw(g, beat);
      });
      g.globalAlpha = 1;
      // The lights go out in three clicks, down to the cup's wink.
      if (beat >= out) {
        const step = beat < out + 0.5 ? 0.62 : beat < out + 1 ? 0.4 : 250 * cupK / reach;
        const shut = ease.inBack(progress(beat, out + 1.55, out + 2.1));
        const y = cupY - 60;
        iris(g, path((c) => c.arc(0, y, Math.max(1, reach * step * (1 - shut)), 0, TAU)), { ink: p.ink, color: p.brightMain });
      }
    },
  };
}

// Heads and arms along the lower edge; the wave runs through them on the beat.
function makeCrowd(s) {
  const { view, palette: p } = s;
  const random = s.random("crowd");
  const people = [];
  for (const row of [0, 1]) for (let x = view.left - 60; x < view.right + 60; x += 84) people.push({ row, x: x + random.between(-14, 14) + row * 40, k: random.between(0.85, 1.15), phase: random() });
  const colors = [mix(p.second, p.ink, 0.55), mix(p.second, p.ink, 0.8)];
  return (g, beat, won) => {
    for (const row of [0, 1]) {
      const bodies = new Path2D();
      const arms = new Path2D();
      for (const one of people) {
        if (one.row !== row) continue;
        const wave = won ? Math.abs(Math.sin((beat + one.phase * 0.4) * Math.PI)) : Math.max(0, Math.sin(beat * Math.PI * 0.5 - one.x * 0.0032)) ** 3;
        const y = view.bottom - 22 + row * 40 - wave * 46;
        const r = 34 * one.k;
        bodies.moveTo(one.x + r, y);
        bodies.arc(one.x, y, r, 0, TAU);
        bodies.rect(one.x - r * 1.25, y + r * 0.9, r * 2.5, 260);
        if (wave > 0.25) for (const side of [-1, 1]) { arms.moveTo(one.x + side * r * 1.1, y + r * 1.3); arms.lineTo(one.x + side * r * 1.7, y - r * 1.7 * wave); }
      }
      g.fillStyle = colors[row];
      stroke(g, arms, colors[row], 18);
      g.fillStyle = colors[row];
      g.fill(bodies);
    }
  };
}
