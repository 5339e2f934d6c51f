// The widget itself in a frame, which tries on what the forms say before it
// is saved. It is a preview: it is never elected to play.

const WIDE = 1280; // px, as which the frame is laid out before it is scaled

export function watchRehearsal() {
  const frame = document.getElementById("rehearsal");
  const form = document.querySelector('form[data-look="style"]');
  const sampled = document.querySelector("form[data-prompt-preview]");
  let ready = false;

  const send = (rehearse, sample = true) => {
    if (!ready) return;
    frame.contentWindow.postMessage({ rehearse, draft: draft(form), ...(sample ? { donation: donation(sampled) } : {}) }, location.origin);
  };
  addEventListener("message", ({ data, origin, source }) => {
    if (origin !== location.origin || source !== frame.contentWindow || data?.rehearse !== "ready") return;
    ready = true;
    send("alert");
  });
  // It may have been ready before we listened.
  frame.contentWindow?.postMessage({ rehearse: "hello" }, location.origin);

  form.addEventListener("input", () => {
    const volume = form.elements.volume;
    form.querySelector("output").textContent = `${volume.value} %`;
    send("look");
  });
  for (const button of document.querySelectorAll("[data-rehearse]")) {
    button.addEventListener("click", () => send(button.dataset.rehearse));
  }
  fit(frame);
}

function draft(form) {
  const { theme, alert_text, alert_seconds } = form.elements;
  return {
    theme: theme.value, alert_text: alert_text.value.trim(),
    hold_ms: Math.min(Math.max(Number(alert_seconds.value) || 7, 1), 60) * 1000,
  };
}

// donation returns the one that is typed for the prompt: one sample for all,
// with the production of its tier, which is shown there.
function donation(form) {
  const { donor, amount, currency, message } = form.elements;
  const sign = currency.selectedOptions[0].textContent.split(" ")[1] || currency.value;
  const sum = amount.value.trim();
  const scene = JSON.parse(document.getElementById("look-prompt").dataset.scene ?? "{}");
  return { scene, donor: donor.value, amount: sum === "" || /[^\d\s.,]/.test(sum) ? sum : `${sum} ${sign}`, message: message.value };
}

// fit scales the frame to its place, so that everything has the proportions
// that it has in OBS.
function fit(frame) {
  new ResizeObserver(([{ contentRect }]) => {
    frame.style.transform = `scale(${contentRect.width / WIDE})`;
  }).observe(frame.parentElement);
}
