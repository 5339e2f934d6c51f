// The streamer's own screenshot behind the canvas of the page Look. It is kept
// by this browser alone, and never sent.

import { toast } from "./notice.js";
import { word } from "./words.js";

const KEPT = "streamspark.screenshot";
const WIDE = 1600; // px, to which it is scaled

export function watchShot() {
  const canvas = document.getElementById("canvas");
  const picture = canvas.querySelector("[data-shot]");
  const chooser = document.querySelector("[data-shot-file]");
  const remove = document.querySelector("[data-shot-remove]");

  const show = (address) => {
    picture.style.backgroundImage = address ? `url("${address}")` : "";
    picture.hidden = remove.hidden = !address;
  };
  const take = async (file) => {
    if (!file?.type.startsWith("image/")) return;
    try {
      const address = await scaled(file);
      show(address);
      localStorage.setItem(KEPT, address);
    } catch {
      toast({ tone: "bad", text: picture.hidden ? word("shotUnreadable") : word("shotNotKept") });
    }
  };
  chooser.addEventListener("change", () => {
    take(chooser.files[0]);
    chooser.value = ""; // the same file may be chosen again
  });
  remove.addEventListener("click", () => {
    show("");
    chooser.focus();
    try {
      localStorage.removeItem(KEPT);
    } catch { /* then nothing was kept */ }
  });
  for (const type of ["dragover", "drop"]) {
    canvas.addEventListener(type, (event) => {
      event.preventDefault();
      if (type === "drop") take(event.dataTransfer.files[0]);
    });
  }
  addEventListener("paste", ({ clipboardData }) => take([...clipboardData.files].find((file) => file.type.startsWith("image/"))));
  try {
    show(localStorage.getItem(KEPT));
  } catch { /* a browser may keep nothing */ }
}

async function scaled(file) {
  const picture = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  const scale = Math.min(1, WIDE / picture.width);
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas.toDataURL("image/jpeg", 0.82);
}
