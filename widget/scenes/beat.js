// Music: a boombox on legs dances, and the words come on the kick.

import { enter, leave } from "./lib/acts.js";
import { shape, stroke, path, placed } from "./lib/draw.js";
import { drawMouth } from "./lib/face.js";
import { fade, mix } from "./lib/palette.js";
import { noise } from "./lib/random.js";
import { roundedBox } from "./lib/type.js";
import { clamp, ease, hit, lerp, progress, pulse, spring, tween } from "./lib/time.js";

const TAU = Math.PI * 2;

export default {
  bpm: 128,
  mood: "drive",
  root: 41,
  palettes: [["#ff2f87", "#19c8ff", "#ffe14a"], ["#7c4dff", "#00dba0", "#ff7a45"], ["#ff5330", "#5c6cff", "#ffdf50"]],
  beats: { 1: 8, 2: [16, 18], 3: [22, 25] },
  build: (s) => ({ 1: buildStroke, 2: buildScene, 3: buildFanfare })[s.production](s),
};

const props = (s) => [...s.emoji, ...(s.topic?.props ?? []), "note"];

// ---- the hero ----

const BODY = path((b) => roundedBox(b, -310, -170, 620, 330, 52));
const BODY_SHADE = path("M200 -200 C250 -60 240 80 150 200 H360 V-200 Z");
const PANEL = path((b) => roundedBox(b, -268, -146, 536, 62, 26));
const HANDLE = path("M-196 -164 V-216 Q-196 -250 -162 -250 H162 Q196 -250 196 -216 V-164");
const SHOE = path("M-44 -34 Q-40 -54 -14 -52 L14 -36 Q72 -30 78 -4 Q80 8 66 8 H-38 Q-52 8 -50 -8 Z");
const SOLE = path("M-52 -4 H80 V14 H-52 Z");

// A cone of a loudspeaker, which is an eye: it pumps with the kick.
function drawCone(g, p, r, kick, { look = [0, 0], lids = 0, lid }) {
  const disc = (k) => path((d) => d.arc(0, 0, r * k, 0, TAU));
  shape(g, disc(1.06), { fill: p.ink, ink: p.ink });
  shape(g, disc(0.96), { fill: mix(p.ink, "#9aa3c8", 0.34), ink: p.ink, line: 7 });
  shape(g, disc(0.78 * (1 + kick * 0.06)), { fill: mix(p.second, "#ffffff", 0.86), ink: p.ink, line: 9 });
  placed(g, { x: look[0] * r * 0.26, y: look[1] * r * 0.26, k: 1 + kick * 0.14 }, () => {
    shape(g, disc(0.4), { fill: p.second, ink: p.ink, line: 0 });
    shape(g, disc(0.25), { fill: p.ink, ink: p.ink, line: 0 });
    g.fillStyle = "#ffffff";
    g.beginPath();
    g.arc(-r * 0.13, -r * 0.15, r * 0.11, 0, TAU);
    g.fill();
  });
  if (lids <= 0) return;
  g.save();
  g.clip(disc(0.86));
  const low = lerp(-r, r * 0.9, lids);
  const cover = path((c) => { c.moveTo(-r * 1.2, -r * 1.2); c.lineTo(r * 1.2, -r * 1.2); c.lineTo(r * 1.2, low); c.quadraticCurveTo(0, low + r * 0.2, -r * 1.2, low); c.closePath(); });
  shape(g, cover, { fill: lid, ink: p.ink, line: 9 });
  g.restore();
}

// A limb in one bow, with an outline of ink.
function drawLimb(g, p, from, to, bend, width = 24) {
  const [mx, my] = [(from[0] + to[0]) / 2 + bend[0], (from[1] + to[1]) / 2 + bend[1]];
  const limb = path((l) => { l.moveTo(...from); l.quadraticCurveTo(mx, my, ...to); });
  stroke(g, limb, p.ink, width + 16);
  stroke(g, limb, mix(p.ink, "#8a90b8", 0.32), width);
}

function drawHand(g, p, x, y, r) {
  placed(g, { x, y, r }, () => shape(g, path("M-30 10 C-40 -24 -14 -44 10 -34 C16 -52 40 -46 34 -24 C44 4 24 34 -2 32 C-18 32 -28 24 -30 10 Z"), { fill: "#ffffff", ink: p.ink, line: 8 }));
}

/**
 * The boombox, its feet on 0, 0. dance: how much it moves; look, lids, mouth
 * and open: its face; hands: "dance", "up", "down" or "wait"; slump: how far
 * it has sunk down; loose: how far one cone has sprung out.
 */
