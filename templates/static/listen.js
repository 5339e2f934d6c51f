// The button that says a sample with the voice of the settings. Where that
// costs money the price is on the button before it is spent.

import { ask } from "./act.js";
import { toast } from "./notice.js";

export function watchListen() {
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("button[data-listen]");
    if (!button || button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      const most = button.dataset.price ?? "0";
      const { price_usd: price } = await ask("GET", "/api/speech");
      if (Number(price) > Number(most)) {
        button.dataset.price = price;
        button.textContent = button.dataset.listen.replace("{price}", price);
        return;
      }
      const { voice } = await ask("POST", "/api/speech/try", JSON.stringify({ max_usd: most }));
      await new Audio(voice.url).play();
    } catch (problem) {
      toast({ tone: "bad", text: problem.message });
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}
