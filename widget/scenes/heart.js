// Love: a letter that is read, a heart that jumps out of it, two that meet.

import { enter, leave } from "./lib/acts.js";
import { iris, path, placed, shape, stroke } from "./lib/draw.js";
import { fade, mix } from "./lib/palette.js";
import { noise } from "./lib/random.js";
import { clamp, ease, hit, lerp, progress, spring, tween } from "./lib/time.js";
import { roundedBox } from "./lib/type.js";

const TAU = Math.PI * 2;

export default {
  bpm: 96,
  mood: "tender",
  root: 53,
  palettes: [["#ff4d7d", "#ff9a76", "#ffd166"], ["#e8467c", "#8f6bff", "#ffb3d1"], ["#ff5a5f", "#ff8fb1", "#ffe08a"]],
  beats: { 1: 6, 2: [12, 14], 3: [16, 18] },
  build: (s) => ({ 1: buildStroke, 2: buildScene, 3: buildFanfare })[s.production](s),
};

// ---- the hero ----

const HEART = path("M0 138 C-40 112 -172 34 -164 -58 C-158 -126 -96 -152 -52 -136 C-24 -126 -8 -108 0 -90 C8 -108 24 -126 52 -136 C96 -152 158 -126 164 -58 C172 34 40 112 0 138 Z");
const SHADE = path("M120 -160 C150 -40 90 50 -40 104 L0 200 L260 60 L220 -160 Z");
const GLOSS = path("M-128 -58 C-130 -98 -104 -120 -76 -116 C-96 -104 -108 -84 -112 -54 C-114 -42 -127 -44 -128 -58 Z");
const SMILE = path("M-24 6 C-14 24 14 24 24 6");
const LAUGH = path("M-28 2 C-12 8 12 8 28 2 C26 34 12 44 0 44 C-12 44 -26 34 -28 2 Z");

// The heart beats twice for each beat, as hearts do.
const lub = (beat) => hit(beat % 1, 0, 0.3) + 0.6 * hit(beat % 1, 0.28, 0.35);

const blinkAt = (beat, every = 2.7) => Math.max(0, 1 - Math.abs((beat % every) - every * 0.8) / 0.14);

/**
 * Draws a heart with a face, arms and legs around its middle. arms: the
 * angles of the left and right arm; walk: the beat of its steps, absent: it
 * stands; look from −1 to 1; joy and shy from 0 to 1.
 */
