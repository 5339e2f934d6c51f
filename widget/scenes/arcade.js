// Games: a hero of large pixels runs upon the name, through a television, and
// over a king of slime.

import { drawSlimeFace, ground, landscape, makeWorld } from "./heroes/pixels.js";
import { leave } from "./lib/acts.js";
import { path, placed, shape, stroke } from "./lib/draw.js";
import { fade, mix } from "./lib/palette.js";
import { clamp, ease, hit, lerp, progress, pulse, spring, tween } from "./lib/time.js";
import { roundedBox } from "./lib/type.js";

const TAU = Math.PI * 2;
const PX = 12; // units of one pixel of the hero

export default {
  bpm: 150,
  mood: "arcade",
  root: 52,
  palettes: [["#ff3d6e", "#2f9bff", "#ffd23f"], ["#8a4dff", "#16c79a", "#ffc93c"], ["#ff6a1a", "#4f63ff", "#ffe14d"]],
  beats: { 1: 9, 2: [18, 21], 3: [25, 29] },
  build: (s) => ({ 1: buildStroke, 2: buildScene, 3: buildFanfare })[s.production](s),
};

const lettering = (p) => ({
  name: { fill: ["#ffffff", p.brightMain, mix(p.brightMain, p.main, 0.8)], line: 0.2, depth: 0.1, ink: p.ink, fat: 0.03, pixel: 0.045 },
  sum: { fill: ["#ffffff", p.brightAccent, mix(p.brightAccent, p.accent, 0.9)], line: 0.2, depth: 0.1, ink: p.ink, fat: 0.03, pixel: 0.05 },
  word: { fill: ["#ffffff", "#ffffff"], line: 0.24, depth: 0.06, ink: p.ink, fat: 0.01, pixel: 0.045 },
});

const titleOf = (s, options) => {
  const looks = lettering(s.palette);
  const { height = 470, ...rest } = options;
  const title = s.title({ ...rest, nameStyle: looks.name, sumStyle: looks.sum });
  if (title.h <= height) return title;
  const k = height / title.h;
  return titleOf(s, { ...options, size: options.size * k - 2, sumSize: (options.sumSize ?? options.size * 0.74) * k - 2 });
};

// Coins and stars of pixels, flying like particles.
function flying(s, pictures, options) {
  const emitter = s.particles({ n: 40, speed: [400, 1300], gravity: 1900, drag: 0.7, life: [0.9, 1.7], size: [52, 84], ...options });
  return {
    draw(g, beat) {
      g.imageSmoothingEnabled = false;
      const alpha = g.globalAlpha;
      emitter.eachLiving(beat, (p, x, y, size, a, age) => {
        const turn = [0, 1, 2, 1][Math.floor(age * 9 + p.phase) % 4];
        const { canvas, h } = pictures.length > 1 ? pictures[turn] : pictures[0];
        const px = size / h;
        g.globalAlpha = alpha * Math.min(1, a * 3);
        g.drawImage(canvas, x - (canvas.width * px) / 2, y - size / 2, canvas.width * px, size);
      });
      g.globalAlpha = alpha;
      g.imageSmoothingEnabled = true;
    },
  };
}

const squares = (s, options) => s.particles({ n: 24, shapes: ["pixel"], colors: [s.palette.paper, s.palette.brightAccent, s.palette.brightMain], speed: [200, 700], gravity: 900, life: [0.4, 0.8], size: [18, 40], shrink: true, fadeOut: 0.8, ...options });

// Every beat the legs change twice.
const running = (world, beat) => (Math.floor(beat * 4) % 2 ? world.run : world.pass);

const props = (s) => (s.emoji.length ? s.emoji : (s.topic?.props ?? []).filter((prop) => !/^[a-z]+$/.test(prop))); // shapes have no pixels

// ---- productions ----

