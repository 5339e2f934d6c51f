// Flowers, thanks and spring: what a bee looks after grows on the beat.

import { drawBee, drawFlower, drawStem, greenOf, kinds } from "./heroes/bee.js";
import { enter, leave } from "./lib/acts.js";
import { path, placed, shape, stroke } from "./lib/draw.js";
import { blink, drawEye } from "./lib/eyes.js";
import { fade, mix } from "./lib/palette.js";
import { noise } from "./lib/random.js";
import { clamp, ease, lerp, progress, pulse, spring, tween } from "./lib/time.js";

const TAU = Math.PI * 2;

export default {
  bpm: 122,
  mood: "tender",
  root: 53,
  palettes: [["#ff5f9e", "#35c46c", "#ffd23f"], ["#a86bff", "#2fbf80", "#ffc94d"], ["#ff7d52", "#4bb65a", "#ffe066"]],
  beats: { 1: 8, 2: [16, 18], 3: [20, 24] },
  build: (s) => ({ 1: buildStroke, 2: buildScene, 3: buildFanfare })[s.production](s),
};

const titleOf = (s, { height = 450, ...options }) => {
  const title = s.title(options);
  const k = height / title.h;
  return k >= 1 ? title : titleOf(s, { ...options, height, size: options.size * k - 2, sumSize: (options.sumSize ?? options.size * 0.74) * k - 2 });
};

// Letters open like flowers, and go like petals in the wind.
const bloom = (pose, k) => {
  pose.k = ease.outElastic(k);
  pose.r = (1 - ease.out(k)) * -2.2;
  pose.a = Math.min(1, k * 6);
};
const unfold = (pose, k) => {
  pose.k = ease.outBack(k);
  pose.r = (1 - ease.out(k)) * -0.35;
  pose.y = (1 - ease.out(k)) * 40;
  pose.a = Math.min(1, k * 5);
};
const blown = (pose, k, part, run) => {
  const e = k * k;
  pose.x += e * run.size * 9;
  pose.y += Math.sin(k * 7 + part.i) * run.size * 0.5 * k - e * run.size * 2.4;
  pose.r += k * 4 * (part.i % 2 ? 1 : 0.5);
  pose.kx *= Math.cos(k * 6 + part.i * 0.4);
  pose.k *= 1 - e * 0.5;
  pose.a *= Math.min(1, 4 - 4 * k);
};

const petals = (s, options) => s.particles({ n: 40, spread: TAU, speed: [200, 800], drag: 1.6, gravity: 220, life: [1.2, 2.2], size: [30, 66], flutter: true, spin: [0.1, 0.4], sway: 30, shapes: ["petal", "petal", "leaf", "heart"], colors: [s.palette.main, mix(s.palette.main, "#ffffff", 0.5), s.palette.accent, greenOf(s.palette)], fadeOut: 0.3, ...options });

/** A flower as a picture that was painted once: {draw(g, x, y, k)}, at k 1 as large as drawFlower draws it. */
const print = (s, flower, detail = 0.7) => s.layer(320, 320, (g) => drawFlower(g, s.palette, { ...flower, open: 1 }), detail);

const colorsOf = (p) => [p.main, p.accent, mix(p.main, "#ffffff", 0.55), mix(p.main, p.accent, 0.5), "#ffffff"];

const props = (s) => s.emoji;

// ---- productions ----

