// A small dragon, and the egg that it comes from.

import { path, placed, shape, stroke } from "../lib/draw.js";
import { blink, drawEye } from "../lib/eyes.js";
import { drawFlame } from "../lib/fire.js";
import { fade, mix } from "../lib/palette.js";
import { clamp } from "../lib/time.js";

const TAU = Math.PI * 2;

const SKULL = path("M-66 -16 C-136 -52 -140 -188 -44 -216 C36 -238 98 -200 106 -144 C152 -156 212 -134 216 -90 C219 -54 172 -42 120 -42 L14 -30 C-18 -22 -46 -6 -66 -16 Z");
const SKULL_SHADE = path("M-140 -110 C-100 -60 0 -60 100 -76 C160 -86 200 -80 240 -110 V20 H-140 Z");
const SKULL_LIGHT = path("M-92 -120 C-92 -170 -66 -196 -30 -204 C-56 -180 -68 -150 -68 -112 Z");
const JAW = path("M-26 -58 C40 -34 130 -42 198 -62 C200 -22 152 4 92 8 C30 12 -24 2 -44 -22 Z");
const HORN = path("M-18 -196 C-52 -252 -104 -276 -156 -262 C-128 -240 -106 -206 -86 -164 Z");
const HORN_RINGS = path("M-58 -240 L-92 -196 M-90 -258 L-118 -222");
const FRILL = path("M-70 -128 C-128 -166 -176 -160 -206 -124 C-166 -116 -154 -98 -178 -62 C-136 -70 -104 -64 -66 -44 Z");
const BODY = path("M-64 -196 C-136 -136 -156 -52 -132 2 C-92 26 92 26 128 2 C150 -60 112 -140 74 -196 Z");
const BODY_SHADE = path("M84 -220 C110 -100 70 -20 -20 40 H170 V-220 Z");
const BELLY = path("M26 -200 C-24 -130 -30 -40 0 40 H170 V-200 Z");
const RIBS = path("M-18 -138 C30 -122 90 -124 130 -136 M-28 -92 C30 -74 100 -78 150 -92 M-26 -44 C30 -28 100 -30 150 -44");
const TAIL = path("M-96 -28 C-214 20 -286 -44 -236 -136");
const WING = path("M14 6 C-18 -92 -96 -166 -214 -166 C-182 -128 -178 -98 -198 -62 C-158 -74 -134 -58 -132 -20 C-100 -42 -70 -30 -58 6 C-34 -8 -8 -6 14 6 Z");
const WING_BONES = path("M8 0 C-50 -80 -120 -130 -206 -160 M4 0 C-50 -50 -120 -66 -190 -62 M0 2 C-40 -22 -90 -30 -130 -20");
const ARM = path("M34 -112 C60 -88 84 -84 104 -92");
const TONGUE = path("M20 -44 C70 -30 120 -36 160 -44 C150 -20 90 -10 20 -22 Z");
const NECK = { x: 14, y: -176 };

/**
 * Draws the dragon, sitting on 0, 0 and looking to the right. pose: tilt (of
 * the head, radians), jaw, puff (of the cheeks), fear, joy, angry, wing (turn),
 * look, sit (false: only head and arms, for an egg), shut.
 */
