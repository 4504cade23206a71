// A running exam on a weak network. Without this file every page works by plain forms.
//
// Each change is kept in localStorage first and then sent; what the server has confirmed is forgotten here. All
// questions are fetched once, so that one goes from question to question while the network is away. The clock counts
// from the seconds the server said were left, never from the hour of the phone.

const exam = document.querySelector("[data-exam]");
const { dataset: words } = exam;
const STORE = `exam:${words.exam}`;
const PAUSES = [2, 4, 8, 15, 30]; // seconds between tries while the network is away

const sheet = document.querySelector("[data-sheet]");
const clock = document.querySelector("[data-clock]");
const grid = document.querySelector("[data-grid]");
const handIn = document.querySelector("[data-hand-in]");
const questions = new Map(); // number -> form
const waiting = new Map(stored()); // number -> { to, body }: not confirmed yet
let sending = null;
let tries = 0;
let retry = 0;
let over = false;

function stored() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) ?? [];
  } catch {
    return [];
  }
}

function store() {
  try {
    if (waiting.size) localStorage.setItem(STORE, JSON.stringify([...waiting]));
    else localStorage.removeItem(STORE);
  } catch {
    // a full or forbidden store: the answer is still in memory and being sent
  }
}

// Answers

function read(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (name !== "csrfmiddlewaretoken" && name !== "go") body.append(name, value);
  return body.toString();
}

function refill(form, body) {
  const said = new URLSearchParams(body);
  for (const input of form.querySelectorAll("input[name=choice]")) input.checked = said.getAll("choice").includes(input.value);
  const number = form.querySelector("input[name=number]");
  if (number) number.value = said.get("number") ?? "";
  form.querySelector("input[name=later]").checked = said.has("later");
}

function keep(form) {
  const n = form.dataset.question;
  const body = read(form);
  if (form.dataset.sent === body && !waiting.has(n)) return;
  waiting.set(n, { to: form.getAttribute("action"), body });
  store();
  mark(form);
  send();
}

function send() {
  sending ??= sendAll().finally(() => (sending = null));
  return sending;
}

async function sendAll() {
  clearTimeout(retry);
  while (waiting.size && !over) {
    const [n, asked] = waiting.entries().next().value;
    const outcome = await sendOne(n, asked);
    if (outcome === "away") {
      retry = setTimeout(send, 1000 * PAUSES[Math.min(tries++, PAUSES.length - 1)]);
      return;
    }
    if (outcome === "stop") return;
    tries = 0;
    show("[data-offline]", false);
    if (waiting.get(n) === asked) waiting.delete(n); // it may have changed while it travelled
    store();
  }
}

