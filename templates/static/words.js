// The words that scripts say, in the reader's language. They come with the
// page: no script holds prose of its own.

const words = JSON.parse(document.getElementById("words").textContent);

// word gives a sentence, with %s replaced by what belongs there.
export function word(name, ...args) {
  let text = words[name] ?? "";
  for (const arg of args) text = text.replace("%s", () => arg);
  return text;
}

// named says what an element names, or what it says itself.
export const named = (text) => words[text] ?? text;

let answers; // they are fetched when the first is needed

// heard says what the API answered, in the reader's language where that is known.
export async function heard(sentence) {
  answers ??= fetch(`/words?lang=${language}`).then((response) => response.json()).catch(() => ({}));
  return (await answers)[sentence] ?? sentence;
}

export const language = document.documentElement.lang;