export function drawDragon(g, s, beat, pose = {}) {
  const p = s.palette;
  const { tilt = 0, wing = Math.sin(beat * Math.PI) * 0.1, sit = true } = pose;
  const skin = p.second;
  for (const [x, k, color] of [[34, 0.8, mix(p.main, p.ink, 0.35)], [-44, 1, p.main]]) {
    placed(g, { x, y: -136, r: wing, k }, () => {
      shape(g, WING, { fill: color, ink: p.ink });
      stroke(g, WING_BONES, mix(skin, p.ink, 0.2), 10);
    });
  }
  if (sit) {
    stroke(g, TAIL, p.ink, 62);
    stroke(g, TAIL, skin, 44);
    placed(g, { x: -232, y: -168, k: 0.8 }, () => drawFlame(g, p, beat + 0.4));
    for (const [x, w] of [[-62, 52], [66, 56]]) shape(g, path((f) => f.ellipse(x, 4, w, 26, 0, 0, TAU)), { fill: mix(skin, p.ink, 0.18), ink: p.ink });
  }
  shape(g, BODY, { fill: skin, ink: p.ink, line: 0 });
  g.save();
  g.clip(BODY);
  g.fillStyle = mix(p.accent, "#fff6dc", 0.55);
  g.fill(BELLY);
  stroke(g, RIBS, mix(p.accent, p.ink, 0.25), 6);
  g.fillStyle = fade(p.ink, 0.2);
  g.fill(BODY_SHADE);
  g.restore();
  shape(g, BODY, { ink: p.ink });
  placed(g, { x: 70, y: -104, r: (pose.joy ?? 0) * -0.9 + Math.sin(beat * TAU) * 0.05 }, () => {
    g.translate(-70, 104);
    stroke(g, ARM, p.ink, 46);
    stroke(g, ARM, skin, 28);
  });
  placed(g, { ...NECK, r: tilt }, () => drawHead(g, s, beat, pose));
}

function drawHead(g, s, beat, { jaw = 0, puff = 0, fear = 0, joy = 0, angry = 0, shut = 0, look = { x: 0.4, y: 0 }, hat = null }) {
  const p = s.palette;
  const skin = p.second;
  const bone = mix(p.paper, p.accent, 0.25);
  placed(g, { x: 66, y: 8, k: 0.86 }, () => shape(g, HORN, { fill: mix(bone, p.ink, 0.25), ink: p.ink }));
  placed(g, { r: -jaw * 0.2 + Math.sin(beat * 2.2) * 0.05 }, () => shape(g, FRILL, { fill: p.main, ink: p.ink }));
  const open = jaw * 0.62;
  if (open > 0.02) {
    const [c, d] = [Math.cos(open), Math.sin(open)];
    g.fillStyle = mix(p.ink, p.main, 0.35);
    g.beginPath();
    g.moveTo(-20, -50);
    g.lineTo(206, -62);
    g.lineTo(190 * c + 10 * d, 190 * d - 48 * c);
    g.lineTo(0, -20);
    g.fill();
  }
  placed(g, { y: -46, r: open }, () => {
    g.translate(0, 46);
    if (open > 0.1) shape(g, TONGUE, { fill: mix(p.main, "#ff8fa0", 0.6), ink: p.ink, line: 5 });
    shape(g, JAW, { fill: mix(p.accent, "#fff6dc", 0.5), ink: p.ink, shade: { path: path("M-50 -20 C40 0 120 -10 210 -40 V40 H-50 Z"), color: fade(p.ink, 0.16) } });
  });
  shape(g, SKULL, { fill: skin, ink: p.ink, shade: { path: SKULL_SHADE, color: fade(p.ink, 0.16) }, light: { path: SKULL_LIGHT, color: "rgba(255,255,255,.5)" } });
  shape(g, path("M150 -46 L162 -14 L176 -50"), { fill: "#ffffff", ink: p.ink, line: 6 });
  shape(g, HORN, { fill: bone, ink: p.ink });
  stroke(g, HORN_RINGS, mix(bone, p.ink, 0.4), 6);
  for (const x of [158, 190]) {
    g.fillStyle = p.ink;
    g.beginPath();
    g.ellipse(x, -112 + (x > 170 ? 2 : -6), 6, 10, 0.4, 0, TAU);
    g.fill();
  }
  if (puff > 0.03) {
    const r = 24 + 56 * puff;
    g.beginPath();
    g.ellipse(70, -58, r * 1.1, r, 0, 0, TAU);
    g.fillStyle = mix(skin, p.main, 0.28 * puff);
    g.fill();
    g.lineWidth = 8;
    g.strokeStyle = p.ink;
    g.beginPath();
    g.ellipse(70, -58, r * 1.1, r, 0, -0.9, Math.PI + 0.5);
    g.stroke();
  }
  const lids = shut || blink(beat);
  drawEye(g, p, { x: 84, y: -150, r: 30, side: -1, look, shut: lids, happy: joy, brow: angry, wide: fear, skin });
  drawEye(g, p, { x: 10, y: -146, r: 40, side: 1, look, shut: lids, happy: joy, brow: angry, wide: fear, skin });
  g.fillStyle = fade(p.main, 0.4);
  g.beginPath();
  g.ellipse(-30, -84, 24, 15, 0, 0, TAU);
  g.fill();
  if (hat) hat(g);
}

