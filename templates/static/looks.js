// The page Look: its two plain forms, the rehearsal of the widget beside
// them, and the prompt of a donation that somebody types.

import { ask, refuse, showResult } from "./act.js";
import { watchPromptPreview } from "./prompt-preview.js";
import { watchRehearsal } from "./rehearsal.js";
import { watchSounds } from "./sounds.js";
import { watchTiers } from "./tiers.js";
import { word } from "./words.js";

export function watchLooks() {
  for (const form of document.querySelectorAll("form[data-look]")) watchForm(form);
  watchInsert();
  watchRehearsal();
  watchSounds();
  watchTiers();
  watchPromptPreview();
}

// read returns a field's value as the API takes it.
export function read(field) {
  if (field.type === "checkbox") return field.checked;
  const text = field.value.trim();
  if (text === "" || !field.dataset.as) return text;
  return field.dataset.as === "seconds" ? `${text}s` : String(Number((Number(text) / 100).toFixed(4)));
}

function values(form) {
  const all = {};
  for (const field of form.elements) {
    if (!field.name || field.disabled || (field.type === "radio" && !field.checked)) continue;
    all[field.name] = read(field);
  }
  return all;
}

// Only what was changed is sent: the rest may come from elsewhere, and may
// go on to do so.
function watchForm(form) {
  let saved = values(form);
  form.addEventListener("input", () => {
    form.dataset.touched = "";
    showResult(form, "", "");
    if (form.elements.alert_text) judge(form.elements.alert_text);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const now = values(form);
    const news = Object.fromEntries(Object.entries(now).filter(([name, value]) => saved[name] !== value));
    save(form, async () => {
      if (Object.keys(news).length > 0) await ask("PUT", "/api/look", JSON.stringify(news));
      saved = now;
    });
  });
}

// judge shows what is wrong with a placeholder while it is typed.
function judge(field) {
  const wrong = (field.value.match(/\{[^{}]*\}/g) ?? []).find((spot) => !["{donor}", "{amount}", "{message}"].includes(spot));
  field.setCustomValidity(wrong ? word("placeholder", wrong) : "");
}

// save carries out what a form asks for. A refusal is shown at the field that
// it concerns; fieldOf finds one that the form has under another name.
export async function save(form, send, fieldOf) {
  const button = form.querySelector("button:not([type=button])");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  showResult(form, "", "");
  try {
    await send();
    delete form.dataset.touched;
    showResult(form, "", form.dataset.done);
    document.dispatchEvent(new Event("look:saved"));
  } catch (problem) {
    refuse(form, problem, fieldOf?.(problem.field));
  } finally {
    button.removeAttribute("aria-busy");
  }
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
