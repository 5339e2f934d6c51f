// For any words: they are written, stamped and sent. An envelope with wings
// brings them, and a paper plane takes them away.

import { enter, leave } from "./lib/acts.js";
import { shape, stroke, path, placed } from "./lib/draw.js";
import { fade, mix } from "./lib/palette.js";
import { noise } from "./lib/random.js";
import { outline } from "./lib/sprites.js";
import { tokens } from "./lib/text.js";
import { ease, hit, lerp, progress, pulse, spring, tween } from "./lib/time.js";
import { airmail, drawEnvelope, drawFold, drawPlane, drawQuill, H, makeSheet, makeStamp, sheetOf, W } from "./heroes/post.js";

const TAU = Math.PI * 2;

export default {
  bpm: 122,
  mood: "bright",
  root: 50,
  palettes: [["#ff4d5e", "#3d6bff", "#ffc43d"], ["#00a99b", "#ff5d8f", "#ffd166"], ["#7a5cff", "#ff7d4c", "#4fe0c0"]],
  beats: { 1: 8, 2: [15, 18], 3: [20, 24] },
  build: (s) => ({ 1: buildStroke, 2: buildScene, 3: buildFanfare })[s.production](s),
};

const props = (s) => [...s.emoji, ...(s.topic?.props ?? [])];
const inkStyle = (p) => ({ fill: [mix(p.second, p.ink, 0.55), p.ink], line: 0, depth: 0, ink: p.ink, fat: 0.012 });

// The fold, then the flight in a loop out of the picture, with a dotted line behind it.
function drawDeparture(g, s, beat, at, { x, y, w, h }) {
  const p = s.palette;
  if (beat < at) return;
  if (beat < at + 0.6) {
    placed(g, { x, y, r: -0.25 * progress(beat, at + 0.2, at + 0.6) }, () => drawFold(g, p, w, h, progress(beat, at, at + 0.6)));
    return;
  }
  const go = at + 0.6;
  const place = (b) => {
    const k = Math.max(0, b - go) / 1.5;
    const e = k * k * 0.7 + k * 0.3;
    const loop = -Math.PI * 2 * ease.inOut(Math.min(1, k * 1.25));
    return { x: x - 60 * Math.sin(Math.min(1, k * 4) * Math.PI) + e * (s.view.w / 2 + 500 - x) + Math.sin(-loop) * 150, y: y - (1 - Math.cos(loop)) * 120 - e * 330 };
  };
  const here = place(beat);
  g.fillStyle = p.paper;
  g.strokeStyle = p.ink;
  g.lineWidth = 5;
  for (let b = Math.ceil(Math.max(go, beat - 1.3) * 12) / 12; b < beat - 0.12; b += 1 / 12) {
    const dot = place(b);
    g.globalAlpha = 1 - (beat - b) / 1.3;
    g.beginPath();
    g.arc(dot.x, dot.y, 9, 0, TAU);
    g.stroke();
    g.fill();
  }
  g.globalAlpha = 1;
  const ahead = place(beat + 0.03);
  const turn = Math.atan2(ahead.y - here.y, ahead.x - here.x);
  placed(g, { x: here.x, y: here.y, r: beat < go + 0.12 ? lerp(-0.25, turn, progress(beat, go, go + 0.12)) : turn }, () => drawPlane(g, p));
}

const hearts = (s, at, x, y, n = 12) => s.particles({ n, at, over: 0.4, from: { x, y, w: 160 }, angle: -Math.PI / 2, spread: 1.4, speed: [160, 520], drag: 1, life: [0.9, 1.5], size: [36, 76], shapes: ["heart", ...s.emoji], colors: [s.palette.main, s.palette.second, s.palette.accent], lined: true, sway: 20, shrink: true });

const splash = (s, at, x, y, w) => s.particles({ n: 30, at, from: { x, y, w }, speed: [300, 1000], gravity: 1100, drag: 1.5, size: [24, 52], spin: [0.1, 0.8], shapes: ["star", "confetti", ...props(s)], colors: [s.palette.main, s.palette.second, s.palette.accent, "#ffffff"], lined: true, life: [0.7, 1.3] });

// ---- productions ----

