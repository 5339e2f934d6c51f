// The few words of ours on the stream, in the language of the browser. In
// OBS that is the language of OBS.

const WORDS = {
  en: {
    thanks: "Thank you!",
    nobody: "Somebody",
    making: "A clip is being made",
    place: (n) => `no. ${n} in line`,
    soon: (seconds) => (seconds < 60 ? `in about ${seconds} s` : `in about ${Math.round(seconds / 60)} min`),
    sound: "Click for sound",
  },
  ru: {
    thanks: "Спасибо!",
    nobody: "Аноним",
    making: "Клип уже создаётся",
    place: (n) => `${n}-й в очереди`,
    soon: (seconds) => (seconds < 60 ? `примерно через ${seconds} с` : `примерно через ${Math.round(seconds / 60)} мин`),
    sound: "Нажмите, чтобы включить звук",
  },
};

export const language = navigator.language?.toLowerCase().startsWith("ru") ? "ru" : "en";

export const words = WORDS[language];
