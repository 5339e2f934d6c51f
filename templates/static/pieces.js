// Puts what the server sends in its place: a piece replaces the element of
// its id, or joins its list. The order of a list's newest elements comes
// with it.

import { morph, move, parse } from "./morph.js";
import { announce, toast } from "./notice.js";
import { isHeld } from "./hold.js";
import { beep } from "./sound.js";
import { word, wordOf } from "./words.js";

export function apply(update) {
  const focus = remember();
  const still = steady();
  for (const piece of update.pieces ?? []) put(piece, update);
  for (const [name, ids] of Object.entries(update.lists ?? {})) arrange(name, ids);
  focus();
  queueMicrotask(still); // after what scripts make of the new pieces, as "5 minutes ago"
}

function put(piece, update) {
  const fresh = parse(piece.html);
  const old = document.getElementById(piece.id);
  if (!fresh) return old?.remove(); // an empty piece: it is gone
  if (isHeld(piece.id, () => apply({ pieces: [piece] }))) return;
  // A list that was made longer has its own link to what comes next.
  if (document.getElementById(fresh.dataset.until)?.dataset.extended !== undefined) return;
  const moved = !update.whole && fresh.dataset.status !== undefined && old?.dataset.status !== fresh.dataset.status;
  if (old) {
    morph(old, fresh);
  } else if (piece.list) {
    if (!update.whole) fresh.classList.add("arrived");
    document.getElementById(piece.list)?.prepend(fresh);
  }
  if (moved) announceChange(fresh);
}

// announceChange announces a change to screen readers, and shows what needs a
// decision to all.
function announceChange(fresh) {
  const [who, stands] = ["a", ".chip"].map((part) => fresh.querySelector(part)?.textContent);
  announce(fresh.dataset.say ?? `${who}: ${stands}`);
  if (!fresh.dataset.needs) return;
  beep();
  const link = fresh.querySelector("a");
  toast({ tone: fresh.dataset.tone, title: link?.textContent, text: wordOf(fresh.dataset.needs), href: link?.getAttribute("href"), action: word("show") });
}

// arrange brings the newest elements into their order. Those that are not
// named are gone, if they would stand above the last that is; below it they
// are older ones, which stay where they were asked for.
function arrange(name, ids) {
  const list = document.getElementById(name);
  if (!list) return;
  const present = new Set(ids);
  const last = Number(document.getElementById(ids.at(-1))?.dataset.order ?? -Infinity);
  for (const element of [...list.children]) {
    if (present.has(element.id)) continue;
    const older = Number(element.dataset.order) <= last;
    if (!older || list.dataset.extended === undefined) element.remove();
  }
  let at = list.firstElementChild;
  for (const id of ids) {
    const element = document.getElementById(id);
    if (!element) continue;
    if (element === at) at = at.nextElementSibling;
    else move(list, element, at);
  }
  list.classList.toggle("long", list.children.length > 10);
}

// remember records where the focus is, and returns a function that brings it
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

let owed = 0; // a window scrolls by whole dots: the rest waits, or it would add up

// steady notes where on the page the field is that somebody types into, and
// returns a function that scrolls as far as it was moved. The browser by itself
// would hold what it likes: another column may grow, and the field would jump.
function steady() {
  const field = document.activeElement;
  const { top, bottom } = field?.getBoundingClientRect() ?? {};
  const typing = field?.matches("input, select, textarea") && bottom >= 0 && top <= innerHeight;
  document.documentElement.style.overflowAnchor = typing ? "none" : "";
  if (!typing) return () => {};
  const before = top + scrollY;
  return () => {
    if (!field.isConnected) return;
    const from = scrollY;
    owed += field.getBoundingClientRect().top + from - before;
    if (Math.abs(owed) < 1) return;
    scrollBy({ top: owed, behavior: "instant" });
    owed = (owed - scrollY + from) % 1;
  };
}
