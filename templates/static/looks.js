// The page Look: its forms are one editor. What is changed can be undone until
// it is saved, in one request, or discarded.

import { ask, refuse, showResult } from "./act.js";
import { watchCanvas } from "./canvas.js";
import { toast } from "./notice.js";
import { watchPromptPreview } from "./prompt-preview.js";
import { watchRehearsal } from "./rehearsal.js";
import { watchShot } from "./shot.js";
import { watchSounds } from "./sounds.js";
import { watchThemes } from "./themes.js";
import { watchTiers } from "./tiers.js";
import { language, word } from "./words.js";

const PAUSE = 400; // ms without a change, which make a step that can be undone

export function watchLooks() {
  const forms = [...document.querySelectorAll("form[data-look]")];
  const style = forms.find((form) => form.dataset.look === "style");
  const tiers = watchTiers();
  const fields = () => forms.flatMap((form) => [...form.elements]).filter((field) => field.name && !field.disabled);
  const snapshot = () => JSON.stringify({ look: Object.fromEntries(fields().filter(isChosen).map((field) => [field.name, raw(field)])), tiers: tiers.read() });
  const editor = watchBar({ snapshot, restore: (text) => restore(JSON.parse(text)), save, forms: [...forms, tiers.form] });

  function restore({ look, tiers: rows }) {
    tiers.write(rows);
    for (const field of fields()) {
      if (field.type === "radio" ? field.checked === (look[field.name] === field.value) : raw(field) === look[field.name]) continue;
      if (field.type === "checkbox") field.checked = look[field.name];
      else if (field.type === "radio") field.checked = look[field.name] === field.value;
      else field.value = look[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  // Only what was changed is sent: the rest may come from elsewhere, and may
  // go on to do so.
  async function save(before) {
    const old = JSON.parse(before);
    const news = Object.fromEntries(fields().filter((field) => isChosen(field) && raw(field) !== old.look[field.name]).map((field) => [field.name, read(field)]));
    if (JSON.stringify(tiers.read()) !== JSON.stringify(old.tiers)) news.tiers = tiers.values();
    try {
      if (Object.keys(news).length > 0) await ask("PUT", "/api/look", JSON.stringify(news));
    } catch (problem) {
      const field = tiers.fieldOf(problem.field) ?? fields().find(({ name, type }) => name === problem.field && type !== "hidden");
      refuse(field?.form ?? document.getElementById("save-bar"), problem, field ?? null);
      return false;
    }
    if (news.tiers) tiers.arrange();
    toast({ text: word("lookSaved") });
    document.dispatchEvent(new Event("look:saved"));
    return true;
  }

  const show = watchRehearsal(() => Object.fromEntries(fields().filter((field) => field.form === style && isChosen(field)).map((field) => [field.name, read(field)])), watchCanvas(style));
  style.addEventListener("input", ({ target }) => {
    if (target.name === "alert_text") judge(target);
    show(target.name === "entrance" ? "entrance" : "look");
  });
  for (const range of document.querySelectorAll("form[data-look] input[type=range]")) {
    range.addEventListener("input", () => (range.parentElement.querySelector("output").textContent = `${range.value} %`));
  }
  watchColors();
  watchContrasts(document.getElementById("look-contrasts"));
  watchInsert();
  watchShot();
  watchThemes(document.getElementById("rehearsal"));
  watchSounds();
  watchPromptPreview();
  editor.begin();
}

const isChosen = (field) => field.type !== "radio" || field.checked;
const raw = (field) => (field.type === "checkbox" ? field.checked : field.value);

// read returns a field's value as the API takes it.
export function read(field) {
  if (field.type === "checkbox") return field.checked;
  const text = field.value.trim();
  if (text === "" || !field.dataset.as) return text;
  if (field.dataset.as === "color") return text.toLowerCase();
  return field.dataset.as === "seconds" ? `${text}s` : String(Number((Number(text) / 100).toFixed(4)));
}

// watchBar keeps the steps that can be undone, and the bar with what can be
// done about them.
function watchBar({ snapshot, restore, save, forms }) {
  const bar = document.getElementById("save-bar");
  const buttons = Object.fromEntries([...bar.querySelectorAll("[data-bar]")].map((button) => [button.dataset.bar, button]));
  let steps = [];
  let now = 0; // the step that is shown
  let saved = "";
  let timer = 0;

  const begin = () => {
    saved = snapshot();
    steps = [saved];
    now = 0;
    draw();
  };
  const keep = () => {
    clearTimeout(timer);
    const next = snapshot();
    if (next !== steps[now]) steps = [...steps.slice(0, now + 1), next];
    now = steps.indexOf(next, now);
    draw();
  };
  function draw() {
    const touched = snapshot() !== saved;
    if (touched) bar.dataset.touched = "";
    else delete bar.dataset.touched;
    bar.hidden = !touched && steps.length === 1;
    buttons.undo.disabled = now === 0 && snapshot() === steps[0];
    buttons.redo.disabled = now === steps.length - 1;
    buttons.save.disabled = buttons.discard.disabled = !touched;
    document.body.classList.toggle("has-save-bar", !bar.hidden);
  }
  const go = (by) => {
    keep();
    const to = steps[now + by];
    if (to === undefined) return;
    now += by;
    restore(to);
    draw();
  };
  const act = {
    undo: () => go(-1),
    redo: () => go(1),
    discard: () => {
      clear();
      restore(saved);
      begin();
    },
    save: async () => {
      keep();
      clear();
      if (bar.getAttribute("aria-busy") === "true" || !forms.every((form) => form.reportValidity())) return;
      bar.setAttribute("aria-busy", "true");
      if (await save(saved)) begin();
      bar.removeAttribute("aria-busy");
    },
  };
  const clear = () => [...forms, bar].forEach((form) => showResult(form, "", ""));

  for (const form of forms) {
    form.addEventListener("input", () => {
      showResult(form, "", "");
      clearTimeout(timer);
      timer = setTimeout(keep, PAUSE);
      draw();
    });
    form.addEventListener("change", keep);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      act.save();
    });
  }
  bar.addEventListener("click", ({ target }) => act[target.closest("[data-bar]")?.dataset.bar]?.());
  bar.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const key = event.code === "KeyZ" ? (event.shiftKey ? "redo" : "undo") : { KeyY: "redo", KeyS: "save" }[event.code];
    if (!key || !(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest("[data-fleeting]")) return;
    event.preventDefault();
    act[key]();
  });
  return { begin };
}

