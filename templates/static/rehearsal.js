// The widget itself in a frame, which tries on what the forms say before it
// is saved. It is a preview: it is never elected to play.

const WIDE = 1280; // px, as which the frame is laid out before it is scaled

/**
 * Shows the widget in its frame.
 *
 * @param {function} draft returns what is chosen, by the names of the API
 * @param {function} placed called with where the widget has put the thank-you, and clips and scenes
 * @returns {function} tries on what is chosen now; with "entrance" the thank-you comes once more
 */
export function watchRehearsal(draft, placed) {
  const frame = document.getElementById("rehearsal");
  const sampled = document.querySelector("form[data-prompt-preview]");
  let ready = false;
  let due = 0; // an animation frame

  const send = (rehearse) => {
    if (!ready) return;
    frame.contentWindow.postMessage({ rehearse, draft: draftOf(draft()), donation: donation(sampled) }, location.origin);
  };
  const on = {
    ready: () => {
      ready = true;
      send("donation");
    },
    look: ({ places, contrasts }) => {
      placed(places);
      document.dispatchEvent(new CustomEvent("look:shown", { detail: contrasts }));
    },
  };
  addEventListener("message", ({ data, origin, source }) => {
    if (origin === location.origin && source === frame.contentWindow && Object.hasOwn(on, data?.rehearse)) on[data.rehearse](data);
  });
  // It may have been ready before we listened.
  frame.contentWindow?.postMessage({ rehearse: "hello" }, location.origin);

  sampled.addEventListener("input", () => send("donation"));
  for (const button of document.querySelectorAll("[data-rehearse]")) {
    button.addEventListener("click", () => send(button.dataset.rehearse));
  }
  // The frame has the proportions that everything has in OBS.
  new ResizeObserver(([{ contentRect }]) => {
    frame.style.transform = `scale(${contentRect.width / WIDE})`;
  }).observe(frame.parentElement);
  return (rehearse = "look") => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(() => send(rehearse));
  };
}

const draftOf = ({ alert_seconds: seconds, ...look }) => ({ ...look, hold_ms: Math.min(Math.max(parseFloat(seconds) || 7, 1), 60) * 1000 });

// donation returns the one that is typed for the prompt: one sample for all,
// with the production of its tier, which is shown there.
function donation(form) {
  const { donor, amount, currency, message } = form.elements;
  const sign = currency.selectedOptions[0].textContent.split(" ")[1] || currency.value;
  const sum = amount.value.trim();
  const scene = JSON.parse(document.getElementById("look-prompt").dataset.scene ?? "{}");
  return { scene, donor: donor.value, amount: sum === "" || /[^\d\s.,]/.test(sum) ? sum : `${sum} ${sign}`, message: message.value };
}