function drawHeart(g, p, color, { arms = [0.5, 0.5], walk = null, look = 0, joy = 0, shy = 0, blink = 0, legs = true } = {}) {
  const dark = mix(color, p.ink, 0.35);
  if (legs) {
    for (const side of [-1, 1]) {
      const step = walk === null ? 0 : Math.sin(walk * Math.PI + (side > 0 ? Math.PI : 0));
      const foot = { x: side * 40 + step * 34, y: 192 - Math.max(0, step) * 26 };
      const leg = path((l) => { l.moveTo(side * 34, 100); l.quadraticCurveTo(side * 44, 150, foot.x, foot.y); });
      stroke(g, leg, p.ink, 22);
      placed(g, { x: foot.x + 8 * (look < 0 ? -1 : 1), y: foot.y + 4 }, () => shape(g, path((f) => f.ellipse(0, 0, 34, 20, 0, 0, TAU)), { fill: dark, ink: p.ink, line: 8 }));
    }
  }
  const drawArm = (side) => {
    const angle = arms[side < 0 ? 0 : 1];
    const hand = { x: side * (140 + Math.cos(angle) * 84), y: 10 + Math.sin(angle) * 84 };
    stroke(g, path((a) => { a.moveTo(side * 118, 6); a.quadraticCurveTo(side * 160, 30, hand.x, hand.y); }), p.ink, 22);
    placed(g, hand, () => shape(g, path((h) => h.arc(0, 0, 21, 0, TAU)), { fill: p.paper, ink: p.ink, line: 8 }));
  };
  drawArm(-1);
  drawArm(1);
  shape(g, HEART, { fill: color, ink: p.ink, line: 10, shade: { path: SHADE, color: fade(p.ink, 0.2) }, light: { path: GLOSS, color: "rgba(255,255,255,.8)" } });
  g.save();
  g.translate(look * 22, 0);
  g.fillStyle = fade(mix(color, "#ffffff", 0.55), 0.35 + shy * 0.5);
  for (const side of [-1, 1]) {
    g.beginPath();
    g.ellipse(side * 74, 2, 26, 16, 0, 0, TAU);
    g.fill();
  }
  for (const side of [-1, 1]) {
    if (joy > 0.6) {
      stroke(g, path((e) => { e.moveTo(side * 46 - 20, -28); e.quadraticCurveTo(side * 46, -58, side * 46 + 20, -28); }), p.ink, 9);
      continue;
    }
    g.fillStyle = p.ink;
    g.beginPath();
    g.ellipse(side * 46 + look * 6, -36 + shy * 6, 15, 22 * (1 - blink * 0.9), 0, 0, TAU);
    g.fill();
    g.fillStyle = "#ffffff";
    g.beginPath();
    g.arc(side * 46 + look * 6 + 5, -45 + shy * 6, 6.5 * (1 - blink), 0, TAU);
    g.fill();
  }
  if (joy > 0.3) {
    shape(g, LAUGH, { fill: mix(p.ink, "#8c1030", 0.6), ink: p.ink, line: 7 });
    g.fillStyle = mix(color, "#ffffff", 0.5);
    g.beginPath();
    g.ellipse(0, 34, 13, 8, 0, 0, TAU);
    g.fill();
  } else stroke(g, SMILE, p.ink, 8);
  g.restore();
}

const hearts = (s, options) => s.particles({ shapes: ["heart", "heart", ...s.emoji, ...(s.topic?.name === "heart" ? [] : s.topic?.props ?? [])], colors: [s.palette.main, s.palette.brightMain, s.palette.brightSecond, s.palette.paper], lined: true, spin: [0, 0.12], ...options });

// A small heart that beats once and is gone: how it ends.
function drawLast(g, s, beat, at, x, y) {
  const k = progress(beat, at, at + 0.3);
  const gone = progress(beat, at + 0.75, at + 1);
  if (k <= 0 || gone >= 1) return;
  const size = 130 * ease.outBack(k) * (1 + hit(beat, at + 0.45, 0.3) * 0.5) * (1 - ease.inBack(gone));
  g.drawImage(s.sprites.shape("heart", s.palette.main, true), x - size / 2, y - size / 2, size, size);
}

