// What the benchmarks have a page do, and what of it the page alone can tell.

import { perform, sceneIds } from "/widget/scenes/index.js";

const words = { seed: 7, donor: "nightowl_77", amount: "1 500 ₽", message: "Спасибо за вечер! Пусть победа будет за нами 🎉", reducedMotion: false };

/** Plays a scene over the whole page; returns its frames, its seconds, and the milliseconds of its slowest frame. */
export async function plays(scene, production) {
  const canvas = document.createElement("canvas");
  canvas.style.cssText = "position:fixed;inset:0;width:100vw;height:100vh";
  document.body.append(canvas);
  const performance = await perform(canvas, { ...words, scene, production });
  const times = [];
  let asked = requestAnimationFrame(function next(time) {
    times.push(time);
    asked = requestAnimationFrame(next);
  });
  await performance.ended;
  cancelAnimationFrame(asked);
  canvas.remove();
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  return { frames: gaps.length, seconds: (times[gaps.length] - times[0]) / 1000, slowest: Math.max(...gaps) };
}

export const ids = () => sceneIds;
