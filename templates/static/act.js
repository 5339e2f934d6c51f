// Buttons and forms call the JSON API. What it refuses is shown in the page's
// language, at the field that it concerns.

import { confirmed, toast } from "./notice.js";
import { language, word, wordOf } from "./words.js";

// Refusal is an error with a sentence for the reader, its code and arguments, and
// the name of the field that it concerns, if it concerns one.
class Refusal extends Error {
  constructor(answer) {
    super(answer.message ?? ([answer.error, answer.hint].filter(Boolean).join(" ") || word("failed")));
    this.field = answer.field;
    this.code = answer.code;
    this.args = answer.args ?? {};
  }
}

// ask returns the answer of the API, or throws an error with a sentence.
export async function ask(method, path, body, type = "application/json") {
  const request = { method, headers: { Accept: "application/json", "Accept-Language": language } };
  if (method !== "GET" && method !== "DELETE") {
    request.headers["Content-Type"] = type;
    request.body = body ?? "{}";
  }
  let response;
  try {
    response = await fetch(path, request);
  } catch {
    throw new Error(body === undefined ? word("noAnswer") : word("notSaved"));
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || answer.success === false) throw new Refusal(answer);
  return answer;
}

export function watchButtons() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-path]");
    if (!button || button.getAttribute("aria-busy") === "true") return;
    const { method, path, body, confirm, done, gone } = button.dataset;
    if (confirm && !(await confirmed(wordOf(confirm), button.textContent.trim()))) return;
    button.setAttribute("aria-busy", "true");
    try {
      await ask(method || "POST", path, body);
      if (button.dataset.reload !== undefined) location.reload();
      if (gone) document.getElementById(gone)?.remove();
      if (done) toast({ text: wordOf(done) });
    } catch (problem) {
      toast({ tone: "bad", text: problem.message });
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

export function watchForms() {
  document.addEventListener("input", ({ target }) => {
    const form = target.closest("form[data-path]");
    if (!form) return;
    form.dataset.touched = "";
    showResult(form, "", "");
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-path]");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button:not([type=button])");
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    showResult(form, "", "");
    try {
      await ask(form.dataset.method || "POST", form.dataset.path, JSON.stringify(fieldsOf(form)));
      delete form.dataset.touched;
      settle(form);
      showResult(form, "", form.dataset.done);
    } catch (problem) {
      refuse(form, problem);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

// fieldsOf are the values of a form; a box to tick is true or false.
function fieldsOf(form) {
  const fields = Object.fromEntries(new FormData(form));
  for (const box of form.querySelectorAll("input[type=checkbox]")) fields[box.name] = box.checked;
  return fields;
}

// watchLeaving has the browser ask before what was typed and not saved is lost.
export function watchLeaving() {
  addEventListener("beforeunload", (event) => {
    if (!document.querySelector("form[data-touched]:not([data-fleeting])")) return;
    event.preventDefault();
    event.returnValue = ""; // for browsers as old as that of OBS
  });
}

// settle makes what was saved the form's own values, and forgets passwords.
function settle(form) {
  for (const field of form.elements) {
    if (field.type === "password") field.value = "";
    if (field.defaultValue !== undefined) field.defaultValue = field.value;
    for (const option of field.options ?? []) option.defaultSelected = option.selected;
  }
}

// fieldOf returns the field of a form that an error concerns. A form of one
// setting has its key in the path, and the value in the field value.
function fieldOf(form, name) {
  if (!name) return null;
  const own = form.dataset.path === `/api/settings/${name}` ? "value" : name;
  const field = form.elements[own];
  return field instanceof HTMLElement && field.type !== "hidden" ? field : null;
}

let refused = 0;

// refuse shows an error at the field that it concerns, which gets the focus,
// else at the end of the form.
export function refuse(form, problem, field = fieldOf(form, problem.field)) {
  if (!field) return showResult(form, problem.message, "");
  const note = document.createElement("p");
  note.className = "form-error";
  note.dataset.refused = "";
  note.id = `refused-${(refused += 1)}`;
  note.setAttribute("role", "alert");
  note.textContent = problem.message;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-errormessage", note.id);
  const place = field.closest(".field");
  if (place) place.append(note);
  else field.after(note);
  reveal(field);
  field.focus();
}

// reveal unfolds all that a field is in.
export function reveal(field) {
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

// say replaces what a form says of how it went.
export function showResult(form, error, done) {
  for (const note of form.querySelectorAll("[data-refused]")) note.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-errormessage");
  }
  form.querySelector(".form-error").textContent = error;
  const place = form.querySelector(".form-done");
  if (place) place.textContent = done;
  else if (done) toast({ text: done });
}