// 1: the name grows under the feet of a hero who runs; a stomp gives the sum; then the letters fall, and so does it.
function buildStroke(s) {
  const { view, palette: p } = s;
  const wide = view.format === "wide";
  const world = makeWorld(p);
  const title = titleOf(s, { width: view.w * 0.84, size: wide ? 210 : 180, lines: 2, height: 440 });
  const y = view.format === "tall" ? -view.h * 0.12 : 60;
  const words = s.words({ at: 3, until: 5.5, width: view.w * 0.84, height: 170, size: wide ? 66 : 58, lines: 2, style: "plate" });
  const top = y + title.nameY - title.name.h / 2 + title.name.size * (s.donor ? 0.2 : 0) - (s.donor ? 0 : title.sum.h * 0.4);
  const half = Math.max(title.name.w, 500) / 2;
  const [from, to] = [0.1, 3.1];
  const far = half + 60;
  const [enterX, exitX] = [Math.max(view.left - 120, -far - 500), far - 40];
  const x = (b) => lerp(enterX, exitX, progress(b, from, to));
  const starts = title.name.parts.map((part) => from + ((part.x - enterX) / (exitX - enterX)) * (to - from) - 0.34);
  const stomp = 4.4;
  const out = s.length - 2;
  const coins = flying(s, world.coin, { n: 30, at: stomp, from: { x: 0, y: y + title.sumY, w: title.sum.w, h: 30 }, angle: -Math.PI / 2, spread: 2 });
  const dust = squares(s, { n: 30, at: stomp, from: { x: 0, y: top + 30, w: 200, h: 10 }, angle: -Math.PI / 2, spread: 2.8 });
  const steps = [0.5, 1, 1.5, 2, 2.5, 3].map((at) => squares(s, { n: 6, at, from: { x: x(at), y: top, w: 50, h: 10 }, angle: -Math.PI * 0.7, spread: 1, speed: [100, 380] }));
  const extra = props(s).length ? s.particles({ n: 14, at: stomp, from: { x: 0, y: y + title.sumY, w: title.sum.w }, angle: -Math.PI / 2, spread: 2, speed: [500, 1200], gravity: 1400, shapes: props(s), size: [60, 90], spin: [0.1, 0.4], life: [1, 1.6] }) : null;
  const last = squares(s, { n: 26, at: s.length - 0.42, from: { x: 0, y: view.bottom + 20, w: 120, h: 10 }, angle: -Math.PI / 2, spread: 1.2, speed: [400, 1300], life: [0.3, 0.45] });
  [0.5, 1, 1.5, 2, 2.5, 3].forEach((at) => s.cue(at, "pop", 0.5));
  s.cue(3.2, "whoosh", 0.7);
  s.cue(stomp, "hit", 1);
  s.cue(stomp + 0.2, "sparkle", 0.8);
  s.cue(out, "whoosh", 0.6);
  s.cue(s.length - 0.42, "pop", 0.8);
  s.camera.shake(stomp, 0.5, 1);
  const shakes = (part, b, now) => ({ ...now, y: now.y + (b > stomp ? spring(b - stomp - Math.abs(part.along - 0.5) * 0.5, 1.1, 3) * 22 * (b - stomp > Math.abs(part.along - 0.5) * 0.5) : spring(b - starts[part.i] - 0.36, 1.2, 3.4) * (b > starts[part.i] + 0.36) * 26) });
  const rise = (pose, k) => { pose.y = lerp(360, 0, ease.outBack(k)); pose.a = Math.min(1, k * 4); };
  return {
    moments: [6.3],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        steps.forEach((step) => step.draw(g, beat));
        title.draw(g, 0, y, beat,
          { starts, enter: rise, takes: 0.4, out, eachOut: 0.05, leave: leave.fall, leaves: 1.1, pose: shakes },
          { at: stomp, each: 0.04, enter: (pose, k) => { pose.y = lerp(-90, 0, ease.outBounce(k)); pose.ky = lerp(0.2, 1, ease.outBack(k)); pose.a = Math.min(1, k * 5); }, takes: 0.7, out: out + 0.1, eachOut: 0.05, leave: leave.fall, leaves: 1 });
        words.draw(g, 0, y + title.h / 2 + 36 + words.h / 2, beat, { out: out + 0.1, eachOut: 0.03, leave: leave.fall, leaves: 0.9 });
        coins.draw(g, beat);
        extra?.draw(g, beat);
        dust.draw(g, beat);
        drawRunner(g, beat);
        last.draw(g, beat);
      });
    },
  };

  function drawRunner(g, beat) {
    let [picture, px, py, flip] = [running(world, beat), x(beat), top, 1];
    let squash = 0;
    if (beat < to) py -= Math.abs(Math.sin(beat * TAU)) * 46;
    else if (beat < stomp) {
      const up = progress(beat, to, stomp);
      px = lerp(exitX, 0, ease.out(up));
      py = top - Math.sin(Math.min(1, up * 1.02) * Math.PI) * 250;
      picture = world.jump;
      flip = -1;
      squash = up > 0.8 ? -0.18 : 0;
    } else if (beat < out + 0.75) {
      px = 0;
      squash = spring(beat - stomp, 1.2, 2.6) * 0.34;
      picture = beat > out + 0.25 ? world.gaze : Math.floor(beat * 2) % 6 === 5 ? world.blink : world.stand;
      py -= beat > stomp + 1 && beat < out - 0.2 ? Math.abs(Math.sin(beat * Math.PI)) * 40 : 0;
      if (beat > out - 0.2 && beat < out + 0.25) py += 6;
    } else {
      const fall = progress(beat, out + 0.75, s.length - 0.4);
      py += ease.in(fall) * (view.bottom - top + 300);
      px = 0;
      picture = world.scared;
      squash = -0.2 * fall;
    }
    placed(g, { x: px, y: py, kx: flip * (1 + squash), ky: 1 - squash }, () => picture.draw(g, 0, 0, PX));
  }
}


