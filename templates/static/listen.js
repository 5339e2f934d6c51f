// The buttons that say something with a voice: that of a tier beside it, or that
// of the settings. Where that costs money the price is on the button before it
// is spent.

import { mixer } from "/widget/sound/mixer.js";
import { Voice } from "/widget/sound/voice.js";
import { ask } from "./act.js";
import { amountIn } from "./fields.js";
import { toast } from "./notice.js";
import { word } from "./words.js";

const SETTINGS = { href: "/settings#set-speech-provider", action: word("toSettings") };

export function watchListen() {
  const field = document.querySelector("[data-say]"); // the page Settings has none
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button[data-listen]");
    if (button && button.getAttribute("aria-busy") !== "true") listen(button, voiceFor(button), field?.value.trim() ?? "");
  });
  // A price is that of one text by one voice.
  document.addEventListener("input", ({ target }) => {
    if (target === field || target.name === "voice") document.querySelectorAll("button[data-listen][data-price]").forEach(withdraw);
  });
}

const voiceFor = (button) => button.closest("[data-tier]")?.querySelector('[name="voice"]').value ?? "";

async function listen(button, voice, text) {
  mixer.stop();
  if (voice === "off") {
    toast({ text: word("voiceOff") });
    return;
  }
  button.setAttribute("aria-busy", "true");
  try {
    const { voice: spoken } = await ask("POST", "/api/speech/try", JSON.stringify({ voice, text, max_usd: button.dataset.price ?? "0" }));
    withdraw(button);
    if (spoken.volume > 0) await new Voice(spoken).play();
    else toast({ text: word("voiceSilent"), ...SETTINGS });
  } catch (problem) {
    if (problem.code === "speech.costs") offer(button, problem.args);
    else toast({ tone: "bad", text: problem.message, ...(problem.code === "speech.off" ? SETTINGS : {}) });
  } finally {
    button.removeAttribute("aria-busy");
  }
}

// offer puts a price on the button, which the next click pays.
function offer(button, { price, rub }) {
  const label = button.querySelector("span");
  button.dataset.free ??= label.textContent;
  button.dataset.price = price;
  label.textContent = button.dataset.listen.replace("{price}", rub ? amountIn(Number(rub), "RUB") : amountIn(Number(price), "USD"));
}

function withdraw(button) {
  delete button.dataset.price;
  if (button.dataset.free) button.querySelector("span").textContent = button.dataset.free;
}
