// A running exam on a weak network. Without this file every page works by plain forms.
//
// Each change is kept in localStorage first and then sent; what the server has confirmed is forgotten here. Every
// question has an entry of its own, so that two tabs do not lose each other's. All questions are fetched once, so that
// one goes from question to question while the network is away. Time counts from what the server said when the page was
// made, never from the hour of the phone: how much is left, and when each answer was given, which is what decides
// between two answers to one question.

const exam = document.querySelector("[data-exam]");
const { dataset: words } = exam;
const STORE = `exam:${words.exam}:`;
const PAUSES = [2, 4, 8, 15, 30]; // seconds between tries while the network is away, more or less

const sheet = document.querySelector("[data-sheet]");
const clock = document.querySelector("[data-clock]");
const grid = document.querySelector("[data-grid]");
const handIn = document.querySelector("[data-hand-in]");
const questions = new Map(); // number -> form
const waiting = new Map(stored()); // number -> { to, body, ms, seconds }: not confirmed yet
let sending = null;
let tries = 0;
let retry = 0;
let over = false;
let closing = false;

function stored() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(STORE));
    return keys.map((key) => [key.slice(STORE.length), JSON.parse(localStorage.getItem(key))]);
  } catch {
    return [];
  }
}

function store(n) {
  try {
    const mine = waiting.get(n);
    const there = JSON.parse(localStorage.getItem(STORE + n));
    if (mine && !(there?.ms > mine.ms)) localStorage.setItem(STORE + n, JSON.stringify(mine));
  } catch {
    // a full or forbidden store: the answer is still in memory and being sent
  }
  count();
}

function forget(n, { ms }) {
  if (waiting.get(n)?.ms <= ms) waiting.delete(n); // it may have changed while it travelled
  try {
    if (JSON.parse(localStorage.getItem(STORE + n))?.ms <= ms) localStorage.removeItem(STORE + n);
  } catch {
    // it was never kept
  }
  count();
}

// Answers

const ABOUT = ["csrfmiddlewaretoken", "go", "seen_ms", "opened_ms"]; // what a plain page sends beside the answer

function read(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (!ABOUT.includes(name)) body.append(name, value);
  return body.toString();
}

function refill(form, body) {
  const said = new URLSearchParams(body);
  for (const control of controls(form)) {
    if (ticks(control)) control.checked = said.getAll(control.name).includes(control.value);
    else control.value = said.get(control.name) ?? "";
  }
  form.querySelector("input[name=later]").checked = said.has("later");
  notePlaces(form);
}

function controls(form) {
  return [...form.elements].filter(({ name, tagName }) => name && tagName !== "BUTTON" && name !== "later" && !ABOUT.includes(name));
}

function ticks(control) {
  return control.type === "checkbox" || control.type === "radio";
}

function howMuch(form) {
  // Of the fields of this question, how many say something, and how many there are.
  const fields = new Map();
  for (const control of controls(form)) {
    const says = ticks(control) ? control.checked : control.value.trim() !== "";
    fields.set(control.name, says || Boolean(fields.get(control.name)));
  }
  return [[...fields.values()].filter(Boolean).length, fields.size];
}

// Putting in order: a place that another thing had is exchanged with it, so that each has its own.

function notePlaces(form) {
  for (const select of form.querySelectorAll("[data-order] select")) select.dataset.was = select.value;
}

function exchange({ target }) {
  const rows = target.matches("select") && target.closest("[data-order]");
  if (!rows) return;
  for (const other of rows.querySelectorAll("select")) {
    if (other !== target && other.value && other.value === target.value) other.value = target.dataset.was ?? "";
  }
  notePlaces(target.form);
}

