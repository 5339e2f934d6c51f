// Puts what the server sends in its place: a piece replaces the element of
// its id, or joins its list. The order of a list's newest elements comes
// with it.

import { morph, parse } from "./morph.js";
import { announce, toast } from "./notice.js";
import { held } from "./hold.js";
import { beep } from "./sound.js";
import { named, word } from "./words.js";

export function apply(update) {
  const focus = remember();
  const still = steady();
  for (const piece of update.pieces ?? []) put(piece, update);
  for (const [name, ids] of Object.entries(update.lists ?? {})) arrange(name, ids);
  focus();
  still();
}

function put(piece, update) {
  const fresh = parse(piece.html);
  const old = document.getElementById(piece.id);
  if (!fresh) return old?.remove(); // an empty piece: it is gone
  if (held(piece.id, () => apply({ pieces: [piece] }))) return;
  // A list that was made longer has its own link to what comes next.
  if (document.getElementById(fresh.dataset.until)?.dataset.extended !== undefined) return;
  const moved = !update.whole && fresh.dataset.status !== undefined && old?.dataset.status !== fresh.dataset.status;
  if (old) {
    morph(old, fresh);
  } else if (piece.list) {
    if (!update.whole) fresh.classList.add("arrived");
    document.getElementById(piece.list)?.prepend(fresh);
  }
  if (moved) tell(fresh);
}

// tell says what changed to those who do not look, and what needs a
// decision to all.
function tell(fresh) {
  const [who, stands] = ["a", ".chip"].map((part) => fresh.querySelector(part)?.textContent);
  announce(fresh.dataset.say ?? `${who}: ${stands}`);
  if (!fresh.dataset.needs) return;
  beep();
  const link = fresh.querySelector("a");
  toast({ tone: fresh.dataset.tone, title: link?.textContent, text: named(fresh.dataset.needs), href: link?.getAttribute("href"), action: word("show") });
}

// arrange brings the newest elements into their order. Those that are not
// named are gone, if they would stand above the last that is; below it they
// are older ones, which stay where they were asked for.
function arrange(name, ids) {
  const list = document.getElementById(name);
  if (!list) return;
  const named = new Set(ids);
  const last = Number(document.getElementById(ids.at(-1))?.dataset.order ?? -Infinity);
  for (const element of [...list.children]) {
    if (named.has(element.id)) continue;
    const older = Number(element.dataset.order) <= last;
    if (!older || list.dataset.extended === undefined) element.remove();
  }
  let at = list.firstElementChild;
  for (const id of ids) {
    const element = document.getElementById(id);
    if (!element) continue;
    if (element === at) at = at.nextElementSibling;
    else list.insertBefore(element, at);
  }
  list.classList.toggle("long", list.children.length > 10);
}

// remember notes where the focus is, and gives a function that brings it
// back, should its element be gone: to the same control, else to its row, or
// to what its row was in.
function remember() {
  const active = document.activeElement;
  const row = active?.closest?.("[id]");
  if (!row || active === document.body) return () => {};
  const { key } = active.dataset;
  const around = row.parentElement?.closest("[id]")?.id;
  return () => {
    if (document.activeElement === active) return;
    const again = document.getElementById(row.id);
    const control = key && again?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    (control || again || document.getElementById(around))?.focus?.({ preventScroll: true });
  };
}

// steady notes where in the window the field is that somebody types into,
// and gives a function that brings it back there. The browser by itself
// holds what it likes: another column may grow, and the field would jump.
function steady() {
  const field = document.activeElement;
  if (!field?.matches("input, select, textarea")) return () => {};
  const { top, bottom } = field.getBoundingClientRect();
  if (bottom < 0 || top > innerHeight) return () => {};
  const root = document.documentElement;
  root.style.overflowAnchor = "none";
  const settle = () => {
    const moved = field.getBoundingClientRect().top - top;
    if (field.isConnected && moved) scrollBy({ top: moved, behavior: "instant" });
  };
  return () => {
    settle();
    // Once more after what scripts make of the new pieces, as "5 minutes ago".
    requestAnimationFrame(() => { settle(); requestAnimationFrame(() => { root.style.overflowAnchor = ""; }); });
  };
}