function drawBoombox(g, s, beat, { dance = 1, look = [0, 0], lids = 0.22, mouth = "laugh", open = 0.5, hands = "dance", slump = 0, loose = 0, kick = pulse(beat) } = {}) {
  const p = s.palette;
  const swing = Math.sin(beat * Math.PI) * dance;
  const body = { x: swing * 46, y: -262 + slump * 96 + kick * 22 * dance - Math.abs(swing) * 12, r: swing * 0.075 + slump * 0.05, kx: 1 + kick * 0.035 * dance, ky: 1 - kick * 0.05 * dance };
  const fixed = (x, y) => [body.x + x * Math.cos(body.r) - y * Math.sin(body.r), body.y + x * Math.sin(body.r) + y * Math.cos(body.r)];
  for (const side of [-1, 1]) {
    const lift = Math.max(0, side * Math.sin(beat * Math.PI)) * 44 * dance;
    const foot = [side * 136 + swing * 10, -lift];
    drawLimb(g, p, fixed(side * 128, 150), [foot[0], foot[1] - 40], [side * (26 + slump * 70), 0]);
    placed(g, { x: foot[0], y: foot[1], kx: side, r: side * -lift * 0.006 }, () => {
      shape(g, SHOE, { fill: p.main, ink: p.ink });
      shape(g, SOLE, { fill: "#ffffff", ink: p.ink, line: 7 });
    });
  }
  const wave = { dance: (side) => [side * (400 + swing * side * 16), -330 - side * swing * 190], up: (side) => [side * 380, -590 - Math.abs(swing) * 60], down: (side) => [side * 380, -120 + slump * 60], wait: (side) => (side > 0 ? [330, -640] : [-390, -150]) }[hands];
  for (const side of [-1, 1]) {
    const hand = wave(side);
    drawLimb(g, p, fixed(side * 300, 10), hand, [side * 60, 50]);
    drawHand(g, p, hand[0], hand[1], side * 0.4 + swing * 0.4);
  }
  placed(g, body, () => {
    stroke(g, HANDLE, p.ink, 44);
    stroke(g, HANDLE, mix(p.ink, "#8a90b8", 0.4), 26);
    stroke(g, path("M228 -168 L300 -330"), p.ink, 16);
    stroke(g, path("M228 -168 L300 -330"), mix(p.ink, "#c8cdea", 0.6), 6);
    shape(g, path((d) => d.arc(302, -336, 15, 0, TAU)), { fill: p.accent, ink: p.ink, line: 7 });
    shape(g, BODY, { fill: p.main, ink: p.ink, line: 11, shade: { path: BODY_SHADE, color: fade(p.ink, 0.24) } });
    shape(g, PANEL, { fill: p.ink, ink: p.ink, line: 0 });
    for (let i = 0; i < 13; i++) {
      const h = (10 + 34 * Math.abs(noise(beat * 1.7, i * 3)) * (0.4 + kick * 0.7)) * (1 - slump);
      g.fillStyle = [p.brightSecond, p.brightAccent, p.brightMain][i % 3];
      g.fillRect(-240 + i * 25, -95 - h, 16, h);
    }
    for (const [x, turn] of [[140, 1], [198, -1]]) {
      shape(g, path((k) => k.arc(x, -115, 21, 0, TAU)), { fill: p.accent, ink: p.ink, line: 6 });
      placed(g, { x, y: -115, r: swing * turn + turn }, () => stroke(g, path("M0 0 V-15"), p.ink, 7));
    }
    const lid = mix(p.main, p.ink, 0.18);
    placed(g, { x: -188, y: 36 }, () => drawCone(g, p, 104, kick, { look, lids, lid }));
    placed(g, { x: 188, y: 36 }, () => {
      if (loose > 0) {
        shape(g, path((d) => d.arc(0, 0, 106, 0, TAU)), { fill: p.ink, ink: p.ink });
        const far = 230 * loose;
        const coil = path((c) => { for (let i = 0; i <= 60; i++) { const k = i / 60; c.lineTo(k * far + Math.cos(k * 38) * 22, -k * far * 0.5 + Math.sin(k * 38) * 22); } });
        stroke(g, coil, p.ink, 18);
        stroke(g, coil, mix(p.ink, "#c8cdea", 0.7), 7);
        placed(g, { x: far, y: -far * 0.5, r: 0.3 * loose }, () => drawCone(g, p, 90, 0, { look: [0.4, 0.6], lids: 0 }));
      } else drawCone(g, p, 104, kick, { look, lids, lid });
    });
    drawMouth(g, p.ink, 0, 74, beat, { size: 44, mouth, open, line: 10 });
  });
}

