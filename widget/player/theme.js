// Themes as the variables that they set, for an element that has another than
// its page.

/** What a theme may be called. */
export const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;
/** The theme that the others lie on. */
export const GROUND = "spark";

const FETCH_WITHIN = 2000; // ms
const known = new Map(); // themes by their names, as promises of their variables

// variables returns those that a theme sets at its root.
async function variables(name) {
  const answer = await fetch(`/widget/themes/${name}.css`, { signal: AbortSignal.timeout(FETCH_WITHIN) });
  if (!answer.ok) throw new Error(`no theme ${name}`);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await answer.text());
  const all = [...sheet.cssRules].filter((rule) => rule.selectorText === ":root").flatMap(({ style }) => (
    [...style].filter((key) => key.startsWith("--")).map((key) => [key, style.getPropertyValue(key)])
  ));
  return Object.fromEntries(all);
}

function variablesOf(name) {
  if (!known.has(name)) {
    known.set(name, variables(name));
    known.get(name).catch(() => known.delete(name)); // it may be there the next time
  }
  return known.get(name);
}

/**
 * Dresses an element in a theme of its own, or in the page's where there is no
 * name. A theme that cannot be loaded leaves it in the page's.
 */
export async function dressElement(element, name) {
  for (const key of [...element.style].filter((key) => key.startsWith("--"))) element.style.removeProperty(key);
  element.classList.remove("themed");
  if (!name || !NAME.test(name)) return;
  try {
    const all = { ...await variablesOf(GROUND), ...await variablesOf(name) };
    for (const [key, value] of Object.entries(all)) element.style.setProperty(key, value);
    element.classList.add("themed");
  } catch (error) {
    console.warn("the theme could not be loaded:", error);
  }
}