// judge shows what is wrong with a placeholder while it is typed.
function judge(field) {
  const wrong = (field.value.match(/\{[^{}]*\}/g) ?? []).find((spot) => !["{donor}", "{amount}", "{message}"].includes(spot));
  field.setCustomValidity(wrong ? word("placeholder", wrong) : "");
}

// watchColors keeps the wells beside the fields of colors, which have the value:
// a well cannot be empty.
function watchColors() {
  for (const well of document.querySelectorAll("[data-color-of]")) {
    const field = document.getElementById(well.dataset.colorOf);
    const show = () => {
      const color = read(field);
      if (/^#[0-9a-f]{6}$/.test(color)) well.value = color;
      well.dataset.empty = color === "";
    };
    well.addEventListener("input", () => {
      field.value = well.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    field.addEventListener("input", show);
    show();
  }
}

// watchContrasts says which colors make words hard to read. They may be so.
function watchContrasts(place) {
  const figure = (number) => (Math.floor(number * 10) / 10).toLocaleString(language);
  document.addEventListener("look:shown", ({ detail: poor }) => {
    const said = Object.entries(poor).map(([name, { is, least }]) => (
      word("hardToRead", { name: document.getElementById(`look-${name}`).labels[0].textContent, is: figure(is), least: figure(least) })
    )).join("\n");
    if (place.textContent !== said) place.textContent = said;
  });
}

// watchInsert puts a placeholder where the cursor is.
function watchInsert() {
  for (const button of document.querySelectorAll("[data-insert]")) {
    button.addEventListener("click", () => {
      const field = button.closest(".field").querySelector("input");
      if (field.disabled) return;
      field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  }
}