// ---- the television ----

function drawTelevision(g, p, w, h) {
  for (const [x, lean] of [[-60, -190], [60, 170]]) {
    const rod = path(`M${x} ${-h / 2 - 50} L${x + lean} ${-h / 2 - 190}`);
    stroke(g, rod, p.ink, 22);
    stroke(g, rod, mix(p.ink, "#ffffff", 0.55), 9);
    shape(g, path((f) => f.arc(x + lean, -h / 2 - 190, 20, 0, TAU)), { fill: p.accent, ink: p.ink });
  }
  for (const side of [-1, 1]) shape(g, path(`M${side * (w / 2 - 60)} ${h / 2 + 90} L${side * (w / 2 + 10)} ${h / 2 + 150} H${side * (w / 2 - 60)} L${side * (w / 2 - 170)} ${h / 2 + 90} Z`), { fill: mix(p.main, p.ink, 0.5), ink: p.ink });
  const box = (x, y, a, b, r) => path((f) => roundedBox(f, x, y, a, b, r));
  shape(g, box(-w / 2 - 64, -h / 2 - 58, w + 128, h + 166, 60), { fill: p.main, ink: p.ink, line: 14, shade: { path: path(`M${w / 2 + 30} ${-h / 2 - 60} C${w / 2 + 30} ${h / 2} ${w / 2} ${h / 2 + 84} ${-w / 2 - 70} ${h / 2 + 84} V${h / 2 + 140} H${w / 2 + 90} V${-h / 2 - 60} Z`), color: fade(p.ink, 0.26) }, light: { path: box(-w / 2 - 44, -h / 2 - 44, w * 0.5, 14, 7), color: "rgba(255,255,255,.6)" } });
  shape(g, box(-w / 2 - 22, -h / 2 - 22, w + 44, h + 44, 34), { fill: mix(p.ink, "#000000", 0.3), ink: p.ink, line: 8 });
  for (const [x, color] of [[w / 2 - 20, p.accent], [w / 2 - 100, p.second]]) {
    shape(g, path((f) => f.arc(x, h / 2 + 64, 26, 0, TAU)), { fill: color, ink: p.ink, line: 8 });
    stroke(g, path(`M${x} ${h / 2 + 64} L${x + 12} ${h / 2 + 50}`), p.ink, 7);
  }
  for (let x = -w / 2 + 10; x < -w / 2 + 200; x += 30) stroke(g, path(`M${x} ${h / 2 + 48} V${h / 2 + 80}`), fade(p.ink, 0.6), 10);
}

