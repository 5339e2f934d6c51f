// The music of a scene: a small band that plays from a score. arrange writes
// down every note of it, and the same score gives the same notes.

import { random } from "/widget/sound/samples.js";

const MAJOR = [0, 2, 4, 5, 7, 9, 11];
const MINOR = [0, 2, 3, 5, 7, 8, 10];

const PAD = { wave: "sawtooth", detune: [-8, 7], filter: [400, 1700, 1200], envelope: [0.12, 0.6, 0.5, 0.8], send: 0.4, pump: true };
const WARM = { wave: "triangle", detune: [-5, 6], filter: [400, 1500, 1000], envelope: [0.18, 0.6, 0.9, 0.8], send: 0.45, pump: true };
const ROUND = { wave: "triangle", detune: [0], filter: [250, 1600, 700], envelope: [0.008, 0.2, 0.1, 0.7], send: 0, pump: true };
const SAW = { wave: "sawtooth", detune: [-4, 5], filter: [200, 1600, 520], envelope: [0.006, 0.16, 0.08, 0.6], send: 0, pump: true };
const BOX = { wave: "square", detune: [0], filter: [300, 900, 600], envelope: [0.004, 0.12, 0.05, 0.6], send: 0 };
const BRASS = { wave: "sawtooth", detune: [-8, 0, 7], filter: [350, 1900, 1200], envelope: [0.05, 0.3, 0.4, 0.75], send: 0.35 };
const SYNTH = { wave: "sawtooth", detune: [-9, 8], filter: [500, 2600, 700], envelope: [0.005, 0.25, 0.2, 0.35], send: 0.3 };