// 1: a card flips in, is written and stamped with one blow, and flies off as a plane.
function buildStroke(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const w = Math.min(view.w * 0.84, 1340);
  const name = s.run(s.donor, { size: 180, width: w - 170, lines: 2 });
  const words = s.words({ at: 2.6, until: 4.4, width: w - 170, height: 170, size: 64, lines: 3, style: inkStyle(p) });
  const stamp = makeStamp(s, 120);
  const gap = name.h && words.h ? 14 : 0;
  const h = 150 + (name.h || 60) + gap + words.h + (stamp.there ? 40 : 0);
  const cy = (tall ? -view.h * 0.15 : -40) - (stamp.there ? 30 : 0);
  const nameY = -h / 2 + 66 + name.h / 2;
  const wordsY = nameY + name.h / 2 + gap + words.h / 2;
  const card = makeSheet(s, w, h, []);
  const [stampX, stampY] = [w / 2 - stamp.w * 0.42, h / 2 + 40];
  const blow = 2.5;
  const out = s.length - 2.3;
  const burst = splash(s, blow, stampX, cy + stampY, stamp.w);
  s.camera.shake(blow, 0.6, 1);
  s.cue(0, "whoosh", 0.8);
  s.cue(1, "hit", 0.5);
  s.cue(blow, "hit", 1);
  s.cue(out, "pop", 0.6);
  s.cue(out + 0.6, "whoosh", 0.9);
  s.cue(s.length - 0.4, "sparkle", 0.6);
  return {
    moments: [4.9],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        if (beat < out) {
          const k = progress(beat, 0, 1.1);
          const turn = (1 - ease.outBack(k)) * Math.PI * 1.5;
          const dent = hit(beat, blow, 0.7);
          placed(g, { y: cy + tween(beat, 0, 0.9, view.h * 0.9, 0, ease.out) + Math.sin(beat * 1.6) * 5, kx: Math.cos(turn) || 0.01, r: (1 - ease.out(k)) * 0.5 - 0.012 + dent * 0.03, k: 1 - dent * 0.03 }, () => {
            card.draw(g);
            if (Math.cos(turn) < 0) return;
            name.draw(g, 0, nameY, beat, { at: 0.9, each: 0.09, enter: enter.stamp, takes: 0.35 });
            words.draw(g, 0, wordsY, beat, { enter: enter.stamp, takes: 0.3 });
            stamp.draw(g, stampX, stampY, beat, blow);
          });
          burst.draw(g, beat);
        }
        drawDeparture(g, s, beat, out, { x: 0, y: cy, w, h });
      });
    },
  };
}

