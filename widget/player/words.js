// The few words of ours on the stream: in the language that ?lang= names,
// else in that of the dashboard, which the server says, else in that of the
// browser. In OBS that is the language of OBS.

import { CATALOG } from "/widget/player/catalog.js"; // made by the server of its own languages

const requested = new URLSearchParams(location.search).get("lang");

export let language;

/** Takes the language that the server says, and reports whether it is another one. */
export function speak(said) {
  const own = navigator.language?.slice(0, 2).toLowerCase();
  const next = [requested, said, own].find((code) => Object.hasOwn(CATALOG, code)) ?? "en";
  if (next === language) return false;
  language = next;
  document.documentElement.lang = next;
  return true;
}

/** Renders a text of the catalog: {0} is replaced by the value. */
export const word = (key, value) => CATALOG[language].words[key].replace("{0}", value);

/** About how long until the clip plays. */
export const soon = (seconds) => (seconds < 60 ? word("seconds", seconds) : word("minutes", Math.round(seconds / 60)));

/** A sum with the sign before its fraction that the language has: "20,50 $" in Russian. */
export const sum = (amount = "") => amount.replace(/[.,](?=\d\d\D*$)/, CATALOG[language].point);

speak();
