// Particles whose place is a function of time: no state, so any moment can be
// drawn at once, and a moment looks the same however it was reached.

const TAU = Math.PI * 2;
const HUGE = 700; // at most so many particles in one emitter

const range = (value, random) => (Array.isArray(value) ? random.between(value[0], value[1]) : value);

/**
 * Emitter holds the particles of one burst or stream.
 *
 * options: n, at (beat), over (beats during which they begin; 0: a burst), from
 * ({x, y, w, h}, a box around x, y; or a function of the beat), angle and
 * spread (radians, 0 is right, −π/2 up), speed, gravity (units per s and s²),
 * drag (per s), life (s), size (units), grow (how large at the end, against
 * the start), spin (turns per s), shapes, colors, lined, add (light), sway
 * (units), flutter (turns over like paper), fadeIn and fadeOut (shares of the
 * life), shrink (they leave by becoming small instead of transparent), trail
 * (stretched along the way). Numbers may be [min, max].
 */
export class Emitter {
  #stage;
  #list;
  #o;

  constructor(stage, options, random) {
    const o = {
      n: 40, at: 0, over: 0, from: { x: 0, y: 0 }, angle: -Math.PI / 2, spread: TAU, speed: [200, 700], gravity: 0, drag: 1.2,
      life: [0.6, 1.4], size: [16, 40], grow: 1, spin: 0, shapes: ["dot"], colors: ["#ffffff"], lined: false, add: false, sway: 0,
      flutter: false, fadeIn: 0.06, fadeOut: 0.35, shrink: false, trail: 0, ...options,
    };
    this.#stage = stage;
    this.#o = o;
    this.#list = Array.from({ length: Math.min(Math.round(o.n), HUGE) }, (_, i) => {
      const beat = o.at + (o.over ? ((i + random()) / o.n) * o.over : 0);
      const from = typeof o.from === "function" ? o.from(beat, i) : o.from;
      const angle = (from.angle ?? o.angle) + (random() - 0.5) * o.spread;
      const speed = range(o.speed, random);
      return {
        start: stage.seconds(beat),
        x: from.x + (random() - 0.5) * (from.w ?? 0), y: from.y + (random() - 0.5) * (from.h ?? 0),
        vx: Math.cos(angle) * speed, vy: Math.sin(angle) * speed,
        life: range(o.life, random), size: range(o.size, random),
        turn: random() * TAU, spin: range(o.spin, random) * TAU * random.sign(), phase: random() * TAU,
        sprite: stage.sprites.shape(random.pick(o.shapes), random.pick(o.colors), o.lined),
      };
    });
  }

  /** Calls visit(particle, x, y, size, alpha, age) for each that lives at this beat. */
  eachLiving(beat, visit) {
    const { gravity, drag, grow, sway, fadeIn, fadeOut, shrink } = this.#o;
    const now = this.#stage.seconds(beat);
    const count = this.#list.length * this.#stage.quality;
    for (let i = 0; i < count; i++) {
      const p = this.#list[i];
      const age = now - p.start;
      if (age < 0 || age >= p.life) continue;
      const slowed = drag ? (1 - Math.exp(-drag * age)) / drag : age;
      const fallen = drag ? (gravity / drag) * (age - slowed) : (gravity * age * age) / 2;
      const k = age / p.life;
      const there = Math.min(1, fadeIn ? k / fadeIn : 1, (1 - k) / fadeOut);
      const size = p.size * (1 + (grow - 1) * k) * (shrink ? there * (2 - there) : 1);
      const x = p.x + p.vx * slowed + (sway ? Math.sin(age * 2.4 + p.phase) * sway : 0);
      visit(p, x, p.y + p.vy * slowed + fallen, size, shrink ? 1 : there, age);
    }
  }

  /** Draws the particles that live at this beat. */
  draw(g, beat) {
    g.save();
    if (this.#o.add) g.globalCompositeOperation = "lighter";
    const base = g.getTransform();
    const opacity = g.globalAlpha;
    this.eachLiving(beat, (p, x, y, size, alpha, age) => {
      if (alpha <= 0.01 || size <= 0.5) return;
      g.globalAlpha = opacity * alpha;
      this.#place(g, base, p, x, y, size, age);
    });
    g.restore();
  }

  #place(g, base, p, x, y, size, age) {
    const { flutter, trail, drag, gravity } = this.#o;
    let turn = p.spin ? p.turn + p.spin * age : 0;
    let [wide, tall] = [1, 1];
    if (flutter) {
      turn = p.turn + p.spin * age;
      wide = Math.cos(age * 7 + p.phase);
    }
    if (trail) {
      const left = Math.exp(-drag * age);
      const [vx, vy] = [p.vx * left, p.vy * left + gravity * age];
      turn = Math.atan2(vy, vx);
      wide = 1 + (Math.hypot(vx, vy) / 400) * trail;
      tall = 1 / Math.sqrt(wide);
    }
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    // The same as translate, rotate and scale, without the cost of saving the state.
    g.setTransform(
      base.a * c * wide + base.c * s * wide, base.b * c * wide + base.d * s * wide,
      base.c * c * tall - base.a * s * tall, base.d * c * tall - base.b * s * tall,
      base.a * x + base.c * y + base.e, base.b * x + base.d * y + base.f,
    );
    g.drawImage(p.sprite, -size / 2, -size / 2, size, size);
  }
}

/**
 * Smoke is an emitter whose particles melt into one cloud with one outline,
 * one shadow and one light. It takes fill, shade, ink and line instead of
 * shapes and colors, and costs three fills however many puffs there are.
 */
export class Smoke extends Emitter {
  #look;

  constructor(stage, options, random) {
    super(stage, { drag: 2, spread: TAU, life: [0.6, 1.3], fadeIn: 0.08, fadeOut: 0.7, shrink: true, ...options }, random);
    this.#look = { fill: "#ffffff", shade: "#c9c6e0", ink: stage.palette.ink, line: 8, ...options };
  }

  draw(g, beat) {
    const { fill, shade, ink, line } = this.#look;
    const puffs = [];
    this.eachLiving(beat, (p, x, y, size) => puffs.push([x, y, size / 2]));
    if (puffs.length === 0) return;
    for (const [color, wider, shift, share] of [[ink, line, 0, 1], [shade, 0, 0, 1], [fill, 0, 0.16, 0.84]]) {
      g.fillStyle = color;
      g.beginPath();
      for (const [x, y, r] of puffs) {
        const far = r * share + wider;
        g.moveTo(x - r * shift * 0.7 + far, y - r * shift);
        g.arc(x - r * shift * 0.7, y - r * shift, far, 0, TAU);
      }
      g.fill();
    }
  }
}