// 1: a bee draws a vine, letters bloom where it passes; then a flower proves not strong enough for it.
function buildStroke(s) {
  const { view, palette: p } = s;
  const wide = view.format === "wide";
  const tall = view.format === "tall";
  const title = titleOf(s, { width: view.w * 0.84, size: wide ? 205 : 175, lines: 2, height: 420 });
  const y = tall ? -view.h * 0.14 : -90;
  const half = Math.min(Math.max(title.w / 2 + 80, 440), view.w / 2 - 70);
  const vineY = y + title.h / 2 + 56;
  const words = s.words({ at: 3, until: 5, width: view.w * 0.8, height: wide ? 160 : 220, size: wide ? 66 : 58, lines: wide ? 2 : 3, style: "plate" });
  const random = s.random("vine");
  const [from, to] = [0.15, 2.5];
  const out = s.length - 1.9;
  const at = (k) => [lerp(-half, half, k), vineY + Math.sin(k * TAU * 1.5) * 26];
  const flowers = Array.from({ length: 9 }, (_, i) => ({ k: 0.04 + (i / 8) * 0.84, kind: kinds[(i * 2 + 1) % kinds.length], color: random.pick(colorsOf(p)), size: random.between(0.46, 0.66), up: i % 2 ? -1 : 1, lean: random.between(-0.3, 0.3) }))
    .map((flower) => ({ ...flower, print: print(s, { ...flower, face: flower.kind === "round" }) }));
  const strong = print(s, { kind: "sun", color: p.accent, face: true });
  const starts = title.name.parts.map((part) => from + clamp((part.x + half) / (2 * half)) * (to - from));
  const bee = (b) => { const [x] = at((b - from) / (to - from)); return { x: x + 90, y: vineY - 120 + Math.sin(b * TAU * 0.8) * 80 }; };
  const perch = { x: half - 20, y: vineY - 170 };
  const lands = 3.6;
  const flung = 5;
  const trail = s.particles({ n: 40, at: from, over: to - from, from: (b) => ({ ...bee(b), w: 30, h: 30 }), spread: TAU, speed: [20, 120], life: [0.5, 1], size: [20, 44], shapes: ["spark", "heart", "dot"], colors: [p.brightAccent, "#ffffff"], fadeOut: 0.6 });
  const puff = petals(s, { n: 34, at: 3, from: { x: 0, y: y + title.sumY, w: title.sum.w, h: 30 } });
  const wind = petals(s, { n: 60, at: out - 0.2, over: 1, from: { x: -view.w * 0.1, y, w: view.w * 0.8, h: 400 }, angle: -0.2, spread: 0.6, speed: [700, 1700], gravity: 0, drag: 0.6, life: [0.7, 1.1] });
  const extra = props(s).length ? s.particles({ n: 12, at: 3, from: { x: 0, y: y + title.sumY, w: title.sum.w }, speed: [300, 900], gravity: 800, shapes: props(s), size: [60, 96], life: [1, 1.7], spin: [0.05, 0.3] }) : null;
  s.cue(0, "whoosh", 0.5);
  for (const [i, f] of flowers.entries()) if (i % 2 === 0) s.cue(from + f.k * (to - from) + 0.1, "pop", 0.4);
  s.cue(3, "hit", 0.7);
  s.cue(3.1, "sparkle", 0.7);
  s.cue(lands, "pop", 0.6);
  s.cue(flung, "whoosh", 0.8);
  s.cue(out, "whoosh", 0.7);
  const breathe = (part, b, now) => ({ ...now, y: now.y + Math.sin((b - part.i * 0.2) * Math.PI) * 6 });
  // The weight upon the last flower, from 0 to 1.
  const weight = (b) => (b < lands ? 0 : b < flung ? ease.outBack(progress(b, lands, lands + 0.7)) : -spring(b - flung, 1.5, 2.2) * 0.55);
  return {
    moments: [4.7],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        const grown = progress(beat, from, to);
        const gone = progress(beat, out + 0.3, out + 1.2);
        drawVine(g, beat, grown, gone);
        title.draw(g, 0, y, beat,
          { starts, enter: bloom, takes: 1, out, eachOut: 0.04, leave: blown, leaves: 1, pose: breathe },
          { at: 2.9, each: 0.04, enter: bloom, takes: 0.9, out: out + 0.1, eachOut: 0.04, leave: blown, leaves: 0.9, pose: breathe });
        words.draw(g, 0, vineY + 110 + words.h / 2, beat, { out: out + 0.05, eachOut: 0.03, leave: blown, leaves: 0.9 });
        trail.draw(g, beat);
        puff.draw(g, beat);
        extra?.draw(g, beat);
        drawHero(g, beat);
        wind.draw(g, beat);
      });
    },
  };

  function drawVine(g, beat, grown, gone) {
    if (grown <= 0 || gone >= 1) return;
    const line = path((f) => { for (let k = gone; k <= grown; k += 0.02) f.lineTo(...at(k)); f.lineTo(...at(grown)); });
    stroke(g, line, p.ink, 30);
    stroke(g, line, greenOf(p), 15);
    for (const f of flowers) {
      const born = from + f.k * (to - from) + 0.05;
      const open = ease.outElastic(progress(beat, born, born + 1.2)) * (1 - progress(gone, f.k - 0.05, f.k + 0.05));
      if (open <= 0.02 || f.k < gone) continue;
      const [x, vy] = at(f.k);
      placed(g, { x, y: vy + 34 * f.up, r: f.lean + Math.sin((beat + f.k * 3) * Math.PI) * 0.08, k: f.size * open * (1 + pulse(beat) * 0.06) }, () => f.print.draw(g));
    }
    // The strong one at the end, on a stem of its own.
    const up = ease.outBack(progress(beat, to - 0.1, to + 0.6)) * (1 - ease.in(progress(beat, out + 0.5, out + 1)));
    if (up <= 0) return;
    const bend = weight(beat);
    const [bx, by] = at(1);
    const tip = drawStem(g, p, [[bx, by], [bx + 10, by - 60 * up], [bx - 10 + bend * 50, by - 130 * up], [perch.x + bend * 130, by - (170 - bend * 150) * up]], 1, { width: 13, leaves: [0.4] });
    placed(g, { ...tip, r: tip.angle + Math.PI / 2, k: 0.62 * up }, () => strong.draw(g));
  }

  function drawHero(g, beat) {
    if (beat < from) return;
    if (beat < lands) {
      const b = Math.min(beat, to);
      const here = bee(b);
      const k = ease.inOut(progress(beat, to, lands));
      placed(g, { x: lerp(here.x, perch.x, k), y: lerp(here.y, perch.y - 84, k) - Math.sin(k * Math.PI) * 170, r: Math.cos(beat * TAU * 0.8) * 0.16, k: 0.72, kx: beat > to + 0.3 ? -1 : 1 }, () => drawBee(g, s, beat, { joy: beat > 1 && beat < 2.4 ? 1 : 0 }));
      return;
    }
    if (beat < flung) {
      const bend = weight(beat);
      placed(g, { x: perch.x + bend * 120, y: perch.y - 84 + bend * 150, r: -bend * 0.3, k: 0.72, kx: -1 }, () => drawBee(g, s, beat, { wings: beat > lands + 0.8 ? 8 : 0, joy: beat < lands + 0.35 ? 1 : 0, fear: beat > lands + 0.5 ? 1 : 0, look: { x: 0.2, y: 0.6 } }));
      return;
    }
    const k = progress(beat, flung, flung + 1.1);
    if (k < 1) {
      placed(g, { x: lerp(perch.x + 110, -view.w * 0.56, k), y: perch.y - Math.sin(k * Math.PI * 0.8) * (wide ? 300 : 420), r: -k * 13, k: 0.72, kx: -1 }, () => drawBee(g, s, beat, { fear: 1, wings: 0 }));
      return;
    }
    const back = progress(beat, out + 0.35, s.length - 0.05);
    if (back > 0) placed(g, { x: lerp(-view.w * 0.56 - 100, view.w * 0.56 + 160, ease.inOut(back)), y: y + 60 + Math.sin(back * TAU * 1.5) * 90, r: 0.3 + back * 5, k: 0.72 }, () => drawBee(g, s, beat, { dizzy: 1, wings: 9 }));
  }
}