// ---- what stands around it ----

// How high a bar of the equalizer is, from 0 to 1.
const level = (beat, i) => clamp(0.28 + 0.5 * Math.abs(noise(beat * 1.1, i * 1.7)) + 0.4 * pulse(beat, 2.4) * (0.5 + 0.5 * Math.abs(Math.sin(i * 2.3))));

const colorOf = (p, k) => (k < 0.4 ? p.second : k < 0.75 ? p.main : p.accent);

// A ring of bars around 0, 0.
function drawRing(g, s, beat, r, far, power, n = 44) {
  const p = s.palette;
  for (const [extra, ink] of [[9, true], [0, false]]) {
    for (let i = 0; i < n; i++) {
      const mirrored = i < n / 2 ? i : n - i;
      const length = (0.12 + level(beat, mirrored) * power) * far;
      const a = (i / n) * TAU + Math.PI / 2;
      g.strokeStyle = ink ? p.ink : colorOf(p, level(beat, mirrored) * power);
      g.lineWidth = r * 0.075 + extra * 2;
      g.lineCap = "round";
      g.beginPath();
      g.moveTo(Math.cos(a) * r, Math.sin(a) * r);
      g.lineTo(Math.cos(a) * (r + length), Math.sin(a) * (r + length));
      g.stroke();
    }
  }
}

const notes = (s, at, over, x, y, n) => s.particles({ n, at, over, from: { x, y, w: 620, h: 60 }, angle: -Math.PI / 2, spread: 1, speed: [160, 420], drag: 0.6, life: [0.9, 1.6], size: [50, 96], shapes: props(s), colors: [s.palette.accent, s.palette.second, "#ffffff"], lined: true, sway: 36, shrink: true });

const sparks = (s, at, x, y, w, n = 70) => s.particles({ n, at, from: { x, y, w, h: 30 }, speed: [400, 1700], drag: 1.4, gravity: 900, life: [0.9, 1.9], size: [28, 70], spin: [0.1, 0.9], shapes: ["bolt", "star", "confetti", ...props(s)], colors: [s.palette.accent, s.palette.second, s.palette.main, "#ffffff"], lined: true, fadeOut: 0.3 });

// ---- productions ----

// 1: each letter rides on its own column; then the power goes off like an old television's.
function buildStroke(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const rider = s.run(s.donor || s.amount, { size: view.format === "wide" ? 200 : 170, width: view.w * 0.86, style: s.donor ? "hero" : "sum" });
  const sum = s.run(s.donor ? s.amount : "", { size: view.format === "wide" ? 140 : 120, width: view.w * 0.8, style: "sum" });
  const words = s.words({ at: 2.5, until: 4.5, width: view.w * 0.82, height: 160, size: 62, lines: 2, style: "plate" });
  const floor = (tall ? -view.h * 0.1 : 60) - (words.h + sum.h) * 0.12;
  const off = s.length - 1.6;
  const sumY = floor + 34 + sum.h / 2;
  const wordsY = sumY + sum.h / 2 + 26 + words.h / 2;
  const width = Math.max(rider.w + 60, 520);
  const burst = sparks(s, 2, 0, sumY, sum.w, 40);
  const last = s.particles({ n: 14, at: off + 0.75, from: { x: 0, y: floor }, speed: [200, 800], drag: 2, life: [0.3, 0.5], size: [30, 60], shapes: ["spark"], colors: ["#ffffff", p.brightSecond] });
  s.camera.shake(2, 0.6, 0.8).shake(4, 0.25, 0.5);
  s.cue(0, "rise", 0.6);
  for (const at of [1, 2, 3, 4, 5]) s.cue(at, "hit", at === 2 ? 1 : 0.5);
  s.cue(off, "whoosh", 0.7);
  s.cue(off + 0.75, "pop", 0.9);
  const height = (beat, i) => {
    const up = ease.outElastic(progress(beat, 0.1 + i * 0.05, 1.3 + i * 0.05));
    return (56 + 170 * level(beat, i) * (0.45 + 0.55 * pulse(beat))) * up;
  };
  const ride = (part, beat, now) => {
    const up = progress(beat, 0.1 + part.i * 0.05, 0.9 + part.i * 0.05);
    const thrown = Math.sin(up * Math.PI) * 190;
    const down = ease.in(progress(beat, off, off + 0.4));
    return { ...now, y: (-height(beat, part.i) - thrown) * (1 - down) + rider.size * 0.5 * down, k: ease.outBack(Math.min(1, up * 2)), ky: Math.max(0.02, 1 - down) * (1 + hit(beat, Math.floor(beat), 0.4) * 0.06), r: Math.sin(beat * Math.PI + part.i * 0.8) * 0.05 + (1 - up) * 0.4 };
  };
  return {
    moments: [5.1],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        const down = ease.in(progress(beat, off, off + 0.4));
        const line = ease.outBack(progress(beat, 0, 0.35)) * (1 - ease.in(progress(beat, off + 0.4, off + 0.75)));
        for (const part of rider.parts) {
          const h = height(beat, part.i) * (1 - down);
          const w = Math.max(22, Math.min(part.w * 0.7, 130));
          const blocks = Math.ceil(h / 30);
          if (h < 6) continue;
          g.fillStyle = p.ink;
          g.fillRect(part.x - w / 2 - 7, floor - blocks * 30 - 7, w + 14, blocks * 30 + 7);
          for (let b = 0; b < blocks; b++) {
            g.fillStyle = colorOf(p, b / 5);
            g.fillRect(part.x - w / 2, floor - b * 30 - 26, w, 22);
          }
        }
        if (line > 0.01) {
          const bar = path((b) => roundedBox(b, (-width / 2) * line, floor - 9, Math.max(24, width * line), 20, 9));
          shape(g, bar, { fill: beat > off + 0.3 ? "#ffffff" : p.accent, ink: p.ink });
        }
        rider.draw(g, 0, floor - rider.size * 0.6, beat, { at: 0.1, each: 0.05, out: off + 0.4, leave: leave.fade, leaves: 0.05, pose: ride });
        sum.draw(g, 0, sumY, beat, { at: 1.75, each: 0.03, enter: enter.slam, takes: 0.7, out: off, eachOut: 0, leave: squeeze, leaves: 0.4, pose: bounce });
        words.draw(g, 0, wordsY, beat, { enter: enter.stamp, out: off - 0.1, leave: leave.shrink, leaves: 0.4 });
        burst.draw(g, beat);
        last.draw(g, beat);
      });
    },
  };
}

