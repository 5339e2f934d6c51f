// The one socket. It reconnects for ever; after each connect the server
// sends everything, so whatever was missed heals by itself.

import { apply } from "./pieces.js";
import { language } from "./words.js";

const silence = 2200; // the server speaks every second: longer than this and it is gone
const waits = [250, 500, 1000, 2000, 3000];

export function connect() {
  const wire = document.getElementById("wire");
  let socket, receivedAt, tries = 0, waiting;

  const show = (state) => {
    if (wire.dataset.state !== state) wire.dataset.state = state;
  };

  function open() {
    const address = new URL("/ws/dashboard", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    address.search = new URLSearchParams({ page: document.body.dataset.live, lang: language, discreet: document.documentElement.dataset.discreet ?? "off" });
    receivedAt = performance.now();
    const mine = socket = new WebSocket(address);
    mine.onmessage = ({ data }) => {
      if (mine !== socket) return;
      receivedAt = performance.now();
      tries = 0;
      receive(JSON.parse(data));
      show("open");
    };
    mine.onclose = () => {
      if (mine !== socket) return;
      if (tries > 0) signedOut(); // it was turned away, and not only silent
      lost();
    };
  }

  function receive(update) {
    // A newer program has newer pages: take them, unless something is being typed.
    if (update.build !== document.documentElement.dataset.build && !typing()) return location.reload();
    if (update.since) import("./lines.js").then((log) => log.append(update));
    if (update.type === "update") apply(update);
  }

  function lost() {
    show("lost");
    socket.onclose = socket.onmessage = null;
    socket.close();
    clearTimeout(waiting);
    const wait = waits[Math.min(tries++, waits.length - 1)];
    waiting = setTimeout(open, wait * (0.8 + Math.random() * 0.4));
  }

  // The session may have ended: then the page asks to sign in.
  async function signedOut() {
    const response = await fetch("/api/access", { headers: { Accept: "application/json" } }).catch(() => null);
    if (response?.status === 401 && !typing()) location.reload();
  }

  // Both a connection that went silent and one that never opens are lost.
  setInterval(() => {
    if (socket.onclose && performance.now() - receivedAt > silence) lost();
  }, 250);
  // The browser may have slept: do not wait for the next try.
  addEventListener("online", () => { if (!socket.onclose) { clearTimeout(waiting); open(); } });
  open();
}

function typing() {
  return [...document.querySelectorAll("form")].some((form) => form.dataset.touched !== undefined);
}
