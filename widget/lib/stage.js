// The page's half of /ws/widget, for every widget: it connects for ever,
// says hello, tells the server whether the page can be seen, and hands each
// frame to the handler of its type. The protocol is in widget/README.md.

import "/widget/lib/obs.js"; // a widget may not have loaded it first

const FIRST_WAIT = 500; // ms, between two tries to connect
const LAST_WAIT = 10000;
const HURRY_WAIT = 2000; // the longest wait while the page has something to report
const HIDE_AFTER = 500; // ms: a change of scene may hide a source for a moment

// Where other computers can reach the program, the page's address has a key.
const key = new URLSearchParams(location.search).get("key");

/** Whether this page is a browser source of OBS and not a tab. */
export const inOBS = typeof window.obsstudio === "object" && window.obsstudio !== null;

const said = window.obsSaid; // undefined in a tab

/**
 * Stage is the connection of one page.
 *
 *   const stage = new Stage({
 *     widget: "goal",
 *     on: { state(frame) {…}, alert(frame) {…} },
 *   });
 *   stage.connect();
 */
export class Stage {
  #widget;
  #on;
  #hurry;
  #open;
  #says;
  #socket = null;
  #tries = 0;
  #seen;

  /** The page's own name. It lives as long as the page, not longer. */
  id = newId();

  /**
   * @param {object} options
   * @param {string} options.widget what kind of page this is; only a "player" is ever told to play
   * @param {object} options.on a function for each type of frame that the widget cares about
   * @param {function} [options.open] called after each hello, to say what the server may have missed
   * @param {function} [options.hurry] true while a lost connection must come back quickly
   * @param {function} [options.seen] called with true or false when the page can be seen, or no longer
   * @param {object} [options.says] more fields of its hello
   */
  constructor({ widget, on, open = () => {}, hurry = () => false, seen = () => {}, says = {} }) {
    this.#widget = widget;
    this.#on = on;
    this.#open = open;
    this.#hurry = hurry;
    this.#says = says;
    this.#seen = watchVisible((now) => {
      this.send("visible", now);
      seen(now.visible);
    });
  }

  /** Whether the server takes this page for one that can be seen. */
  get visible() {
    return this.#seen().visible;
  }

  /** Connects, and connects again whenever the connection is lost. */
  connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(withKey(`${scheme}//${location.host}/ws/widget`));
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.send("hello", { id: this.id, widget: this.#widget, obs: inOBS, ...this.#seen(), ...this.#says });
      this.#open();
    });
    socket.addEventListener("message", (event) => {
      this.#tries = 0;
      this.#receive(event.data);
    });
    socket.addEventListener("close", () => {
      const most = this.#hurry() ? HURRY_WAIT : LAST_WAIT;
      const wait = Math.min(FIRST_WAIT * 2 ** Math.min(this.#tries, 10), most);
      this.#tries += 1;
      setTimeout(() => this.connect(), wait * (0.5 + Math.random() / 2));
    });
  }

  /** Sends a frame; false if there is no connection to send it on. */
  send(type, fields = {}) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify({ type, ...fields }));
    return true;
  }

  // A frame that makes no sense, or a handler that fails, must not end the
  // page: it would be gone from the stream until somebody looks.
  #receive(text) {
    try {
      const frame = JSON.parse(text);
      for (const file of [frame.clip, frame.playing?.clip, frame.sound]) if (file?.url) file.url = withKey(file.url);
      if (Object.hasOwn(this.#on, frame.type)) this.#on[frame.type](frame);
    } catch (error) {
      console.error("a frame could not be handled:", error);
    }
  }
}

/** Returns an address that opens where the page's own has a key. */
export function withKey(address) {
  return key ? `${address}${address.includes("?") ? "&" : "?"}key=${encodeURIComponent(key)}` : address;
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// watchVisible reports each change, and returns a function for how it
// is. In OBS a source can be shown in the studio's preview, or be open in a
// scene that is not on, and still not be on the stream: it counts as seen
// only after OBS said that it is active. Until OBS says anything of that,
// active is null.
function watchVisible(send) {
  let shown = document.visibilityState === "visible" && said?.visible !== false;
  let timer = 0;
  const now = () => ({ visible: shown && (!said || said.active === true), ...(said ? { active: said.active } : {}) });
  let told = now();
  const report = () => {
    const { visible, active } = now();
    if (told.visible === visible && told.active === active) return;
    told = now();
    send(told);
  };
  const changed = () => {
    clearTimeout(timer);
    if (now().visible) report();
    else timer = setTimeout(report, HIDE_AFTER);
  };
  document.addEventListener("visibilitychange", () => {
    shown = document.visibilityState === "visible";
    changed();
  });
  window.addEventListener("obsSourceVisibleChanged", (event) => {
    shown = Boolean(event.detail?.visible);
    changed();
  });
  window.addEventListener("obsSourceActiveChanged", changed); // after obs.js took it in
  return () => told;
}
