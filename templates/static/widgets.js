// The page Widgets: each setting is saved as it is changed, and its widget
// beside it, which is the real one, shows it at once.

import { ask, refuse, showResult } from "./act.js";

for (const form of document.querySelectorAll("form[data-widget]")) {
  form.addEventListener("change", ({ target }) => save(form, target));
  form.addEventListener("submit", (event) => event.preventDefault()); // Enter changes the field first
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-no-colour]");
    if (!button) return;
    const field = button.parentElement.querySelector("input");
    field.dataset.none = "";
    save(form, field);
  });
}

// read returns a field's value as the API takes it.
function read(field) {
  if (field.type === "checkbox") return field.checked;
  if (field.type === "color") return "none" in field.dataset ? "" : field.value;
  const text = field.value.trim();
  const factor = Number(field.dataset.factor ?? 1);
  return factor === 1 || text === "" ? text : String(Math.round(Number(text) * factor));
}

async function save(form, field) {
  if (field.type === "color" && form.contains(document.activeElement) && document.activeElement === field) delete field.dataset.none;
  showResult(form, "", "");
  try {
    await ask("PATCH", `/api/widgets/${form.dataset.widget}`, JSON.stringify({ [field.name]: read(field) }));
    showResult(form, "", form.dataset.done);
  } catch (problem) {
    refuse(form, problem);
  }
}

for (const screen of document.querySelectorAll(".widget-screen")) {
  const { width, height } = screen.dataset;
  const frame = screen.querySelector("iframe");
  frame.style.width = `${width}px`;
  frame.style.height = `${height}px`;
  new ResizeObserver(([{ contentRect }]) => {
    const scale = Math.min(contentRect.width / width, contentRect.height / height, 1);
    frame.style.transform = `translate(${(contentRect.width - width * scale) / 2}px, ${(contentRect.height - height * scale) / 2}px) scale(${scale})`;
  }).observe(screen);
}