// 1: an arrow meets a heart; it bursts into the name.
function buildStroke(s) {
  const { view, palette: p } = s;
  const title = s.title({ width: view.w * 0.84, size: view.format === "wide" ? 210 : 180 });
  const words = s.words({ at: 2.5, until: 3.75, width: view.w * 0.8, height: 150, size: 62, lines: 2, style: "plate" });
  const y = view.h * (view.format === "tall" ? -0.1 : -0.02);
  const strike = 1.5;
  const out = s.length - 1.25;
  const burst = hearts(s, { n: 56, at: strike + 0.25, from: { x: 0, y, w: 160, h: 120 }, speed: [300, 1500], drag: 2.2, gravity: 500, life: [0.9, 1.9], size: [36, 92] });
  const floating = hearts(s, { n: 12, at: 2.5, over: 1.8, from: { x: 0, y: y + title.h / 2, w: title.w }, angle: -Math.PI / 2, spread: 0.4, speed: [120, 260], drag: 0.2, life: [0.9, 1.4], size: [26, 54], sway: 20 });
  s.cue(0.2, "pop", 0.7);
  s.cue(strike - 0.5, "whoosh", 0.8);
  s.cue(strike, "hit", 1);
  s.cue(strike + 0.25, "sparkle", 0.9);
  s.cue(out + 0.9, "pop", 0.8);
  s.camera.shake(strike, 0.4, 0.8);
  return {
    moments: [4.2],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        const struck = beat - strike;
        const swell = struck > 0 ? 1 + struck * 0.5 + spring(struck, 5, 4) * 0.12 : 1;
        const melt = progress(beat, strike + 0.2, strike + 0.5);
        if (melt < 1) {
          placed(g, { y, a: 1 - melt, k: 1.25 * ease.outElastic(progress(beat, 0, 1)) * swell * (1 + lub(beat) * 0.06) }, () => drawHeart(g, p, p.main, { look: beat > strike - 0.6 ? -1 : 0, joy: struck > 0 ? 1 : 0, arms: struck > 0 ? [-0.8, -0.8] : [0.4, 0.4] }));
          const fly = progress(beat, strike - 0.55, strike);
          if (fly > 0) placed(g, { x: lerp(-view.w / 2 - 300, -40, fly), y: y - 20 + Math.sin(fly * Math.PI) * -70, r: lerp(-0.16, 0.1, fly) + spring(struck, 6, 5) * 0.12 * (struck > 0) }, () => drawArrow(g, p));
        }
        burst.draw(g, beat);
        const shut = 1 - ease.inBack(progress(beat, out, out + 0.7));
        if (shut > 0.02) placed(g, { y, k: shut * (1 + lub(beat) * 0.025) }, () => {
          title.draw(g, 0, 0, beat, { at: strike + 0.25, each: 0.02, enter: enter.elastic, takes: 1.1 }, { at: strike + 0.6, each: 0.02, enter: enter.elastic, takes: 1 });
          words.draw(g, 0, title.h / 2 + 36 + words.h / 2, beat);
        });
        floating.draw(g, beat);
        drawLast(g, s, beat, out + 0.25, 0, y);
      });
    },
  };
}

function drawArrow(g, p) {
  stroke(g, path("M-210 0 H150"), p.ink, 26);
  stroke(g, path("M-210 0 H150"), mix(p.second, "#8a5a2a", 0.3), 11);
  shape(g, path((h) => { h.moveTo(226, 0); h.bezierCurveTo(196, -22, 170, -66, 140, -44); h.bezierCurveTo(124, -30, 134, -12, 150, 0); h.bezierCurveTo(134, 12, 124, 30, 140, 44); h.bezierCurveTo(170, 66, 196, 22, 226, 0); }), { fill: p.accent, ink: p.ink });
  for (const side of [-1, 1]) shape(g, path((f) => { f.moveTo(-150, 0); f.lineTo(-190, side * 42); f.lineTo(-270, side * 42); f.lineTo(-226, 0); f.closePath(); }), { fill: p.paper, ink: p.ink, line: 8 });
}

