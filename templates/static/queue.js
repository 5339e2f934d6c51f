// The waiting playbacks can be reordered: dragged by their handles or moved by
// the keyboard. Until the drop, updates of the list wait.
//
// It is always the neighbours that change places with it in the page, never
// itself: an element that is taken out loses the focus and the pointer.

import { ask } from "./act.js";
import { holdBack } from "./hold.js";
import { announce, toast } from "./notice.js";
import { word } from "./words.js";

const near = 4; // px that a pointer moves before it is a drag
const linger = 500; // ms after the last Alt+arrow
const settle = 300; // ms for the new order to come from the server

let hand = null; // { item, list, before, by }
let late = null; // an update that waits
let timer = 0;
let press = null; // a pointer that may become a drag

function holds(put) {
  if (!hand && !timer) return false;
  late = put;
  return true;
}

function take(item, by) {
  clearTimeout(timer);
  timer = 0;
  const list = item.parentElement;
  hand = { item, list, by, before: [...list.children] };
  item.classList.add("in-hand");
  if (by !== "lift") return;
  item.querySelector("[data-handle]").setAttribute("aria-pressed", "true");
  announce(word("lifted", place(item), list.children.length));
}

function place(item) {
  return [...item.parentElement.children].indexOf(item) + 1;
}

// step brings the item so many places down, or up.
function step(by) {
  const { item, list } = hand;
  for (let n = Math.abs(by); n > 0; n--) {
    const other = by > 0 ? item.nextElementSibling : item.previousElementSibling;
    if (!other) break;
    list.insertBefore(other, by > 0 ? item : item.nextElementSibling);
  }
  if (hand.by === "drag") return;
  item.scrollIntoView({ block: "nearest" });
  announce(word("moved", place(item), list.children.length));
}

function letGo() {
  const { item } = hand;
  item.classList.remove("in-hand");
  item.removeAttribute("style");
  item.querySelector("[data-handle]").removeAttribute("aria-pressed");
}

function takeBack() {
  const { item, list, before } = hand;
  letGo();
  restore(before, item);
  announce(word("back", place(item), list.children.length));
  release();
}

// restore brings the others back into their order around the item.
function restore(before, item) {
  const at = before.indexOf(item);
  const list = item.parentElement;
  before.forEach((other, i) => {
    if (i < at) list.insertBefore(other, item);
    else if (i > at) list.append(other);
  });
}

function release() {
  clearTimeout(timer);
  timer = 0;
  hand = null;
  const put = late;
  late = null;
  put?.();
}

// putDown sends the item's new place to the server.
async function putDown() {
  clearTimeout(timer);
  timer = 0;
  const { item, list, before } = hand;
  letGo();
  hand.by = "sent";
  const now = place(item);
  announce(word("put", now, list.children.length));
  if (before[now - 1] === item) return release();
  list.setAttribute("aria-busy", "true"); // nothing is taken up meanwhile
  try {
    await ask("POST", "/api/queue/move", JSON.stringify({ playback: Number(item.dataset.playback), place: now }));
    hand = null;
    timer = setTimeout(release, settle);
  } catch (problem) {
    restore(before, item);
    toast({ tone: "bad", text: problem.message });
    release();
  } finally {
    list.removeAttribute("aria-busy");
  }
}

function itemOf(target) {
  return target.closest?.("[data-handle]")?.closest("[data-playback]");
}

function keyed(event) {
  if (event.key === "Escape" && hand && hand.by !== "sent") {
    event.preventDefault();
    press = null;
    takeBack();
    return;
  }
  const item = itemOf(event.target);
  if (!item || (hand && (hand.item !== item || hand.by === "sent" || hand.by === "drag"))) return;
  const way = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity }[event.key];
  if (!way || (!event.altKey && hand?.by !== "lift")) return;
  event.preventDefault();
  if (!hand) take(item, "keys");
  step(Number.isFinite(way) ? way : Math.sign(way) * hand.list.children.length);
  if (hand.by !== "keys") return;
  clearTimeout(timer);
  timer = setTimeout(putDown, linger);
}

// pressed: Space and Enter on a handle, and what screen readers make of
// them, come as a click without a pointer.
function pressed(event) {
  const item = itemOf(event.target);
  if (!item || event.detail !== 0 || hand?.by === "sent") return;
  if (hand?.item === item && hand.by === "lift") putDown();
  else if (!hand) take(item, "lift");
}

function follow(y) {
  const { item } = hand;
  const height = item.offsetHeight;
  const top = y - press.grip;
  for (let other; (other = item.nextElementSibling) && top + height > middle(other);) step(1);
  for (let other; (other = item.previousElementSibling) && top < middle(other);) step(-1);
  press.shift += top - item.getBoundingClientRect().top;
  item.style.transform = `translateY(${press.shift}px)`;
}

function middle(element) {
  const { top, height } = element.getBoundingClientRect();
  return top + height / 2;
}

function watchPointer() {
  document.addEventListener("pointerdown", (event) => {
    const item = itemOf(event.target);
    if (!item || event.button !== 0 || !event.isPrimary || hand) return;
    press = { item, id: event.pointerId, from: event.clientY, grip: event.clientY - item.getBoundingClientRect().top, shift: 0 };
  });
  document.addEventListener("pointermove", (event) => {
    if (press?.id !== event.pointerId) return;
    if (!hand && Math.abs(event.clientY - press.from) > near) {
      if (!press.item.isConnected) press = null; // it was shown meanwhile
      else take(press.item, "drag");
    }
    if (press && hand?.by === "drag") follow(event.clientY);
  });
  const end = (done) => (event) => {
    if (press?.id !== event.pointerId) return;
    press = null;
    if (hand?.by === "drag") done();
  };
  document.addEventListener("pointerup", end(putDown));
  document.addEventListener("pointercancel", end(takeBack));
}

export function watchQueue() {
  holdBack("queue", holds);
  document.addEventListener("keydown", keyed);
  document.addEventListener("click", pressed);
  document.addEventListener("focusout", (event) => {
    if (!hand || itemOf(event.target) !== hand.item) return;
    if (hand.by === "lift") takeBack();
    if (hand?.by === "keys") putDown();
  });
  watchPointer();
}