/** Where the fire leaves the mouth of a dragon at {x, y, k, flip} and in which direction. */
export function mouthOf({ x, y, k, flip = 1, lean = 0 }, tilt) {
  const turn = tilt + 0.1;
  const [mx, my] = [NECK.x + 200 * Math.cos(turn) + 30 * Math.sin(turn), NECK.y + 200 * Math.sin(turn) - 34 * Math.cos(turn)];
  const [c, d] = [Math.cos(lean), Math.sin(lean)];
  const [wx, wy] = [(mx * c - my * d) * flip * k, (mx * d + my * c) * k];
  return { x: x + wx, y: y + wy, angle: flip > 0 ? turn + lean : Math.PI - turn - lean };
}

/** The tilt with which that dragon's mouth points at {x, y}. */
export function tiltTo({ x, y, k, flip = 1 }, to) {
  const angle = Math.atan2(to.y - y - (NECK.y - 40) * k, (to.x - x) * flip - NECK.x * k);
  return clamp(angle - 0.1, -1.1, 0.3);
}

/** The egg, and its two halves. */
export const EGG = path("M0 -236 C92 -236 152 -112 152 -20 C152 74 84 116 0 116 C-84 116 -152 74 -152 -20 C-152 -112 -92 -236 0 -236 Z");
const ZIGZAG = "L108 -64 L72 -24 L34 -70 L-4 -28 L-42 -72 L-80 -26 L-116 -62 L-152 -30";
export const LOWER = path(`M152 -34 ${ZIGZAG} C-152 74 -84 116 0 116 C84 116 152 74 152 -34 Z`);
export const UPPER = path(`M152 -34 ${ZIGZAG} C-150 -116 -92 -236 0 -236 C92 -236 150 -116 152 -34 Z`);
const EGG_SHADE = path("M60 -260 C120 -120 100 40 -60 130 H200 V-260 Z");
const EGG_LIGHT = path("M-96 -60 C-100 -130 -72 -180 -36 -204 C-52 -170 -64 -120 -62 -64 Z");
const SPOTS = path((f) => { for (const [x, y, r] of [[-70, -10, 34], [46, -120, 28], [70, 40, 36], [-10, 60, 22], [-30, -150, 20], [112, -50, 18]]) { f.moveTo(x + r, y); f.ellipse(x, y, r, r * 0.86, 0.3, 0, TAU); } });
const CRACKS = ["M-20 -150 L6 -116 L-18 -92 L14 -60", "M14 -60 L60 -84 L84 -50 L128 -66 M-18 -92 L-60 -76", "M14 -60 L-20 -24 L-66 -52 L-104 -20 L-140 -44"].map(path);

/** Draws the egg or one of its halves; cracked: 0 to 3. */
export function drawShell(g, p, part, cracked = 0) {
  shape(g, part, { fill: mix(p.accent, "#fffaf0", 0.72), ink: p.ink, line: 0 });
  g.save();
  g.clip(part);
  g.fillStyle = mix(p.second, "#ffffff", 0.25);
  g.fill(SPOTS);
  g.fillStyle = fade(p.ink, 0.2);
  g.fill(EGG_SHADE);
  g.fillStyle = "rgba(255,255,255,.75)";
  g.fill(EGG_LIGHT);
  g.restore();
  shape(g, part, { ink: p.ink });
  CRACKS.forEach((crack, i) => cracked > i && stroke(g, crack, p.ink, 7));
}