const squeeze = (now, k, part, run) => { now.ky *= 1 - ease.in(k) * 0.98; now.y -= ease.in(k) * run.size * 0.9; now.a *= Math.min(1, 3 - 3 * k); };
const bounce = (part, beat, now) => ({ ...now, k: now.k * (1 + hit(beat, Math.floor(beat), 0.5) * 0.05) });

// 2: it dances in its ring, holds its breath for one beat, drops, and plays its battery empty.
function buildScene(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const k = tall ? 1.2 : 0.78;
  const feet = tall ? view.bottom - 240 : view.bottom - 60;
  const drop = s.length - 7;
  const out = s.length - 3;
  const words = s.words({ at: 2, until: drop - 2, width: Math.min(view.w * 0.92, 1560), height: tall ? 640 : 330, size: tall ? 112 : 104, lines: tall ? 6 : 3 });
  const title = s.title({ width: view.w * 0.92, height: tall ? 720 : 430, size: tall ? 215 : 215, sumSize: tall ? 170 : 145, gap: 0 });
  const middle = tall ? (view.top + feet - 640 * k) / 2 + 30 : view.top + 34 + title.h / 2;
  const wordsY = tall ? middle : view.top + 56 + Math.max(words.h, 220) / 2;
  const r = 320 * k;
  const center = Math.min(feet - 280 * k, view.bottom - r - 120 * k);
  const disc = s.layer(r * 2 + 60, r * 2 + 60, (g) => paintRecord(g, p, r));
  const shards = sparks(s, drop, 0, middle + title.sumY, title.w * 0.7);
  const tune = [notes(s, 1, drop - 2.4, 0, center - 120 * k, 22), notes(s, drop + 0.5, 3, 0, center - 120 * k, 18)];
  const emoji = s.emojiBurst({ at: drop, from: { x: 0, y: center, w: 300 }, angle: -Math.PI / 2, spread: 2.2, speed: [700, 1600] });
  const smoke = s.smoke({ n: 18, at: out + 0.9, over: 0.9, from: { x: 150 * k, y: center - 20, w: 60 }, angle: -Math.PI / 2, spread: 0.8, speed: [80, 300], life: [0.5, 1], size: [36, 90], grow: 1.8, fadeOut: 0.8 });
  s.camera.moves([[0, {}], [drop - 1, { zoom: 1.06 }, ease.in], [drop - 0.05, { zoom: 1.1 }], [drop + 0.4, { zoom: 1 }, ease.outExpo]]).shake(drop, 1, 1.6).sway(1);
  for (let at = drop + 1; at < out; at++) s.camera.shake(at, 0.25, 0.5);
  s.cue(0, "whoosh", 0.6);
  for (let at = 1; at < drop - 1; at++) s.cue(at, "hit", 0.45);
  s.cue(drop - 1, "rise", 0.8);
  s.cue(drop, "final", 1);
  s.cue(drop, "boom", 1);
  s.cue(drop + 1, "hit", 0.8);
  s.cue(out, "whoosh", 0.5);
  s.cue(out + 0.9, "pop", 1);
  s.cue(out + 2.1, "pop", 0.5);
  s.flash(drop, 0.35);
  return {
    moments: [drop - 2.2, out - 0.5],
    draw(g, beat) {
      // For one beat before the drop all stands still.
      const held = beat > drop - 1 && beat < drop;
      const time = held ? drop - 1 : beat;
      const dying = ease.inOut(progress(beat, out, out + 0.9));
      const come = ease.outElastic(progress(beat, 0, 1.4));
      const gone = ease.inBack(progress(beat, out + 1.9, out + 2.6));
      const power = (beat < drop ? progress(beat, 0.5, 2) * 0.7 : 1.25) * (1 - dying);
      s.camera.draw(g, beat, 1, () => {
        const there = come * (1 - gone);
        if (there > 0.01) placed(g, { y: center, k: there }, () => {
          if (power > 0.02) drawRing(g, s, time, r + 22, 130 * k, power);
          placed(g, { r: time * 0.8 * (1 - dying * 0.2) }, () => disc.draw(g));
        });
        const face = beat < 1 ? { lids: 0, mouth: "smile" } : held ? { lids: 0, look: [0, -0.7], mouth: "oh", open: 0.8, hands: "wait", dance: 0, kick: 0 }
          : beat < drop ? { look: [Math.sin(time * 1.6) * 0.7, -0.5], open: 0.3 + pulse(beat) * 0.4 }
            : beat < out ? { lids: 0, look: [0, -0.3], open: 0.8 + pulse(beat) * 0.5, hands: "up" }
              : { dance: 1 - dying, lids: 0.2 + dying * 0.6, look: [0, 0.8 * dying], mouth: beat > out + 0.9 ? "oh" : "flat", open: 0.5, hands: "down", slump: dying, kick: pulse(beat) * (1 - dying), loose: beat > out + 0.9 ? 1 - spring((beat - out - 0.9) / 1.2, 2.2, 3) : 0 };
        const entry = tween(beat, 0.15, 0.9, view.h, 0, ease.outBack);
        const hop = beat > drop && beat < out ? -Math.sin(Math.min(1, (beat - Math.floor(beat)) / 0.7) * Math.PI) * 70 : 0;
        emoji?.draw(g, beat);
        placed(g, { y: feet + entry + hop + gone * 500, k: k * (1 - gone) }, () => drawBoombox(g, s, time, face));
        for (const n of tune) n.draw(g, held ? drop - 1 : beat);
        smoke.draw(g, beat);
        words.draw(g, 0, wordsY, beat, { enter: enter.slam, takes: 0.6, out: drop - 0.1, eachOut: 0, leave: leave.through, leaves: 0.5, pose: (part, b, now) => (held ? now : bounce(part, b, now)) });
        shards.draw(g, beat);
        title.draw(g, 0, middle, beat,
          { at: drop - 0.15, each: 0.03, enter: enter.slam, takes: 0.8, out: out + 0.2, eachOut: 0.05, leave: leave.fall, leaves: 1.2, pose: stomp },
          { at: drop + 0.75, each: 0.03, enter: enter.slam, takes: 0.8, out: out + 0.4, eachOut: 0.05, leave: leave.fall, leaves: 1.2, pose: stomp });
      });
    },
  };
}

