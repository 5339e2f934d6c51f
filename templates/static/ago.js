// Moments as people say them ("5 minutes ago"), and the bar of the clip
// that plays. Both go on by themselves.

import { language } from "./words.js";

const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

function ago(then, now) {
  const seconds = Math.round((then - now) / 1000);
  if (Math.abs(seconds) < 10) return relative.format(0, "second");
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size);
  return relative.format(Math.trunc(seconds / size), unit);
}

function tellTimes() {
  const now = Date.now();
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const then = Date.parse(time.dateTime);
    if (now - then > 6 * 86400e3) continue; // a date says more than "9 days ago"
    const text = ago(then, now);
    if (time.textContent !== text) time.textContent = text;
  }
}

function moveBars() {
  for (const bar of document.querySelectorAll("progress.elapsed")) {
    const { from, length } = bar.dataset;
    const part = from > 0 && length > 0 ? (Date.now() - from) / length : 0;
    bar.value = Math.max(0, Math.min(1, part)) * 1000;
  }
}

export function watchTime() {
  tellTimes();
  moveBars();
  setInterval(tellTimes, 5000);
  setInterval(moveBars, 500);
  // New pieces of the page tell their moments at once.
  new MutationObserver(tellTimes).observe(document.getElementById("content"), {
    subtree: true, childList: true, attributeFilter: ["datetime"],
  });
}
