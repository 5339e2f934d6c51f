// Buttons and forms speak to the JSON API, and show its own sentence where
// it says no.

import { sure, toast } from "./notice.js";
import { heard, named, word } from "./words.js";

// ask gives the answer of the API, or throws an error with its sentence.
export async function ask(method, path, body) {
  const request = { method, headers: { Accept: "application/json" } };
  if (method !== "GET" && method !== "DELETE") {
    request.headers["Content-Type"] = "application/json";
    request.body = body ?? "{}";
  }
  let response;
  try {
    response = await fetch(path, request);
  } catch {
    throw new Error(body === undefined ? word("noAnswer") : word("notSaved"));
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || answer.success === false) {
    const said = [answer.error ?? word("failed"), answer.hint].filter(Boolean);
    throw new Error((await Promise.all(said.map(heard))).join(" "));
  }
  return answer;
}

export function watchButtons() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-path]");
    if (!button || button.getAttribute("aria-busy") === "true") return;
    const { method, path, body, confirm, done, gone } = button.dataset;
    if (confirm && !(await sure(named(confirm), button.textContent.trim()))) return;
    button.setAttribute("aria-busy", "true");
    try {
      await ask(method || "POST", path, body);
      if (button.dataset.reload !== undefined) location.reload();
      if (gone) document.getElementById(gone)?.remove();
      if (done) toast({ text: named(done) });
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
    say(form, "", "");
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-path]");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button:not([type=button])");
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    say(form, "", "");
    try {
      await ask(form.dataset.method || "POST", form.dataset.path, JSON.stringify(fieldsOf(form)));
      delete form.dataset.touched;
      settle(form);
      say(form, "", form.dataset.done);
    } catch (problem) {
      say(form, problem.message, "");
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

function say(form, error, done) {
  form.querySelector(".form-error").textContent = error;
  const place = form.querySelector(".form-done");
  if (place) place.textContent = done;
  else if (done) toast({ text: done });
}