async function sendOne(n, { to, body }) {
  let answer;
  try {
    answer = await fetch(to, {
      method: "POST",
      body: new URLSearchParams(body),
      redirect: "manual",
      headers: { Accept: "application/json", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
      signal: AbortSignal.timeout(15000),
    });
  } catch {
    return away();
  }
  if (answer.type === "opaqueredirect" || answer.status === 403) {
    const banner = show("[data-signed-out]", true);
    banner.querySelector("a").href = location.href;
    return "stop";
  }
  if (answer.status === 409 || answer.status === 404) {
    waiting.clear();
    store();
    leave(words.result);
    return "stop";
  }
  if (answer.status === 422) {
    const { sentence } = await answer.json();
    wrong(n, sentence);
    return "refused";
  }
  if (!answer.ok) return away();
  const { saved_at: savedAt, seconds_left: secondsLeft } = await answer.json();
  wind(secondsLeft);
  const form = questions.get(n);
  if (form) {
    form.dataset.sent = body;
    wrong(n, "");
    status(form, form.dataset.empty ? "" : words.wordSaved, savedAt, true);
  }
  return "saved";
}

function away() {
  show("[data-offline]", true);
  for (const n of waiting.keys()) {
    const form = questions.get(n);
    if (form) status(form, words.wordKept, "", false);
  }
  return "away";
}

// What is shown

function show(selector, yes) {
  const found = document.querySelector(selector);
  if (found) found.hidden = !yes;
  return found;
}

function status(form, text, hour, saved) {
  const place = form.querySelector("[data-status]");
  place.hidden = !text;
  place.classList.toggle("state--ok", saved);
  place.classList.toggle("state--kept", !saved);
  place.lastElementChild.textContent = hour ? `${text}, ${hour}` : text;
}

function wrong(n, sentence) {
  const form = questions.get(n);
  if (!form) return;
  const place = form.querySelector("[data-wrong]");
  place.hidden = !sentence;
  place.lastElementChild.textContent = sentence;
  form.querySelector("input[name=number]")?.setAttribute("aria-invalid", sentence ? "true" : "false");
  if (sentence) status(form, "", "", false);
}

function mark(form) {
  const said = new URLSearchParams(read(form));
  const answered = said.has("choice") || Boolean(said.get("number"));
  form.dataset.empty = answered ? "" : "1";
  const button = grid?.querySelector(`button[value="${form.dataset.question}"]`);
  if (!button) return;
  button.classList.toggle("done", answered);
  button.classList.toggle("flag", said.has("later"));
  const spoken = [answered ? words.wordDone : words.wordEmpty];
  if (said.has("later")) spoken.push(words.wordLater);
  button.querySelector(".vh").textContent = ` ${spoken.join(", ")}`;
  document.querySelector("[data-answered]").textContent = grid.querySelectorAll(".done").length;
  document.querySelector("[data-later]").textContent = grid.querySelectorAll(".flag").length;
}

function take(form) {
  const n = form.dataset.question;
  questions.set(n, form);
  form.dataset.sent = read(form);
  if (waiting.has(n)) {
    refill(form, waiting.get(n).body);
    status(form, words.wordKept, "", false);
  }
  mark(form);
  form.addEventListener("change", () => keep(form));
  form.addEventListener("submit", (event) => submitted(event, form));
}

// From question to question

function current() {
  return sheet.querySelector("form");
}

function submitted(event, form) {
  keep(form);
  const go = event.submitter?.value ?? "";
  if (questions.size < Number(form.dataset.total)) return; // the others are not here: go by the server
  event.preventDefault();
  if (questions.has(go)) turnTo(go, true);
  else finish();
}

function turnTo(n, remember) {
  const next = questions.get(n);
  if (!next) return;
  current().replaceWith(next);
  grid.querySelector("[aria-current]")?.removeAttribute("aria-current");
  grid.querySelector(`button[value="${n}"]`).setAttribute("aria-current", "step");
  if (remember) history.pushState({ n }, "", next.getAttribute("action"));
  scrollTo({ top: 0 });
  next.querySelector(".stem").focus({ preventScroll: true });
}

async function finish() {
  await send();
  if (waiting.size === 0) leave(words.review);
}

function leave(to) {
  over = true;
  location.assign(to);
}

async function fetchPaper() {
  try {
    const answer = await fetch(words.paper, { redirect: "manual" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const form of page.querySelectorAll("form")) {
      if (!questions.has(form.dataset.question)) take(document.adoptNode(form));
    }
    addEventListener("popstate", () => {
      const n = location.pathname.match(/(\d+)\/$/)?.[1];
      if (n) turnTo(n, false);
    });
  } catch {
    // away from the start: pages come from the server one by one
  }
}

// The clock

let left = 0;
let woundAt = 0;
let woundOn = 0;
let announced = Infinity;

function wind(seconds) {
  left = seconds;
  woundAt = performance.now();
  woundOn = Date.now();
}

function tick() {
  // A phone that slept stops one of the two clocks, a phone set back the other.
  const passed = Math.max(performance.now() - woundAt, Date.now() - woundOn) / 1000;
  const seconds = Math.max(0, Math.ceil(left - passed));
  clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  for (const [mark, text] of [[300, words.wordFive], [60, words.wordOne], [0, words.wordOver]]) {
    if (seconds <= mark && announced > mark && (seconds > mark - 60 || mark === 0)) {
      announced = mark;
      document.querySelector("[data-say]").textContent = text;
    }
  }
  clock.parentElement.classList.toggle("timer--soon", seconds <= 300);
  if (seconds === 0 && !over) timeIsOver();
}

async function timeIsOver() {
  over = true;
  if (sheet) keepQuietly(current());
  over = false;
  await send();
  over = true;
  try {
    await fetch(words.result, { redirect: "manual", signal: AbortSignal.timeout(15000) });
    handIn.submit();
  } catch {
    show("[data-offline]", true);
    setTimeout(timeIsOver, 10000);
  }
}

function keepQuietly(form) {
  const body = read(form);
  if (form.dataset.sent !== body) waiting.set(form.dataset.question, { to: form.getAttribute("action"), body });
  store();
}

wind(Number(words.secondsLeft));
if (sheet) {
  take(current());
  fetchPaper();
}
tick();
setInterval(tick, 1000);
addEventListener("online", send);
addEventListener("pageshow", (event) => event.persisted && location.reload());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && waiting.size && send());
if (waiting.size) send();