// 2: in a television a hero knocks the words out of blocks, and comes out of the screen.
function buildScene(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const [w, h] = { wide: [1260, 620], square: [888, 600], tall: [888, 980] }[view.format];
  const cy = { wide: 30, square: 10, tall: -130 }[view.format];
  const world = makeWorld(p);
  const big = s.length - 9;
  const out = s.length - 2.4;
  const sumAt = big + 3;
  const [hx, floor] = [-w * 0.2, h / 2 - 96];
  const speed = 330; // units in a beat
  const { sky, hills, cloud } = landscape(p, Math.ceil(w / PX), Math.ceil(h / PX), s.random("stars"), false);
  const strip = ground(p, world, Math.ceil(w / 8) + 32, 12);
  const television = s.layer(w + 420, h + 460, (g) => {
    drawTelevision(g, p, w, h);
    g.beginPath();
    g.rect(-w / 2, -h / 2, w, h);
    g.clip();
    sky.draw(g, 0, h / 2, PX);
  });
  const lines = path((f) => { for (let y = -h / 2; y < h / 2; y += 12) f.rect(-w / 2, y, w, 5); });
  const looks = lettering(p);
  const words = s.words({ at: 2, until: big - 1.5, width: Math.min(view.w * 0.92, 1500), height: tall ? 420 : 230, size: tall ? 96 : 88, lines: tall ? 5 : 3, style: looks.word });
  const wordsY = tall ? cy + h / 2 + 220 + words.h / 2 : Math.min(view.bottom - 30 - words.h / 2, cy + h / 2 + 40);
  const hits = [2, 3, 4, 5, 6, 7, 8, 9].filter((at) => at < big - 1);
  for (const at of hits) s.cue(at, "pop", 0.6);
  const title = titleOf(s, { width: view.w * 0.92, size: tall ? 190 : 230, sumSize: tall ? 150 : 160, lines: 2, height: tall ? 560 : 470 });
  const titleY = cy + (tall ? -40 : 40);
  const perch = titleY - title.h / 2 + 20;
  const burst = flying(s, world.coin, { n: 46, at: big, from: { x: hx, y: cy + floor - 420, w: 240, h: 160 }, speed: [400, 1700], life: [1, 2] });
  const rubble = squares(s, { n: 60, at: big, from: { x: hx, y: cy + floor - 420, w: 280, h: 200 }, speed: [300, 1500], gravity: 1800, life: [0.7, 1.4], size: [30, 76] });
  const shower = flying(s, world.coin, { n: 44, at: sumAt, from: { x: 0, y: titleY + title.sumY, w: title.sum.w * 0.9 }, angle: -Math.PI / 2, spread: 2.4 });
  const pops = hits.map((at) => flying(s, world.coin, { n: 2, at, from: { x: hx, y: cy + floor - 480, w: 40 }, angle: -Math.PI / 2, spread: 0.5, speed: [700, 900], gravity: 2600, life: [0.5, 0.6] }));
  const emoji = s.emojiBurst({ at: sumAt, from: { x: 0, y: titleY, w: 300 }, angle: -Math.PI / 2, spread: 2.4, speed: [600, 1500], gravity: 1300 });
  s.camera.moves([[0, {}], [big - 0.3, { zoom: 1.05, x: hx * 0.3 }, ease.inOut], [big + 0.3, { zoom: 1 }, ease.outExpo]]).shake(0.6, 0.4, 0.8).shake(big, 0.9, 1.6).shake(sumAt, 0.6).sway(0.8);
  s.flash(big, 0.35, mix(p.accent, "#ffffff", 0.6));
  s.cue(0.6, "hit", 0.6);
  s.cue(1, "rise", 0.5);
  s.cue(big - 1, "rise", 0.8);
  s.cue(big, "boom", 1);
  s.cue(big + 1.2, "whoosh", 0.8);
  s.cue(sumAt, "hit", 1);
  s.cue(out, "whoosh", 0.9);
  s.cue(out + 1.1, "pop", 0.9);
  const scroll = (b) => speed * (b < big ? b : big + (1 - Math.exp(-(b - big) * 3)) / 3);
  const leap = (b) => hits.reduce((up, at) => Math.max(up, 1 - ((b - at) / 0.5) ** 2), 0);
  const fromBlock = (pose, k, part) => {
    const e = ease.outBack(k);
    pose.x = lerp(hx - part.x, 0, ease.out(k));
    pose.y = lerp(cy + floor - 430 - wordsY - part.y, 0, e);
    pose.k = lerp(0.2, 1, ease.out(k));
    pose.r = (1 - k) * 2.5;
  };
  const fromBig = (run, y) => (pose, k, part) => {
    pose.x = lerp(hx - part.x, 0, ease.out(k));
    pose.y = lerp(cy + floor - 420 - y - part.y, 0, ease.outBack(k));
    pose.k = lerp(0.1, 1, ease.outBack(k));
    pose.r = (1 - k) * (part.i % 2 ? 4 : -4);
  };
  const intoTube = (y) => (pose, k, part) => {
    const e = ease.in(k);
    pose.x = lerp(pose.x, -part.x, e);
    pose.y = lerp(pose.y, cy - y - part.y, e);
    pose.k *= 1 - e;
    pose.ky *= 1 - 0.6 * Math.sin(k * Math.PI);
  };
  const hops = (part, b, now) => ({ ...now, y: now.y - Math.max(0, Math.round(Math.sin((b - part.i * 0.12) * Math.PI) * 2)) * 9 });
  return {
    moments: [big - 0.8, out - 0.4],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        const fall = tween(beat, 0, 0.6, -view.h * 1.1, 0, ease.in);
        const squash = beat > 0.6 ? spring(beat - 0.6, 1.3, 3) * 0.1 : -0.05;
        const gone = ease.inBack(progress(beat, out + 1.2, out + 1.9));
        const give = beat < big ? 1 : 1 + spring(beat - big, 1.6, 3) * 0.06;
        placed(g, { y: cy + h / 2 + 150 + fall, k: (1 - gone) * give, kx: 1 + squash, ky: 1 - squash, r: beat > big ? spring(beat - big, 1.3, 2.4) * 0.05 : 0 }, () => {
          g.translate(0, -h / 2 - 150);
          television.draw(g, 0, 0);
          drawScreen(g, beat);
        });
        if (beat < out + 0.2) pops.forEach((pop) => pop.draw(g, beat));
        words.draw(g, 0, wordsY, beat, { enter: fromBlock, takes: 0.6, out: big, eachOut: 0.02, leave: leave.scatter, leaves: 0.9 });
        rubble.draw(g, beat);
        burst.draw(g, beat);
        title.draw(g, 0, titleY, beat,
          { at: big + 0.1, each: 0.09, enter: fromBig(title.name, titleY + title.nameY), takes: 0.9, out, eachOut: 0.01, leave: intoTube(titleY + title.nameY), leaves: 0.55, pose: hops },
          { at: sumAt - 0.35, each: 0.03, enter: slamPixels, takes: 0.8, out, eachOut: 0.01, leave: intoTube(titleY + title.sumY), leaves: 0.55 });
        if (beat > big + 1.2) drawFree(g, beat);
        shower.draw(g, beat);
        emoji?.draw(g, beat);
      });
    },
  };

  // What is on the screen: it opens from a line, and closes into one.
  function drawScreen(g, beat) {
    const openY = beat < out ? ease.outBack(progress(beat, 0.8, 1.3)) : 1 - ease.in(progress(beat, out + 0.1, out + 0.5));
    const openX = beat < out ? progress(beat, 0.6, 0.85) : 1 - ease.out(progress(beat, out + 0.5, out + 0.95));
    const whole = openX >= 1 && openY >= 1;
    g.save();
    g.beginPath();
    g.rect(-w / 2, -h / 2, w, h);
    g.clip();
    if (!whole) {
      g.fillStyle = mix(p.ink, "#000000", 0.3);
      g.fillRect(-w / 2, -h / 2, w, h);
    }
    if (openX <= 0) {
      g.restore();
      return;
    }
    g.scale(openX, Math.max(openY, 0.012));
    if (openY < 0.03) {
      g.fillStyle = "#ffffff";
      g.fillRect(-w / 2, -h / 2, w, h);
      g.restore();
      return;
    }
    const moved = scroll(beat);
    if (!whole) sky.draw(g, 0, h / 2, PX);
    for (let i = 0; i < 4; i++) cloud.draw(g, ((i * 420 - moved * 0.12 + 3000) % (w + 400)) - w / 2 - 200, -h * 0.24 + (i % 3) * 60, 9);
    hills.forEach((hill, i) => {
      const full = hill.w * PX;
      const x = -((moved * [0.3, 0.6][i]) % full);
      for (const copy of [0, 1]) hill.draw(g, x + copy * full, h / 2, PX);
    });
    strip.draw(g, 64 - (moved % 128), h / 2 + 4, 8);
    const bump = (at) => Math.sin(clamp((beat - at) / 0.25) * Math.PI) * 46;
    for (const at of hits) {
      const x = hx + at * speed - moved;
      if (Math.abs(x) < w / 2 + 100) (beat < at ? world.block : world.spent).draw(g, x, floor - 336 - bump(at), 10);
    }
    if (beat < big) {
      const wobble = progress(beat, big - 1.5, big) * Math.sin(beat * 30) * 0.03;
      placed(g, { x: hx + big * speed - moved, y: floor - 286, r: wobble, k: 1 + pulse(beat) * 0.04 }, () => world.block.draw(g, 0, 0, 20));
    }
    const counted = hits.filter((at) => at <= beat).length;
    for (let i = 0; i < counted; i++) world.coin[0].draw(g, -w / 2 + 56 + i * 58, -h / 2 + 76, i === counted - 1 ? 6 + hit(beat, hits[i], 0.5) * 4 : 6);
    if (beat < big + 1.2) {
      const up = Math.max(leap(beat), beat < big ? 1 - ((big - beat) / 0.5) ** 2 : 1 - ((beat - big) / 0.55) ** 2, 0);
      const crouch = beat > big + 0.85 ? 0.2 : 0;
      const enter = tween(beat, 1.1, 1.7, -w * 0.5, 0, ease.out);
      placed(g, { x: hx + enter, y: floor - up * (beat > big - 0.6 ? 106 : 156), kx: 1 + crouch, ky: 1 - crouch }, () => (up > 0.05 ? world.jump : beat < big ? running(world, beat) : world.stand).draw(g, 0, 0, PX));
    }
    g.fillStyle = "rgba(8,4,30,.16)";
    g.fill(lines);
    g.restore();
  }

  // It stands upon the name, until the picture goes.
  function drawFree(g, beat) {
    const up = progress(beat, big + 1.2, big + 2.1);
    const back = progress(beat, out + 0.45, out + 0.95);
    const x = back > 0 ? 0 : lerp(hx, 0, up);
    const y = back > 0 ? lerp(perch, cy, ease.in(back)) - Math.sin(back * Math.PI) * 160 : lerp(cy + floor, perch, up) - Math.sin(up * Math.PI) * 260;
    const dance = up >= 1 && beat < out - 0.3 ? Math.abs(Math.sin(beat * Math.PI)) : 0;
    const squash = up >= 1 && back === 0 ? spring(beat - big - 2.1, 1.3, 3) * 0.26 : 0;
    const picture = up < 1 || back > 0 ? (back > 0 ? world.scared : world.jump) : beat > out - 0.3 ? world.gaze : dance > 0.3 ? world.jump : world.stand;
    placed(g, { x, y: y - dance * 46, r: back * TAU, k: lerp(1, 1.25, up) * (1 - ease.in(back)), kx: (Math.floor(beat / 2) % 2 ? -1 : 1) * (1 + squash), ky: 1 - squash }, () => picture.draw(g, 0, 0, PX));
  }
}