function keep(form) {
  const n = form.dataset.question;
  const body = read(form);
  if (form.dataset.sent === body && !waiting.has(n)) return;
  if (waiting.get(n)?.body === body) return void send();
  look();
  const ms = Math.max(nowMs(), Number(form.dataset.givenMs || -1) + 1, (waiting.get(n)?.ms ?? -1) + 1);
  const seconds = Math.round(Number(form.dataset.seconds) + Number(form.dataset.looked ?? 0) / 1000);
  waiting.set(n, { to: form.getAttribute("action"), body, ms, seconds });
  store(n);
  mark(form);
  status(form, words.wordSending, "", false);
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
      retry = setTimeout(send, 1000 * PAUSES[Math.min(tries++, PAUSES.length - 1)] * (0.75 + Math.random() / 2));
      return;
    }
    if (outcome === "stop") return;
    tries = 0;
    show("[data-offline]", false);
    show("[data-signed-out]", false);
    forget(n, asked);
  }
}

async function sendOne(n, asked, again = true) {
  const { to, body, ms, seconds } = asked;
  let answer, said;
  try {
    answer = await fetch(to, {
      method: "POST",
      body: new URLSearchParams([...new URLSearchParams(body), ["given_ms", ms], ["seconds", seconds]]),
      redirect: "manual",
      keepalive: true,
      headers: { Accept: "application/json", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
      signal: AbortSignal.timeout(15000),
    });
    if (answer.status === 403 && again && (await newToken())) return sendOne(n, asked, false);
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return signedOut();
    said = await answer.json();
  } catch {
    return away();
  }
  if (answer.status === 404) return signedOut(said.sentence); // signed in as somebody else: the answers stay here
  if (answer.status === 409 && said.over) return isOver();
  if (answer.status === 409) {
    replace(n, asked, said);
    return "outdated";
  }
  if (answer.status === 422) {
    wrong(n, said.sentence);
    return "refused";
  }
  if (!answer.ok) return away();
  wind(said.seconds_left);
  const form = questions.get(n);
  if (form) {
    form.dataset.sent = body;
    form.dataset.givenMs = said.given_ms;
    wrong(n, "");
    status(form, form.dataset.empty ? "" : words.wordSaved, said.saved_at, true);
  }
  return "saved";
}

async function newToken() {
  // Signing in again, in another tab, makes the token of this page worthless.
  const answer = await fetch(words.paper, { redirect: "manual", signal: AbortSignal.timeout(15000) });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  const inputs = [document, ...questions.values()].flatMap((one) => [...one.querySelectorAll("[name=csrfmiddlewaretoken]")]);
  for (const input of inputs) input.value = token ?? input.value;
  return Boolean(token);
}

function signedOut(sentence) {
  const banner = show("[data-signed-out]", true);
  banner.querySelector("a").href = location.href;
  if (sentence) banner.querySelector("b").textContent = sentence;
  count();
  return "stop";
}

function isOver() {
  for (const [n, asked] of [...waiting]) forget(n, asked);
  leave(words.result);
  return "stop";
}

function replace(n, asked, { form: html, sentence }) {
  // A newer answer was given on another page: this one shows it.
  if (waiting.get(n)?.ms > asked.ms) return;
  forget(n, asked);
  const old = questions.get(n);
  const form = document.adoptNode(new DOMParser().parseFromString(html, "text/html").querySelector("form"));
  take(form);
  if (old && sheet?.contains(old)) old.replaceWith(form);
  wrong(n, sentence);
}

function away() {
  show("[data-offline]", true);
  for (const n of waiting.keys()) {
    const form = questions.get(n);
    if (form) status(form, words.wordKept, "", false);
  }
  count();
  return "away";
}

function count() {
  for (const place of document.querySelectorAll("[data-waiting]")) place.textContent = waiting.size;
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
  for (const number of form.querySelectorAll("input.number")) number.setAttribute("aria-invalid", sentence ? "true" : "false");
  if (sentence) status(form, "", "", false);
}

function mark(form) {
  const said = new URLSearchParams(read(form));
  const [given, asked] = howMuch(form);
  const answered = given === asked;
  form.dataset.empty = given ? "" : "1";
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
  notePlaces(form);
  if (waiting.has(n)) {
    refill(form, waiting.get(n).body);
    status(form, words.wordKept, "", false);
  }
  mark(form);
  form.addEventListener("change", (event) => {
    exchange(event);
    keep(form);
  });
  form.addEventListener("submit", (event) => submitted(event, form));
}

// From question to question

function current() {
  return sheet.querySelector("form");
}

async function submitted(event, form) {
  const go = event.submitter?.value ?? "";
  event.preventDefault();
  keep(form);
  if (questions.has(go)) return turnTo(go, true);
  await send();
  if (waiting.size) return; // what is shown says why
  if (/^\d+$/.test(go)) leave(form.getAttribute("action").replace(/\d+\/$/, `${go}/`));
  else leave(words.review);
}

function turnTo(n, remember) {
  const next = questions.get(n);
  if (!next) return;
  look();
  current().replaceWith(next);
  grid.querySelector("[aria-current]")?.removeAttribute("aria-current");
  grid.querySelector(`button[value="${n}"]`).setAttribute("aria-current", "step");
  if (remember) history.pushState({ n }, "", next.getAttribute("action"));
  scrollTo({ top: 0 });
  next.querySelector(".stem").focus({ preventScroll: true });
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
  } catch {
    // away from the start: asked for again when the network is back
  }
}

