// A raid: a shield rolls in, a longship lands, a whole fleet comes.

import { enter, leave } from "./lib/acts.js";
import { path, placed, stroke } from "./lib/draw.js";
import { fade, mix } from "./lib/palette.js";
import { noise } from "./lib/random.js";
import { clamp, ease, hit, lerp, progress, spring } from "./lib/time.js";
import { SAIL_SIZE, drawAxe, drawShield, drawShip, drawViking, drawWave, makeSail, seaOf } from "./lib/vikings.js";

const TAU = Math.PI * 2;
const HAIR = ["#e0782f", "#f2c14e", "#7a4a2a", "#d9d4c8"];

export default {
  bpm: 112,
  mood: "drive",
  root: 41,
  palettes: [["#d7263d", "#1f9e8f", "#ffb627"], ["#2b59c3", "#e4572e", "#ffd23f"], ["#3d8b5f", "#c8553d", "#f4c95d"]],
  beats: { 1: 7, 2: [14, 16], 3: [19, 22] },
  build: (s) => ({ 1: buildStroke, 2: buildScene, 3: buildFanfare })[s.production](s),
};

const debris = (s, options) => s.particles({ speed: [300, 1200], gravity: 1300, size: [34, 78], spin: [0.1, 0.6], shapes: ["bolt", "star", ...s.emoji, ...(s.topic?.name === "raid" ? [] : s.topic?.props ?? [])], colors: [s.palette.brightAccent, s.palette.main, s.palette.brightSecond], lined: true, life: [0.8, 1.7], ...options });

// 1: a shield rolls in, an axe strikes, the shield rolls on.
function buildStroke(s) {
  const { view, palette: p } = s;
  const title = s.title({ width: view.w * 0.84, size: view.format === "wide" ? 210 : 180 });
  const words = s.words({ at: 3, until: 4.5, width: view.w * 0.8, height: 150, size: 62, lines: 2, style: "plate" });
  const y = view.h * (view.format === "tall" ? -0.1 : -0.03);
  const r = 300;
  const strike = 2.5;
  const out = s.length - 1.4;
  const far = view.w / 2 + r + 40;
  const shield = s.layer(r * 2.3, r * 2.3, (g) => drawShield(g, p, r, p.main, mix(p.second, p.ink, 0.1)));
  const dust = s.smoke({ n: 26, at: 0.2, over: 1, from: (b) => ({ x: lerp(-far, 0, ease.out(progress(b, 0, 1.3))), y: y + r * 0.92, w: 60 }), angle: -2.4, spread: 0.8, speed: [60, 260], life: [0.4, 0.8], size: [40, 90], shade: mix(p.accent, "#ffffff", 0.4), fill: mix(p.accent, "#ffffff", 0.82) });
  const chips = debris(s, { n: 34, at: strike, from: { x: title.w * 0.3, y: y - 130 } });
  s.cue(0, "whoosh", 0.8);
  s.cue(1.3, "hit", 0.7);
  s.cue(strike - 0.4, "whoosh", 0.8);
  s.cue(strike, "boom", 1);
  s.cue(out, "whoosh", 0.8);
  s.camera.shake(strike, 0.8, 1.2);
  const axe = { x: Math.min(title.w * 0.4, view.w * 0.38), y: y - Math.max(190, title.h / 2 + 40) };
  return {
    moments: [5],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        const rolled = ease.out(progress(beat, 0, 1.3));
        const away = ease.in(progress(beat, out, out + 1.3));
        const x = lerp(-far, 0, rolled) + away * (far + view.w * 0.2);
        const sway = spring(beat - 1.3, 1.2, 2.2) * 0.12 * (beat > 1.3) + spring(beat - strike, 2, 4) * 0.1 * (beat > strike);
        dust.draw(g, beat);
        placed(g, { x, y, r: (rolled - 1) * 5.2 + sway + away * 6 }, () => shield.draw(g));
        title.draw(g, x, y, beat,
          { at: 1.3, each: 0.04, enter: enter.pop, takes: 0.6, out: out + 0.1, eachOut: 0.02, leave: leave.toRight, leaves: 1 },
          { at: strike - 0.2, each: 0.02, enter: enter.slam, takes: 0.8, out: out + 0.15, eachOut: 0.02, leave: leave.toRight, leaves: 1 });
        words.draw(g, 0, y + Math.max(title.h / 2 + 40, 150) + words.h / 2, beat, { out, eachOut: 0.03, leave: leave.fall, leaves: 0.9 });
        const fly = progress(beat, strike - 0.6, strike);
        if (fly > 0) placed(g, { x: lerp(view.w / 2 + 300, axe.x, fly) + (beat > out ? x : 0), y: lerp(y - 500, axe.y, ease.in(fly)) - Math.sin(fly * Math.PI) * 120, r: lerp(9.4, -2.4, fly) + spring(beat - strike, 4, 4) * 0.2 * (beat > strike) + away * 5, k: lerp(1.4, 0.95, fly) }, () => drawAxe(g, p));
        chips.draw(g, beat);
      });
    },
  };
}

