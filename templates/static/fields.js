// Small services of the fields: copy an address, fill in an example, price
// an amount in rubles, jump to what waits.

import { figure, grouped } from "./figure.js";
import { toast } from "./notice.js";
import { language, word } from "./words.js";

export function watchFields() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.copy) copy(button.dataset.copy);
    if (button.dataset.fill) fill(button.closest("form"), JSON.parse(button.dataset.fill));
    if (button.dataset.jump) jump(button.dataset.jump);
  });
  for (const field of document.querySelectorAll("[data-price]")) {
    field.form.addEventListener("input", () => price(field));
  }
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyByHand(text); // an OBS dock has no clipboard of its own
  }
  toast({ text: word("copied") });
}

function copyByHand(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

function fill(form, fields) {
  for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function jump(selector) {
  const row = document.querySelector(selector);
  if (!row) return;
  const list = row.parentElement;
  if (row.offsetParent === null) document.querySelector(`[data-unfold="${list.id}"]`)?.click();
  row.scrollIntoView({ block: "center" });
  row.focus({ preventScroll: true });
}

// price shows what an amount of another currency is in rubles, about.
function price(field) {
  const place = document.getElementById(field.dataset.price);
  const rubles = field.form.elements.currency.selectedOptions[0].dataset.rubles;
  const amount = figure(field.value);
  const known = rubles && amount > 0 && Number.isFinite(amount);
  const text = known ? word("about", `${grouped(amount * Number(rubles))}\u00a0₽`) : "";
  if (place.textContent !== text) place.textContent = text;
}

// amountIn writes an amount; one that is tiny, with the digits that it has.
export function amountIn(amount, currency) {
  return new Intl.NumberFormat(language, { style: "currency", currency, currencyDisplay: "narrowSymbol", minimumFractionDigits: 2, maximumFractionDigits: amount < 1 ? 4 : 2 }).format(amount);
}
