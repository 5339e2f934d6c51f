// The page of moderators. The link has its token behind the #, which no server and no
// log ever sees: it is taken out of the address, and sent for a cookie.

import { watchKeys } from "./keys.js";

const words = JSON.parse(document.getElementById("words").textContent);
const language = document.documentElement.lang;
const $ = (id) => document.getElementById(id);
const silence = 9000; // the server speaks every 3 seconds
const waits = [300, 1000, 2000, 3000];
const keys = { approve: "1", mask: "2", reject: "3" };

let state, socket, receivedAt = 0, tries = 0, waiting, over = false;

async function ask(method, path, body) {
  let response;
  try {
    response = await fetch(`/moderator/${path}?lang=${language}`, { method, headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
  } catch {
    throw Object.assign(new Error(words.unsent), { status: 0 });
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(answer.error ?? words.unsent), { status: response.status, code: answer.code });
  return answer;
}

function wire(name, tone) {
  $("wire").textContent = words[name];
  $("wire").dataset.tone = tone;
}

// ended shows in place of everything that the link is no good.
function ended(code) {
  over = true;
  clearTimeout(waiting);
  socket?.close();
  for (const row of [...$("waiting").children]) drop(row);
  $("board").hidden = true;
  $("gone").hidden = false;
  const name = code === "moderator.no_link" ? "nolink" : "revoked";
  $("gone").querySelector("h1").textContent = words[name];
  $("gone").querySelector("p").textContent = words[`${name}.text`];
  wire("off", "bad");
  document.body.dataset.state = "ended";
}

function connect() {
  const address = new URL(`/moderator/ws?lang=${language}`, location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  receivedAt = performance.now();
  const mine = (socket = new WebSocket(address));
  mine.onmessage = ({ data }) => {
    if (mine !== socket) return;
    receivedAt = performance.now();
    tries = 0;
    wire("live", "good");
    const news = JSON.parse(data);
    if (news.type === "state") show(news);
  };
  mine.onclose = ({ code }) => {
    if (mine !== socket || over) return;
    if (code === 1008) ended("moderator.revoked");
    else lost();
  };
}

// Where no socket opens, the state is asked for: the page goes on, more slowly.
async function lost() {
  const gone = socket;
  socket = null;
  gone?.close();
  try {
    show(await ask("GET", "state"));
    wire("slow", "warn");
  } catch (problem) {
    if (problem.status === 401) return ended(problem.code);
    document.body.dataset.state = "lost";
    wire("lost", "bad");
  }
  clearTimeout(waiting);
  if (!over) waiting = setTimeout(connect, waits[Math.min(tries++, waits.length - 1)]);
}

setInterval(() => {
  if (socket && !over && performance.now() - receivedAt > silence) lost();
}, 1000);

function show(news) {
  if (over) return;
  state = news;
  document.body.dataset.state = "open";
  $("board").hidden = false;
  $("name").textContent = news.name;
  $("stream").textContent = news.stream;
  $("stream").dataset.tone = news.paused ? "warn" : news.playing ? "live" : "calm";
  $("next").textContent = news.next > 0 ? `${words.next} ${news.next}` : "";
  $("skip").hidden = !news.playing;
  $("skip").dataset.about = news.playing?.playback;
  $("block").hidden = !news.playing?.block;
  $("pause").hidden = news.paused;
  $("resume").hidden = !news.paused || news.cleared;
  const mine = news.waiting.filter(({ actions }) => actions.length > 0).length;
  $("count").textContent = mine;
  $("none").hidden = news.waiting.length > 0;
  document.title = `${mine > 0 ? `(${mine}) ` : ""}${document.title.replace(/^\(\d+\) /, "")}`;
  const playing = news.playing ? [title(news.playing.donor, news.playing.sum), made("p", "", news.playing.message)] : [made("p", "dim", words.nothing)];
  $("playing").replaceChildren(...playing);
  rows(news.waiting);
}

// rows keeps the elements of what still waits: what somebody is about to press stays, and
// what plays goes on, also in full screen: what is gone leaves first, so that no other row
// is moved.
function rows(list) {
  const keys = list.map((one) => JSON.stringify(one));
  const known = new Map([...$("waiting").children].map((row) => [row.dataset.key, row]));
  for (const [key, row] of known) if (!keys.includes(key)) drop(row);
  list.forEach((one, i) => {
    const row = known.get(keys[i]) ?? rowOf(one, keys[i]);
    if ($("waiting").children[i] !== row) $("waiting").insertBefore(row, $("waiting").children[i] ?? null);
  });
}

// drop removes a row. What plays in it ends, and is not fetched any more.
function drop(row) {
  for (const media of row.querySelectorAll("audio, video")) {
    media.pause();
    media.removeAttribute("src");
    media.load();
  }
  row.remove();
}

function rowOf(one, key) {
  const row = made("li", "card");
  row.dataset.key = key;
  row.dataset.celebration = one.celebration;
  row.classList.toggle("not-mine", one.actions.length === 0);
  const head = made("div", "head");
  const name = made("strong");
  name.append(...pieces(one.donor));
  head.append(name);
  if (one.sum) head.append(made("span", "sum", one.sum));
  const at = made("time", "hint", new Date(one.at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" }));
  at.dateTime = one.at;
  head.append(at);
  const text = made("p", "written");
  text.dir = "auto";
  text.append(...pieces(one.message));
  const voice = made("p", "hint", one.audio);
  voice.hidden = !one.audio;
  if (one.audio && one.actions.length > 0) {
    const sound = Object.assign(document.createElement("audio"), { controls: true, preload: "none", src: `/moderator/audio/${one.celebration}`, ariaLabel: one.audio });
    voice.prepend(sound);
  }
  const choices = made("div", "choices");
  for (const action of one.actions) {
    const button = made("button", `button ${{ approve: "button-main", block: "button-quiet" }[action] ?? ""}`, words[action]);
    button.type = "button";
    button.dataset.action = action;
    button.onclick = () => decide(one, action, row);
    if (keys[action]) {
      button.dataset.hotkey = keys[action];
      button.append(" ", made("kbd", "", keys[action]));
    }
    choices.append(button);
  }
  row.append(head, text, voice, ...clipOf(one), made("p", "why", one.why), choices);
  return row;
}

// clipOf returns the clip that waits to be seen, fetched once somebody plays it, and its
// stills.
function clipOf(one) {
  if (!one.clip) return [];
  const still = (i) => `/moderator/stills/${one.celebration}/${i + 1}`;
  const video = Object.assign(document.createElement("video"), { className: "clip-video", controls: true, playsInline: true, preload: "none", ariaLabel: words.clip });
  if (one.stills) video.poster = still(0);
  const broken = made("p", "hint");
  broken.role = "status";
  video.onerror = () => (broken.textContent = video.hasAttribute("src") ? words.broken : "");
  video.src = `/moderator/clips/${one.celebration}`;
  const stills = made("ul", "stills");
  stills.ariaLabel = words.stills;
  for (let i = 0; i < (one.stills ?? 0); i++) {
    const link = Object.assign(document.createElement("a"), { href: still(i), target: "_blank", rel: "noopener" });
    if (one.found === i + 1) Object.assign(link, { title: words.found }).dataset.found = "";
    link.append(Object.assign(document.createElement("img"), { loading: "lazy", alt: `${words.still} ${i + 1}`, src: link.href }));
    stills.appendChild(document.createElement("li")).append(link);
  }
  return one.stills ? [video, broken, stills] : [video, broken];
}

const pieces = (all) => all.map(({ text, hidden }) => made(hidden ? "mark" : "span", hidden ? "masked" : "", text));

function title(donor, sum) {
  const line = made("p");
  line.append(made("strong", "", donor));
  if (sum) line.append(" ", made("span", "sum", sum));
  return line;
}

function made(name, kind = "", text = "") {
  const element = document.createElement(name);
  if (kind) element.className = kind;
  element.textContent = text;
  return element;
}

async function decide(one, action, row) {
  if (row.ariaBusy === "true" || (action === "block" && !confirm(words["block.sure"]))) return;
  row.ariaBusy = "true";
  const done = await send("decide", { celebration: one.celebration, action });
  row.ariaBusy = "false";
  if (done) drop(row);
}

async function send(path, body) {
  $("problem").textContent = "";
  try {
    await ask("POST", path, body);
    return true;
  } catch (problem) {
    if (problem.status === 401) ended(problem.code);
    else $("problem").textContent = problem.message;
    return false;
  }
}

for (const id of ["skip", "pause", "resume"]) $(id).querySelector("kbd").textContent = $(id).dataset.hotkey;
$("skip").onclick = () => send("queue", { action: "skip", playback: state.playing?.playback });
$("block").onclick = () => {
  const { playback } = state.playing; // it may end while the question stands
  if (confirm(words.ban)) send("queue", { action: "block", playback });
};
$("pause").onclick = () => send("queue", { action: "pause" });
$("resume").onclick = () => send("queue", { action: "resume" });
watchKeys(); // those of a row decide about the first that waits

const token = decodeURIComponent(location.hash.slice(1));
const address = new URL(location.href);
address.hash = "";
history.replaceState(null, "", address);
if (/^[A-Z2-7]{26}$/.test(token)) {
  ask("POST", "session", { token }).then((news) => { show(news); connect(); }, (problem) => (problem.status === 401 ? ended(problem.code) : lost()));
} else {
  lost();
}