function makeCrew(s, n) {
  const random = s.random("crew");
  return Array.from({ length: n }, (_, i) => ({ x: (i - (n - 1) / 2) * 150, hair: random.pick(HAIR), phase: random(), k: random.between(0.92, 1.12) }));
}

// 2: a longship. The sail has the message, then the name; one of the crew is left behind.
function buildScene(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const turn = s.length - 7.5;
  const out = s.length - 3;
  const k = tall ? 0.84 : 0.98;
  const sea = view.bottom - (tall ? 560 : 120);
  const shipY = sea - 110;
  const sail = makeSail(s);
  const sailY = shipY - 360 * k;
  const words = s.words({ at: 2.5, until: turn - 1, width: SAIL_SIZE.w * 0.94, height: SAIL_SIZE.h * 0.9, size: 92, lines: 5 });
  const title = s.title({ width: view.w * 0.92, size: tall ? 215 : 250, sumSize: tall ? 165 : 170 });
  const crew = makeCrew(s, 5);
  const sumAt = turn + 1.5;
  const burst = debris(s, { n: 50, at: sumAt, from: { x: 0, y: sailY, w: 300 } });
  const spray = s.smoke({ n: 60, at: 0.3, over: s.length - 1, from: (b) => ({ x: shipX(b) + 430 * k, y: sea + 10, w: 120 }), angle: -0.9, spread: 1.2, speed: [120, 420], gravity: 900, drag: 0.8, life: [0.4, 0.8], size: [24, 64], grow: 0.7, fill: "#ffffff", shade: mix(seaOf(p), "#ffffff", 0.6), line: 6 });
  const emoji = s.emojiBurst({ at: turn, from: { x: 0, y: sailY, w: 400 } });
  s.camera.shake(2, 0.3).shake(sumAt, 0.5).sway(1.2);
  s.cue(0, "whoosh", 0.7);
  for (let beat = 0; beat < 2; beat++) s.cue(beat, "hit", 0.5);
  s.cue(2, "boom", 0.6);
  s.cue(turn - 1, "rise", 0.7);
  s.cue(turn, "whoosh", 0.9);
  s.cue(sumAt, "boom", 1);
  s.cue(out, "whoosh", 0.8);
  s.cue(s.length - 0.8, "pop", 0.8);
  function shipX(beat) {
    return lerp(-view.w / 2 - 760, 0, ease.out(progress(beat, 0, 2.2))) + ease.in(progress(beat, out, out + 1.8)) * (view.w / 2 + 800);
  }
  const waves = (g, beat, from, to) => {
    const level = (1 - ease.out(progress(beat, 0, 0.8)) + ease.in(progress(beat, s.length - 0.9, s.length - 0.05))) * (view.bottom - sea + 300);
    const bands = [
      { y: sea - 26, height: 26, phase: beat * 0.14, color: mix(seaOf(p), p.ink, 0.5), length: 300 },
      { y: sea + 34, height: 34, phase: -beat * 0.2, color: mix(seaOf(p), p.ink, 0.26), length: 360 },
      { y: sea + 104, height: 36, phase: beat * 0.26 + 0.4, color: mix(seaOf(p), p.ink, 0.06), length: 420 },
    ];
    for (const band of bands.slice(from, to)) drawWave(g, view, p, { ...band, y: band.y + level, foam: mix(seaOf(p), "#ffffff", 0.8) });
  };
  return {
    moments: [turn - 0.4, out - 0.6],
    draw(g, beat) {
      s.camera.draw(g, beat, 1, () => {
        waves(g, beat, 0, 1);
        const x = shipX(beat);
        const bob = { x, y: shipY + Math.sin(beat * Math.PI * 0.5) * 12, r: Math.sin(beat * Math.PI * 0.5 + 1) * 0.025 - 0.05 * spring(beat - 2, 0.8, 1.4) * (beat > 2), k };
        // The wind turns the sail over: the message on one side, the name on the other.
        const flip = ease.inOut(progress(beat, turn - 0.15, turn + 0.5));
        const wide = Math.cos(flip * Math.PI);
        const cheer = clamp(progress(beat, sumAt - 0.2, sumAt));
        if (Math.abs(x) < view.w / 2 + 760) placed(g, bob, () => drawShip(g, p, beat, {
          wide: Math.abs(wide) < 0.04 ? 0.04 : wide, oars: beat < 2.4 || beat > out, eye: Math.sin(beat * 0.8),
          sail: () => {
            sail.draw(g);
            if (flip < 0.5) words.draw(g, 0, -6, beat, { enter: enter.stamp, takes: 0.5 });
          },
          crew: () => crew.forEach((one, i) => placed(g, { x: one.x, y: -58 - Math.abs(Math.sin((beat + one.phase * 0.3) * Math.PI)) * (10 + cheer * 44), k: one.k * 1.15, r: Math.sin(beat * Math.PI + i) * 0.06 }, () => drawViking(g, p, { look: beat < turn ? Math.sin(beat * 0.7 + i) : 0, shout: cheer * (i % 2 ? 1 : 0.6), blink: (beat + one.phase * 3) % 3 > 2.85 ? 1 : 0, hair: one.hair }))),
        }));
        spray.draw(g, beat);
        waves(g, beat, 1, 2);
        emoji?.draw(g, beat);
        placed(g, { x: ease.in(progress(beat, out, out + 1.8)) * (view.w / 2 + 800) }, () => title.draw(g, 0, sailY, beat,
          { at: turn + 0.2, each: 0.05, enter: enter.flip, takes: 0.8 }, { at: sumAt - 0.3, each: 0.02, enter: enter.slam, takes: 0.8 }));
        burst.draw(g, beat);
        drawLeftBehind(g, s, beat, out + 1, sea);
        waves(g, beat, 2, 3);
      });
    },
  };
}

