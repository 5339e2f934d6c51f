// Keys for buttons. A button names its key; of several the first on the page has it.
//
// A key that types, such as 1, presses nothing while somebody writes or a question is
// open, nor where the button is out of sight or has just come: nobody decides about
// what they have not read. F8 types nothing, so it works wherever it is on the page.

const unread = 400; // ms

const firsts = {}; // by key: { button, about, since }

// note keeps since when each key has had its button.
function note() {
  const seen = new Set();
  for (const button of document.querySelectorAll("[data-hotkey]")) {
    const { hotkey, about } = button.dataset;
    if (seen.has(hotkey) || button.closest("[hidden]")) continue;
    seen.add(hotkey);
    const known = firsts[hotkey];
    if (known?.button !== button || known.about !== about) firsts[hotkey] = { button, about, since: performance.now() };
  }
  for (const key of Object.keys(firsts)) if (!seen.has(key)) delete firsts[key];
}

// named returns what a button calls the key of an event: the letter on it in whatever
// language somebody types.
function named({ key, code }) {
  if (key.length > 1 || firsts[key]) return key;
  return /^[a-z]$/i.test(key) ? key.toUpperCase() : code.replace(/^(Key|Digit|Numpad)/, "");
}

export function watchKeys() {
  note();
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributeFilter: ["hidden", "data-about", "data-hotkey"] });
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const key = named(event);
    const first = firsts[key];
    if (!first) return;
    if (key.length === 1) {
      if (event.target.closest?.("input, select, textarea, [contenteditable]") || document.querySelector("dialog[open]")) return;
      if (performance.now() - first.since < unread) return;
      const { top, bottom } = first.button.getBoundingClientRect();
      if (top < 0 || bottom > innerHeight) return first.button.scrollIntoView({ block: "center" });
    }
    event.preventDefault();
    first.button.click();
  });
}
