// The canvas of the page Look: where the thank-you, and clips and scenes, stand
// on the screen, by mouse, touch and keyboard. The places are hidden fields of
// the form; the widget in the frame says where the theme would put them.

import { sidesOf } from "/widget/player/sides.js";
import { announce } from "./notice.js";
import { PRESETS, atPoint, guidesOf, moved, resized, textOf } from "./places.js";
import { word } from "./words.js";

const STEP = 1; // percent, of a key
const LABEL = 6; // percent, for the name of a frame
const STILL = 3; // px: a click moves nothing
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

/** Returns a function that takes the places of the theme, for those that are not chosen. */
export function watchCanvas(form) {
  const canvas = document.getElementById("canvas");
  const tools = document.querySelector("[data-place-tools]");
  const boxes = Object.fromEntries([...canvas.querySelectorAll("[data-box]")].map((box) => [box.dataset.box, box]));
  const themes = { alert: [68, 4, 30, 24], show: PRESETS.full };
  const fieldOf = (name) => form.elements[`${name}_place`];
  const placeOf = (name) => sidesOf(fieldOf(name).value) ?? themes[name];
  let selected = "alert";

  const put = (name, text) => {
    const field = fieldOf(name);
    if (field.disabled || field.value === text) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const say = (name) => {
    const values = { name: boxes[name].dataset.name, ...named(placeOf(name)) };
    return fieldOf(name).value ? word("place", values) : word("placeOfTheme", values);
  };

  function draw() {
    for (const [name, box] of Object.entries(boxes)) {
      const sides = placeOf(name);
      const [left, top, width, height] = sides.map((side) => `${side}%`);
      Object.assign(box.style, { left, top, width, height });
      box.dataset.label = sides[1] > LABEL ? "above" : sides[1] + sides[3] < 100 - LABEL ? "below" : "inside";
      box.setAttribute("aria-label", say(name));
      box.classList.toggle("selected", name === selected);
    }
    for (const button of tools.querySelectorAll("[data-select]")) button.setAttribute("aria-pressed", String(button.dataset.select === selected));
    for (const part of tools.querySelectorAll("[data-of]")) part.hidden = part.dataset.of !== selected;
    tools.querySelector("[data-place-theme]").disabled = !fieldOf(selected).value;
    tools.querySelector("[data-place-text]").textContent = word("placeSides", named(placeOf(selected)));
  }
  const guide = (sides) => {
    const lines = sides ? guidesOf(sides).flatMap((all, axis) => all.map((at) => [axis, at])) : [];
    canvas.querySelector("[data-guides]").replaceChildren(...lines.map(([axis, at]) => {
      const line = document.createElement("i");
      line.dataset.axis = axis === 0 ? "across" : "down";
      line.style[axis === 0 ? "left" : "top"] = `${at}%`;
      return line;
    }));
  };

  form.addEventListener("input", draw);
  canvas.addEventListener("focusin", ({ target }) => {
    selected = target.dataset.box ?? selected;
    draw();
  });
  canvas.addEventListener("pointerdown", (event) => {
    const box = event.target.closest("[data-box]");
    if (!box || event.button !== 0) return;
    event.preventDefault();
    box.focus({ preventScroll: true });
    const from = placeOf(selected);
    const { edge: edges } = event.target.dataset;
    drag(canvas, box, event, (right, down, snaps) => {
      const next = edges ? resized(from, right, down, edges, snaps) : moved(from, right, down, snaps);
      put(selected, textOf(next));
      guide(next);
    }, () => guide(null));
  });
  canvas.addEventListener("keydown", (event) => {
    const name = event.target.dataset.box;
    const by = ARROWS[event.key];
    if (!name || !by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const from = placeOf(name);
    put(name, textOf(event.shiftKey ? resized(resized(from, by[0], 0, "e", false), 0, by[1], "s", false) : moved(from, ...by, false)));
    announce(say(name));
  });
  tools.addEventListener("click", ({ target }) => {
    const { select, preset, point, placeTheme } = target.closest("button")?.dataset ?? {};
    if (select) {
      selected = select;
      draw();
    }
    if (preset) put(selected, textOf(PRESETS[preset]));
    if (point) put(selected, textOf(atPoint(placeOf(selected), point % 3, Math.floor(point / 3))));
    if (placeTheme !== undefined) put(selected, "");
    fieldOf(selected).dispatchEvent(new Event("change", { bubbles: true })); // a step of its own
  });
  draw();
  return (places) => {
    for (const name of Object.keys(themes)) if (!fieldOf(name).value) themes[name] = places[name];
    draw();
  };
}

const named = ([left, top, width, height]) => ({ left: Math.round(left), top: Math.round(top), width: Math.round(width), height: Math.round(height) });

// drag follows a pointer until it is let go, and says how far it has come, in
// percent of the canvas. With Alt nothing snaps.
function drag(canvas, box, { pointerId, clientX, clientY }, move, end) {
  const { width, height } = canvas.getBoundingClientRect();
  const done = new AbortController();
  let moves = false;
  box.setPointerCapture(pointerId);
  box.addEventListener("pointermove", (event) => {
    const [x, y] = [event.clientX - clientX, event.clientY - clientY];
    moves ||= Math.hypot(x, y) > STILL;
    if (moves) move(x / width * 100, y / height * 100, !event.altKey);
  }, done);
  for (const type of ["pointerup", "pointercancel"]) {
    box.addEventListener(type, () => {
      done.abort();
      end();
    }, done);
  }
}