// What a mood is played with. A pattern has a sign for each sixteenth of a
// bar: x loud, o soft. Of several the seed takes one.
const MOODS = {
  bright: {
    level: 0.47, scale: MAJOR, chords: [[0, 4, 5, 3], [0, 5, 3, 4], [3, 4, 0, 4]], pump: 0.35,
    drums: [
      { kick: "x...x...x...x...", clap: "....x.......x...", hat: "..x...x...x...xo", shaker: "xoxoxoxoxoxoxoxo" },
      { kick: "x...x..xx...x...", clap: "....x.......x..o", hat: "..x...x...x...x.", shaker: "xoxoxoxoxoxoxoxo" },
    ],
    bass: { voice: ROUND, gain: 0.31, patterns: ["x..x..x.x..x..x.", "x.....x.x..x..x."] },
    comp: { name: "keys", gain: 0.3, patterns: ["x..x..x...x..x..", "..x...x...x...x."] },
    arp: { name: "pluck", gain: 0.27, every: 2 },
    pad: { voice: WARM, gain: 0.06 },
    lead: { name: "glass", gain: 0.33, low: 76, patterns: ["x..x..x.x.x.....", "x.x.x..x..x.x...", "..x.x.x.x...x..."] },
    fill: "snare", end: "bell", word: "wood",
  },
  tender: {
    level: 0.57, scale: MAJOR, chords: [[0, 5, 3, 4], [0, 2, 3, 4], [5, 3, 0, 4]], seventh: true, pump: 0,
    drums: [{ soft: "x.......o.......", shaker: "..o...o...o...o." }],
    bass: { voice: ROUND, gain: 0.21, patterns: ["x.......x......."] },
    comp: { name: "keys", gain: 0.36, patterns: ["x.......x.......", "x.....x.....x..."] },
    arp: { name: "harp", gain: 0.3, every: 2 },
    pad: { voice: WARM, gain: 0.1 },
    lead: { name: "keys", gain: 0.53, low: 72, patterns: ["x.....x.x.......", "x...x...x.....x."] },
    fill: "harp", end: "glass", word: "harp",
  },
  dark: {
    level: 0.6, scale: MINOR, chords: [[0, 5, 3, 4], [0, 0, 5, 4], [0, 3, 5, 4]], pump: 0.2,
    drums: [{ soft: "x..o....x.......", tick: "..x...x..ox...x.", tom: "..............o." }],
    bass: { voice: { ...SAW, filter: [160, 800, 400] }, gain: 0.26, patterns: ["x.......x.....x.", "x.....x.x......."] },
    comp: { name: "strings", gain: 0.2, patterns: ["..x...x...x...x.", "x...x...x...x..."] },
    arp: { name: "wood", gain: 0.22, every: 4 },
    pad: { voice: { ...PAD, filter: [250, 1000, 700] }, gain: 0.18 },
    lead: { name: "bell", gain: 0.3, low: 69, patterns: ["x.......x...x...", "x.....x........."] },
    fill: "tom", end: "bell", word: "wood",
  },
  arcade: {
    level: 0.64, scale: MAJOR, chords: [[0, 3, 4, 4], [0, 5, 3, 4], [0, 4, 5, 4]], pump: 0,
    drums: [
      { kick: "x.....x.x.....x.", snare: "....x.......x...", hat: "x.o.x.o.x.o.x.oo" },
      { kick: "x...x...x...x...", snare: "....x.......x..o", hat: "..x...x...x...x." },
    ],
    bass: { voice: BOX, gain: 0.16, patterns: ["x.x.x.x.x.x.x.x.", "x..xx..xx..xx.x."] },
    comp: { name: "chip", gain: 0.15, patterns: ["..x...x...x...x."] },
    arp: { name: "chip", gain: 0.2, every: 1 },
    lead: { name: "square", gain: 0.2, low: 72, patterns: ["x.xx..x.x.x.x...", "x..x..x.xx..x...", "x.x.x.xx..x.x.x."] },
    fill: "snare", end: "square", word: "chip",
  },
  drive: {
    level: 0.61, scale: MINOR, chords: [[0, 5, 2, 6], [0, 2, 6, 5], [0, 5, 3, 4]], pump: 0.5,
    drums: [
      { kick: "x...x...x...x...", snare: "....x.......x...", hat: "..x...x...x...x.", shaker: "xoxoxoxoxoxoxoxo" },
      { kick: "x.....x.x.x.....", snare: "....x.......x...", hat: "x.x.x.x.x.x.x.xo" },
    ],
    bass: { voice: SAW, gain: 0.26, patterns: ["x.x.x.x.x.x.x.x.", ".xxx.xxx.xxx.xxx"] },
    comp: { voice: SYNTH, gain: 0.18, patterns: ["x..x..x.........", "x.....x...x....."] },
    arp: { name: "pluck", gain: 0.32, every: 1 },
    pad: { voice: PAD, gain: 0.11 },
    lead: { voice: SYNTH, gain: 0.3, low: 69, patterns: ["x.....x.....x...", "x..x..x...x.x...", "x.....xx....x.x."] },
    fill: "snare", end: "bell", word: "pluck",
  },
  epic: {
    level: 0.55, scale: MINOR, chords: [[0, 5, 2, 6], [0, 3, 5, 6], [0, 6, 5, 6]], pump: 0,
    drums: [{ tom: "x..x..x.x..x..xo", kick: "x.......x.......", snare: "............o.oo" }, { tom: "x.oox.oox.oox.xx", kick: "x.....x.x......." }],
    bass: { voice: SAW, gain: 0.19, patterns: ["x.......x......."] },
    comp: { name: "strings", gain: 0.26, patterns: ["x.xxx.xxx.xxx.xx", "x.x.x.x.x.x.x.xx"] },
    pad: { voice: PAD, gain: 0.13 },
    lead: { voice: BRASS, gain: 0.43, low: 62, patterns: ["x.......x...x...", "x.....x.x.......", "x...x...x......."] },
    fill: "tom", end: "bell", word: "strings",
  },
};

const DRUMS = {
  kick: { gain: 0.44 }, soft: { gain: 0.44 }, snare: { gain: 0.34, send: 0.2 }, clap: { gain: 0.34, pan: 0.08, send: 0.25 },
  hat: { gain: 0.17, pan: 0.3 }, shaker: { gain: 0.12, pan: -0.35 }, tick: { gain: 0.16, pan: 0.35, send: 0.3 },
  tom: { gain: 0.36, note: 45, pan: -0.15, send: 0.3 },
};

/** Returns how loud the band of a mood plays. */
export const levelOf = (mood) => moodOf(mood).level;

const moodOf = (mood) => MOODS[mood] ?? MOODS.bright;

/**
 * Writes the notes of a score: [{at, name or wave, …}] in seconds, the
 * earliest first, as Channels plays them.
 */
export function arrange(score) {
  const band = new Band(score);
  return [...band.groove(), ...band.ending(), ...band.cues()].sort((a, b) => a.at - b.at);
}