// 2: a letter comes, is read, and its heart jumps out.
function buildScene(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const jump = s.length - 7;
  const out = s.length - 1.7;
  const y = tall ? 430 : 345;
  const paperW = tall ? 960 : 1240;
  const letterStyle = { fill: [p.ink, p.ink], line: 0, depth: 0, ink: p.ink, fat: 0.01 };
  const words = s.words({ at: 2, until: jump - 1, width: paperW - 130, height: tall ? 620 : 400, size: tall ? 100 : 96, lines: tall ? 7 : 4, style: letterStyle });
  const paperH = Math.max(300, words.h + 150);
  const paper = s.layer(paperW + 40, paperH + 40, (g) => {
    const sheet = path((b) => roundedBox(b, -paperW / 2, -paperH / 2, paperW, paperH, 26));
    shape(g, sheet, { fill: p.paper, ink: p.ink, line: 12 });
    g.save();
    g.clip(sheet);
    stroke(g, path((l) => { for (let row = -paperH / 2 + 70; row < paperH / 2; row += 74) { l.moveTo(-paperW / 2, row); l.lineTo(paperW / 2, row); } }), fade(p.main, 0.16), 5);
    g.globalAlpha = 0.9;
    for (const [x, dy, r] of [[-1, -1, 44], [1, 1, 44]]) placed(g, { x: x * (paperW / 2 - 48), y: dy * (paperH / 2 - 46), r: x * 0.2 }, () => g.drawImage(s.sprites.shape("heart", p.brightMain), -r / 1.4, -r / 1.4, r * 1.4, r * 1.4));
    g.restore();
  });
  const paperY = Math.max(view.top + 60 + paperH / 2, y - 210 - paperH / 2 + (tall ? -60 : 60));
  const title = s.title({ width: view.w * 0.9, size: tall ? 210 : 240, sumSize: tall ? 160 : 165 });
  const titleY = Math.max(view.top + 40 + title.h / 2, tall ? -330 : -265);
  const sumAt = jump + 1.5;
  const envelope = makeEnvelope(s);
  const burst = hearts(s, { n: 60, at: jump, from: { x: 0, y, w: 200 }, angle: -Math.PI / 2, spread: 2.4, speed: [500, 1700], drag: 1.4, gravity: 900, life: [1.2, 2.4], size: [40, 96] });
  const rise = hearts(s, { n: 22, at: jump + 1, over: out - jump - 1, from: { x: 0, y: y - 40, w: view.w * 0.7 }, angle: -Math.PI / 2, spread: 0.5, speed: [150, 330], drag: 0.25, life: [1.4, 2.4], size: [30, 66], sway: 26 });
  s.camera.shake(1, 0.2).shake(jump, 0.5).shake(sumAt, 0.35).sway(0.8);
  s.cue(0, "whoosh", 0.5);
  s.cue(1, "hit", 0.6);
  s.cue(1.5, "pop", 0.6);
  s.cue(jump - 1, "rise", 0.7);
  s.cue(jump, "boom", 0.8);
  s.cue(jump + 0.1, "sparkle", 0.8);
  s.cue(sumAt, "hit", 0.9);
  s.cue(out - 0.4, "pop", 0.7);
  s.cue(out + 1, "pop", 0.8);
  return {
    moments: [jump - 0.4, out - 0.7],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        const down = ease.outBounce(progress(beat, 0, 1.1));
        const away = ease.inBack(progress(beat, out + 0.1, out + 1));
        const tremble = progress(beat, jump - 1, jump) * (beat < jump ? 1 : 0);
        const body = { x: Math.sin((1 - down) * 6) * 200 + noise(beat * 20, 1) * 10 * tremble, y: lerp(view.top - 400, y, down) + away * 900, r: Math.sin((1 - down) * 7) * 0.4 + noise(beat * 18, 2) * 0.03 * tremble, k: 1 - away * 0.4, ky: 1 + spring(beat - jump, 2, 4) * 0.16 * (beat > jump) };
        placed(g, body, () => {
          envelope.back.draw(g);
          envelope.flap(g, ease.inOut(progress(beat, 1.2, 1.7)) - ease.inOut(progress(beat, out - 0.1, out + 0.2)));
        });
        rise.draw(g, beat);
        // The letter comes out of the envelope and grows to be read.
        const open = ease.outBack(progress(beat, 1.5, 2.2));
        const gone = ease.in(progress(beat, jump - 0.1, jump + 0.7));
        if (words.run.parts.length && beat > 1.5 && gone < 1) placed(g, { x: gone * view.w * 0.3, y: lerp(y - 60, paperY, open) - gone * view.h, k: lerp(0.4, 1, open), r: gone * 0.9 + noise(beat * 0.5, 4) * 0.008 }, () => {
          paper.draw(g);
          words.draw(g, 0, 0, beat, { enter: enter.stamp, takes: 0.4 });
        });
        if (beat > jump - 0.05 && away < 1) {
          const up = ease.outBack(progress(beat, jump, jump + 0.6)) - ease.inOut(progress(beat, out - 0.25, out + 0.1));
          const kiss = progress(beat, out - 1.3, out - 1);
          placed(g, { x: body.x, y: body.y + lerp(40, -135, up), k: lerp(0.6, tall ? 1.3 : 1.05, up) * (1 + lub(beat) * 0.05), r: Math.sin(beat * Math.PI) * 0.07 }, () => drawHeart(g, p, p.main, {
            joy: kiss > 0 ? 0 : 1, blink: kiss, look: 0, legs: false,
            arms: kiss > 0 ? [2.2, 0.4] : [-1 + Math.sin(beat * TAU) * 0.3, -1 - Math.sin(beat * TAU) * 0.3],
          }));
        }
        placed(g, body, () => envelope.front.draw(g));
        if (beat < 1.7) placed(g, { ...body, k: body.k }, () => seal(g, s, beat));
        burst.draw(g, beat);
        title.draw(g, 0, titleY, beat,
          { at: jump + 0.3, each: 0.05, enter: enter.elastic, takes: 1.2, out, eachOut: 0.03, leave: leave.lift, leaves: 0.9 },
          { at: sumAt - 0.3, each: 0.03, enter: enter.slam, takes: 0.8, out: out + 0.1, eachOut: 0.03, leave: leave.lift, leaves: 0.8 });
        drawKiss(g, s, beat, out - 1, body.x, y - 150);
      });
      drawLast(g, s, beat, out + 0.65, 0, y - 60);
    },
  };
}

