// Where nothing on the streamer's computer can make a poster, the page makes
// it: it loads the beginning of that one video when it comes into view, one
// at a time, draws a picture and hands it in. After that nobody loads the
// video for it again.

const side = 480;
const patience = 20000;

export function watchPosters() {
  const waiting = [];
  let busy = false;

  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      waiting.push(target);
    }
    work();
  });

  async function work() {
    if (busy) return;
    busy = true;
    for (let poster; (poster = waiting.shift());) {
      // It may have got one, or have gone, while it waited.
      if (!poster.isConnected || !poster.dataset.wanted) continue;
      await make(poster.dataset.watch, poster.dataset.wanted).catch(() => {}); // its placeholder stays
    }
    busy = false;
  }

  const find = () => {
    for (const poster of document.querySelectorAll("[data-wanted]:not([data-watched])")) {
      poster.dataset.watched = "";
      seen.observe(poster);
    }
  };
  for (const list of document.querySelectorAll(".gallery")) {
    new MutationObserver(find).observe(list, { childList: true, subtree: true, attributeFilter: ["data-wanted"] });
  }
  find();
}

async function make(address, place) {
  const video = document.createElement("video");
  video.muted = true;
  video.preload = "auto";
  try {
    const loaded = once(video, "loadeddata");
    video.src = address;
    await loaded;
    const sought = once(video, "seeked");
    video.currentTime = Math.min(video.duration / 2, 4) || 0;
    await sought;
    await fetch(place, { method: "PUT", headers: { "Content-Type": "image/jpeg" }, body: await picture(video) });
  } finally {
    video.removeAttribute("src");
    video.load();
  }
}

function once(video, event) {
  return new Promise((resolve, reject) => {
    video.addEventListener(event, resolve, { once: true });
    video.addEventListener("error", reject, { once: true });
    setTimeout(reject, patience);
  });
}

function picture(video) {
  const scale = Math.min(1, side / Math.max(video.videoWidth, video.videoHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(16, Math.round(video.videoWidth * scale));
  canvas.height = Math.max(16, Math.round(video.videoHeight * scale));
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject()), "image/jpeg", 0.8);
  });
}
