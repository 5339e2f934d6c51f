// The few words of ours on the stream: in the language that ?lang= names,
// else in that of the dashboard, which the server says, else in that of the
// browser. In OBS that is the language of OBS.

const WORDS = {
  en: {
    thanks: "Thank you!",
    nobody: "Somebody",
    making: "A clip is being made",
    place: (n) => `no. ${n} in line`,
    soon: (seconds) => (seconds < 60 ? `in about ${seconds} s` : `in about ${Math.round(seconds / 60)} min`),
    sound: "Click for sound",
    about: "This is the StreamSpark widget",
    aboutWhat: "OBS shows this page over your stream. It stays empty until a donation comes; then the thank-you and its clip appear here.",
    aboutHow: "In OBS: Sources → + → Browser, and paste this address:",
    aboutWhere: "Open the dashboard",
  },
  ru: {
    thanks: "Спасибо!",
    nobody: "Аноним",
    making: "Клип уже создаётся",
    place: (n) => `${n}-й в очереди`,
    soon: (seconds) => (seconds < 60 ? `примерно через ${seconds} с` : `примерно через ${Math.round(seconds / 60)} мин`),
    sound: "Нажмите, чтобы включить звук",
    about: "Это виджет StreamSpark",
    aboutWhat: "Его показывает OBS поверх вашего стрима. Пока донатов нет, здесь пусто; потом здесь появятся благодарность и клип.",
    aboutHow: "В OBS: Источники → + → Браузер, и вставьте этот адрес:",
    aboutWhere: "Открыть панель",
  },
};

const named = new URLSearchParams(location.search).get("lang");

export let language;
export let words;

/** Takes the language that the server says. Returns whether it is another one. */
export function speak(said) {
  const own = navigator.language?.slice(0, 2).toLowerCase();
  const next = [named, said, own].find((code) => Object.hasOwn(WORDS, code)) ?? "en";
  if (next === language) return false;
  language = next;
  words = WORDS[next];
  document.documentElement.lang = next;
  return true;
}

/** A sum with the sign before its fraction that the language has: "20,50 $" in Russian. */
export const sum = (amount = "") => amount.replace(/[.,](?=\d\d\D*$)/, language === "ru" ? "," : ".");

speak();