function handingIn(event) {
  // First what waits, then the exam; a hand-in that the network loses would end on the browser's own page.
  event.preventDefault();
  (async () => {
    await send();
    if (waiting.size) return;
    try {
      await fetch(words.clockAt, { redirect: "manual", signal: AbortSignal.timeout(15000) });
    } catch {
      return void away();
    }
    over = true;
    handIn.submit();
  })();
}

// How long each question is looked at

let lookedFrom = document.visibilityState === "visible" ? performance.now() : null;

function look() {
  if (!sheet || lookedFrom === null) return;
  const form = current();
  form.dataset.looked = Number(form.dataset.looked ?? 0) + performance.now() - lookedFrom;
  lookedFrom = performance.now();
}

// The clock

let left = 0;
let woundAt = 0;
let woundOn = 0;
let announced = Infinity;
const began = { ms: Number(words.nowMs), at: performance.now(), on: Date.now() };

function since(at, on) {
  // A phone that slept stops one of the two clocks, a phone set back the other.
  return Math.max(performance.now() - at, Date.now() - on);
}

function nowMs() {
  return Math.round(began.ms + since(began.at, began.on)); // too late a one is put right by the server
}

function wind(seconds) {
  left = seconds;
  woundAt = performance.now();
  woundOn = Date.now();
}

function tick() {
  const seconds = Math.max(0, Math.ceil(left - since(woundAt, woundOn) / 1000));
  clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  for (const [mark, text] of [[300, words.wordFive], [60, words.wordOne], [0, words.wordOver]]) {
    if (seconds <= mark && announced > mark && (seconds > mark - 60 || mark === 0)) {
      announced = mark;
      document.querySelector("[data-say]").textContent = text;
    }
  }
  clock.parentElement.classList.toggle("timer--soon", seconds <= 300);
  if (seconds === 0 && !over && !closing) timeIsOver();
}

async function timeIsOver() {
  // The phone's clock may have jumped: the server says whether it is true.
  closing = true;
  if (sheet) keep(current());
  await send();
  let wait = 10;
  try {
    const answer = await fetch(words.clockAt, { redirect: "manual", signal: AbortSignal.timeout(15000) });
    if (answer.ok) {
      const said = await answer.json();
      if (said.over) return isOver();
      wind(said.seconds_left);
      wait = said.seconds_left ? 0 : 1;
    } else signedOut();
  } catch {
    away();
  }
  setTimeout(() => (closing = false), 1000 * wait);
}

wind(Number(words.secondsLeft));
if (sheet) {
  take(current());
  fetchPaper();
  addEventListener("popstate", () => {
    const n = location.pathname.match(/(\d+)\/$/)?.[1];
    if (n) turnTo(n, false);
  });
}
handIn?.addEventListener("submit", handingIn);
tick();
setInterval(tick, 1000);
addEventListener("online", () => {
  tries = 0;
  send();
  if (sheet && questions.size < Number(current().dataset.total)) fetchPaper();
});
addEventListener("pageshow", (event) => event.persisted && location.reload());
document.addEventListener("visibilitychange", () => {
  const visible = document.visibilityState === "visible";
  look();
  lookedFrom = visible ? performance.now() : null;
  if (visible && waiting.size) send();
});
if (waiting.size) send();
