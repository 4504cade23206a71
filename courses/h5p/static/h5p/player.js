/* The page's side of the H5P player. It believes nothing that comes from elsewhere than its own frame, and of that
   only what has the right shape and size. Statements are kept on the device until the server has them; each bears an
   id of its own, so that one that was sent twice counts once. */

const LIMITS = { statement: 60_000, state: 400_000, height: 20_000, queue: 200 }; // characters, pixels, statements
const VERBS = new Set(["answered", "completed", "passed", "failed", "mastered", "scored"]); // the rest tells nothing kept
const COLOURS = ["surface", "sunk", "line-strong", "ink", "ink-2", "fez", "fez-deep", "fez-soft", "on-fez", "leaf", "leaf-soft", "terra", "terra-soft", "focus", "focus-halo"];
const FIRST_WAIT = 2_000; // milliseconds, doubled at each failure
const LONGEST_WAIT = 300_000;
const PATIENCE = [10_000, 20_000, 40_000]; // milliseconds the frame may take to announce itself, try after try
const AFTER_LOAD = 1_500; // milliseconds for its first word, once it is there
const NEAR = "600px"; // the exercise is fetched when the reader comes as near as this

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // pages without TLS have no randomUUID
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** What is still to be sent to one address; it outlives the page where the device allows. */
class Kept {
  constructor(url) {
    this.key = `takwin.h5p:${url}`;
    this.inMemory = [];
  }

  read() {
    try {
      const found = JSON.parse(localStorage.getItem(this.key) || "[]");
      return Array.isArray(found) ? found.filter((one) => isObject(one) && typeof one.id === "string") : [];
    } catch {
      return this.inMemory;
    }
  }

  write(list) {
    this.inMemory = list;
    try {
      if (list.length) localStorage.setItem(this.key, JSON.stringify(list));
      else localStorage.removeItem(this.key);
    } catch {
      /* full or forbidden: memory holds it while the page is open */
    }
  }

  add(statement) {
    this.write([...this.read(), statement].slice(-LIMITS.queue));
  }

  drop(id) {
    this.write(this.read().filter((one) => one.id !== id));
  }
}

class Player {
  constructor(box) {
    this.box = box;
    this.frame = box.querySelector("iframe");
    this.said = box.querySelector("[data-h5p-said]");
    this.kept = new Kept(box.dataset.reportUrl);
    this.state = null; // text waiting to be saved
    this.failures = 0;
    this.sending = false;
    window.addEventListener("message", (event) => this.hear(event));
    window.addEventListener("online", () => this.soon(0));
    window.addEventListener("offline", () => this.pending && this.say("offline"));
    window.addEventListener("pagehide", () => this.leave());
    this.frame.addEventListener("load", () => this.heard || this.againIn(AFTER_LOAD));
    this.frame.hidden = false;
    this.say("loading");
    const seer = new IntersectionObserver(
      (seen) => {
        if (!seen.some((one) => one.isIntersecting)) return;
        seer.disconnect();
        this.parts = this.fetchParts();
        this.open(0);
      },
      { rootMargin: NEAR },
    );
    seer.observe(box);
    if (this.kept.read().length && box.dataset.reportUrl) this.soon(0);
  }

  /** On a poor network the frame, or a file of it, may be lost: then it is asked for again. */
  open(tries) {
    this.tries = tries;
    clearTimeout(this.watch);
    if (tries === PATIENCE.length) {
      this.say("broken");
      return;
    }
    this.heard = false;
    this.againIn(PATIENCE[tries]);
    this.frame.src = this.box.dataset.src;
  }

