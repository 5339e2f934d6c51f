// Language, theme, and folds that close when one clicks elsewhere.

const aYear = 365 * 24 * 3600;

export function watchLook() {
  const look = document.getElementById("look");
  if (!look) return; // a dock has no bar
  // On a phone the menu is longer than the screen.
  document.querySelector(".menu [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-theme-choice]");
    if (choice) {
      event.preventDefault();
      choose(choice);
    }
    if (look.open && !look.contains(event.target)) look.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !look.open) return;
    look.open = false;
    look.querySelector("summary").focus();
  });
  for (const button of document.querySelectorAll("[data-unfold]")) {
    button.addEventListener("click", () => {
      const open = document.getElementById(button.dataset.unfold).classList.toggle("unfolded");
      button.setAttribute("aria-expanded", String(open));
    });
  }
}

// choose changes the theme at once, and keeps it where the server sees it.
function choose(choice) {
  const theme = choice.dataset.themeChoice;
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=${aYear}; samesite=lax`;
  for (const other of document.querySelectorAll("[data-theme-choice]")) other.removeAttribute("aria-current");
  choice.setAttribute("aria-current", "true");
}