// ---- the pot ----

const POT = path("M-196 -250 H196 L150 -16 C148 -6 142 0 132 0 H-132 C-142 0 -148 -6 -150 -16 Z");
const POT_SHADE = path("M100 -270 C120 -130 70 -40 -170 -20 V20 H240 V-270 Z");
const RIM = path("M-226 -296 H226 C234 -296 238 -290 237 -284 L230 -232 C229 -226 224 -222 218 -222 H-218 C-224 -222 -229 -226 -230 -232 L-237 -284 C-238 -290 -234 -296 -226 -296 Z");
const CAN = path("M-70 -50 H70 L58 60 C56 70 50 74 40 74 H-40 C-50 74 -56 70 -58 60 Z");
const SPOUT = path("M58 30 C100 30 120 -10 150 -50 L170 -36 C150 20 120 66 54 60 Z");

function drawPot(g, p, beat, { look = { x: 0, y: -0.6 }, joy = 0, fear = 0 }) {
  const clay = mix("#d9713f", p.main, 0.2);
  shape(g, POT, { fill: clay, ink: p.ink, line: 11, shade: { path: POT_SHADE, color: fade(p.ink, 0.22) }, light: { path: path("M-150 -210 L-132 -60 L-112 -60 L-126 -210 Z"), color: "rgba(255,255,255,.4)" } });
  shape(g, RIM, { fill: mix(clay, "#ffffff", 0.14), ink: p.ink, line: 11, shade: { path: path("M60 -300 C90 -260 60 -236 -240 -234 V-210 H250 V-300 Z"), color: fade(p.ink, 0.16) } });
  for (const x of [-52, 52]) drawEye(g, p, { x, y: -140, r: 27, look, happy: joy, wide: fear, shut: blink(beat + 1, 4.3), skin: clay });
  if (fear > 0.4) shape(g, path((m) => m.ellipse(0, -84, 14, 18, 0, 0, TAU)), { fill: p.ink, ink: p.ink, line: 3 });
  else stroke(g, path("M-26 -96 C-12 -76 12 -76 26 -96"), p.ink, 9);
}

function drawCan(g, p) {
  stroke(g, path("M-60 -30 C-130 -60 -130 40 -56 40"), p.ink, 26);
  stroke(g, path("M-60 -30 C-130 -60 -130 40 -56 40"), mix(p.second, "#ffffff", 0.2), 11);
  shape(g, SPOUT, { fill: mix(p.second, "#ffffff", 0.2), ink: p.ink, line: 9 });
  shape(g, CAN, { fill: mix(p.second, "#ffffff", 0.35), ink: p.ink, line: 9, shade: { path: path("M30 -60 C40 20 10 60 -70 66 V90 H90 V-60 Z"), color: fade(p.ink, 0.22) } });
  shape(g, path((f) => f.ellipse(166, -46, 12, 30, 0.65, 0, TAU)), { fill: mix(p.second, "#ffffff", 0.6), ink: p.ink, line: 8 });
}

