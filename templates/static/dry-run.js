// The button that tries a change on the donations of the last stream, before it is saved.

import { ask, refuse, showResult } from "./act.js";
import { word } from "./words.js";

const MOST = 20; // rows

export function watchDryRun() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("form[data-path] [data-dry-run]");
    if (button) tryOut(button, { settings: settingsOf(button.form) });
  });
  document.addEventListener("input", ({ target }) => target.closest("form")?.querySelector(".dry-run")?.remove());
}

// settingsOf returns what a form would save: one setting, or the budgets.
function settingsOf(form) {
  const [, key] = form.dataset.path.match(/^\/api\/settings\/(.+)$/) ?? [];
  const fields = [...new FormData(form)];
  if (key) return [{ key, value: fields[0][1] }];
  return fields.map(([name, value]) => ({ key: `budget.${name}`, value: value.trim() || "0" }));
}

/** Asks what a change would have done, and shows it below the button. */
export async function tryOut(button, change) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  showResult(button.form, "", "");
  button.form.querySelector(".dry-run")?.remove();
  try {
    button.closest(".row").after(drawn(await ask("POST", "/api/dry-run", JSON.stringify(change))));
  } catch (problem) {
    if (problem.field?.startsWith("budget.")) problem.field = problem.field.slice("budget.".length);
    refuse(button.form, problem);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function drawn(answer) {
  const box = element("div", element("p", answer.says));
  box.className = "dry-run";
  box.setAttribute("role", "status");
  if (answer.donations.length === 0) return box;
  const totals = [
    [word("dryRun.aired"), "aired"],
    [word("dryRun.masked"), "masked"],
    [word("dryRun.held"), "held"],
    [word("dryRun.blocked"), "blocked"],
    [word("dryRun.skipped"), "skipped"],
    [word("dryRun.clips"), "clips"],
    [word("dryRun.spent_usd"), "spent_usd", " $"],
  ].map(([name, key, unit = ""]) => [name, `${answer.before[key]}${unit}`, `${answer.after[key]}${unit}`]);
  box.append(table(["", word("dryRun.before"), word("dryRun.after")], totals, (row) => row[1] !== row[2]));
  const changed = answer.donations.filter((row) => row.changed);
  if (changed.length > 0) {
    const rows = changed.slice(0, MOST).map((row) => [giver(row), row.before.says, row.after.says]);
    box.append(table([word("dryRun.donation"), word("dryRun.before"), word("dryRun.after")], rows, () => false));
  }
  if (changed.length > MOST) box.append(element("p", word("dryRun.more", changed.length - MOST)));
  return box;
}

function giver({ donor, amount }) {
  const sum = element("span", amount);
  sum.className = "money";
  return element("span", `${donor || word("dryRun.nobody")} `, sum);
}

function table(heads, rows, isChanged) {
  const cells = (kind, texts) => element("tr", ...texts.map((text) => element(kind, text)));
  const body = rows.map((row) => {
    const line = cells("td", row);
    line.toggleAttribute("data-changed", isChanged(row));
    return line;
  });
  const frame = element("div", element("table", element("thead", cells("th", heads)), element("tbody", ...body)));
  frame.className = "scroll";
  frame.tabIndex = 0;
  frame.firstElementChild.className = "table";
  return frame;
}

function element(name, ...inside) {
  const made = document.createElement(name);
  made.append(...inside);
  return made;
}
