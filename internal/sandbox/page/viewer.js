// The viewer's page: it sends what is pressed and shows what the sandbox
// holds, asked for every second while the page is looked at.

const $ = (id) => document.getElementById(id);

/** Sends a change. A refusal comes back as the sentence to show. */
async function post(path, body) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.ok) return "";
    return (await answer.json()).error || `The sandbox answered ${answer.status}.`;
  } catch {
    return "The sandbox does not answer. Is the program still running?";
  }
}

function say(id, sentence, bad) {
  $(id).textContent = sentence;
  $(id).classList.toggle("bad", bad);
}

async function change(place, path, body, done) {
  const problem = await post(path, body);
  say(place, problem || done, Boolean(problem));
  await refresh();
}

// Donations.

function donate(count) {
  const form = $("donate");
  if (!form.reportValidity()) return;
  const field = form.elements;
  change("donate-said", "/sandbox/donate", {
    name: field.name.value,
    amount: field.amount.value,
    currency: field.currency.value,
    message: field.message.value,
    audio: field.audio.checked,
    anonymous: field.anonymous.checked,
    count,
  }, count > 1 ? `${count} donations were sent.` : "The donation was sent.");
}

$("donate").addEventListener("submit", (event) => {
  event.preventDefault();
  donate(1);
});
$("ten").addEventListener("click", () => donate(10));
for (const button of document.querySelectorAll("[data-amount]")) {
  button.addEventListener("click", () => { $("donate").elements.amount.value = button.dataset.amount; });
}

// Faults, tokens, clips.

$("matrix").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const on = button.getAttribute("aria-pressed") === "true";
  change("faults-said", "/sandbox/fault", {
    part: button.closest("tr").dataset.part,
    kind: on ? "" : button.dataset.kind,
    times: Number($("times").value),
    after_seconds: Number($("after").value),
    retry_seconds: Math.round(Number($("retry").value)),
    redirect: $("redirect").value,
  }, on ? "Mended." : `On: ${button.title}.`);
});
$("clear").addEventListener("click", () => change("faults-said", "/sandbox/faults/clear", {}, "Everything works again."));
$("revoke").addEventListener("click", () => change("account-said", "/sandbox/revoke", { all: false }, "The access token is dead."));
$("revoke-all").addEventListener("click", () => change("account-said", "/sandbox/revoke", { all: true }, "All tokens are dead."));
$("job-time").addEventListener("submit", (event) => {
  event.preventDefault();
  const seconds = Number(event.target.elements.seconds.value);
  change("account-said", "/sandbox/job-time", { seconds }, `A new clip takes ${seconds} s.`);
});

// What the sandbox holds. Text goes in as text: donors write it.

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function donationItem(row) {
  const item = element("li");
  if (!row || row.raw !== undefined || row.amount === undefined) {
    item.append(element("b", "A row that cannot be read"), element("p", row && row.raw !== undefined ? row.raw : JSON.stringify(row)));
    return item;
  }
  const text = (value) => (typeof value === "string" ? value : JSON.stringify(value));
  item.append(element("b", row.username ? text(row.username) : "Anonymous"), element("span", `${text(row.amount)} ${text(row.currency)}`, "sum"));
  if (row.message_type === "audio") item.append(element("p", "Voice message"));
  else if (row.message) item.append(element("p", text(row.message)));
  return item;
}

function requestRow(entry) {
  const row = element("tr");
  const good = /^[23]\d\d$/.test(entry.answer);
  const bad = !good && entry.answer !== "…";
  row.append(
    element("td", new Date(entry.at).toLocaleTimeString()),
    element("td", entry.part),
    element("td", `${entry.method} ${entry.path}`, "path"),
    element("td", entry.fault || "", "fault"),
    element("td", entry.answer, good ? "good" : bad ? "bad" : ""),
  );
  return row;
}

function showFaults(faults) {
  for (const button of document.querySelectorAll("#matrix button")) {
    const fault = faults[button.closest("tr").dataset.part];
    const on = fault !== undefined && fault.kind === button.dataset.kind;
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? (fault.times || "∞") : "";
  }
  const count = Object.keys(faults).length;
  $("faults-on").textContent = count ? `${count} on` : "";
}

const shown = {};

/** Redraws a part of the page only if what it shows has changed. */
function redraw(name, value, draw) {
  const text = JSON.stringify(value);
  if (shown[name] === text) return;
  shown[name] = text;
  draw(value);
}

function show(state) {
  redraw("donations", state.donations, (rows) => $("donations").replaceChildren(...rows.map(donationItem)));
  redraw("requests", state.requests, (rows) => $("requests").replaceChildren(...rows.map(requestRow)));
  redraw("faults", state.faults, showFaults);
  redraw("job time", state.job_seconds, (seconds) => { $("job-time").elements.seconds.value = seconds; });
  $("total").textContent = state.total || "";
  $("no-donations").hidden = state.total > 0;
  $("no-requests").hidden = state.requests.length > 0;
  $("tokens").textContent = state.access_tokens;
  $("jobs-open").textContent = state.jobs_open;
  $("jobs-done").textContent = state.jobs_done;
}

async function refresh() {
  try {
    const answer = await fetch("/sandbox/state");
    show(await answer.json());
    $("link").textContent = "live";
    $("link").className = "pill good";
  } catch {
    $("link").textContent = "no connection";
    $("link").className = "pill bad";
  }
}

async function watch() {
  if (!document.hidden) await refresh();
  setTimeout(watch, 1000);
}

document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
watch();