// 2: the envelope brings a sheet, a pen writes the words, the name signs, the sum is stamped on.
function buildScene(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const w = Math.min(view.w * 0.9, 1480);
  const sign = s.length - 7.5;
  const blow = sign + 1.5;
  const out = s.length - 3;
  const name = s.run(s.donor, { size: tall ? 200 : 172, width: w - 150, lines: tall ? 2 : 1 });
  const words = s.words({ at: 3.5, until: sign - 0.75, width: w - 190, height: tall ? 640 : 280, size: tall ? 100 : 88, lines: tall ? 7 : 4, style: inkStyle(p) });
  const stamp = makeStamp(s, tall ? 126 : 132);
  const gap = name.h && words.h ? 24 : 0;
  const h = Math.max(340, 140 + name.h + gap + words.h + 96);
  const below = tall ? 300 : 236;
  const cy = Math.max(-(h + below) / 2, view.top + 40) + h / 2;
  const content = name.h + gap + words.h;
  const wordsY = -26 - content / 2 + words.h / 2;
  const nameY = -26 + content / 2 - name.h / 2;
  const rows = words.run.parts.map((part) => part.y).filter((y, i, all) => all.indexOf(y) === i);
  const fit = words.run.h ? words.h / words.run.h : 1;
  const sheet = makeSheet(s, w, h, rows.map((y) => wordsY + (y + words.run.size * 0.46) * fit));
  const hero = { x: stamp.there ? -w * (tall ? 0.23 : 0.29) : 0, y: cy + h / 2 + (tall ? 130 : 92), k: tall ? 0.86 : 0.82 };
  const stampX = w * 0.5 - stamp.w * 0.56;
  const stampY = h / 2 + 44;
  const burst = splash(s, blow, stampX, cy + stampY, stamp.w);
  const love = [hearts(s, sign, hero.x, hero.y - 160), hearts(s, out + 0.7, hero.x, hero.y - 120, 9)];
  const emoji = s.emojiBurst({ at: blow, from: { x: hero.x, y: hero.y - 100, w: 200 }, angle: -2.2, spread: 1.2, speed: [700, 1500], gravity: 1100 });
  s.camera.moves([[0, {}], [sign, { zoom: 1.02 }], [blow, { zoom: 1.04 }, ease.in], [blow + 0.6, { zoom: 1 }, ease.out]]).shake(blow, 0.8, 1.2).shake(1.5, 0.3, 0.5).sway(1);
  s.cue(0, "whoosh", 0.8);
  s.cue(1.5, "hit", 0.6);
  s.cue(2, "pop", 0.9);
  s.cue(2.5, "whoosh", 0.7);
  s.cue(sign, "sparkle", 0.8);
  s.cue(blow, "final", 1);
  s.cue(blow, "boom", 0.6);
  s.cue(out, "pop", 0.6);
  s.cue(out + 0.6, "whoosh", 0.9);
  s.cue(out + 0.9, "sparkle", 0.6);
  const place = keyed(hero, view);
  const tip = penPath(words, fit, wordsY, name, nameY, sign);
  return {
    moments: [sign - 0.4, out - 0.3],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        const at = place(beat);
        const grown = ease.outBack(progress(beat, 2.3, 3.2));
        const open = tween(beat, 1.9, 2.4, 0, 1, ease.out) - ease.in(progress(beat, 3, 3.4));
        const bow = beat > 1.5 ? spring((beat - 1.5) / 1.2, 1.8, 4) * 0.16 : 0;
        const dent = hit(beat, blow, 0.8);
        const gone = ease.inBack(progress(beat, s.length - 0.9, s.length - 0.1));
        const beatK = pulse(beat) * 0.02;
        const drawSheet = () => {
          if (beat < 2.2 || beat >= out) return;
          placed(g, { x: lerp(at.x, 0, grown), y: lerp(at.y - 60, cy, grown), k: lerp(0.2, 1, grown) * (1 - dent * 0.02), r: Math.sin(grown * Math.PI) * 0.15 + Math.sin(beat * 0.9) * 0.006 + dent * 0.015 }, () => {
            sheet.draw(g);
            words.draw(g, 0, wordsY, beat, { enter: written, takes: 0.4 });
            name.draw(g, 0, nameY, beat, { at: sign, each: 0.07, enter: enter.elastic, takes: 0.9, pose: sway });
            stamp.draw(g, stampX, stampY, beat, blow);
            const pen = tip(beat);
            if (pen) placed(g, pen, () => drawQuill(g, p, beat, pen.busy));
          });
        };
        const face = beat < 1.5 ? { mouth: "laugh", open: 0.5, look: [0.8, 0] } : beat < 2.3 ? { wide: 0.15, mouth: "oh", open: 0.6, look: [0, -1] }
          : beat < sign ? { look: [0.9, -0.9], mouth: "smile" } : beat < out ? { eyes: "happy", mouth: "laugh", open: 0.6 + pulse(beat) * 0.3 } : { look: [1, -0.8], mouth: beat > out + 1.2 ? "laugh" : "smile", open: 0.5 };
        drawSheet();
        placed(g, { ...at, y: at.y + beatK * 200 + gone * 400, k: hero.k * (1 - gone), kx: 1 + bow, ky: 1 - bow + beatK }, () => drawEnvelope(g, s, beat, { open, seal: 1 - ease.inBack(progress(beat, 1.8, 2)), flaps: beat < 1.6 || beat > out + 0.8 ? 1 : 0.25, face }));
        burst.draw(g, beat);
        for (const h of love) h.draw(g, beat);
        emoji?.draw(g, beat);
        drawDeparture(g, s, beat, out, { x: 0, y: cy, w, h });
      });
    },
  };
}

const sway = (part, beat, now) => ({ ...now, y: now.y - Math.abs(Math.sin((beat + part.i * 0.1) * Math.PI)) * 7 });
const written = (now, k) => { now.a = Math.min(1, k * 3); now.ky = ease.outBack(k); now.r = (1 - k) * -0.1; };

