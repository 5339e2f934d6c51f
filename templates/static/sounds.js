// The sound of thank-yous on the page Look: it is listened to here, in this
// page, and the streamer's own files come and go.

import { playAlert } from "/widget/sound/alert.js";
import { prepared } from "/widget/sound/file.js";
import { mixer } from "/widget/sound/mixer.js";
import { ask, refuse, showResult } from "./act.js";
import { toast } from "./notice.js";
import { word } from "./words.js";

export function watchSounds() {
  const form = document.querySelector('form[data-look="sound"]');
  const chooser = form.querySelector("[data-sound-file]");
  const drop = form.querySelector(".drop");
  const { sound } = form.elements;
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-listen-sound]");
    if (button) listen(button.closest("[data-sounding]"), form);
    const gone = target.closest("[data-sound-delete]");
    if (gone) remove(gone.closest("[data-own-sound]"));
  });
  chooser.addEventListener("change", () => {
    if (chooser.files.length > 0) add(chooser.files[0]);
    chooser.value = ""; // the same file may be chosen again
  });
  for (const type of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(type, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", type === "dragover");
      if (type === "drop" && event.dataTransfer.files.length > 0) add(event.dataTransfer.files[0]);
    });
  }

  // add sends a file, if this browser can play it, and chooses it.
  async function add(file) {
    showResult(form, "", "");
    try {
      if (file.size > Number(chooser.dataset.max)) throw new Error(word("soundTooLarge"));
      const bytes = await file.arrayBuffer();
      await prepared(bytes.slice(0)).catch(() => {
        throw new Error(word("soundUnplayable"));
      });
      const { sound: { id, title } } = await ask("POST", `/api/sounds?name=${encodeURIComponent(file.name)}`, bytes, "audio/mpeg");
      offer(form, id, title);
      sound.value = id;
      sound.dispatchEvent(new Event("input", { bubbles: true }));
      listen(form.querySelector("[data-sounding]"), form);
    } catch (problem) {
      refuse(form, problem, chooser);
    }
  }
}

// offer adds a sound to all that one may choose from, and to the list.
function offer(form, id, title) {
  const list = form.querySelector("[data-own-sounds]");
  if (list.querySelector(`[data-own-sound="${id}"]`)) return;
  const blank = document.querySelector("[data-tier-blank]").content;
  for (const select of [...document.querySelectorAll('select[name="sound"]'), ...blank.querySelectorAll('select[name="sound"]')]) {
    select.append(new Option(title, id));
  }
  const item = form.querySelector("[data-own-sound-blank]").content.firstElementChild.cloneNode(true);
  item.dataset.ownSound = id;
  item.querySelector(".own-sound-title").textContent = title;
  list.append(item);
}

async function remove(item) {
  const id = item.dataset.ownSound;
  try {
    await ask("DELETE", `/api/sounds/${id}`);
    item.remove();
    const blank = document.querySelector("[data-tier-blank]").content;
    for (const place of [document, blank]) for (const option of place.querySelectorAll(`option[value="${id}"]`)) option.remove();
  } catch (problem) {
    toast({ tone: "bad", text: problem.message });
  }
}

// listen plays what is chosen in a place as loud as it says there; what a tier
// leaves empty is that of all.
function listen(place, form) {
  const of = (name) => {
    const own = place.closest("[data-tier], form").querySelector(`[name="${name}"]`).value;
    return own === "" ? form.elements[name].value : own;
  };
  const chosen = of("sound");
  mixer.stop();
  const volume = Number(of("sound_volume")) / 100;
  if (chosen === "off" || !(volume > 0)) {
    toast({ text: word("soundOff") });
    return;
  }
  const own = chosen.includes(".");
  playAlert({ ...(own ? { url: `/sounds/${chosen}` } : { sting: chosen }), volume }, { failed: () => toast({ tone: "bad", text: word("soundUnplayable") }) });
}
