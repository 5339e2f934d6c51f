// A cat: it watches the words, and paws off the edge whatever stands there.

import { enter, leave } from "./lib/acts.js";
import { iris, path, placed, rays, shape, stroke } from "./lib/draw.js";
import { drawArm, drawHead, drawPads, drawSitting } from "./lib/feline.js";
import { fade, mix } from "./lib/palette.js";
import { noise } from "./lib/random.js";
import { clamp, ease, hit, keyframes, lerp, progress, pulse, spring, tween } from "./lib/time.js";
import { roundedBox } from "./lib/type.js";

const TAU = Math.PI * 2;

export default {
  bpm: 116,
  mood: "bright",
  root: 55,
  palettes: [["#ff9d3c", "#ff5f8f", "#b6f23c"], ["#8d93a8", "#ff7fa5", "#ffd23c"], ["#4b4a6a", "#ff6f91", "#9df04a"]],
  beats: { 1: 7, 2: [15, 17], 3: [20, 23] },
  build: (s) => ({ 1: buildStroke, 2: buildScene, 3: buildFanfare })[s.production](s),
};

// A slow blink around a beat.
const blinkAt = (beat, ...at) => Math.max(0, ...at.map((b) => 1 - Math.abs(beat - b) / 0.22));

const things = (s) => [...s.emoji, ...(s.topic?.props ?? ["paw", "fish"])];

// 1: it looks over the name, tries the last letter, and takes everything down with it.
function buildStroke(s) {
  const { view, palette: p } = s;
  const title = s.title({ width: view.w * 0.84, size: view.format === "wide" ? 210 : 180 });
  const words = s.words({ at: 2.5, until: 4, width: view.w * 0.8, height: 150, size: 62, lines: 2, style: "plate" });
  const y = view.h * (view.format === "tall" ? -0.08 : 0.04);
  const edge = y - title.h / 2 + title.name.size * 0.16;
  const out = s.length - 1.25;
  const last = (title.name.parts.length ? title.name : title.sum).parts.length - 1;
  const target = title.name.parts[last] ?? title.sum.parts[last] ?? { x: 0 };
  const side = clamp(target.x - 150, 60, view.w / 2 - 330);
  const taps = [3.5, 4, 4.5];
  for (const tap of taps) s.cue(tap, "pop", 0.5);
  s.cue(0.4, "whoosh", 0.6);
  s.cue(1.9, "hit", 0.8);
  s.cue(out + 0.2, "whoosh", 0.8);
  s.cue(out + 1, "pop", 0.6);
  s.camera.shake(1.9, 0.25);
  const pop = s.particles({ n: 18, at: 1.9, from: { x: 0, y: y + title.sumY, w: title.sum.w }, speed: [250, 760], gravity: 1000, size: [34, 70], spin: [0.1, 0.5], shapes: things(s), colors: [p.brightSecond, p.brightAccent], lined: true, life: [0.7, 1.1] });
  const tilt = (beat) => taps.reduce((sum, tap, i) => sum + 0.1 * (i + 1) * ease.out(progress(beat, tap, tap + 0.12)) - 0.06 * ease.inOut(progress(beat, tap + 0.12, tap + 0.4)), 0);
  return {
    moments: [3.3],
    draw(g, beat) {
      const up = ease.outBack(progress(beat, 0.3, 1)) - ease.inBack(progress(beat, out, out + 0.6));
      const startled = hit(beat, 1.9, 1.2);
      s.camera.draw(g, beat, 1, () => {
        const sink = ease.inBack(progress(beat, out + 0.1, out + 0.8)) * view.h;
        placed(g, { x: side, y: edge + lerp(360, 196, up) + sink * 0.6, k: 0.95, r: noise(beat * 0.7, 1) * 0.03, ky: 1 + startled * 0.06 }, () => {
          if (up > 0.02) {
            g.save();
            g.beginPath();
            g.rect(-500, -900, 1000, 900 - lerp(140, -20, up));
            g.clip();
            drawHead(g, p, { look: { x: tween(beat, 2.6, 3.2, -0.6, 0.9), y: 0.8 - 0.8 * blinkAt(beat, 5) }, wide: startled, lid: 0.36, blink: blinkAt(beat, 1.4, 3, 5), tilt: beat > 3 && beat < 5 ? 0.05 : 0 });
            g.restore();
          }
        });
        placed(g, { y: sink }, () => {
          title.name.draw(g, 0, y + title.nameY, beat, { at: 0, each: 0.05, enter: enter.drop, takes: 0.9, pose: (part, b, now) => (part.i === last ? { ...now, r: now.r + tilt(b), x: now.x + tilt(b) * 60, y: now.y + tilt(b) * 30 } : now) });
          title.sum.draw(g, 0, y + title.sumY, beat, { at: 1.6, each: 0.03, enter: enter.slam, takes: 0.8 });
          words.draw(g, 0, y + title.h / 2 + 34 + words.h / 2, beat);
          if (up > 0.3 && beat < out + 0.5) {
            const reach = Math.max(...taps.map((tap) => ease.out(progress(beat, tap - 0.2, tap)) - ease.in(progress(beat, tap + 0.1, tap + 0.3))), 0);
            for (const [x, active] of [[-110, 0], [110, 1]]) {
              const to = { x: side + x + active * reach * (target.x - side - x), y: edge + 4 - reach * active * 20 };
              drawArm(g, p, { x: side + x * 0.9, y: edge + 90 }, to, 0.85);
            }
          }
        });
        pop.draw(g, beat);
      });
    },
  };
}