  againIn(wait) {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.open(this.tries + 1), wait);
  }

  get pending() {
    return this.state !== null || (this.box.dataset.reportUrl && this.kept.read().length > 0);
  }

  say(what) {
    this.box.dataset.is = what;
    const text = what === "quiet" ? "" : this.box.dataset[`said${what[0].toUpperCase()}${what.slice(1)}`];
    this.said.textContent = text || "";
    this.said.hidden = !text;
    this.said.classList.toggle("state--ok", what === "saved");
    this.said.classList.toggle("state--soon", ["waiting", "offline"].includes(what));
    this.said.classList.toggle("state--stop", ["refused", "signedOut", "broken"].includes(what));
  }

  hear(event) {
    if (event.source !== this.frame.contentWindow || event.origin !== "null") return;
    const says = event.data;
    if (!isObject(says) || says.takwin !== "h5p") return;
    if (says.act === "ready") this.begin(); // at each load of the frame
    else if (says.act === "height") this.fit(says.height);
    else if (says.act === "statement") this.report(says.statement);
    else if (says.act === "state") this.keepState(says.state);
    else if (says.act === "broken") this.open(this.tries + 1);
  }

  /** The heavy parts, from the page's cache: the frame has none. What fails here the frame loads by itself. */
  async fetchParts() {
    const { files, fonts } = JSON.parse(this.box.dataset.parts);
    const get = async (address, kind) => {
      try {
        const response = await fetch(address, { credentials: "omit", signal: AbortSignal.timeout(PATIENCE[1]) });
        return response.ok ? await response[kind]() : null;
      } catch {
        return null;
      }
    };
    const [texts, data] = await Promise.all([
      Promise.all(files.map((address) => get(address, "text"))),
      Promise.all(fonts.map(({ address }) => get(address, "arrayBuffer"))),
    ]);
    return {
      parts: Object.fromEntries(files.map((address, i) => [address, texts[i]])),
      fonts: fonts.map(({ weight, range }, i) => ({ weight, range, data: data[i] })),
    };
  }

  async begin() {
    this.heard = true;
    clearTimeout(this.watch);
    const handed = await this.parts;
    const style = getComputedStyle(document.documentElement);
    const colours = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    const chosen = document.documentElement.dataset.theme;
    const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    // The frame's origin is opaque, so it cannot be named as the target; nothing said here is secret.
    this.frame.contentWindow.postMessage(
      { takwin: "h5p", act: "begin", state: this.box.dataset.state, dark, colours, ...handed },
      "*",
    );
    this.say(this.pending ? "waiting" : "quiet");
  }

  fit(height) {
    if (Number.isFinite(height) && height > 0) this.frame.style.blockSize = `${Math.min(height, LIMITS.height)}px`;
  }

  report(statement) {
    if (!this.box.dataset.reportUrl || !isObject(statement) || !isObject(statement.object)) return;
    const verb = isObject(statement.verb) && typeof statement.verb.id === "string" ? statement.verb.id : "";
    if (!VERBS.has(verb.split("/").pop())) return;
    const { actor, ...rest } = statement; // who it was, the server knows
    const kept = { ...rest, id: newId() };
    if (JSON.stringify(kept).length > LIMITS.statement) {
      this.say("refused");
      return;
    }
    this.kept.add(kept);
    this.soon(0);
  }

  keepState(state) {
    if (!this.box.dataset.stateUrl || typeof state !== "string" || state.length > LIMITS.state) return;
    if (state === this.box.dataset.state) return;
    this.box.dataset.state = state; // for a frame that is loaded again
    this.state = state;
    this.soon(600);
  }

  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  post(url, body, leaving = false) {
    return fetch(url, {
      method: "POST",
      credentials: "same-origin",
      redirect: "manual",
      keepalive: leaving && body.length < 60_000,
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.box.dataset.csrf },
      body,
    });
  }

  /** One after the other; what fails stays kept. */
  async send() {
    if (this.sending) return;
    this.sending = true;
    let refused = false;
    try {
      if (this.pending) this.say("saving");
      while (this.box.dataset.reportUrl) {
        const [statement] = this.kept.read();
        if (!statement) break;
        const fate = await this.fate(this.post(this.box.dataset.reportUrl, JSON.stringify(statement)));
        if (fate === "signedOut" || fate === "waiting") return this.wait(fate);
        refused ||= fate === "refused";
        this.kept.drop(statement.id);
      }
      if (this.state !== null) {
        const state = this.state;
        const fate = await this.fate(this.post(this.box.dataset.stateUrl, this.stateBody(state)));
        if (fate === "signedOut" || fate === "waiting") return this.wait(fate);
        refused ||= fate === "refused";
        if (this.state === state) this.state = null;
      }
      this.failures = 0;
      if (refused) this.say("refused");
      else if (this.box.dataset.is === "saving") this.say("saved");
    } finally {
      this.sending = false;
    }
    if (this.state !== null) this.soon(600);
  }

  stateBody(state) {
    return JSON.stringify({ content: this.box.dataset.content, state });
  }

  /** saved, refused (for good), waiting (try again), signedOut (keep, and say so). */
  async fate(request) {
    let response;
    try {
      response = await request;
    } catch {
      return "waiting";
    }
    if (response.ok) return "saved";
    if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return "signedOut";
    if (response.status === 408 || response.status === 429 || response.status >= 500) return "waiting";
    return "refused";
  }

  wait(fate) {
    this.say(fate === "signedOut" ? fate : navigator.onLine ? "waiting" : "offline");
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures++);
    this.soon(wait * (0.75 + Math.random() / 2));
  }

  /** The page goes: a last try; statements stay kept until the next visit. */
  leave() {
    if (this.box.dataset.reportUrl) {
      for (const statement of this.kept.read().slice(0, 3)) {
        this.post(this.box.dataset.reportUrl, JSON.stringify(statement), true).catch(() => {});
      }
    }
    if (this.state !== null) this.post(this.box.dataset.stateUrl, this.stateBody(this.state), true).catch(() => {});
  }
}

for (const box of document.querySelectorAll("[data-h5p]")) new Player(box);