// The envelope's way: in a bow from the left, a hop where it lands.
function keyed({ x, y }, view) {
  return (beat) => {
    const k = progress(beat, 0, 1.5);
    const far = view.left - 400;
    return { x: lerp(far, x, ease.out(k)), y: y - Math.sin(k * Math.PI) * 430 * (1 - k * 0.3) - (beat > 1.9 && beat < 2.4 ? Math.sin(((beat - 1.9) / 0.5) * Math.PI) * 50 : 0), r: Math.sin(k * TAU) * 0.25 };
  };
}

// Where the pen's point is: at the word that is being written, then along the name.
function penPath(words, fit, wordsY, name, nameY, sign) {
  const { parts } = words.run;
  const line = name.parts.length ? [name.parts[0], name.parts[name.parts.length - 1]] : null;
  const first = words.starts[0] ?? sign;
  return (beat) => {
    const come = tween(beat, first - 0.8, first, 1, 0, ease.out);
    const go = ease.in(progress(beat, sign + 1, sign + 1.6));
    if (come >= 1 || go >= 1) return null;
    const away = (come + go) * 900;
    if (beat < sign - 0.25 && parts.length) {
      let i = 0;
      while (i < parts.length - 1 && words.starts[i + 1] <= beat) i++;
      const part = parts[i];
      const k = progress(beat, words.starts[i], (words.starts[i + 1] ?? words.starts[i] + 0.5));
      return { x: (part.x + (k - 0.5) * part.w) * fit + away, y: wordsY + (part.y + words.run.size * 0.3) * fit - away, busy: 1 - come };
    }
    if (!line) return null;
    const k = progress(beat, sign, sign + name.parts.length * 0.07 + 0.1);
    return { x: lerp(line[0].x, line[1].x + line[1].w / 2, k) + away, y: nameY + 60 - away, busy: k < 1 ? 1 : 0 };
  };
}

// ---- 3: each page is thrown over the whole picture, then all of it goes into one envelope ----

// What stands on the pages, one after the other: parts of the message, or pictures where there is none.
function pageTexts(s, most) {
  const all = tokens(s.message);
  if (all.length === 0) return null;
  if (all.length < 3) return Array.from({ length: 3 }, () => s.message);
  const n = Math.min(most, Math.max(3, Math.ceil(all.length / 3)), all.length);
  const pages = Array.from({ length: n }, () => "");
  all.forEach((token, i) => { const at = Math.floor((i * n) / all.length); pages[at] += (pages[at] && token.space ? " " : "") + token.text; });
  return pages;
}

const ACTS = [enter.slam, enter.rise, enter.fromLeft, enter.elastic, enter.drop, enter.fromRight];

function makePages(s, from, until) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const texts = pageTexts(s, Math.floor((until - from) / 1.5));
  const n = texts ? texts.length : 3;
  const each = (until - from) / n;
  const white = sheetOf(p);
  const dark = { fill: [p.ink, p.ink], line: 0, depth: 0, ink: p.ink, fat: 0.02 };
  const light = { fill: ["#ffffff", "#ffffff"], line: 0.14, depth: 0.06, ink: p.ink, fat: 0.02 };
  const looks = [[p.main, light], [white, dark], [p.second, light], [p.brightAccent, dark]];
  const sides = [{ x: 0, y: 1 }, { x: -1, y: 0 }, { x: 1, y: 0 }, { x: 0, y: -1 }];
  return Array.from({ length: n }, (_, i) => {
    const at = from + i * each;
    const [color, style] = looks[i % looks.length];
    const run = s.run(texts?.[i] ?? "", { size: tall ? 300 : 340, min: 90, width: view.w * 0.86, lines: tall ? 5 : 3, style, split: "words" });
    const step = run.parts.length > 2 ? Math.min(0.5, (each * 0.5) / run.parts.length) : 0.5;
    const fit = Math.min(1, (view.h * 0.8) / (run.h || 1));
    s.cue(at, "whoosh", 0.7);
    run.parts.forEach((_, j) => s.cue(at + 0.3 + j * step, "word", 0.7));
    return { at, end: at + each, color, stripes: mix(color, p.ink, 0.07), run, step, fit, side: sides[i % 4], act: ACTS[i % ACTS.length], picture: texts ? null : ["heart", "star", "bolt"][i], tilt: (i % 2 ? 1 : -1) * 0.035 };
  });
}