class Band {
  constructor({ mood, bpm, duration, root, seed, cues }) {
    this.mood = moodOf(mood);
    this.draw = random(seed);
    this.beat = 60 / Math.min(Math.max(bpm, 50), 220);
    this.end = duration / 1000;
    this.root = root;
    this.list = cues.map((cue) => ({ ...cue, at: cue.at / 1000 })).filter(({ at }) => at < this.end);
    this.final = this.list.find(({ kind }) => kind === "final")?.at ?? this.#lastBeat();
    this.progression = this.pick(this.mood.chords);
    this.slot = this.beat * (this.final > this.beat * 9 ? 4 : 2); // how long a chord lasts
    this.slots = Math.ceil(this.final / this.slot - 0.01);
  }

  pick(list) {
    return list[Math.floor(this.draw() * list.length)];
  }

  // Without a cue for it the last chord comes on a beat that leaves it time.
  #lastBeat() {
    return Math.max(Math.floor((this.end * 0.9 - 1.2) / this.beat) * this.beat, 0);
  }

  // degree returns the note of a step of the scale, in its octave from low on.
  degree(step, low) {
    const { scale } = this.mood;
    const note = this.root + scale[((step % 7) + 7) % 7];
    return low + ((((note - low) % 12) + 12) % 12);
  }

  // chordAt returns the step on which the chord of a moment stands. The last
  // one before the end is the last of the progression, which leads home.
  chordAt(at) {
    const slot = Math.floor(at / this.slot + 0.01);
    if (slot <= 0 || at >= this.final - 0.01) return 0;
    const { length } = this.progression;
    return this.progression[(((slot - this.slots) % length) + length) % length];
  }

  chord(step, low) {
    const steps = this.mood.seventh && step !== 4 ? [0, 2, 4, 6] : [0, 2, 4];
    return steps.map((third) => this.degree(step + third, low)).sort((a, b) => a - b);
  }

  // onsets lists where a pattern sounds before the last chord.
  onsets(pattern, from = 0) {
    const sixteenth = this.beat / 4;
    const found = [];
    for (let i = 0; i * sixteenth < this.final - 0.03; i += 1) {
      const sign = pattern[i % pattern.length];
      if (sign === "." || i * sixteenth < from - 0.01) continue;
      const swing = i % 2 ? 0.012 : 0;
      found.push({ at: i * sixteenth + swing, step: i, loud: sign === "x" ? 1 : 0.45 });
    }
    return found;
  }

  groove() {
    const { mood, beat, final } = this;
    const bar = beat * 4;
    const built = final > bar * 2.5; // long enough to begin with less
    const fillAt = final - beat;
    const notes = [];
    for (const [name, pattern] of Object.entries(this.pick(mood.drums))) {
      for (const { at, loud } of this.onsets(pattern)) {
        if (built && at < bar - 0.01 && (name === "snare" || name === "clap")) continue;
        if (at > fillAt && name === mood.fill) continue;
        notes.push(this.drum(name, at, loud));
        if (name === "kick" && mood.pump) notes.push({ at, pump: mood.pump });
      }
    }
    notes.push(...this.fill(fillAt));
    notes.push(...this.bass(), ...this.comp(), ...this.pads());
    if (mood.arp) notes.push(...this.arp(built ? beat * 2 : 0));
    notes.push(...this.lead(built ? bar : 0));
    return notes;
  }

  drum(name, at, loud = 1) {
    const { gain, ...place } = DRUMS[name];
    return { at, name, gain: gain * loud * (0.9 + 0.1 * this.draw()), ...place };
  }

  // fill leads into the last chord with what the mood has for that.
  fill(from) {
    const { fill } = this.mood;
    if (from < this.beat) return [];
    const count = 4;
    return Array.from({ length: count }, (_, i) => {
      const at = from + (i * this.beat) / count;
      if (fill === "harp") return this.voice({ name: "harp", send: 0.3 }, at, this.degree(4 + i * 2, 67 + i * 3), 0.2 + i * 0.03);
      const note = fill === "tom" ? { note: 50 - i * 3, pan: -0.4 + i * 0.25 } : {};
      return { ...this.drum(fill, at, 0.5 + i * 0.15), ...note };
    });
  }

  // voice is a note on a sampled sound or on a held voice.
  voice({ name, voice, pan, send, pump }, at, note, gain, length) {
    const place = Object.fromEntries(Object.entries({ pan, send, pump }).filter(([, value]) => value !== undefined));
    return name ? { at, name, note, gain, length, ...place } : { ...voice, at, note, gain, length, ...place };
  }

  bass() {
    const { voice, gain, patterns } = this.mood.bass;
    const onsets = this.onsets(this.pick(patterns));
    return onsets.map(({ at, step }, i) => {
      const next = Math.min(onsets[i + 1]?.at ?? this.final, this.final);
      const note = this.degree(this.chordAt(at), 35);
      const jump = step % 8 === 6 && this.mood.pump ? 12 : 0;
      return this.voice({ voice }, at, note + jump, gain, Math.min(next - at, this.beat * 1.6) * 0.86);
    });
  }

  comp() {
    const { name, voice, gain, patterns } = this.mood.comp;
    return this.onsets(this.pick(patterns)).flatMap(({ at, loud, step }) => this.chord(this.chordAt(at), 57).map((note, i) => (
      this.voice({ name, voice, pan: (i - 1) * 0.5, send: 0.25, pump: name !== "strings" }, at + i * 0.004, note, gain * loud * (step % 4 ? 0.8 : 1), this.beat * 0.6)
    )));
  }

  pads() {
    const { pad } = this.mood;
    if (!pad) return [];
    const notes = [];
    for (let slot = 0; slot < this.slots; slot += 1) {
      const at = slot * this.slot;
      const length = Math.min(this.slot, this.final - at);
      for (const [i, note] of this.chord(this.chordAt(at), 54).entries()) {
        notes.push(this.voice({ voice: pad.voice, pan: (i - 1) * 0.7 }, at, note, pad.gain, length));
      }
    }
    return notes;
  }

  // arp runs up and down the notes of the chord over two octaves.
  arp(from) {
    const { name, gain, every } = this.mood.arp;
    const shape = this.pick([[0, 1, 2, 3, 4, 3, 2, 1], [0, 2, 1, 3, 2, 4, 3, 5], [0, 1, 2, 4, 2, 1, 3, 2]]);
    return this.onsets("x" + ".".repeat(every - 1), from).map(({ at, step }) => {
      const notes = this.chord(this.chordAt(at), 64);
      const place = shape[(step / every) % shape.length];
      const note = notes[place % notes.length] + 12 * Math.floor(place / notes.length);
      const pan = Math.sin(step * 0.7) * 0.75;
      return this.voice({ name, pan: Math.round(pan * 4) / 4, send: 0.25 }, at, note, gain * (step % 4 ? 0.7 : 1) * (0.9 + 0.1 * this.draw()), this.beat);
    });
  }

  // lead sings a motif and says it again, each time over the chord of the
  // moment: on the strong steps with its notes, between them with neighbours.
  lead(from) {
    const { name, voice, gain, low, patterns } = this.mood.lead;
    const pattern = this.pick(patterns);
    const turns = Array.from({ length: 16 }, () => Math.floor(this.draw() * 5) - 2);
    const onsets = this.onsets(pattern, from);
    let place = 2; // steps of the scale above the root
    let bar = 0;
    return onsets.map(({ at, step }, i) => {
      const chord = this.chordAt(at);
      const turn = turns[step % 16];
      if (Math.floor(step / 16) !== bar) {
        bar = Math.floor(step / 16);
        place = bar % 2 ? 4 : 2;
      }
      place += turn || 1;
      if (place < -1 || place > 7) place -= 3 * Math.sign(turn); // it turns back with a leap
      if (step % 4 === 0) place = nearest(place, chord);
      const next = Math.min(onsets[i + 1]?.at ?? this.final, this.final);
      const note = this.climb(place, low);
      return this.voice({ name, voice, pan: -0.1, send: 0.35 }, at, note, gain * (step % 4 ? 0.85 : 1), Math.max(Math.min(next - at, this.beat * 2) * 0.92, 0.1));
    });
  }

  // climb returns the note so many steps above the root that is nearest above low.
  climb(steps, low) {
    const { scale } = this.mood;
    const octave = Math.floor(steps / 7);
    return this.degree(0, low - 6) + scale[steps - octave * 7] + 12 * octave;
  }

  // ending is the last chord: everybody, and then it rings.
  ending() {
    const { mood, final } = this;
    const rest = Math.max(this.end - final, 0.3);
    const strength = this.list.find(({ kind }) => kind === "final")?.gain ?? 0.7;
    const notes = [this.drum(mood.drums[0].soft ? "soft" : "kick", final, strength * 1.1)];
    if (mood !== MOODS.tender) notes.push({ at: final, name: "crash", gain: 0.3 * strength, send: 0.2 });
    notes.push(this.voice({ voice: mood.bass.voice }, final, this.degree(0, 35), mood.bass.gain, Math.min(rest * 0.5, 1.2)));
    const comp = { ...mood.comp, send: 0.35 };
    for (const [i, note] of [...this.chord(0, 55), this.degree(0, 67)].entries()) {
      notes.push(this.voice({ ...comp, pan: (i - 1.5) * 0.3 }, final + i * 0.012, note, comp.gain * 1.1 * strength, rest));
      if (mood.pad) notes.push(this.voice({ voice: mood.pad.voice, pan: (1.5 - i) * 0.3, pump: false }, final, note, mood.pad.gain * 1.2 * strength, rest * 0.6));
      if (mood.lead.voice) notes.push(this.voice({ ...mood.lead, pan: (1.5 - i) * 0.2 }, final, note + (i === 0 ? 0 : 12 * (mood.lead.low > 65)), mood.lead.gain * 0.3 * strength, Math.min(rest * 0.5, 0.9)));
    }
    for (const [i, note] of [0, 4, 7].entries()) {
      notes.push(this.voice({ name: mood.end, pan: (i - 1) * 0.4, send: 0.45 }, final + i * this.beat * 0.25, this.climb(note, 79), 0.16 * strength, rest));
    }
    return notes;
  }

  // cues are what the picture does, each exactly when it does it.
  cues() {
    let words = 0;
    return this.list.flatMap((cue, i) => {
      const { at, gain, kind } = cue;
      const chord = this.chordAt(at);
      switch (kind) {
        case "hit":
          return [
            this.drum("kick", at, gain), this.drum("snare", at, gain * 0.9),
            ...this.chord(chord, 60).map((note) => ({ at, name: "strings", note, gain: 0.16 * gain, send: 0.3 })),
          ];
        case "boom":
          return [{ at, name: "boom", gain: 0.5 * gain, send: 0.15 }, { at, name: "crash", gain: 0.2 * gain, send: 0.2 }, { at, pump: 0.5 * gain }];
        case "pop":
          return [
            { at, name: "pop", gain: 0.34 * gain, pan: this.#side(i), send: 0.15 },
            { at, name: "wood", note: this.degree(chord + 2 * (i % 3), 72), gain: 0.18 * gain, pan: this.#side(i), send: 0.2 },
          ];
        case "sparkle":
          return Array.from({ length: 5 }, (_, n) => ({
            at: at + n * 0.055, name: "glass", note: this.degree(chord + 2 * n, 79 + n * 4), gain: (0.19 - n * 0.022) * gain, pan: (n - 2) * 0.3, send: 0.4,
          }));
        case "whoosh":
          return [{ at, name: "whoosh", seconds: 0.8, gain: 0.34 * gain, send: 0.1 }];
        case "rise": {
          const next = this.list.find((other) => other.at > at + 0.25 && ["hit", "boom", "final"].includes(other.kind));
          return [{ at, name: "rise", seconds: Math.min((next?.at ?? Infinity) - at, at + 1.4 > this.end ? this.end - at : 3), gain: 0.2 * gain, send: 0.1 }];
        }
        case "word":
          words += 1;
          return [this.voice({ name: this.mood.word, pan: this.#side(words), send: 0.25 }, at, this.climb(nearest((words - 1) % 8, chord), 72), 0.32 * gain, this.beat)];
      }
      return []; // "final" is the ending
    });
  }

  #side(i) {
    return [-0.3, 0.3, 0][i % 3];
  }
}

// nearest returns the step of a chord that is nearest to a step of the scale.
function nearest(step, chord) {
  const isIn = (other) => [0, 2, 4].includes((((other - chord) % 7) + 7) % 7);
  return [step, step + 1, step - 1, step + 2].find(isIn);
}