// Letters jump by turns, as the bars of an equalizer.
const stomp = (part, beat, now) => ({ ...now, y: now.y - pulse(beat + (part.i % 2) * 0.5, 2) * 16, ky: now.ky * (1 + pulse(beat + (part.i % 2) * 0.5, 2) * 0.06) });

function paintRecord(g, p, r) {
  const disc = path((d) => d.arc(0, 0, r, 0, TAU));
  shape(g, disc, { fill: mix(p.ink, p.deep, 0.5), ink: p.ink, line: 12 });
  for (let k = 0.95; k > 0.45; k -= 0.06) stroke(g, path((c) => c.arc(0, 0, r * k, 0, TAU)), "rgba(255,255,255,.07)", 5);
  g.fillStyle = "rgba(255,255,255,.13)";
  for (const a of [-0.9, Math.PI - 0.9]) { g.beginPath(); g.moveTo(0, 0); g.arc(0, 0, r * 0.96, a, a + 0.5); g.fill(); }
  shape(g, path((d) => d.arc(0, 0, r * 0.4, 0, TAU)), { fill: p.second, ink: p.ink, line: 8, shade: { path: path((d) => { d.moveTo(0, 0); d.arc(0, 0, r * 0.5, 0, 2.2); }), color: fade(p.accent, 0.9) } });
}