// 2: a bee waters a pot; every word is a sprout. It looks too closely at the last bud.
function buildScene(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const random = s.random("sprouts");
  const base = tall ? 560 : view.bottom - 14;
  const soil = base - 286;
  const head = { x: 0, y: tall ? -170 : -60 };
  const size = tall ? 2.5 : 2.35;
  const burst = s.length - 9;
  const sumAt = burst + 3;
  const out = s.length - 2.8;
  const words = s.words({ at: 2, until: burst - 1, width: Math.min(view.w * 0.92, 1650), height: tall ? 420 : 220, size: tall ? 100 : 88, lines: tall ? 5 : 2 });
  const wordsY = tall ? -520 : view.top + 84 + words.h / 2;
  const beats = words.starts.length ? [...new Set(words.starts)] : [2, 3, 4, 5, 6].filter((at) => at < burst - 0.5);
  if (!words.starts.length) for (const at of beats) s.cue(at, "pop", 0.5);
  const title = titleOf(s, { width: view.w * 0.92, size: tall ? 195 : 235, sumSize: tall ? 150 : 160, lines: 2, height: tall ? 600 : 450 });
  const titleY = head.y - (tall ? 40 : 10);
  const spots = random.shuffle([[0.5, 0.36], [0.86, 0.2], [0.3, 0.78], [1.12, 0.02], [0.66, 0.7]].flatMap(([x, y]) => [[x, y], [-x, y]]));
  const reach = tall ? 440 : 620;
  const sprouts = spots.map(([x, y], i) => {
    const tip = [x * reach, soil - y * (tall ? 560 : 440) - 60];
    return {
      at: beats[Math.floor((i / spots.length) * beats.length)] + 0.1, kind: kinds[i % kinds.length], color: random.pick(colorsOf(p)), size: random.between(0.66, 0.92), face: i % 3 === 0,
      curve: [[x * 120, soil + 30], [x * 130, soil - 120], [tip[0] * 0.92, tip[1] + 150], tip],
    };
  }).map((sprout) => ({ ...sprout, print: print(s, sprout, 0.9) }));
  const grownStems = s.layer(reach * 2.5, 760, (g) => {
    g.translate(0, 330 - soil);
    for (const { curve } of sprouts) drawStem(g, p, curve, 1, { width: 14 });
  });
  const [bud, blossom] = [print(s, { kind: "tulip", color: p.accent }, 1.6), print(s, { kind: "sun", color: p.accent }, size)];
  const side = tall ? 0.34 : 0.25;
  const beeAt = (b) => ({ x: lerp(view.w * 0.6 + 200, view.w * side, ease.out(progress(b, 0.6, 1.7))) + Math.sin(b * 1.4) * 70, y: soil - (tall ? 640 : 470) + Math.sin(b * TAU * 0.5) * 26 });
  const water = beats.map((at) => s.particles({ n: 12, at: at - 0.35, over: 0.5, from: (b) => ({ x: beeAt(b).x - 250, y: beeAt(b).y + 40, w: 30, h: 20 }), angle: Math.PI * 0.62, spread: 0.4, speed: [160, 360], gravity: 1500, drag: 0, life: [0.35, 0.55], size: [24, 42], shapes: ["drop"], colors: [mix(p.second, "#8fd8ff", 0.6), "#ffffff"], lined: true }));
  const burstPetals = petals(s, { n: 90, at: burst, from: { ...head, w: 120, h: 120 }, speed: [400, 1700], life: [1.2, 2.4] });
  const pollen = s.particles({ n: 60, at: burst, over: 0.4, from: { ...head, w: 100, h: 100 }, spread: TAU, speed: [200, 1200], drag: 2.4, gravity: 60, life: [1, 2.2], size: [14, 34], shapes: ["dot", "spark"], colors: [p.brightAccent, "#fff3c0"], sway: 16 });
  const sumPetals = petals(s, { n: 40, at: sumAt, from: { x: 0, y: titleY + title.sumY, w: title.sum.w }, speed: [300, 1100] });
  const wind = petals(s, { n: 60, at: out - 0.1, over: 0.8, from: { x: -view.w * 0.1, y: titleY, w: view.w * 0.8, h: 420 }, angle: -0.2, spread: 0.6, speed: [700, 1600], gravity: 0, drag: 0.6, life: [0.7, 1.1] });
  const emoji = s.emojiBurst({ at: burst + 0.1, from: { ...head, w: 160 }, angle: -Math.PI / 2, spread: 2.4, speed: [600, 1500], gravity: 1100 });
  s.camera.moves([[0, {}], [burst - 0.3, { zoom: 1.05, y: 20 }, ease.in], [burst + 0.4, { zoom: 1 }, ease.outExpo]]).shake(burst, 0.6, 1.4).shake(sumAt, 0.4).sway(1);
  s.flash(burst, 0.25, mix(p.accent, "#ffffff", 0.7));
  s.cue(0, "whoosh", 0.5);
  s.cue(0.7, "pop", 0.6);
  s.cue(burst - 1.2, "rise", 0.7);
  s.cue(burst, "hit", 1);
  s.cue(burst + 0.2, "sparkle", 0.9);
  s.cue(sumAt, "hit", 0.9);
  s.cue(out, "whoosh", 0.6);
  s.cue(out + 1, "pop", 0.7);
  s.cue(out + 1.6, "sparkle", 0.4);
  const tilting = (b) => Math.max(...beats.map((at) => (b > at - 0.5 && b < at + 0.35 ? Math.sin(progress(b, at - 0.5, at + 0.35) * Math.PI) : 0)));
  const sway = (part, b, now) => ({ ...now, y: now.y + Math.sin((b - part.i * 0.2) * Math.PI) * 6 });
  return {
    moments: [burst - 0.7, out - 0.4],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        const gone = ease.inBack(progress(beat, s.length - 0.75, s.length - 0.05));
        const drop = tween(beat, 0, 0.7, 700, 0, ease.outBack) + gone * (view.h * 1.1);
        const squash = spring(beat - 0.7, 1.3, 3) * 0.06 * (beat > 0.7) + beats.reduce((sum, at) => sum + (beat < burst ? spring(beat - at, 1.6, 4) * 0.04 : 0), 0) - spring(beat - burst, 1.4, 3) * 0.1;
        placed(g, { y: base + drop, kx: 1 + squash, ky: 1 - squash }, () => {
          g.translate(0, -base);
          drawPlants(g, beat);
          placed(g, { y: base }, () => drawPot(g, p, beat, { joy: beat > burst + 0.6 && beat < out ? 1 : 0, fear: beat > burst - 0.8 && beat < burst + 0.4 ? 1 : 0, look: { x: beat < burst ? 0.5 : 0, y: -0.8 } }));
        });
        water.forEach((drops) => drops.draw(g, beat));
        words.draw(g, 0, wordsY, beat, { enter: unfold, takes: 0.6, out: burst - 0.1, eachOut: 0.02, leave: blown, leaves: 1 });
        burstPetals.draw(g, beat);
        pollen.draw(g, beat);
        title.draw(g, 0, titleY, beat,
          { at: burst + 0.3, each: 0.09, enter: bloom, takes: 1, out, eachOut: 0.03, leave: blown, leaves: 0.9, pose: sway },
          { at: sumAt - 0.1, each: 0.04, enter: bloom, takes: 0.9, out: out + 0.05, eachOut: 0.03, leave: blown, leaves: 0.9, pose: sway });
        sumPetals.draw(g, beat);
        emoji?.draw(g, beat);
        if (beat < out + 0.75) drawGardener(g, beat);
        wind.draw(g, beat);
      });
    },
  };

  function drawPlants(g, beat) {
    const still = sprouts.every((sprout) => beat > sprout.at + 1);
    if (still) grownStems.draw(g, 0, soil - 330);
    for (const sprout of sprouts) {
      const k = ease.outBack(progress(beat, sprout.at, sprout.at + 1));
      if (k <= 0) continue;
      const tip = still ? { x: sprout.curve[3][0], y: sprout.curve[3][1], angle: Math.atan2(sprout.curve[3][1] - sprout.curve[2][1], sprout.curve[3][0] - sprout.curve[2][0]) } : drawStem(g, p, sprout.curve, Math.min(1, k), { width: 14 });
      const open = ease.outElastic(progress(beat, sprout.at + 0.5, sprout.at + 1.6));
      placed(g, { ...tip, r: tip.angle + Math.PI / 2 + Math.sin((beat + sprout.size * 9) * Math.PI) * 0.06, k: sprout.size * (1 + pulse(beat) * 0.05) * clamp(open, 0, 1.2) }, () => sprout.print.draw(g));
    }
    const grown = ease.outBack(progress(beat, 1.5, 2.6));
    const swell = beats.filter((at) => at <= beat).length / beats.length;
    const closing = progress(beat, out + 0.6, out + 1);
    const low = soil - 190;
    const top = { x: 0, y: lerp(soil + 40, beat < burst ? lerp(low, head.y + 190, swell) : head.y, grown) };
    if (grown <= 0) return;
    const rise = ease.outBack(progress(beat, burst - 0.1, burst + 0.3));
    const y = beat < burst ? top.y : lerp(head.y + 190, head.y, rise);
    drawStem(g, p, [[0, soil + 40], [26, soil - 60], [-26, y + 200], [0, y]], 1, { width: 24, leaves: [0.3, 0.52] });
    const snore = beat > out + 1 ? Math.sin((beat - out - 1) * TAU * 0.9) * 0.07 : 0;
    const tremble = beat < burst ? progress(beat, burst - 1, burst) : 0;
    if (beat < burst || closing > 0.55) {
      const last = spring(beat - out - 0.85, 1.5, 3) * 0.12 * (closing >= 0.55);
      placed(g, { y: y + 30, x: noise(beat * 22, 3) * 7 * tremble, k: beat < burst ? lerp(0.7, 1.5, swell) : 2, kx: 1 + snore + last + tremble * 0.06 * Math.sin(beat * 26), ky: 1 - snore * 0.6 - last }, () => bud.draw(g));
      return;
    }
    const open = Math.min(ease.outElastic(progress(beat, burst, burst + 1.5)), 1.12) * (1 - 0.7 * ease.in(closing));
    placed(g, { y, k: size * open * (1 + pulse(beat) * 0.025), r: Math.sin(beat * 0.8) * 0.06 }, () => blossom.draw(g));
  }

  function drawGardener(g, beat) {
    if (beat < 0.6) return;
    const pour = tilting(beat);
    const curious = ease.inOut(progress(beat, burst - 1.1, burst - 0.4));
    const from = beeAt(Math.min(beat, burst - 1.1));
    const near = { x: 190, y: head.y + 20 };
    if (beat < burst) {
      const x = lerp(from.x, near.x, curious);
      const y = lerp(from.y, near.y, curious);
      if (curious < 0.3) placed(g, { x: x - 120, y: y + 110, r: lerp(0.15, 0.75, pour), kx: -1, k: 0.86, a: 1 - curious * 3 }, () => drawCan(g, p));
      placed(g, { x, y, kx: -1, k: 0.78, r: -0.12 - pour * 0.12 }, () => drawBee(g, s, beat, { look: { x: 0.7, y: 0.5 }, arms: curious < 0.3 ? 1 : 0, joy: curious > 0.9 ? 1 : 0 }));
      return;
    }
    const flung = progress(beat, burst, burst + 0.9);
    if (flung < 1) {
      placed(g, { x: lerp(near.x, view.w * 0.6 + 200, flung), y: near.y - Math.sin(flung * 2.2) * 380, kx: -1, k: 0.78, r: flung * 9 }, () => drawBee(g, s, beat, { fear: 1, wings: 0, pollen: 1 }));
      return;
    }
    // It comes back yellow all over, and very happy.
    const back = ease.outBack(progress(beat, burst + 2, burst + 3));
    if (back <= 0) return;
    const nest = ease.inOut(progress(beat, out + 0.05, out + 0.7));
    const stay = { x: Math.min(view.w * 0.5 - 130, 720), y: titleY + title.h / 2 + (tall ? 130 : 40) };
    const loop = (beat - burst) * TAU * 0.25;
    const x = lerp(lerp(view.w * 0.6 + 200, stay.x + Math.sin(loop) * 40, back), 0, nest);
    const y = lerp(stay.y + Math.sin(loop * 2) * 34, head.y, nest) - Math.sin(nest * Math.PI) * 120;
    placed(g, { x, y, kx: -1, k: lerp(0.86, 0.6, nest), r: Math.sin(loop * 2) * 0.14 }, () => drawBee(g, s, beat, { joy: nest > 0.2 ? 0 : 1, shut: nest > 0.2 ? 1 : 0, pollen: 1, wings: nest > 0.9 ? 0 : 6 }));
  }
}