function seal(g, s, beat) {
  const size = 150 * (1 + lub(beat) * 0.18) * (1 - ease.in(progress(beat, 1.3, 1.6)));
  g.drawImage(s.sprites.shape("heart", s.palette.main, true), -size / 2, -size / 2, size, size);
}

// A kiss flies at the camera.
function drawKiss(g, s, beat, at, x, y) {
  const k = progress(beat, at, at + 0.9);
  if (k <= 0 || k >= 1) return;
  const size = lerp(50, 900, ease.in(k));
  placed(g, { x: x + Math.sin(k * 5) * 70, y: lerp(y, -40, k), r: Math.sin(k * 6) * 0.2, a: Math.min(1, 4 - 4 * k) }, () => g.drawImage(s.sprites.shape("heart", s.palette.main, true), -size / 2, -size / 2, size, size));
}

function makeEnvelope(s) {
  const { palette: p } = s;
  const [w, h] = [640, 400];
  const color = mix(p.second, "#fff1e6", 0.55);
  const box = path((b) => roundedBox(b, -w / 2, -h / 2, w, h, 26));
  return {
    back: s.layer(w + 40, h + 40, (g) => shape(g, box, { fill: mix(p.second, p.ink, 0.35), ink: p.ink, line: 12 })),
    front: s.layer(w + 40, h + 40, (g) => {
      const pocket = path((b) => { b.moveTo(-w / 2, -h / 2 + 30); b.lineTo(0, 30); b.lineTo(w / 2, -h / 2 + 30); b.lineTo(w / 2, h / 2 - 26); b.arcTo(w / 2, h / 2, w / 2 - 26, h / 2, 26); b.lineTo(-w / 2 + 26, h / 2); b.arcTo(-w / 2, h / 2, -w / 2, h / 2 - 26, 26); b.closePath(); });
      shape(g, pocket, { fill: color, ink: p.ink, line: 12, shade: { path: path((b) => b.rect(-w, h / 2 - 44, 2 * w, 60)), color: fade(p.ink, 0.16) } });
      stroke(g, path((b) => { b.moveTo(-w / 2 + 16, h / 2 - 16); b.lineTo(-60, 20); b.moveTo(w / 2 - 16, h / 2 - 16); b.lineTo(60, 20); }), fade(p.ink, 0.4), 8);
    }),
    /** Draws the flap; open from 0 to 1 turns it up. */
    flap(g, open) {
      const turn = lerp(1, -1, open);
      placed(g, { y: -h / 2 + 10, ky: turn || 0.01 }, () => shape(g, path((b) => { b.moveTo(-w / 2 + 4, 0); b.lineTo(-36, 236); b.quadraticCurveTo(0, 262, 36, 236); b.lineTo(w / 2 - 4, 0); b.closePath(); }), { fill: open > 0.5 ? mix(p.second, p.ink, 0.2) : mix(color, p.second, 0.25), ink: p.ink, line: 12 }));
    },
  };
}