// 3: a club: lights, stacks of loudspeakers, a crowd; the drop; and the lights go out one by one.
function buildFanfare(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const k = tall ? 1.15 : 0.68;
  const riser = tall ? view.bottom - 430 : view.bottom - 170;
  const drop = Math.round(s.length * 0.45);
  const out = s.length - 3;
  const words = s.words({ at: 2, until: drop - 2, width: Math.min(view.w * 0.92, 1640), height: tall ? 700 : 350, size: tall ? 124 : 122, lines: tall ? 6 : 3 });
  const title = s.title({ width: view.w * (tall ? 0.88 : 0.94), height: tall ? 760 : 470, size: 265, sumSize: tall ? 200 : 165, gap: 0 });
  const middle = tall ? view.top + 190 + title.h / 2 : view.top + 34 + title.h / 2;
  const wordsY = tall ? view.top + 190 + Math.max(words.h, 300) / 2 : view.top + 60 + Math.max(words.h, 240) / 2;
  const hall = s.backdrop((g, w, h) => {
    const air = g.createLinearGradient(0, -h / 2, 0, h / 2);
    for (const [at, color] of [[0, mix(p.second, "#04030c", 0.9)], [0.55, mix(p.second, p.ink, 0.68)], [1, mix(p.second, p.ink, 0.36)]]) air.addColorStop(at, color);
    g.fillStyle = air;
    g.fillRect(-w / 2, -h / 2, w, h);
  }, 0.12);
  const cabinet = s.layer(330, 330, (g) => {
    shape(g, path((b) => roundedBox(b, -150, -150, 300, 300, 22)), { fill: mix(p.ink, p.second, 0.3), ink: p.ink, line: 10, shade: { path: path("M80 -160 L60 160 H170 V-160 Z"), color: fade(p.ink, 0.4) } });
    for (const [x, y] of [[-124, -124], [124, -124], [-124, 124], [124, 124]]) shape(g, path((d) => d.arc(x, y, 9, 0, TAU)), { fill: p.accent, ink: p.ink, line: 4 });
  });
  const crowd = [makeCrowd(s, 0.62, mix(p.ink, p.second, 0.25), 5), makeCrowd(s, 0.92, p.ink, 11)];
  const shards = sparks(s, drop, 0, middle, title.w * 0.8, 130);
  const rain = s.particles({ n: 120, at: drop + 0.3, over: out - drop - 1, from: { x: 0, y: view.top - 50, w: view.w * 1.1 }, angle: Math.PI / 2, spread: 0.5, speed: [220, 520], drag: 0, life: [1.8, 2.8], size: [26, 52], shapes: ["confetti", "ribbon", "bolt", ...props(s)], colors: [p.accent, p.second, p.brightMain, "#ffffff"], flutter: true, spin: [0.1, 0.8], sway: 26, fadeOut: 0.2 });
  const emoji = s.emojiBurst({ at: drop, from: { x: 0, y: riser, w: 600 }, angle: -Math.PI / 2, spread: 2.2, speed: [800, 1900], size: [90, 160], gravity: 1000 });
  const lamps = [0, 0.5, 1, 1.5];
  s.camera.moves([[0, { zoom: 1.14, y: 40 }], [drop - 1, { zoom: 1.05, y: 20 }, ease.inOut], [drop - 0.05, { zoom: 1.14, y: 50 }, ease.in], [drop + 0.4, { zoom: 1 }, ease.outExpo], [out, { zoom: 1.03 }]]).shake(drop, 1.2, 2).sway(1.2);
  for (let at = drop + 1; at < out; at++) s.camera.shake(at, 0.35, 0.5);
  lamps.forEach((at) => s.cue(at, "hit", 0.6));
  s.cue(drop - 2, "rise", 1);
  s.cue(drop, "final", 1);
  s.cue(drop, "boom", 1);
  for (let at = drop + 1; at < out; at++) s.cue(at, "hit", 0.6);
  s.cue(drop + 1, "boom", 0.8);
  for (const d of [0, 0.5, 1]) s.cue(out + d, "pop", 0.8);
  s.cue(s.length - 0.7, "pop", 0.6);
  s.flash(drop, 0.55);
  s.flash(drop + 4, 0.3);
  return {
    moments: [drop - 2.2, out - 0.6],
    draw(g, beat) {
      const held = beat > drop - 1 && beat < drop;
      const time = held ? drop - 1 : beat;
      const shown = ease.out(progress(beat, 0, 0.6)) * (1 - ease.in(progress(beat, s.length - 0.8, s.length - 0.1)));
      const lamp = (i) => (beat >= lamps[i] && beat < out + [0.5, 0, 0.5, 0][i] ? 1 : 0) * (held ? 0.15 : 1);
      const wild = progress(beat, drop, drop + 0.1);
      const after = progress(beat, out + 0.9, out + 1);
      g.globalAlpha = shown;
      s.camera.draw(g, beat, 0.2, () => hall.draw(g));
      s.camera.draw(g, beat, 0.5, () => {
        for (let i = 0; i < 4; i++) if (lamp(i)) drawBeams(g, s, time, i, wild, lamp(i));
      });
      g.globalAlpha = shown;
      s.camera.draw(g, beat, 1, () => {
        const power = (beat < drop ? progress(beat, 1, 3) * 0.6 : 1.2) * (1 - progress(beat, out, out + 0.5));
        if (power > 0.02) placed(g, { y: riser - 290 * k }, () => drawRing(g, s, time, 330 * k, 150 * k, power, 40));
        for (const side of [-1, 1]) {
          for (let row = 0; row < (tall ? 4 : 2); row++) {
            const kick = pulse(time) * (0.5 + wild * 0.8) * (held || beat > out ? 0 : 1);
            placed(g, { x: side * Math.min(view.w * 0.39, 800), y: riser - 60 - row * 300 * (tall ? 0.9 : 0.92), k: (tall ? 0.9 : 0.92) * (1 + kick * 0.035), r: side * kick * 0.02 }, () => { cabinet.draw(g); drawCone(g, p, 104, kick * 1.6, { look: [-side * 0.6, 0.2] }); });
          }
        }
        g.fillStyle = mix(p.ink, p.second, 0.12);
        g.fillRect(-view.w * 0.75, riser - 6, view.w * 1.5, view.h);
        g.fillStyle = p.brightAccent;
        for (let i = -14; i <= 14; i++) { const on = (i + Math.floor(time * 2)) % 2 === 0; g.globalAlpha = shown * (beat > out + 0.5 ? 0.15 : on ? 1 : 0.3); g.fillRect(i * (view.w / 26) - 14, riser + 8, 28, 10); }
        g.globalAlpha = shown;
        const face = held ? { lids: 0, look: [0, 0.4], mouth: "oh", open: 0.7, hands: "wait", dance: 0, kick: 0 }
          : beat < drop ? { look: [Math.sin(beat * 1.6) * 0.7, -0.3], open: 0.3 + pulse(beat) * 0.4 }
            : beat < out ? { lids: 0, open: 0.9 + pulse(beat) * 0.5, hands: "up" } : after ? { dance: 0, lids: 0, look: [Math.sin(beat * 5), 0], mouth: "smile", hands: "down", kick: 0 } : { dance: 0.2, lids: 0, look: [Math.sin(beat * 4), -1], mouth: "oh", open: 0.6, hands: "down", kick: 0 };
        if (after) {
          g.fillStyle = fade("#fff6d8", 0.22);
          g.beginPath();
          g.moveTo(-70, view.top);
          g.lineTo(70, view.top);
          g.lineTo(420 * k, riser + 20);
          g.lineTo(-420 * k, riser + 20);
          g.fill();
        }
        emoji?.draw(g, beat);
        const hop = beat > drop && beat < out ? -Math.sin(Math.min(1, (beat - Math.floor(beat)) / 0.7) * Math.PI) * 60 : 0;
        const bow = after ? Math.sin(progress(beat, out + 1.2, out + 2) * Math.PI) : 0;
        placed(g, { y: riser + tween(beat, 0.2, 1.2, 700, 0, ease.outBack) + hop, k, ky: 1 - bow * 0.16, r: bow * 0.05 }, () => drawBoombox(g, s, time, face));
        for (const [i, c] of crowd.entries()) c.draw(g, time, riser + (tall ? 130 : 20) + i * (tall ? 150 : 70), beat < 1.5 ? progress(beat, 0.8, 1.5) * 0.4 : held ? 0.4 : 0.6 + wild * 0.6, after ? 0 : 1);
        const dark = 0.7 * after;
        if (dark > 0) {
          g.fillStyle = fade("#03020a", dark);
          g.beginPath();
          g.rect(-view.w * 0.75, view.top * 1.3, view.w * 1.5, view.h * 1.4);
          g.moveTo(-70, view.top * 1.3);
          g.lineTo(-420 * k, riser + 20);
          g.quadraticCurveTo(0, riser + 110, 420 * k, riser + 20);
          g.lineTo(70, view.top * 1.3);
          g.fill("evenodd");
        }
        shards.draw(g, beat);
        rain.draw(g, beat);
        words.draw(g, 0, wordsY, beat, { enter: enter.slam, takes: 0.6, out: drop - 0.1, eachOut: 0, leave: leave.through, leaves: 0.5, pose: (part, b, now) => (held ? now : bounce(part, b, now)) });
        const off = { out: out + 0.9, eachOut: 0, leave: leave.shrink, leaves: 0.5, pose: stomp };
        placed(g, { y: middle, k: 1 + pulse(beat) * 0.03 * wild }, () => title.draw(g, 0, 0, beat,
          { at: drop - 0.15, each: 0.02, enter: enter.slam, takes: 0.8, ...off },
          { at: drop + 0.75, each: 0.03, enter: enter.slam, takes: 0.8, ...off }));
      });
      g.globalAlpha = 1;
    },
  };
}