// The button: one fell off. It looks after the ship, then at us, and goes under.
function drawLeftBehind(g, s, beat, at, sea) {
  if (beat < at) return;
  const up = ease.outBack(progress(beat, at, at + 0.5)) - ease.in(progress(beat, s.length - 0.65, s.length - 0.2));
  placed(g, { x: -s.view.w * 0.14, y: sea + 110 - up * 120 + Math.sin(beat * 4) * 6, k: 1.7, r: Math.sin(beat * 2) * 0.08 }, () => drawViking(g, s.palette, { look: beat < at + 1 ? 1 : 0, blink: Math.max(0, 1 - Math.abs(beat - at - 1.25) / 0.12), hair: HAIR[0] }));
}

// 3: night, storm, a fleet with torches; then the biggest of the ships.
function buildFanfare(s) {
  const { view, palette: p } = s;
  const tall = view.format === "tall";
  const land = s.length - 10;
  const climax = land + 2;
  const out = s.length - 2;
  const horizon = tall ? -60 : -10;
  const night = s.backdrop((g, w, h) => {
    const sky = g.createLinearGradient(0, -h / 2, 0, h * 0.1);
    for (const [at, color] of [[0, "#0a0f2c"], [0.45, mix("#23306b", p.main, 0.2)], [0.8, mix(p.main, "#ff8a5c", 0.55)], [1, mix(p.accent, "#ffd9a0", 0.4)]]) sky.addColorStop(at, color);
    g.fillStyle = sky;
    g.fillRect(-w / 2, -h / 2, w, h);
    const moon = g.createRadialGradient(w * 0.24, -h * 0.26, 20, w * 0.24, -h * 0.26, h * 0.4);
    moon.addColorStop(0, "rgba(255,244,214,.95)");
    moon.addColorStop(0.2, "rgba(255,244,214,.9)");
    moon.addColorStop(0.22, "rgba(255,226,170,.28)");
    moon.addColorStop(1, "rgba(255,226,170,0)");
    g.fillStyle = moon;
    g.fillRect(-w / 2, -h / 2, w, h);
    const random = s.random("clouds");
    for (let i = 0; i < 26; i++) {
      g.fillStyle = fade("#0c1233", 0.45);
      g.beginPath();
      g.ellipse(random.between(-w / 2, w / 2), random.between(-h / 2, -h * 0.16), random.between(120, 360), random.between(16, 52), 0, 0, TAU);
      g.fill();
    }
  }, 0.4);
  const silhouette = s.layer(460, 420, (g) => drawSilhouette(g, p));
  const words = s.words({ at: 1.5, until: land - 0.25, width: Math.min(view.w * 0.9, 1650), height: tall ? 560 : 380, size: tall ? 108 : 110, lines: tall ? 6 : 4 });
  const wordsY = view.top + (tall ? 170 : 70) + words.h / 2;
  const title = s.title({ width: view.w * 0.92, size: tall ? 230 : 330, sumSize: tall ? 185 : 230 });
  const titleY = tall ? -160 : -130;
  const sail = makeSail(s);
  const crew = makeCrew(s, 5);
  const fleet = Array.from({ length: 9 }, (_, i) => ({ x: ((i * 0.37 + 0.08) % 1 - 0.5) * view.w * 1.1, row: i % 3, phase: i * 0.7 }));
  const shipK = tall ? 1.05 : 1.15;
  const burst = debris(s, { n: 130, at: climax, from: { x: 0, y: titleY, w: 300 }, speed: [400, 2300], drag: 1.4, gravity: 800, life: [1.2, 2.6], size: [44, 104] });
  const splash = s.smoke({ n: 60, at: climax - 0.1, from: { x: 0, y: view.bottom - 170, w: view.w * 0.5 }, angle: -Math.PI / 2, spread: 1.9, speed: [400, 1500], gravity: 1500, drag: 1, life: [0.7, 1.3], size: [60, 170], grow: 0.7, shade: mix(seaOf(p), "#ffffff", 0.6) });
  const sparks = s.particles({ n: 90, at: 0.5, over: s.length - 1.5, from: { x: 0, y: view.bottom, w: view.w }, angle: -Math.PI / 2 + 0.3, spread: 0.6, speed: [160, 420], drag: 0.2, life: [1.6, 3], size: [8, 20], shapes: ["dot"], colors: [p.brightAccent, "#ffffff"], sway: 30, fadeOut: 0.6 });
  s.camera.moves([[0, { zoom: 1.12, y: -30 }], [land, { zoom: 1, y: 0 }], [climax, { zoom: 1.05 }, ease.in], [climax + 0.5, { zoom: 1 }, ease.outBack], [out, { zoom: 1.03 }]]).shake(climax, 1.2, 2).sway(2);
  s.cue(0, "rise", 0.6);
  for (let beat = 1; beat < land; beat += 2) s.cue(beat, "hit", 0.6);
  s.cue(land, "whoosh", 0.9);
  s.cue(climax - 1, "rise", 0.9);
  s.cue(climax, "final", 1);
  s.cue(climax, "boom", 1);
  s.cue(climax + 0.75, "hit", 0.9);
  s.cue(climax + 1, "hit", 0.9);
  s.cue(out, "whoosh", 1);
  s.flash(land * 0.5, 0.35, mix(p.second, "#ffffff", 0.8));
  s.flash(climax, 0.5);
  return {
    moments: [land - 0.3, out - 0.4],
    draw(g, beat) {
      const shown = ease.out(progress(beat, 0, 0.8));
      // A wave takes everything down.
      const flood = ease.inOut(progress(beat, out, out + 1));
      const drain = ease.in(progress(beat, out + 0.8, s.length - 0.05));
      const foam = mix(seaOf(p), "#ffffff", 0.76);
      const band = (y, height, phase, deep, length) => drawWave(g, view, p, { y, height, phase, color: mix(seaOf(p), p.ink, deep), foam, length });
      if (flood < 1) {
        g.globalAlpha = shown;
        s.camera.draw(g, beat, 0.25, () => night.draw(g));
        s.camera.draw(g, beat, 0.6, () => {
          for (let row = 0; row < 3; row++) {
            const y = horizon + row * 80 + 60;
            for (const ship of fleet) {
              if (ship.row !== row) continue;
              const come = ease.out(progress(beat, row * 0.5, land));
              placed(g, { x: ship.x + (1 - come) * -260 + beat * 6, y: y + Math.sin(beat * 1.6 + ship.phase) * 8 - 20, k: (0.34 + row * 0.2) * lerp(0.8, 1, come), r: Math.sin(beat * 1.3 + ship.phase) * 0.05 }, () => {
                silhouette.draw(g, 0, -130);
                const size = 130 * (1 + noise(beat * 5, ship.phase) * 0.25);
                g.drawImage(s.sprites.shape("glow", p.accent), 150 - size / 2, -170 - size / 2, size, size);
              });
            }
            band(y, 16 + row * 8, beat * (0.1 + row * 0.04) * (row % 2 ? -1 : 1) + row * 0.3, 0.86 - row * 0.1, 150 + row * 70);
          }
        });
        s.camera.draw(g, beat, 1, () => {
          sparks.draw(g, beat);
          words.draw(g, 0, wordsY, beat, { enter: enter.slam, takes: 0.6, out: land + 0.4, eachOut: 0.02, leave: leave.toLeft, leaves: 0.9 });
          const sea = view.bottom - (tall ? 420 : 130);
          const come = ease.out(progress(beat, land - 0.5, climax));
          const bump = spring(beat - climax, 1, 1.4) * (beat > climax);
          const cheer = progress(beat, climax - 0.1, climax);
          if (come > 0) placed(g, { x: lerp(-view.w / 2 - 900, 0, come), y: sea - 70 + Math.sin(beat * 1.7) * 14, r: Math.sin(beat * 1.7 + 1) * 0.03 - bump * 0.07, k: shipK }, () => drawShip(g, p, beat, {
            eye: Math.sin(beat), oars: beat < climax, sail: () => sail.draw(g),
            crew: () => crew.forEach((one, i) => placed(g, { x: one.x, y: -58 - Math.abs(Math.sin((beat + one.phase * 0.2) * Math.PI)) * (10 + cheer * 50), k: one.k * 1.15 }, () => drawViking(g, p, { look: Math.sin(beat * 0.6 + i) * (1 - cheer), shout: cheer, hair: one.hair }))),
          }));
          band(sea + 10, 34, -beat * 0.2, 0.45, 360);
          band(sea + 90, 40, beat * 0.26, 0.25, 430);
          splash.draw(g, beat);
          burst.draw(g, beat);
          if (beat > climax - 0.4) {
            for (const side of [-1, 1]) {
              const at = climax + (side < 0 ? 0.75 : 1);
              const fly = progress(beat, at - 0.5, at);
              if (fly > 0) placed(g, { x: side * lerp(view.w * 0.7, Math.min(title.w / 2 + 20, view.w * 0.43), fly), y: titleY - title.h * 0.3 - (1 - fly) * 300, r: side * (0.5 + (1 - fly) * 9 + spring(beat - at, 4, 4) * 0.2 * (beat > at)), kx: -side, k: tall ? 0.8 : 1.1 }, () => drawAxe(g, p));
            }
            placed(g, { k: 1 + hit(beat, climax, 1) * 0.12 }, () => title.draw(g, 0, titleY, beat, { at: climax - 0.35, each: 0.02, enter: enter.slam, takes: 0.9 }, { at: climax + 0.15, each: 0.02, enter: enter.slam, takes: 0.9 }));
          }
        });
        g.globalAlpha = 1;
      }
      if (flood > 0) {
        const y = lerp(view.bottom + 160, view.top - 260, flood) + drain * (view.h + 700);
        const phase = beat * 0.5;
        band(y, 70, phase, 0.5, 520);
        drawLastHelmet(g, s, beat, y + 60);
        band(y + 110, 70, -phase, 0.32, 560);
        band(y + 230, 70, phase + 0.5, 0.15, 600);
              }
    },
  };
}

// The button: a helmet swims on the wave.
function drawLastHelmet(g, s, beat, y) {
  placed(g, { x: -s.view.w * 0.16 + beat * 4, y, k: 1.9, r: Math.sin(beat * 5) * 0.2 }, () => drawViking(g, s.palette, { look: 0, shout: 0.8, hair: HAIR[1] }));
}

function drawSilhouette(g, p) {
  g.fillStyle = mix(p.ink, p.deep, 0.3);
  g.fill(path("M-210 90 C-200 150 -150 180 -90 184 L90 184 C150 180 200 150 214 70 L232 60 C226 40 206 34 196 56 C186 100 160 130 120 134 L-120 134 C-160 130 -186 100 -196 50 L-214 46 Z"));
  g.fillStyle = mix(p.main, p.ink, 0.55);
  g.fill(path("M-140 -150 C-50 -136 50 -136 140 -150 C164 -80 160 20 136 90 C50 104 -50 104 -136 90 C-160 20 -164 -80 -140 -150 Z"));
  stroke(g, path("M0 140 V-190"), mix(p.ink, p.deep, 0.3), 12);
}