// 3: two hearts walk towards each other over a hill, and the sky blooms.
function buildFanfare(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const meet = s.length - 9;
  const hug = meet + 2;
  const out = s.length - 2;
  const ground = view.bottom - (tall ? 330 : 150);
  const k = tall ? 1.25 : 1.3;
  const small = tall ? 1 : 0.72; // on the name they stand smaller
  const other = mix(p.second, p.main, 0.15);
  const sky = s.backdrop((g, w, h) => {
    const light = g.createLinearGradient(0, -h / 2, 0, h / 2);
    for (const [at, color] of [[0, p.deep], [0.5, mix(p.deep, p.main, 0.75)], [0.8, mix(p.main, p.second, 0.7)], [1, mix(p.second, "#fff3d6", 0.4)]]) light.addColorStop(at, color);
    g.fillStyle = light;
    g.fillRect(-w / 2, -h / 2, w, h);
    const random = s.random("bokeh");
    for (let i = 0; i < 46; i++) {
      const size = random.between(40, 210);
      g.globalAlpha = random.between(0.06, 0.2);
      placed(g, { x: random.between(-w / 2, w / 2), y: random.between(-h / 2, h * 0.3), r: random.between(-0.4, 0.4) }, () => g.drawImage(s.sprites.shape("heart", "#ffffff"), -size / 2, -size / 2, size, size));
    }
    g.globalAlpha = 1;
  }, 0.35);
  const hill = s.layer(view.w * 1.3, 800, (g) => {
    for (const [y, rx, color] of [[30, 0.72, mix(p.main, p.ink, 0.35)], [96, 0.62, mix(p.main, p.ink, 0.6)]]) {
      g.fillStyle = color;
      g.beginPath();
      g.ellipse(0, y + 300, view.w * rx + 120, 300, 0, 0, TAU);
      g.fill();
    }
  }, 0.7);
  const bloomR = tall ? 3.3 : 3.9;
  const bloom = (g) => shape(g, HEART, { fill: mix(p.main, p.deep, 0.3), ink: p.ink, line: 7, shade: { path: SHADE, color: fade(p.ink, 0.2) }, light: { path: GLOSS, color: "rgba(255,255,255,.35)" } });
  const title = s.title({ width: view.w * 0.92, size: tall ? 230 : 330, sumSize: tall ? 185 : 230 });
  const titleY = tall ? 60 : Math.min(200, 480 - title.h / 2);
  const words = s.words({ at: 1.5, until: meet - 0.25, width: Math.min(view.w * 0.9, 1650), height: tall ? 620 : 400, size: tall ? 110 : 112, lines: tall ? 7 : 4 });
  const wordsY = view.top + (tall ? 180 : 80) + words.h / 2;
  const burst = hearts(s, { n: 150, at: hug, from: { x: 0, y: 60 }, speed: [400, 2400], drag: 1.5, gravity: 500, life: [1.4, 3], size: [44, 120] });
  const rain = hearts(s, { n: 60, at: hug + 0.8, over: out - hug - 1.2, from: { x: 0, y: view.bottom + 60, w: view.w * 1.1 }, angle: -Math.PI / 2, spread: 0.3, speed: [300, 640], drag: 0.1, life: [1.6, 2.8], size: [40, 90], sway: 30 });
  s.camera.moves([[0, { zoom: 1.08 }], [meet, { zoom: 1 }], [hug - 0.2, { zoom: 1.08, y: 40 }, ease.inOut], [hug + 0.3, { zoom: 1 }, ease.outBack], [out, { zoom: 1.03 }]]).shake(hug, 0.9, 1.5).sway(1);
  s.cue(0, "rise", 0.6);
  for (const beat of [meet, meet + 1]) s.cue(beat, "pop", 0.5);
  s.cue(hug - 1, "rise", 0.9);
  s.cue(hug, "final", 1);
  s.cue(hug, "boom", 0.8);
  s.cue(hug + 0.5, "sparkle", 0.9);
  s.cue(out + 1.2, "pop", 0.8);
  s.flash(hug, 0.45, mix(p.main, "#ffffff", 0.75));
  const topY = titleY - title.h / 2 - 175 * k * small;
  const reach = Math.max(view.w, view.h) * 0.0062;
  return {
    moments: [meet - 0.3, out - 0.5],
    draw(g, beat) {
      const open = beat < out ? ease.out(progress(beat, 0, 1.2)) * reach : lerp(reach, 0, ease.inOut(progress(beat, out, out + 0.8)) * (1 - 2.1 / reach) + ease.inBack(progress(beat, out + 1.2, out + 1.9)) * (2.1 / reach));
      if (open < 0.01) return;
      s.camera.draw(g, beat, 0.3, () => sky.draw(g));
      s.camera.draw(g, beat, 1, () => {
        const grow = ease.outElastic(progress(beat, hug, hug + 1.6));
        if (grow > 0) placed(g, { y: titleY - 20, k: bloomR * grow * (1 + lub(beat) * 0.025) }, () => bloom(g));
        hill.draw(g, 0, ground + 10);
        words.draw(g, 0, wordsY, beat, { enter: enter.rise, takes: 0.7, out: hug - 0.5, eachOut: 0.02, leave: leave.lift, leaves: 0.8 });
        burst.draw(g, beat);
        rain.draw(g, beat);
        if (beat > hug) placed(g, { k: (1 + hit(beat, hug, 1) * 0.2) * (1 + lub(beat) * 0.015) }, () => title.draw(g, 0, titleY, beat, { at: hug, each: 0.02, enter: enter.elastic, takes: 1.2 }, { at: hug + 0.4, each: 0.02, enter: enter.elastic, takes: 1.2 }));
        drawCouple(g, beat);
      });
      if (open < reach * 0.99) {
        const shift = ease.inOut(progress(beat, out - 0.2, out + 0.6));
        const opening = new Path2D();
        opening.addPath(HEART, new DOMMatrix([open, 0, 0, open, 0, lerp(0, topY, shift)]));
        iris(g, opening, { ink: p.ink, color: p.brightMain });
      }
    },
  };

  function drawCouple(g, beat) {
    const met = progress(beat, meet + 0.5, hug);
    const walked = clamp(beat / meet);
    const hop = beat > hug ? Math.abs(Math.sin((beat - hug) * Math.PI)) : 0;
    const lift = ease.outBack(progress(beat, hug, hug + 0.8));
    const kiss = progress(beat, out, out + 0.5);
    for (const side of [-1, 1]) {
      const x = side * lerp(lerp(view.w / 2 + 200, 270 * k, walked), lerp(112 * k, 108 * k * small, lift), ease.inBack(met));
      const bob = beat < meet ? Math.abs(Math.sin(beat * Math.PI)) * 26 : 0;
      const y = lerp(ground - 150 * k, topY, lift) - bob - hop * 30 - Math.sin(lift * Math.PI) * 120;
      const glance = beat < meet ? -side : beat < meet + 0.7 ? side * 0.7 : -side;
      placed(g, { x, y, k: k * lerp(1, small, lift) * (1 + lub(beat) * 0.04), r: side * (-0.06 * met + (beat > hug ? -0.1 - kiss * 0.08 : 0)), kx: 1 - hit(beat, hug, 0.8) * 0.18 }, () => drawHeart(g, p, side < 0 ? p.main : other, {
        walk: beat < meet ? beat * 2 : null, look: glance, shy: progress(beat, meet, meet + 0.5), joy: beat > hug && kiss < 0.5 ? 1 : 0, blink: Math.max(blinkAt(beat + side), kiss),
        arms: side < 0 ? [beat > hug ? -0.7 : 0.6, beat > hug - 0.4 ? 0.1 : 0.6] : [beat > hug - 0.4 ? 0.1 : 0.6, beat > hug ? -0.7 : 0.6],
      }));
    }
  }
}
