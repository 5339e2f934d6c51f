// What OBS has said of this source. OBS reports only changes of whether a
// source is on the stream, and repeats nothing after a reload. So this
// listens from before the widget's own scripts run, and carries what was
// said over a reload. It is no module: a page loads it first, in its head.

(() => {
  if (!window.obsstudio || window.obsSaid) return;
  const KEY = "streamspark-obs-said";
  const RELOAD = 15000; // ms; after longer than that it may have changed meanwhile
  const said = { active: null, visible: null }; // null: nothing yet
  window.obsSaid = said;

  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  sessionStorage.removeItem(KEY);
  if (kept && Math.abs(Date.now() - kept.at) < RELOAD) Object.assign(said, kept.said);
  addEventListener("pagehide", () => sessionStorage.setItem(KEY, JSON.stringify({ said, at: Date.now() })));

  addEventListener("obsSourceActiveChanged", (event) => {
    said.active = Boolean(event.detail?.active);
  });
  addEventListener("obsSourceVisibleChanged", (event) => {
    said.visible = Boolean(event.detail?.visible);
  });
})();