// Two rays of one lamp that sweep over the hall.
function drawBeams(g, s, beat, i, wild, strength) {
  const { view, palette: p } = s;
  const x = [-0.42, -0.16, 0.16, 0.42][i] * view.w;
  const color = [p.brightMain, p.brightSecond, p.brightAccent, p.brightSecond][(i + (wild ? Math.floor(beat) : 0)) % 4];
  g.save();
  g.globalCompositeOperation = "lighter";
  for (const lane of [0, 1]) {
    const a = Math.PI / 2 + Math.sin(beat * (0.5 + wild * 1.1) + i * 1.3 + lane * 2.4) * (0.3 + wild * 0.25);
    const far = view.h * 1.3;
    g.fillStyle = fade(color, (0.16 + wild * 0.1 * pulse(beat)) * strength);
    g.beginPath();
    g.moveTo(x, view.top - 20);
    g.lineTo(x + Math.cos(a - 0.055) * far, view.top + Math.sin(a - 0.055) * far);
    g.lineTo(x + Math.cos(a + 0.055) * far, view.top + Math.sin(a + 0.055) * far);
    g.fill();
  }
  g.restore();
}

// A row of people seen from behind, who jump on the beat with their hands up.
function makeCrowd(s, k, color, lane) {
  const { view } = s;
  const random = s.random(`crowd ${lane}`);
  const kinds = Array.from({ length: 4 }, (_, kind) => s.layer(260, 520, (g) => {
    g.fillStyle = g.strokeStyle = color;
    g.lineCap = "round";
    g.beginPath();
    g.arc(0, -70, 52, 0, TAU);
    g.fill();
    g.beginPath();
    roundedBox(g, -88, -26, 176, 280, 70);
    g.fill();
    g.lineWidth = 34;
    const hands = [[[-86, 10, -112, -160], [86, 10, 104, -190]], [[-86, 10, -60, -200]], [[86, 10, 116, -130], [-86, 10, -110, -200]], []][kind];
    for (const [x, y, tx, ty] of hands) {
      g.beginPath();
      g.moveTo(x * 0.8, y + 30);
      g.quadraticCurveTo(x * 1.35, y - 40, tx, ty);
      g.stroke();
    }
    if (kind === 3) { g.beginPath(); g.moveTo(-50, -76); g.lineTo(-58, -132); g.lineTo(-10, -112); g.lineTo(10, -112); g.lineTo(58, -132); g.lineTo(50, -76); g.fill(); }
  }, 0.7));
  const n = Math.ceil(view.w / (170 * k)) + 2;
  const all = Array.from({ length: n }, (_, i) => ({ kind: kinds[Math.floor(random() * 4)], x: (i - (n - 1) / 2) * 170 * k + random.between(-24, 24), phase: random.between(-0.1, 0.1), tall: random.between(0.9, 1.12) }));
  return {
    draw(g, beat, y, jump, there) {
      for (const c of all) {
        const b = beat + c.phase;
        const up = Math.sin(Math.min(1, (b - Math.floor(b)) / 0.75) * Math.PI) * 62 * jump * k;
        c.kind.draw(g, c.x, y - up + (1 - there) * 60 + 130 * k, k * c.tall);
      }
    },
  };
}
