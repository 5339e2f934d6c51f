// A short sound for what needs a decision: off until it is switched on, and
// kept by this browser alone.

const kept = "streamspark.sound";
let player;

function wanted() {
  try {
    return localStorage.getItem(kept) === "on";
  } catch {
    return false; // a browser may keep nothing
  }
}

export function watchSound() {
  const boxes = [...document.querySelectorAll("input[data-sound]")];
  for (const box of boxes) {
    box.checked = wanted();
    box.addEventListener("change", () => {
      try {
        localStorage.setItem(kept, box.checked ? "on" : "off");
      } catch { /* then it holds for nothing but this page, which plays nothing */ }
      beep();
    });
  }
  // A browser lets no page sound before somebody touched it.
  document.addEventListener("pointerdown", () => wanted() && ready(), { once: true });
}

function ready() {
  player ??= new AudioContext();
  if (player.state === "suspended") player.resume();
  return player;
}

/** Sounds two short notes, if that is wanted. */
export function beep() {
  if (!wanted()) return;
  const context = ready();
  const gain = context.createGain();
  gain.connect(context.destination);
  [[660, 0], [880, 0.14]].forEach(([pitch, after]) => {
    const note = context.createOscillator();
    const at = context.currentTime + after;
    note.frequency.value = pitch;
    note.connect(gain);
    note.start(at);
    note.stop(at + 0.12);
  });
  gain.gain.setValueAtTime(0.0001, context.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.12, context.currentTime + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.3);
}