function drawPage(g, s, beat, page) {
  const { view, palette: p } = s;
  const k = ease.outExpo(progress(beat, page.at - 0.1, page.at + 0.55));
  const [w, h] = [view.w * 1.16, view.h * 1.16];
  placed(g, { x: page.side.x * (1 - k) * w, y: page.side.y * (1 - k) * h, r: (1 - k) * page.tilt * 9 }, () => {
    if (k < 0.99) {
      g.fillStyle = p.ink;
      g.fillRect(-w / 2 - 26, -h / 2 - 26, w + 52, h + 52);
    }
    g.fillStyle = page.color;
    g.fillRect(-w / 2, -h / 2, w, h);
    if (k < 0.99) {
      g.beginPath();
      g.rect(-w / 2, -h / 2, w, h);
      g.clip();
    }
    g.fillStyle = page.stripes;
    g.beginPath();
    for (let x = -4 * 420 + ((beat * 40) % 420); x < view.w * 0.6; x += 420) {
      g.moveTo(x, h / 2);
      g.lineTo(x + 190, h / 2);
      g.lineTo(x + 190 + h * 0.5, -h / 2);
      g.lineTo(x + h * 0.5, -h / 2);
    }
    g.fill();
    airmail(g, p, view.left - 60, view.top - 2, view.w + 120, 34);
    airmail(g, p, view.left - 60, view.bottom - 32, view.w + 120, 34);
  });
  const drift = 1 + (beat - page.at) * 0.014;
  placed(g, { k: page.fit * drift, r: page.tilt * (1 - (beat - page.at) * 0.2) }, () => {
    page.run.draw(g, 0, 0, beat, { at: page.at + 0.2, each: page.step, enter: page.act, takes: 0.6, pose: (part, b, now) => ({ ...now, k: now.k * (1 + hit(b, Math.floor(b), 0.5) * 0.025) }) });
    if (page.picture) {
      const big = ease.outElastic(progress(beat, page.at + 0.1, page.at + 1.2));
      if (big > 0) placed(g, { k: big * (1 + pulse(beat) * 0.08), r: page.tilt * 4 }, () => shape(g, path((h) => outline(h, page.picture, 300)), { fill: page.color === p.main ? p.brightAccent : p.main, ink: p.ink, line: 26 }));
    }
  });
}

