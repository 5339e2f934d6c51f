// Who opens the widget in a tab sees an empty page, so it says what it is.
// Nobody else may ever see that: not OBS, no frame, no program that records
// a page which nobody looks at. It is gone while anything is shown.

import { word } from "/widget/player/words.js";

const place = document.getElementById("about");

/** Shows what the page is. Never is true where no person can have opened it. */
export function introduce(never) {
  if (never || window.top !== window) return;
  for (const [name, key] of Object.entries({ title: "about", what: "about_what", how: "about_how", where: "about_where" })) {
    place.querySelector(`[data-about="${name}"]`).textContent = word(key);
  }
  place.querySelector("code").textContent = location.origin + location.pathname;
  const show = () => (place.hidden = false);
  if (document.hasFocus()) show();
  for (const sign of ["focus", "pointermove", "keydown"]) addEventListener(sign, show, { once: true });
}
