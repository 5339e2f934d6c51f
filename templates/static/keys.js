// One key for what cannot wait. A button names its key; F8, which it is,
// types nothing, so it works wherever one is on the page.

export function watchKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const button = document.querySelector(`[data-hotkey="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}
