// A test donation is free unless it is ticked that a clip is ordered, and
// then the button has the price. Where no price is known nothing is offered.

import { amountIn } from "./fields.js";
import { word } from "./words.js";

const PAUSE = 300; // ms without a key

export function watchTestOrder() {
  const form = document.querySelector("form[data-test-order]");
  const { paid, amount, currency } = form.elements;
  const [tick, label, note] = ["[data-order]", "[data-order-label]", "[data-order-note]"].map((part) => form.querySelector(part));
  const button = form.querySelector("button:not([type=button]) span");
  const free = button.textContent;
  let timer, asked, price;

  const show = () => {
    button.textContent = paid.checked && price ? word("sendPaid", price) : free;
  };
  const offer = (generator, dollars) => {
    price = Number(dollars) > 0 ? amountIn(Number(dollars), "USD") : "";
    tick.hidden = !price;
    if (!price) paid.checked = false;
    else label.textContent = word("orderFrom", generator, price);
    note.hidden = Boolean(price) || !generator;
    if (!price && generator) note.textContent = word("orderNoPrice", generator);
    show();
  };
  async function ask() {
    asked?.abort();
    const mine = asked = new AbortController();
    const found = await fetch("/api/prompt", {
      method: "POST", headers: { "Content-Type": "application/json" }, signal: mine.signal,
      body: JSON.stringify({ amount: amount.value.trim().replace(/\s/g, "").replace(",", ".") || "0", currency: currency.value }),
    }).then((response) => response.json()).catch(() => null);
    if (mine !== asked) return;
    const name = form.dataset[found?.generator]; // of those that cost money
    offer(name ?? "", found?.price_usd);
  }
  form.addEventListener("input", ({ target }) => {
    if (target === paid) return show();
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  // One tick is for one donation.
  form.addEventListener("submit", () => setTimeout(() => { paid.checked = false; show(); }));
  ask();
}
