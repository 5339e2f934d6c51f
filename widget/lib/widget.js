// What the widgets beside the player have in common: the connection, the
// theme, the language, the settings and the data, and a draw whenever one of
// them is another. See widget/README.md.

import { Stage } from "/widget/lib/stage.js";
import { dress } from "/widget/player/look.js";
import { speak, word } from "/widget/player/words.js";

/** Whether the dashboard shows this page to try it out. */
export const preview = new URLSearchParams(location.search).get("preview") === "1";

/** Whether the viewer's system asks for less motion. */
export const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

let ahead = 0; // of the server's clock, in ms

/** The time by the server's clock, in milliseconds. */
export const serverNow = () => Date.now() + ahead;

/**
 * Connects a widget and draws it.
 *
 * @param {object} options
 * @param {string} options.widget its name: that of its folder
 * @param {string[]} options.needs the data that it shows
 * @param {function} options.draw draw(settings, data): called when both are there, and at each change
 * @param {function} [options.sample] data for a preview that has none yet; falsy where it has some
 * @param {function} [options.seen] called with true or false when viewers see the page, or no longer
 */
export function begin({ widget, needs, draw, sample, seen = () => {} }) {
  let settings = null;
  const data = {};
  const redraw = () => {
    if (!settings || !needs.every((need) => need in data)) return;
    draw(settings, (preview && sample?.(data)) || data);
    document.body.dataset.drawn = "";
  };
  const stage = new Stage({
    widget: preview ? "preview" : widget,
    says: { of: widget, needs },
    seen,
    on: {
      state: (state) => {
        document.body.classList.toggle("clear", Boolean(state.clear));
        dress(state);
        if (speak(state.language)) redraw();
      },
      settings: ({ values }) => {
        settings = values;
        redraw();
      },
      data: ({ type, now, ...news }) => {
        ahead = now - Date.now();
        Object.assign(data, news);
        redraw();
      },
    },
  });
  stage.connect();
  return stage;
}

/** Puts a text into the element of a selector; without text the element is hidden. */
export function put(selector, text, root = document) {
  const element = root.querySelector(selector);
  if (element.textContent !== text) element.textContent = text ?? "";
  element.hidden = !text;
  return element;
}

/** The name of a donor as it is shown. */
export const named = (donor) => donor || word("nobody");

/** Names for a preview while there are none. */
export const samples = () => word("samples").split(", ");

/** Gives the page a colour of the streamer's instead of the theme's. */
export function colour(value) {
  for (const name of ["--accent-from", "--accent-over", "--accent-to"]) {
    if (value) document.documentElement.style.setProperty(name, value);
    else document.documentElement.style.removeProperty(name);
  }
}

/** Throws sparks from a place in an element, which are gone a second later. */
export function burst(place, count, reach) {
  if (calm) return;
  for (let i = 0; i < count; i += 1) {
    const spark = document.createElement("i");
    const turn = (i / count + Math.random() / count) * 2 * Math.PI;
    const far = reach * (0.4 + Math.random() * 0.6);
    spark.className = "spark";
    spark.style.setProperty("--way", `translate(${Math.cos(turn) * far}rem, ${Math.sin(turn) * far}rem)`);
    spark.style.animationDelay = `${Math.random() * 120}ms`;
    spark.addEventListener("animationend", () => spark.remove());
    place.append(spark);
  }
}

/** Plays a short animation of an element by its class, again if it is still playing. */
export function pulse(element, name) {
  element.classList.remove(name);
  void element.offsetWidth; // so that it begins anew
  element.classList.add(name);
  element.addEventListener("animationend", () => element.classList.remove(name), { once: true });
}