function buildFanfare(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const first = 2;
  const fold = s.length - 9;
  const shut = fold + 2;
  const out = s.length - 2;
  const pages = makePages(s, first, fold);
  const title = s.run(s.donor, { size: tall ? 240 : 270, width: view.w * 0.92, lines: tall ? 2 : 1 });
  const stamp = makeStamp(s, tall ? 170 : 150);
  const k = tall ? 1.5 : 1.42;
  const hero = { x: tall || !stamp.there ? 0 : -view.w * 0.1, y: tall ? 260 : title.h ? 200 : 60 };
  const titleY = tall ? hero.y - 270 * k : view.top + 60 + title.h / 2;
  const [stampX, stampY] = tall ? [Math.min(W * 0.5 * k - 120, view.right - stamp.w * 0.56), hero.y + H * 0.5 * k + 90] : [Math.min(hero.x + W * 0.5 * k + stamp.w * 0.3, view.right - stamp.w * 0.56), hero.y - H * 0.5 * k + 130];
  const sky = s.backdrop((g, w, h) => {
    const air = g.createLinearGradient(0, -h / 2, 0, h / 2);
    for (const [at, color] of [[0, mix(p.second, p.ink, 0.45)], [0.6, mix(p.second, p.main, 0.25)], [1, mix(p.main, "#ffffff", 0.35)]]) air.addColorStop(at, color);
    g.fillStyle = air;
    g.fillRect(-w / 2, -h / 2, w, h);
  }, 0.15);
  const clouds = makeClouds(s);
  const fleet = makeFleet(s, shut - 0.5);
  const boom = s.particles({ n: 130, at: shut, from: { x: 0, y: hero.y, w: 300, h: 200 }, speed: [500, 2300], drag: 1.8, gravity: 300, life: [1.2, 2.6], size: [36, 90], spin: [0.05, 0.5], shapes: ["heart", "star", "confetti", ...props(s)], colors: [p.brightMain, p.brightSecond, p.brightAccent, "#ffffff"], lined: true, fadeOut: 0.4 });
  const burst = splash(s, shut + 1.5, stampX, stampY, stamp.w);
  const emoji = s.emojiBurst({ at: shut + 1.5, from: { x: stampX, y: stampY, w: 300 }, size: [90, 170], speed: [700, 1800] });
  const love = hearts(s, out + 0.2, hero.x, hero.y, 24);
  s.camera.moves([[0, {}], [fold, { zoom: 1 }], [shut - 0.1, { zoom: 1.06, y: 30 }, ease.in], [shut + 0.4, { zoom: 1 }, ease.outExpo], [out, { zoom: 1.04 }]]).shake(shut, 1.2, 2).shake(shut + 1.5, 0.7, 1).sway(1);
  for (const page of pages) s.camera.shake(page.at, 0.35, 0.7);
  s.cue(0, "whoosh", 0.8);
  s.cue(1, "pop", 1);
  s.cue(first - 0.5, "rise", 0.6);
  s.cue(fold, "whoosh", 1);
  s.cue(shut - 1, "rise", 0.9);
  s.cue(shut, "final", 1);
  s.cue(shut, "boom", 1);
  s.cue(shut + 1.5, "hit", 1);
  s.cue(shut + 2, "sparkle", 0.8);
  s.cue(out, "whoosh", 1);
  const last = pages[pages.length - 1];
  return {
    moments: [...pages.map((page) => page.end - 0.25), out - 0.3],
    draw(g, beat) {
      const shown = ease.out(progress(beat, 0, 0.5)) * (1 - ease.in(progress(beat, out + 0.9, out + 1.9)));
      const folding = ease.inOut(progress(beat, fold, fold + 0.9));
      g.globalAlpha = shown;
      if (beat < first + 0.6 || beat >= fold) {
        s.camera.draw(g, beat, 0.2, () => sky.draw(g));
        s.camera.draw(g, beat, 0.5, () => clouds.draw(g, beat));
      }
      s.camera.draw(g, beat, 1, () => {
        // The envelope comes, cannot hold it any longer, and the first page bursts out of it.
        if (beat < first + 0.6) {
          const come = tween(beat, 0, 0.8, view.h, 0, ease.outBack);
          const swell = progress(beat, 0.8, first - 0.1);
          placed(g, { x: noise(beat * 24) * 16 * swell, y: come, k: k * (1 + swell * 0.18), r: noise(beat * 13, 3) * 0.05 * swell, kx: 1 + Math.sin(beat * 30) * 0.03 * swell }, () => drawEnvelope(g, s, beat, { open: tween(beat, 1, 1.6, 0, 1, ease.out), seal: 1 - ease.inBack(progress(beat, 0.9, 1.1)), face: beat < 1 ? { mouth: "smile" } : { wide: 0.5, mouth: "oh", open: 0.7 + swell * 0.6 } }));
        }
        if (beat < fold) {
          const now = pages.filter((page) => beat >= page.at - 0.1).slice(-2);
          for (const page of now) if (page === now[now.length - 1] || beat < now[1].at + 0.5) drawPage(g, s, beat, page);
          return;
        }
        fleet.draw(g, beat);
        const closed = tween(beat, fold + 1.2, fold + 1.6, 1, 0, ease.in);
        const lift = tween(beat, fold, fold + 0.9, view.h * 0.9, 0, ease.outBack);
        const fly = progress(beat, out, out + 1.2);
        const away = ease.inBack(fly) * view.h * 1.6;
        const press = spring(beat - shut, 1.6, 3) * (beat > shut ? 0.14 : 0) + (beat > out - 0.5 && beat < out + 0.2 ? Math.sin(progress(beat, out - 0.5, out + 0.2) * Math.PI) * 0.12 : 0);
        const face = beat < shut ? { mouth: "oh", open: 0.8, look: [0, -1] } : beat < shut + 1.5 ? { eyes: "happy", mouth: "laugh", open: 1 } : beat < shut + 2.2 ? { wide: 0.2, mouth: "oh", open: 0.5, look: [1, -1] } : { eyes: "happy", mouth: "laugh", open: 0.6 + pulse(beat) * 0.4 };
        const bob = Math.sin(beat * Math.PI) * 10;
        placed(g, { x: hero.x, y: hero.y + lift + bob - away, k, kx: 1 + press, ky: 1 - press, r: Math.sin(beat * Math.PI * 0.5) * 0.02 }, () => drawEnvelope(g, s, beat, {
          open: closed, seal: beat < shut - 0.3 ? 0 : lerp(3, 1, ease.in(progress(beat, shut - 0.3, shut))), flaps: beat > shut ? 0.5 + fly : 0.2, face,
          inside: () => {
            const slide = ease.inOut(progress(beat, fold + 0.5, fold + 1.2));
            if (beat > fold + 0.3 && closed > 0) placed(g, { y: lerp(-420, -30, slide) }, () => { g.beginPath(); g.rect(-190, -120, 380, 240); g.fillStyle = last.color; g.fill(); g.lineWidth = 9; g.strokeStyle = p.ink; g.stroke(); });
          },
        }));
        // The last page shrinks to the size of a letter before it slides in.
        if (folding < 1 && beat < fold + 0.5) {
          const e = ease.inOut(progress(beat, fold, fold + 0.5));
          const [w, h] = [lerp(view.w * 1.16, 380 * k, e), lerp(view.h * 1.16, 240 * k, e)];
          placed(g, { y: lerp(0, hero.y + lift - 420 * k, e), r: Math.sin(e * Math.PI) * 0.2 }, () => { shape(g, path((b) => b.rect(-w / 2, -h / 2, w, h)), { fill: last.color, ink: p.ink, line: 9 * k }); placed(g, { k: last.fit * (1 - e) }, () => last.run.draw(g, 0, 0, fold)); });
        }
        boom.draw(g, beat);
        title.draw(g, 0, titleY - away, beat, { at: shut - 0.2, each: 0.05, enter: enter.slam, takes: 0.8, pose: sway });
        stamp.draw(g, stampX, stampY - away + bob, beat, shut + 1.5, { tilt: 0.12 });
        burst.draw(g, beat);
        emoji?.draw(g, beat);
        love.draw(g, beat);
      });
      g.globalAlpha = 1;
    },
  };
}

