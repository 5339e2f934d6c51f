// The words that scripts say, in the reader's language. They come with the
// page: no script holds prose of its own.

const { words, answers } = JSON.parse(document.getElementById("words").textContent);

// word gives a sentence, with %s replaced by what belongs there.
export function word(name, ...args) {
  let text = words[name] ?? "";
  for (const arg of args) text = text.replace("%s", () => arg);
  return text;
}

// named says what an element names, or what it says itself.
export const named = (text) => words[text] ?? text;

// heard says what the API answered, in the reader's language where that is known.
export function heard(sentence) {
  return answers[sentence] ?? sentence;
}

export const language = document.documentElement.lang;
