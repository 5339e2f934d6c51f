// A clip is watched in a dialog. Its video is loaded only then, and let go
// when the dialog closes.

import { word } from "./words.js";

export function watchCinema() {
  const cinema = document.getElementById("cinema");
  if (!cinema) return;
  const screen = document.getElementById("cinema-screen");
  const problem = document.getElementById("cinema-problem");

  document.addEventListener("click", ({ target }) => {
    const poster = target.closest("[data-watch]");
    if (poster) show(poster);
    // A click beside the dialog is one on its backdrop.
    if (target === cinema || target.closest("#cinema-close")) cinema.close();
  });
  cinema.addEventListener("close", () => {
    const video = screen.firstElementChild;
    if (!video) return;
    video.onerror = null;
    video.pause();
    video.removeAttribute("src");
    video.load();
    video.remove();
  });

  function show(poster) {
    // With its elements: a name from right to left must not turn the sum.
    const who = poster.parentElement.querySelector(".clip-who").cloneNode(true);
    const title = document.getElementById("cinema-title");
    title.replaceChildren(...who.childNodes);
    problem.textContent = "";
    const video = document.createElement("video");
    video.controls = video.autoplay = video.playsInline = true;
    video.setAttribute("aria-label", title.textContent);
    video.onerror = () => { problem.textContent = word("noVideo"); };
    video.src = poster.dataset.watch;
    screen.replaceChildren(video);
    cinema.showModal();
    video.focus();
  }
}