// The edge that everything stands on, with a tag that hangs from it.
function makeEdge(s, w) {
  const { palette: p } = s;
  const wood = mix(p.second, "#8a4b2a", 0.55);
  return s.layer(w + 60, 110, (g) => {
    const plank = path((b) => roundedBox(b, -w / 2, -30, w, 60, 22));
    const grain = path((b) => { for (let i = 0; i < 4; i++) { b.moveTo(-w * 0.45 + i * w * 0.24, -6 + (i % 2) * 10); b.lineTo(-w * 0.45 + i * w * 0.24 + w * 0.13, -6 + (i % 2) * 10); } });
    shape(g, plank, { fill: wood, ink: p.ink, line: 11, shade: { path: path((b) => b.rect(-w, 8, 2 * w, 40)), color: fade(p.ink, 0.28) }, light: { path: path((b) => b.rect(-w, -30, 2 * w, 14)), color: "rgba(255,255,255,.35)" } });
    stroke(g, grain, fade(p.ink, 0.3), 5);
  });
}

// 2: it jumps onto the edge, watches the words, then paws the name off, letter
// by letter on the beat, until the edge gives way.
function buildScene(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const w = Math.min(view.w * 0.9, 1560);
  const edgeY = tall ? 260 : 190;
  const catX = tall ? 0 : -w / 2 + 190;
  const catK = tall ? 1.45 : 1.2;
  const swipe = s.length - 9;
  const out = s.length - 1.7;
  const nameWidth = tall ? w * 0.92 : w - 480;
  const nameX = tall ? 0 : 210;
  const title = { name: s.run(s.donor || s.amount, { size: tall ? 200 : 250, width: nameWidth, lines: 2, style: s.donor ? "hero" : "sum" }), sum: s.run(s.donor ? s.amount : "", { size: 140, width: 800, style: "sum" }) };
  const nameY = tall ? edgeY + 190 + title.name.h / 2 : edgeY - 30 - title.name.h / 2 + title.name.size * 0.1;
  const words = s.words({ at: 2, until: swipe - 1, width: tall ? w : w - 420, height: tall ? 370 : 480, size: tall ? 96 : 104, lines: 5 });
  const wordsX = tall ? 0 : 210;
  const wordsY = tall ? view.top + 130 + words.h / 2 : edgeY - 90 - words.h / 2;
  const edge = makeEdge(s, w);
  const nameAt = swipe + 0.5;
  const sumAt = swipe + 2;
  const pawAt = Array.from({ length: Math.min(4, Math.max(0, title.name.parts.length - 2)) }, (_, i) => sumAt + 1.5 + i);
  const leftmost = [...title.name.parts].sort((a, b) => a.x - b.x);
  const victims = tall ? [] : leftmost.slice(0, pawAt.length);
  const shoulder = { x: catX + 70 * catK, y: edgeY - 30 - 150 * catK };
  s.cue(0, "whoosh", 0.6);
  s.cue(1, "hit", 0.7);
  s.cue(swipe, "whoosh", 0.8);
  s.cue(sumAt, "boom", 0.8);
  for (const at of pawAt) s.cue(at, "pop", 0.8);
  s.cue(out, "hit", 1);
  s.cue(out + 0.4, "whoosh", 0.9);
  s.camera.shake(1, 0.25).shake(sumAt, 0.5).shake(out, 0.6).sway(0.7);
  const dust = s.smoke({ n: 14, at: 1, from: { x: catX, y: edgeY - 34, w: 160 }, angle: -Math.PI / 2, spread: 2.6, speed: [100, 300], life: [0.4, 0.7], size: [30, 70], shade: mix(p.second, "#ffffff", 0.55) });
  const burst = s.particles({ n: 34, at: sumAt, from: { x: nameX, y: edgeY + 150, w: title.sum.w }, speed: [300, 900], gravity: 1100, size: [40, 84], spin: [0.1, 0.5], shapes: things(s), colors: [p.brightSecond, p.brightAccent, p.paper], lined: true, life: [0.8, 1.6] });
  const emoji = s.emojiBurst({ at: swipe, from: { x: wordsX, y: wordsY, w: words.w }, angle: -Math.PI / 2, spread: 2 });
  const hearts = s.particles({ n: 7, at: out - 1.6, over: 1.4, from: { x: catX + 60, y: edgeY - 480 * catK, w: 120 }, angle: -Math.PI / 2, spread: 0.5, speed: [90, 180], drag: 0.4, life: [0.9, 1.5], size: [36, 64], shapes: ["heart"], colors: [p.brightSecond], lined: true, sway: 18 });
  const eyes = keyframes([[1, { x: 0, y: 0 }], [2, { x: tall ? 0 : 0.9, y: -0.7 }], [swipe, { x: tall ? 0 : 0.9, y: -0.4 }], [nameAt + 0.5, { x: tall ? 0 : 0.9, y: tall ? 0.9 : 0.5 }], [sumAt + 0.6, { x: tall ? 0 : 0.8, y: 0.9 }], [sumAt + 1.2, { x: tall ? 0 : 0.9, y: 0.6 }], [out - 1, { x: 0.8, y: 0.5 }], [out - 0.7, { x: 0, y: 0 }]]);
  const fallen = (part, beat) => {
    const i = victims.indexOf(part);
    return i < 0 ? -1 : beat - pawAt[i];
  };
  return {
    moments: [swipe - 0.6, sumAt + 1.2],
    draw(g, beat) {
      const arrive = tween(beat, 0, 0.8, view.w, 0, ease.outBack);
      // The edge breaks off on the right, hangs for a moment, and falls.
      const tilt = beat < out ? spring(beat - sumAt, 1.3, 2.5) * 0.012 * (beat > sumAt) : 0.16 * ease.outElastic(progress(beat, out, out + 0.8)) + 0.25 * ease.in(progress(beat, out + 0.8, out + 1.5));
      const fall = ease.in(progress(beat, out + 0.55, out + 1.6)) * (view.h + 500);
      const slide = ease.in(progress(beat, out + 0.15, out + 1.2)) * view.w;
      s.camera.draw(g, beat, 1, () => {
        g.save();
        g.translate(arrive - w / 2, edgeY + fall);
        g.rotate(tilt);
        g.translate(w / 2, -edgeY);
        if (title.sum.parts.length) drawTag(g, s, beat, title.sum, { x: tall ? 0 : nameX, y: edgeY + 20, at: sumAt, long: tall ? title.name.h + 190 : 96 });
        edge.draw(g, 0, edgeY);
        const jump = progress(beat, 0.4, 1);
        const squash = beat < 1 ? -0.12 * Math.sin(jump * Math.PI) : spring(beat - 1, 1.4, 3) * 0.14;
        const weight = words.starts.reduce((sum, at) => sum + hit(beat, at, 0.5), 0);
        const reach = pawAt.map((at) => ease.out(progress(beat, at - 0.3, at)) - ease.in(progress(beat, at + 0.15, at + 0.5)));
        const busy = reach.findIndex((k) => k > 0);
        const sweep = Math.sin(progress(beat, swipe - 0.5, swipe + 0.4) * Math.PI);
        if (beat > 0.4) {
          const cat = { x: lerp(-view.w * 0.7, catX, jump), y: edgeY - 28 - Math.sin(jump * Math.PI) * 420 };
          placed(g, { x: cat.x + slide * 0.35, y: cat.y, k: catK, kx: 1 + squash, ky: 1 - squash, r: beat < 1 ? (1 - jump) * -0.3 : 0 }, () => {
            drawSitting(g, p, { swing: Math.sin(beat * Math.PI) * 0.9, look: eyes(beat), tilt: busy >= 0 ? 0.06 : noise(beat * 0.5, 2) * 0.05 + weight * 0.02, wide: clamp(hit(beat, sumAt, 1.2) + (beat > out ? 1 : 0) + sweep * 0.8), lid: beat > sumAt + 1 ? 0.46 : 0.3, blink: blinkAt(beat, 1.6, 4.4, sumAt + 1.35, out - 0.45) });
          });
        }
        dust.draw(g, beat);
        words.draw(g, wordsX, wordsY, beat, { enter: enter.drop, takes: 0.6, out: swipe, eachOut: 0.03, leave: leave.fall, leaves: 1 });
        title.name.draw(g, nameX + slide, nameY, beat, {
          at: nameAt, each: 0.06, enter: enter.drop, takes: 1,
          pose: (part, b, now) => {
            const k = fallen(part, b);
            if (k < 0) return now;
            const t = Math.max(0, k);
            return { ...now, x: now.x + t * 120, y: now.y + 1500 * t * t - 260 * t, r: now.r + t * 2.6 };
          },
        });
        if (sweep > 0.02) drawArm(g, p, shoulder, { x: lerp(shoulder.x, wordsX + words.w * 0.3, sweep), y: lerp(shoulder.y, tall ? wordsY + words.h * 0.4 : wordsY, sweep) }, catK * 0.8);
        if (busy >= 0 && victims[busy]) {
          const part = victims[busy];
          const to = { x: nameX + part.x - part.w * 0.4, y: nameY + part.y - title.name.size * 0.1 };
          drawArm(g, p, shoulder, { x: lerp(shoulder.x + 40, to.x, reach[busy]), y: lerp(shoulder.y + 60, to.y, reach[busy]) }, catK * 0.8);
        }
        hearts.draw(g, beat);
        g.restore();
        burst.draw(g, beat);
        emoji?.draw(g, beat);
      });
    },
  };
}

