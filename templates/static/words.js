// The words of scripts, in the reader's language. They come with the
// page: no script holds prose of its own.

const words = JSON.parse(document.getElementById("words").textContent);

// word returns a sentence with its placeholders filled: {0} and {1} by
// position, or {names} from an object.
export function word(name, ...args) {
  const values = typeof args[0] === "object" ? args[0] : args;
  return (words[name] ?? "").replace(/\{(\w+)\}/g, (hole, key) => values[key] ?? hole);
}

// wordOf returns the word that a name stands for, or else the name itself.
export const wordOf = (text) => words[text] ?? text;

export const language = document.documentElement.lang;