// ---- the meadow ----

// A sky, with rays of a sun at this height if there is one.
function drawSky(g, w, h, stops, sunY) {
  const sky = g.createLinearGradient(0, -h / 2, 0, h / 2);
  stops.forEach(([at, color]) => sky.addColorStop(at, color));
  g.fillStyle = sky;
  g.fillRect(-w / 2, -h / 2, w, h);
  if (sunY === undefined) return;
  g.fillStyle = "rgba(255,255,255,.3)";
  g.beginPath();
  for (let i = 0; i < 14; i++) {
    g.moveTo(0, sunY);
    for (const part of [0, 0.5]) g.lineTo(Math.cos(((i + part) / 14) * TAU) * 2400, sunY + Math.sin(((i + part) / 14) * TAU) * 2400);
  }
  g.fill();
}

const hillY = (x, view, lane) => [215, 320, 440][lane] + noise(x * 0.0016 * (1 + lane * 0.3), lane * 3 + 1) * [70, 54, 36][lane] + (view.format === "tall" ? 200 : 0);

// 3: before the day begins a bee knocks at the meadow; then the sun is a flower.
function buildFanfare(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const random = s.random("meadow");
  const green = greenOf(p);
  const burst = Math.round(s.length * 0.42);
  const climax = burst + 4;
  const out = s.length - 2.6;
  const dawn = s.backdrop((g, w, h) => drawSky(g, w, h, [[0, "#140f3d"], [0.45, mix("#3a2a7a", p.deep, 0.25)], [0.68, mix("#8a4fa0", p.main, 0.5)], [0.82, mix(p.main, p.accent, 0.5)], [1, p.accent]]), 0.2);
  const day = s.backdrop((g, w, h) => drawSky(g, w, h, [[0, mix("#3fa9ff", p.main, 0.2)], [0.5, mix("#9fdcff", p.accent, 0.25)], [0.75, mix(p.accent, "#fff6d6", 0.6)], [1, "#fff6d6"]], tall ? 240 : 190), 0.3);
  const crest = [0, 1, 2].map((lane) => hillY(0, view, lane) - 90); // the top of each layer
  const hills = [0, 1, 2].map((lane) => s.layer(view.w * 1.2, view.bottom + 60 - crest[lane], (g) => {
    g.translate(0, -(crest[lane] + view.bottom + 60) / 2);
    const color = mix(mix(green, "#ffffff", 0.34 - lane * 0.14), p.ink, lane * 0.1);
    const line = path((f) => {
      f.moveTo(-view.w * 0.6, view.h);
      for (let x = -view.w * 0.6; x <= view.w * 0.6; x += 30) f.lineTo(x, hillY(x, view, lane));
      f.lineTo(view.w * 0.6, view.h);
    });
    shape(g, line, { fill: color, ink: p.ink, line: 12 });
    g.save();
    g.clip(line);
    g.translate(0, 16);
    stroke(g, line, fade("#ffffff", 0.3), 14);
    g.fillStyle = fade(p.ink, 0.14);
    for (let i = 0; i < 60; i++) {
      const x = random.between(-0.58, 0.58) * view.w;
      const y = hillY(x, view, lane) + random.between(30, 300);
      g.beginPath();
      g.moveTo(x - 16, y);
      g.quadraticCurveTo(x - 8, y - 12, x - 8, y - 30);
      g.quadraticCurveTo(x, y - 12, x + 2, y - 36);
      g.quadraticCurveTo(x + 8, y - 10, x + 18, y - 24);
      g.quadraticCurveTo(x + 12, y - 8, x + 16, y);
      g.fill();
    }
    g.restore();
  }, 0.8));
  // Flowers are painted once; each opens when the wave reaches it.
  const prints = kinds.flatMap((kind, i) => [0, 1].map((n) => s.layer(300, 480, (g) => {
    g.translate(0, -90);
    drawStem(g, p, [[0, 320], [10, 220], [-10, 120], [0, 0]], 1, { width: 15, leaves: [0.4, 0.62] });
    drawFlower(g, p, { kind, color: colorsOf(p)[(i * 2 + n) % 5], open: 1, face: n === 0 });
  }, 0.7)));
  const flowers = [[0, 13, 0.26], [1, 13, 0.42], [2, 12, 0.68]].map(([lane, n, size]) => Array.from({ length: n }, (_, i) => {
    const x = ((i + random.between(0.2, 0.8)) / n - 0.5) * view.w * 1.04;
    return { x, y: hillY(x, view, lane) + random.between(20, 120), size: size * random.between(0.85, 1.15), print: random.pick(prints), at: Math.max(2, Math.round((1.6 + (Math.abs(x) / view.w) * 2 * (burst - 2.5)) * 2) / 2), phase: random() * 9 };
  }));
  const words = s.words({ at: 1.5, until: burst - 2, width: Math.min(view.w * 0.9, 1650), height: tall ? 560 : 350, size: tall ? 112 : 108, lines: tall ? 6 : 3 });
  const wordsY = tall ? view.top + 260 + words.h / 2 : view.top + 80 + words.h / 2;
  const title = titleOf(s, { width: view.w * 0.92, size: tall ? 240 : 320, sumSize: tall ? 200 : 210, lines: 2, height: tall ? 760 : 570 });
  const titleY = tall ? -view.h * 0.16 : view.top + 56 + Math.max(title.h, 480) / 2;
  const sun = { y: tall ? 240 : 190, k: tall ? 3 : 3.4 };
  const storm = petals(s, { n: 150, at: burst, from: { x: 0, y: 260, w: 300 }, angle: -Math.PI / 2, spread: 2.4, speed: [600, 2400], life: [1.6, 3] });
  const fall = petals(s, { n: 110, at: burst + 1.5, over: out - burst - 4, from: { x: -view.w * 0.1, y: view.top - 60, w: view.w * 1.2 }, angle: Math.PI / 2 - 0.3, spread: 0.4, speed: [140, 380], gravity: 40, drag: 0, life: [1.8, 2.5] });
  const sparkles = s.particles({ n: 90, at: climax, from: { x: 0, y: titleY + title.sumY }, spread: TAU, speed: [300, 1900], drag: 1.6, gravity: 200, life: [1, 2.2], size: [34, 84], spin: [0.05, 0.4], shapes: ["spark", "heart", "petal", ...props(s)], colors: ["#ffffff", p.brightAccent, p.brightMain] });
  const wind = petals(s, { n: 200, at: out - 0.2, over: 1.1, from: { x: -view.w * 0.5, y: 0, w: 400, h: view.h }, angle: -0.05, spread: 0.5, speed: [1700, 3400], gravity: 0, drag: 0.2, life: [0.5, 0.78], size: [50, 120] });
  const taps = flowers.flat().reduce((all, f) => all.add(f.at), new Set());
  const dew = s.particles({ n: 60, at: 1.5, over: burst - 2, from: { x: 0, y: 320, w: view.w }, angle: -Math.PI / 2, spread: 0.6, speed: [80, 300], gravity: -40, life: [1, 2], size: [14, 40], shapes: ["spark", "dot"], colors: [p.brightAccent, "#ffffff"] });
  const emoji = s.emojiBurst({ at: climax, from: { x: 0, y: titleY, w: 400 }, spread: TAU, speed: [500, 1500] });
  const hearts = s.particles({ n: 14, at: s.length - 0.8, over: 0.2, from: (b) => ({ x: lerp(0, view.w * 0.6, ease.in(progress(b, s.length - 0.8, s.length - 0.4))), y: 0, h: 30 }), spread: TAU, speed: [20, 120], life: [0.18, 0.26], size: [40, 80], shapes: ["heart"], colors: [p.main, "#ffffff"], lined: true });
  const face = print(s, { kind: "sun", color: p.accent, face: true }, sun.k * 0.8);
  s.camera.moves([[0, { zoom: 1.1, y: 60 }], [burst - 1.2, { zoom: 1.02, y: 0 }, ease.inOut], [burst - 0.1, { zoom: 1.1, y: 90 }, ease.in], [burst + 0.5, { zoom: 1 }, ease.outExpo], [climax - 0.4, {}], [climax, { zoom: 1.05 }, ease.outExpo], [out, { zoom: 1 }, ease.inOut]])
    .shake(burst, 0.8, 2).shake(climax, 0.8, 1.4).sway(1.4);
  s.flash(burst, 0.4, mix(p.accent, "#ffffff", 0.7));
  s.flash(climax, 0.35);
  s.cue(0, "rise", 0.4);
  for (const at of taps) if (at % 1 === 0 && at < burst) s.cue(at, "pop", 0.35);
  s.cue(burst - 2, "rise", 0.9);
  s.cue(burst, "boom", 0.9);
  s.cue(burst + 0.4, "sparkle", 1);
  s.cue(climax, "final", 1);
  s.cue(climax, "hit", 0.9);
  s.cue(climax + 1, "sparkle", 0.8);
  s.cue(climax + 2, "pop", 0.7);
  s.cue(out, "whoosh", 1);
  s.cue(s.length - 0.8, "pop", 0.8);
  const dance = (part, b, now) => ({ ...now, y: now.y + Math.sin((b - part.i * 0.2) * Math.PI) * 9 });
  return {
    moments: [burst - 2.3, out - 0.5],
    draw(g, beat) {
      const shown = ease.out(progress(beat, 0, 0.8)) * (1 - ease.inOut(progress(beat, out + 0.5, out + 1.4)));
      if (shown > 0) {
        g.globalAlpha = shown;
        drawMeadow(g, beat, shown);
        g.globalAlpha = 1;
      }
      s.camera.draw(g, beat, 1, () => {
        words.draw(g, 0, wordsY, beat, { enter: unfold, takes: 0.6, out: burst - 0.8, eachOut: 0.02, leave: blown, leaves: 0.9 });
        storm.draw(g, beat);
        fall.draw(g, beat);
        sparkles.draw(g, beat);
        placed(g, { k: 1 + pulse(beat) * 0.018 * progress(beat, climax, climax + 0.1) }, () => title.draw(g, 0, titleY, beat,
          { at: burst + 0.6, each: 0.1, enter: bloom, takes: 1.1, out, eachOut: 0.03, leave: blown, leaves: 1, pose: dance },
          { at: climax - 0.1, each: 0.04, enter: bloom, takes: 1, out: out + 0.1, eachOut: 0.03, leave: blown, leaves: 1, pose: dance }));
        emoji?.draw(g, beat);
        drawSwarm(g, beat);
        drawWaker(g, beat);
        wind.draw(g, beat);
        hearts.draw(g, beat);
      });
    },
  };

  function drawMeadow(g, beat, shown) {
    const light = ease.out(progress(beat, burst - 0.1, burst + 0.6));
    if (light < 1) s.camera.draw(g, beat, 0.2, () => dawn.draw(g));
    if (light > 0) {
      g.globalAlpha = shown * light;
      s.camera.draw(g, beat, 0.2, () => day.draw(g));
      g.globalAlpha = shown;
      const up = ease.outElastic(progress(beat, burst, burst + 2));
      s.camera.draw(g, beat, 0.4, () => placed(g, { y: lerp(view.h * 0.8, sun.y, up), k: sun.k * (1 + pulse(beat) * 0.02), r: Math.sin(beat * 0.5) * 0.08 }, () => face.draw(g)));
    }
    [0, 1, 2].forEach((lane) => s.camera.draw(g, beat, 0.6 + lane * 0.2, () => {
      hills[lane].draw(g, 0, (crest[lane] + view.bottom + 60) / 2);
      for (const f of flowers[lane]) {
        const open = ease.outElastic(progress(beat, f.at, f.at + 1.4));
        if (open > 0.01) placed(g, { x: f.x, y: f.y, r: Math.sin((beat + f.phase) * Math.PI * 0.5) * 0.08, k: f.size, kx: open * (1 - pulse(beat) * 0.04), ky: open * (1 + pulse(beat) * 0.06) }, () => f.print.draw(g, 0, -190));
      }
    }));
    if (light >= 1) return;
    g.globalAlpha = shown * 0.5 * (1 - light) * (1 - 0.4 * progress(beat, 2, burst));
    g.fillStyle = "#1b1450";
    g.fillRect(view.left, view.top, view.w, view.h);
    g.globalAlpha = shown;
    dew.draw(g, beat);
  }

  // Six bees beside the sum; one more comes late, and does not brake.
  function drawSwarm(g, beat) {
    const k = tall ? 0.34 : 0.4;
    for (let i = 0; i < 6; i++) {
      const come = ease.outBack(progress(beat, burst + 1.6 + i * 0.22, burst + 3 + i * 0.22));
      if (come <= 0 || beat > out + 1) continue;
      const go = ease.in(progress(beat, out + i * 0.05, out + 0.8));
      const way = i < 3 ? -1 : 1;
      const place = tall ? { x: ((i + 0.5) / 6 - 0.5) * view.w * 0.84, y: titleY - title.h / 2 - 130 } : { x: way * (Math.max(title.sum.w / 2, 200) + 130 + (i % 3) * 165), y: titleY + title.sumY - (i % 3) * 34 };
      const x = lerp(lerp(-view.w * 0.6 - 100, place.x, come), view.w * 0.7 + 100, go);
      const y = place.y + Math.sin((beat + i * 0.3) * Math.PI) * 26 - Math.sin(come * Math.PI) * 160;
      placed(g, { x, y: y - go * 300, k, r: come < 0.9 ? -0.2 : 0.05 }, () => drawBee(g, s, beat + i * 0.4, { joy: beat > climax ? 1 : 0 }));
    }
    const crash = climax + 2;
    const edge = title.sum.w / 2 + 70;
    if (beat < crash - 0.8 || beat > out + 1) return;
    const fly = progress(beat, crash - 0.8, crash);
    const sink = ease.in(progress(beat, crash + 0.9, crash + 2.2));
    const bounce = beat > crash ? (1 - spring(beat - crash, 0.8, 2.5)) * 70 : 0;
    placed(g, { x: lerp(view.w * 0.6, edge, ease.in(fly)) + bounce, y: titleY + title.sumY + Math.sin(beat * 4) * 8 + sink * view.h * 0.8, kx: -1, k: k * 1.2, r: beat > crash ? -0.3 - sink : 0 }, () => drawBee(g, s, beat, { joy: fly < 1 ? 1 : 0, dizzy: fly < 1 ? 0 : 1 }));
  }

  // The bee that knocks at flowers from beat to beat, wakes the sun, and is left alone at the end.
  function drawWaker(g, beat) {
    const size = tall ? 0.72 : 0.66;
    if (beat < burst + 0.2) {
      if (beat < 0.5) return;
      const step = Math.floor(beat);
      const place = (n) => (n < 1 ? { x: -view.w * 0.6 - 150, y: -100 } : n >= burst - 1 ? { x: 0, y: -60 } : { x: (n % 2 ? 1 : -1) * view.w * (0.08 + ((n * 7) % 5) * 0.06), y: hillY(0, view, 2) - 190 });
      const dive = progress(beat, burst - 0.6, burst);
      const [a, b] = [place(step), place(step + 1)];
      const k = ease.inOut(beat - step);
      const x = beat > burst - 1 ? 0 : lerp(a.x, b.x, k);
      const y = dive > 0 ? lerp(-60, view.bottom + 100, ease.in(dive)) : lerp(a.y, b.y, k) - Math.sin(k * Math.PI) * 150;
      placed(g, { x, y, k: size, kx: b.x < a.x ? -1 : 1, r: dive > 0 ? 1.4 * Math.min(1, dive * 3) : Math.sin(k * TAU) * 0.2 }, () => drawBee(g, s, beat, { joy: k < 0.2 && step > 1 ? 1 : 0, look: { x: 0.4, y: 0.5 } }));
      return;
    }
    const alone = progress(beat, out + 1, out + 1.3);
    if (alone <= 0) return;
    const zip = ease.in(progress(beat, s.length - 0.8, s.length - 0.4));
    const crouch = progress(beat, s.length - 1, s.length - 0.8) * (1 - zip);
    const around = beat < s.length - 1.1 ? Math.sin((beat - out) * TAU * 1.1) : 0.6;
    placed(g, { x: zip * view.w * 0.7 - crouch * 50, y: 0, k: size * 1.2 * ease.outBack(alone), kx: around < 0 ? -1 : 1, r: -crouch * 0.2 }, () => drawBee(g, s, beat, { fear: beat < s.length - 1.1 ? 1 : 0, joy: beat > s.length - 1 ? 1 : 0, look: { x: 0.6, y: -0.1 } }));
  }
}