// The sum hangs below the edge on two threads and swings when it has come.
function drawTag(g, s, beat, sum, { x, y, at, long }) {
  if (beat < at - 0.6) return;
  const { palette: p } = s;
  const drop = tween(beat, at - 0.6, at, -240, 0, ease.in);
  const swing = Math.sin((beat - at) * TAU * 0.5) * 0.12 * Math.exp(-(beat - at) * 0.35) * (beat > at);
  placed(g, { x, y, r: swing }, () => {
    const bottom = long + drop;
    const half = sum.w * 0.36;
    const threads = path((t) => { t.moveTo(-half, 0); t.lineTo(-half, bottom); t.moveTo(half, 0); t.lineTo(half, bottom); });
    stroke(g, threads, p.ink, 14);
    stroke(g, threads, p.paper, 5);
    sum.draw(g, 0, bottom + sum.size * 0.3, beat, { at: at - 0.6 });
  });
}

// 3: the whole screen belongs to a giant cat, which sees a red dot.
function buildFanfare(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const chase = s.length - 12;
  const pounce = chase + 4;
  const out = s.length - 2;
  const wall = s.backdrop((g, w, h) => {
    g.fillStyle = mix(p.deep, p.second, 0.5);
    g.fillRect(-w / 2, -h / 2, w, h);
    rays(g, 0, h * 0.14, Math.hypot(w, h), mix(p.second, p.deep, 0.12));
    const light = g.createRadialGradient(0, h * 0.1, 0, 0, h * 0.1, Math.max(w, h) * 0.5);
    light.addColorStop(0, fade(mix(p.second, "#fff0c0", 0.55), 0.9));
    light.addColorStop(0.5, fade(p.second, 0.35));
    light.addColorStop(1, fade(p.second, 0));
    g.fillStyle = light;
    g.fillRect(-w / 2, -h / 2, w, h);
    const print = s.sprites.shape("paw", mix(p.second, p.ink, 0.3));
    g.globalAlpha = 0.3;
    for (let row = -4; row <= 4; row++) for (let i = -6; i <= 6; i++) placed(g, { x: (i + (row % 2) * 0.5) * 260, y: row * 230, r: 0.4 * (i % 2 ? 1 : -1) }, () => g.drawImage(print, -46, -46, 92, 92));
    g.globalAlpha = 1;
  }, 0.5);
  const title = s.title({ width: view.w * 0.92, size: tall ? 240 : 330, sumSize: tall ? 190 : 230 });
  const titleY = tall ? 220 : 540 - 60 - title.h / 2;
  const words = s.words({ at: 2, until: chase - 0.5, width: Math.min(view.w * 0.9, 1600), height: tall ? 620 : 400, size: tall ? 110 : 112, lines: tall ? 7 : 4 });
  const wordsY = view.top + (tall ? 180 : 70) + words.h / 2;
  const giantK = tall ? 2.2 : 2.3;
  const dot = (b) => {
    const t = b - chase;
    const calm = clamp(1 - t / 3.2);
    return { x: (noise(t * 0.9, 3) * 0.42 * calm) * view.w, y: lerp(0.12, titleY / view.h, 1 - calm) * view.h + noise(t * 1.1, 5) * 170 * calm };
  };
  const stars = s.particles({ n: 120, at: pounce, from: { x: 0, y: titleY }, speed: [400, 2300], drag: 1.5, gravity: 700, life: [1.2, 2.6], size: [44, 110], spin: [0.1, 0.5], shapes: ["star", ...things(s), "heart"], colors: [p.brightSecond, p.brightAccent, p.paper, p.brightMain], lined: true });
  const rain = s.particles({ n: 46, at: pounce + 1, over: out - pounce - 1, from: { x: 0, y: view.top - 80, w: view.w * 1.1 }, angle: Math.PI / 2, spread: 0.3, speed: [260, 560], drag: 0, life: [1.8, 3], size: [50, 100], spin: [0.05, 0.25], shapes: things(s), colors: [p.brightSecond, p.brightAccent, p.paper], lined: true });
  const purr = s.particles({ n: 12, at: pounce + 2, over: out - pounce - 2, from: { x: 0, y: titleY - title.h / 2 - 260, w: 520 }, angle: -Math.PI / 2, spread: 0.6, speed: [100, 220], drag: 0.3, life: [1, 1.7], size: [50, 86], shapes: ["heart"], colors: [p.brightSecond], lined: true, sway: 24 });
  const puff = s.smoke({ n: 40, at: pounce - 0.05, from: { x: 0, y: titleY + 80, w: 420, h: 40 }, speed: [400, 1500], drag: 3, life: [0.6, 1.1], size: [90, 220], shade: mix(p.second, "#ffffff", 0.5) });
  s.camera.moves([[0, { zoom: 1.06 }], [chase, { zoom: 1 }], [pounce - 0.8, { zoom: 1.05 }, ease.inOut], [pounce, { zoom: 0.98 }, ease.in], [pounce + 0.6, { zoom: 1.03 }, ease.outBack], [out, { zoom: 1 }]]).shake(pounce, 1.1, 1.8).sway(1);
  s.cue(0, "rise", 0.6);
  s.cue(1, "pop", 0.6);
  s.cue(chase, "sparkle", 0.8);
  s.cue(pounce - 2, "rise", 1);
  s.cue(pounce - 0.3, "whoosh", 0.9);
  s.cue(pounce, "final", 1);
  s.cue(pounce, "boom", 1);
  s.cue(pounce + 1, "sparkle", 0.7);
  s.cue(out + 1, "pop", 0.8);
  s.flash(pounce, 0.5);
  const catY = titleY - title.h / 2 + (title.name.h ? title.name.size : title.sum.size) * 0.16;
  const catK = Math.min(tall ? 1.5 : 1.2, (catY - view.top) / 470);
  const iris = (beat) => (beat < out ? ease.out(progress(beat, 0, 1.1)) * 1.2 : lerp(1.2, 0, ease.inOut(progress(beat, out, out + 0.7)) * 0.87 + ease.inBack(progress(beat, out + 1.3, out + 1.9)) * 0.13));
  const reach = Math.hypot(view.w, view.h) / 2;
  const center = (beat) => ({ x: 0, y: tween(beat, out - 0.4, out + 0.5, 0, catY - 300 * catK) });
  return {
    moments: [chase - 0.3, out - 0.4],
    draw(g, beat) {
      const open = iris(beat);
      if (open <= 0.004) return;
      s.camera.draw(g, beat, 0.4, () => wall.draw(g));
      s.camera.draw(g, beat, 1, () => {
        if (beat < pounce) {
          const away = ease.in(progress(beat, pounce - 0.9, pounce - 0.45));
          const wiggle = progress(beat, pounce - 2.4, pounce - 2) * Math.sin(beat * TAU * 2) * 26 * (1 - away);
          const d = dot(beat);
          const hunting = progress(beat, chase + 0.2, chase + 0.8);
          const look = beat < chase ? { x: noise(beat * 0.8, 4) * 0.6, y: -0.8 } : { x: (d.x / view.w) * 2.4, y: -0.5 };
          const peek = ease.outBack(progress(beat, 0.8, 1.8));
          placed(g, { x: wiggle, y: view.bottom + lerp(960, 400, peek) - (tall ? 190 : 0) + hunting * 90 + away * 900, k: giantK, ky: 1 - hunting * 0.05 }, () => drawHead(g, p, { look, wide: hunting, lid: 0.34, blink: blinkAt(beat, 2.5, 5.2), tilt: wiggle * 0.0012 }));
          if (beat > chase) drawDot(g, s, beat, d);
        }
        words.draw(g, 0, wordsY, beat, { enter: enter.drop, takes: 0.7, out: chase + 0.2, eachOut: 0.03, leave: leave.fall, leaves: 1.1 });
        stars.draw(g, beat);
        rain.draw(g, beat);
        purr.draw(g, beat);
        puff.draw(g, beat);
        if (beat > pounce - 0.1) {
          const sit = ease.outBack(progress(beat, pounce + 1.2, pounce + 1.9));
          if (sit > 0) placed(g, { y: catY + (1 - sit) * 420, k: catK, ky: 1 + pulse(beat) * 0.03 }, () => drawSitting(g, p, { swing: Math.sin(beat * Math.PI), look: { x: noise(beat * 0.4, 8) * 0.5, y: beat > out - 0.5 ? 0 : 0.3 }, lid: 0.42, blink: blinkAt(beat, pounce + 2.6, pounce + 4.6), wink: blinkAt(beat, out + 1) }));
          placed(g, { k: 1 + hit(beat, pounce, 1) * 0.25 + pulse(beat) * 0.015 }, () => title.draw(g, 0, titleY, beat, { at: 0 }));
        }
        const down = ease.inExpo(progress(beat, pounce - 0.35, pounce)) - ease.inOut(progress(beat, pounce + 0.25, pounce + 0.9));
        if (down > 0.001) placed(g, { y: lerp(view.top - 420, titleY, down), k: tall ? 1.25 : 1.4 }, () => drawPads(g, p));
      });
      if (open < 1.15) {
        const { x, y } = center(beat);
        iris(g, path((c) => c.arc(x, y, Math.max(1, open * reach), 0, TAU)), { ink: p.ink, color: p.brightSecond });
      }
    },
  };
}

function drawDot(g, s, beat, { x, y }) {
  const glow = s.sprites.shape("glow", "#ff2040");
  const size = 150 + pulse(beat * 2) * 40;
  g.drawImage(glow, x - size / 2, y - size / 2, size, size);
  g.fillStyle = "#fff0f0";
  g.beginPath();
  g.arc(x, y, 13, 0, TAU);
  g.fill();
}