function makeClouds(s) {
  const { view } = s;
  const random = s.random("clouds");
  const kinds = [0, 1].map(() => s.layer(760, 320, (g) => {
    g.fillStyle = "rgba(255,255,255,.85)";
    g.beginPath();
    for (let i = 0; i < 6; i++) { const x = (i - 2.5) * 105; const r = 60 + Math.sin((i / 5) * Math.PI) * 60 * random.between(0.7, 1.1); g.moveTo(x + r, 90 - r); g.arc(x, 100 - r, r, 0, TAU); }
    g.rect(-260, 40, 520, 60);
    g.fill();
  }, 0.5));
  const all = Array.from({ length: 7 }, (_, i) => ({ kind: kinds[i % 2], x: random() * 1.6, y: random.between(-0.45, 0.48), k: random.between(0.6, 1.5), v: random.between(0.012, 0.03) }));
  return { draw(g, beat) { for (const c of all) c.kind.draw(g, (((c.x + beat * c.v) % 1.6) - 0.8) * view.w, c.y * view.h, c.k); } };
}

// Paper planes that cross the sky.
function makeFleet(s, from) {
  const { view, palette: p } = s;
  const random = s.random("fleet");
  const plane = s.layer(420, 280, (g) => drawPlane(g, p), 0.8);
  const all = Array.from({ length: 12 }, (_, i) => ({ at: from + i * 0.55 + random() * 0.4, y: random.between(-0.42, 0.45) * view.h, k: random.between(0.25, 0.62), v: random.between(420, 700), way: i % 2 ? 1 : -1, phase: random() * TAU }));
  return {
    draw(g, beat) {
      for (const f of all) {
        const x = (beat - f.at) * f.v - view.w / 2 - 250;
        if (beat < f.at || x > view.w / 2 + 260) continue;
        placed(g, { x: x * f.way, y: f.y - (beat - f.at) * 26 + Math.sin(beat * 1.7 + f.phase) * 40, kx: f.way, k: f.k, r: f.way * Math.cos(beat * 1.7 + f.phase) * 0.12 }, () => plane.draw(g));
      }
    },
  };
}
