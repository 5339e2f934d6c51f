// The links of moderators: the address of one is shown once, when it is made.

import { ask, refuse } from "./act.js";
import { confirmed, toast } from "./notice.js";
import { word } from "./words.js";

export function watchModerators() {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-moderator]");
    if (!form) return;
    event.preventDefault();
    try {
      show(await ask("POST", "/api/moderators", JSON.stringify({ name: form.elements.name.value, sums: form.elements.sums.checked })));
      form.reset();
    } catch (problem) {
      refuse(form, problem);
    }
  });
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("button[data-renew]");
    if (!button || !(await confirmed(word("renewModerator"), button.textContent.trim()))) return;
    try {
      show(await ask("POST", button.dataset.renew));
    } catch (problem) {
      toast({ tone: "bad", text: problem.message });
    }
  });
}

function show({ moderator, links }) {
  const dialog = document.getElementById("moderator-link");
  const place = dialog.querySelector("[data-links]");
  dialog.querySelector("h3").textContent = moderator.name;
  place.replaceChildren(...links.map(({ url, qr }) => {
    const shown = document.getElementById("moderator-code").content.cloneNode(true);
    const code = shown.querySelector("[data-alt]");
    const picture = Object.assign(new Image(260, 260), { src: qr, alt: code.dataset.alt });
    code.replaceWith(picture);
    shown.querySelector("code").textContent = url;
    shown.querySelector("button").dataset.copy = url;
    return shown;
  }));
  dialog.addEventListener("close", () => place.replaceChildren(), { once: true }); // the page may be on the stream later
  dialog.showModal();
}