const slamPixels = (pose, k) => {
  pose.k = k < 0.4 ? lerp(2.6, 1, ease.in(k / 0.4)) : 1 + Math.exp(-5 * (k - 0.4)) * Math.sin((k - 0.4) * 16) * 0.12;
  pose.a = Math.min(1, k * 4);
};

// ---- the king of slime ----

// A way through the whole picture in squares: by columns from the ground, or a circle around x, y.
function columnsPath(view, k) {
  return path((f) => {
    const n = 20;
    for (let i = 0; i < n; i++) {
      const grown = ease.outBounce(clamp(k * 1.8 - Math.abs(i - n / 2) / n * 1.6));
      f.rect(view.left + (i / n) * view.w - 1, view.bottom - grown * view.h, view.w / n + 2, grown * view.h);
    }
  });
}

function irisPath(x, y, r, step = 24) {
  return path((f) => {
    for (let row = -Math.ceil(r / step); row < r / step; row++) {
      const half = Math.round(Math.sqrt(Math.max(0, r * r - ((row + 0.5) * step) ** 2)) / step) * step;
      if (half > 0) f.rect(x - half, y + row * step, half * 2, step + 0.5);
    }
  });
}

// 3: words are stars thrown at a king of slime; a stomp ends it, and a crown falls upon a head that is too small.
function buildFanfare(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const world = makeWorld(p);
  const stomp = Math.round(s.length * 0.42);
  const climax = stomp + 4;
  const crowned = climax + 2;
  const out = s.length - 2.2;
  const px = 15;
  const floor = view.bottom - 150;
  const heroX = -view.w * (tall ? 0.28 : 0.3);
  const kingX = view.w * (tall ? 0.2 : 0.25);
  const scape = landscape(p, Math.ceil((view.w * 1.16) / px), Math.ceil((view.h * 1.16) / px), s.random("stars"), true);
  const strip = ground(p, world, Math.ceil((view.w * 1.2) / 12), 18);
  const looks = lettering(p);
  const words = s.words({ at: 2, until: stomp - 2.5, width: Math.min(view.w * 0.92, 1650), height: tall ? 560 : 330, size: tall ? 108 : 108, lines: tall ? 6 : 3, style: looks.word });
  const wordsY = tall ? view.top + 330 + words.h / 2 : view.top + 90 + words.h / 2;
  const blows = [2, 3, 4, 5, 6, 7, 8, 9].filter((at) => at < stomp - 2.4);
  for (const at of blows) s.cue(at, "hit", 0.5);
  const title = titleOf(s, { width: view.w * 0.92, size: tall ? 240 : 310, sumSize: tall ? 200 : 220, lines: 2, height: tall ? 760 : 600 });
  const titleY = tall ? -view.h * 0.16 : view.top + 60 + Math.max(title.h, 470) / 2;
  const bits = squares(s, { n: 110, at: stomp, from: { x: kingX, y: floor - 120, w: 380, h: 200 }, colors: [p.second, mix(p.second, "#ffffff", 0.4), mix(p.second, p.ink, 0.3)], speed: [300, 1900], gravity: 1600, life: [0.8, 1.8], size: [30, 90] });
  const loot = flying(s, world.coin, { n: 70, at: stomp, from: { x: kingX, y: floor - 120, w: 300, h: 120 }, angle: -Math.PI / 2, spread: 2.6, speed: [600, 2200], life: [1.2, 2.2], size: [60, 100] });
  const sparks = blows.map((at) => squares(s, { n: 10, at, from: { x: kingX - 150, y: floor - 190, w: 60, h: 90 }, speed: [200, 700] }));
  const rain = flying(s, world.coin, { n: 90, at: climax, over: out - climax, from: { x: 0, y: view.top - 80, w: view.w * 1.1 }, angle: Math.PI / 2, spread: 0.2, speed: [200, 500], gravity: 500, drag: 0, life: [2.2, 3], size: [52, 90] });
  const spots = [[-0.34, -0.2], [0.33, -0.26], [-0.18, -0.36], [0.2, -0.1], [-0.4, -0.06], [0.4, -0.38]];
  const rockets = spots.map(([x, y], i) => squares(s, { n: 34, at: climax + i * 0.75, from: { x: x * view.w, y: y * view.h }, colors: [[p.brightAccent, "#ffffff"], [p.brightMain, "#ffffff"], [p.brightSecond, "#ffffff"]][i % 3], speed: [260, 760], drag: 2, gravity: 260, life: [0.7, 1.3], size: [22, 44] }));
  const emoji = s.emojiBurst({ at: climax, from: { x: 0, y: titleY, w: 500 }, spread: TAU, speed: [500, 1500] });
  s.camera.moves([[0, { x: -60 }], [stomp - 2.6, { x: 20 }, ease.inOut], [stomp - 1, { x: 60, zoom: 1.1, y: 60 }, ease.inOut], [stomp + 0.3, { zoom: 1.02 }, ease.outExpo], [climax - 0.4, { zoom: 1 }], [climax, { zoom: 1.05 }, ease.outExpo], [out, { zoom: 1 }, ease.inOut]])
    .shake(stomp - 2, 0.5, 1).shake(stomp, 1.2, 2).shake(climax, 0.9, 1.5).sway(0.8);
  s.flash(stomp, 0.45, mix(p.second, "#ffffff", 0.7));
  s.flash(climax, 0.4);
  s.cue(0, "rise", 0.6);
  s.cue(stomp - 2, "boom", 0.7);
  s.cue(stomp - 1.2, "whoosh", 0.8);
  s.cue(stomp, "boom", 1);
  for (let i = 0; i < 4; i++) s.cue(stomp + 1.2 + i * 0.5, "pop", 0.6);
  s.cue(climax, "final", 1);
  s.cue(climax, "hit", 1);
  for (const i of [1, 3, 5]) s.cue(climax + i * 0.75, "sparkle", 0.6);
  s.cue(crowned, "pop", 0.9);
  s.cue(out, "whoosh", 0.8);
  s.cue(out + 1.9, "pop", 0.8);
  const centre = { x: 0, y: floor + 20 };
  const k = tall ? 1.9 : 1.4;
  const fallen = (pose, q) => { pose.y = lerp(-view.h * 0.9, 0, ease.outBounce(q)); pose.a = Math.min(1, q * 6); pose.ky = q > 0.36 && q < 0.5 ? 0.9 : 1; };
  const hops = (part, b, now) => ({ ...now, y: now.y - (b > climax ? Math.max(0, Math.round(Math.sin((b - part.i * 0.15) * Math.PI) * 3)) * 9 : 0) });
  return {
    moments: [stomp - 2.8, out - 0.5],
    draw(g, beat) {
      g.save();
      const opening = progress(beat, 0, 1.1);
      if (opening < 1) g.clip(columnsPath(view, opening));
      if (beat > out) {
        const most = Math.hypot(view.w, view.h) / 2;
        const r = beat < out + 1.3 ? lerp(most, 250 * k, ease.out(progress(beat, out, out + 0.9))) : lerp(250 * k, 0, ease.inBack(progress(beat, out + 1.5, out + 1.95)));
        if (r <= 12) { g.restore(); return; }
        g.clip(irisPath(centre.x, lerp(0, centre.y - 120 * k, ease.out(progress(beat, out, out + 0.9))), r));
      }
      s.camera.draw(g, beat, 0.2, () => scape.sky.draw(g, 0, view.h * 0.58, px));
      s.camera.draw(g, beat, 0.4, () => scape.hills[0].draw(g, 0, view.h * 0.56, px));
      s.camera.draw(g, beat, 0.6, () => scape.hills[1].draw(g, 0, view.h * 0.6, px));
      rockets.forEach((rocket) => rocket.draw(g, beat));
      s.camera.draw(g, beat, 1, () => {
        strip.draw(g, 0, floor + 18 * 12 - 24, 12);
        if (beat < stomp + 1) drawFight(g, beat);
        else drawFeast(g, beat);
        bits.draw(g, beat);
        loot.draw(g, beat);
        sparks.forEach((spark) => spark.draw(g, beat));
        words.draw(g, 0, wordsY, beat, { enter: slamPixels, takes: 0.5, out: stomp - 0.9, eachOut: 0.02, leave: leave.fall, leaves: 0.9 });
        rain.draw(g, beat);
        title.draw(g, 0, titleY, beat,
          { at: stomp + 0.9, each: 0.12, enter: fallen, takes: 1.1, pose: hops },
          { at: climax - 0.35, each: 0.02, enter: slamPixels, takes: 0.8 });
        emoji?.draw(g, beat);
      });
      g.restore();
    },
  };

  function drawFight(g, beat) {
    const rage = ease.outBack(progress(beat, stomp - 2.1, stomp - 1.7));
    const hurt = blows.some((at) => beat >= at && beat < at + 0.28) && beat < stomp - 2.1;
    const flat = beat > stomp ? 1 : 0;
    const enter = tween(beat, 0.9, 1.9, view.w * 0.6, 0, ease.outBounce);
    const shove = blows.reduce((sum, at) => sum + hit(beat, at, 0.4), 0);
    const bounce = beat < stomp - 2.1 ? Math.abs(Math.sin(beat * Math.PI)) : 0;
    const size = 14 * (1 + rage * 0.55);
    if (beat < stomp + 0.12) {
      placed(g, { x: kingX + enter + shove * 34 + (rage > 0 ? Math.sin(beat * 50) * 5 : 0), y: floor - bounce * 34, kx: 1 - bounce * 0.07 + shove * 0.1 + flat * 0.6, ky: 1 + bounce * 0.08 - shove * 0.12 - flat * 0.8 }, () => {
        world.slime.draw(g, 0, 0, size);
        drawSlimeFace(g, p, size, hurt || flat ? "hurt" : "angry");
        world.crown.draw(g, 0, -22 * size + shove * -20, size * 0.9);
      });
    }
    const left = Math.max(0, 5 - Math.round((blows.filter((at) => at <= beat).length / blows.length) * 5)) + (rage > 0.1 ? 5 : 0);
    const shown = ease.outBack(progress(beat, 1.6, 2));
    if (beat < stomp) for (let i = 0; i < 5; i++) placed(g, { x: kingX + (i - 2) * 74, y: floor - 25 * 14 - 130 - rage * 190, k: shown * (i < left ? 1 + pulse(beat) * 0.08 : 1) }, () => (i < left ? world.heart : world.noHeart).draw(g, 0, 0, 9));
    for (const at of blows) {
      const fly = progress(beat, at - 0.5, at);
      if (fly > 0 && fly < 1) placed(g, { x: lerp(heroX + 90, kingX - 150, fly), y: floor - 110 - Math.sin(fly * Math.PI) * 120, r: Math.floor(fly * 8) * (TAU / 8) }, () => world.star.draw(g, 0, 44, 11));
    }
    const jump = progress(beat, stomp - 1, stomp);
    const rebound = progress(beat, stomp, stomp + 1);
    const throwing = blows.some((at) => beat > at - 0.55 && beat < at - 0.3);
    const afraid = beat > stomp - 2 && beat < stomp - 1;
    const walk = tween(beat, 0.9, 1.8, -view.w * 0.4, 0, ease.out);
    const x = rebound > 0 ? lerp(kingX, centre.x, ease.out(rebound)) : lerp(heroX + walk - (afraid ? 40 : 0), kingX, jump);
    const y = rebound > 0 ? lerp(floor - 60, centre.y, rebound) - Math.sin(rebound * Math.PI) * 420 : floor + 20 - Math.sin(jump * Math.PI * 0.86) * (tall ? 900 : 640);
    const picture = jump > 0 || rebound > 0 ? world.jump : afraid ? world.gaze : throwing ? world.jump : beat < 1.8 ? running(world, beat) : Math.floor(beat * 2) % 7 === 3 ? world.blink : world.stand;
    placed(g, { x: x + (throwing ? 24 : 0) + (afraid ? Math.sin(beat * 60) * 4 : 0), y, k: lerp(tall ? 1.2 : 1.45, k, rebound), r: rebound > 0 && rebound < 1 ? rebound * TAU : 0 }, () => picture.draw(g, 0, 0, PX));
  }

  // All dance; the crown comes down.
  function drawFeast(g, beat) {
    const up = Math.abs(Math.sin(beat * Math.PI));
    const landed = spring(beat - stomp - 1, 1.4, 3) * 0.2;
    const dancing = beat < out + 0.2;
    for (const [side, x] of [[-1, -0.3], [1, 0.3], [-1, -0.42], [1, 0.42]]) {
      const grow = ease.outBack(progress(beat, stomp + 1.6 + Math.abs(x) * 2, stomp + 2.2 + Math.abs(x) * 2));
      const hop = Math.abs(Math.sin((beat + Math.abs(x) * 4) * Math.PI));
      placed(g, { x: x * view.w, y: floor + 20 - hop * 50, k: grow, kx: side * (1 - hop * 0.1), ky: 1 + hop * 0.12 }, () => {
        world.slime.draw(g, 0, 0, tall ? 4.5 : 5.5);
        drawSlimeFace(g, p, tall ? 4.5 : 5.5, "calm", -1);
      });
    }
    const bump = beat > crowned ? spring(beat - crowned, 1.5, 3) * 0.2 : 0;
    const picture = beat > out + 0.95 && beat < out + 1.35 ? world.blink : dancing && up > 0.35 ? world.jump : world.stand;
    const jumpY = dancing ? up * 70 : 0;
    placed(g, { ...centre, y: centre.y - jumpY, k, kx: (Math.floor(beat) % 4 < 2 || !dancing ? 1 : -1) * (1 + landed + bump), ky: 1 - landed - bump }, () => picture.draw(g, 0, 0, PX));
    const drop = tween(beat, crowned - 1.2, crowned, -view.h, 0, ease.in);
    if (beat > crowned - 1.2) placed(g, { x: centre.x, y: centre.y - (jumpY + (15 - 6) * PX * k * (1 - bump)) + drop + 12, r: 0.1 + (beat < crowned ? beat * 4 : spring(beat - crowned, 1.4, 3) * 0.3) }, () => world.crown.draw(g, 0, 0, PX * k * 1.02));
  }
}
