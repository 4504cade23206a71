/* What the Takwin exercises share: the question contract of H5P, buttons, feedback, statements, dragging.
   Copyright the Takwin authors. GPL-3.0-or-later. */
var H5P = H5P || {};

H5P.TakwinBase = (function () {
  "use strict";

  const PATHS = {
    right: "M5 12.5l4.5 4.5L19 7.5",
    wrong: "M6.5 6.5l11 11m0-11l-11 11",
    up: "M12 19V5m-6 6l6-6 6 6",
    down: "M12 5v14m-6-6l6 6 6-6",
    grip: "M5 9h14M5 15h14",
  };

  /** An exercise. Subclasses give: build, mark, unmark, solve, getScore, getMaxScore, getAnswerGiven, current, interaction. */
  function Base(params, contentId, extras) {
    H5P.EventDispatcher.call(this);
    this.params = params;
    this.contentId = contentId;
    this.extras = extras || {};
    this.words = params.l10n || {};
    this.checked = false;
    this.before = this.extras.previousState || {};
  }
  Base.prototype = Object.create(H5P.EventDispatcher.prototype);
  Base.prototype.constructor = Base;

  /** A subclass: its constructor runs after ours, its methods win. */
  Base.extend = function (methods) {
    function Exercise(params, contentId, extras) {
      Base.call(this, params, contentId, extras);
      this.begin();
    }
    Exercise.prototype = Object.assign(Object.create(Base.prototype), methods, { constructor: Exercise });
    return Exercise;
  };

  /** el("p.tk-x", {hidden: true}, "text", child…): texts are texts, never markup. */
  const el = (Base.el = function (kind, attributes, ...children) {
    const [tag, ...classes] = kind.split(".");
    const made = document.createElement(tag);
    if (classes.length) made.className = classes.join(" ");
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== undefined && value !== null) made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== undefined && child !== null));
    return made;
  });

  /** The author's own markup (paragraphs, bold, lists). */
  Base.rich = function (kind, html) {
    const made = el(kind);
    made.innerHTML = html || "";
    return made;
  };

  Base.icon = function (name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("class", "tk-icon");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", PATHS[name]);
    svg.append(path);
    return svg;
  };

  /** The same mixing for the same learner's state, and never the right order as it is. */
  Base.mixed = function (count) {
    const places = [...Array(count).keys()];
    for (let i = count - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1));
      [places[i], places[j]] = [places[j], places[i]];
    }
    if (count > 1 && places.every((place, i) => place === i)) places.push(places.shift());
    return places;
  };

  Base.plain = function (html) {
    return Base.rich("div", html).textContent.trim();
  };

  /** Words with {names} filled in. */
  Base.prototype.say = function (key, names) {
    return (this.words[key] || "").replace(/\{(\w+)\}/g, (_, name) => (names && name in names ? names[name] : ""));
  };

  Base.prototype.begin = function () {};

  Base.prototype.attach = function ($container) {
    const box = $container.get ? $container.get(0) : $container;
    this.root = el("div.tk." + this.kind);
    this.status = el("div.tk-said", { role: "status" });
    this.buttons = el("div.tk-buttons");
    this.body = el("div.tk-body");
    if (this.params.task) this.root.append(Base.rich("div.tk-task", this.params.task));
    this.root.append(this.body, this.status, this.buttons);
    box.classList.add("h5p-takwin");
    box.append(this.root);
    this.build(this.body);
    this.setActivityStarted();
    if (this.before.checked) this.check({ again: true });
    else this.offer();
    this.resized();
  };

  Base.prototype.resized = function () {
    this.trigger("resize");
  };

  Base.prototype.button = function (key, act, kind) {
    return el("button.tk-button" + (kind ? "." + kind : ""), { type: "button", onclick: act }, this.say(key));
  };

  /** The buttons that make sense now. */
  Base.prototype.offer = function () {
    if (!this.checked) {
      this.buttons.replaceChildren(this.button("check", () => this.check()));
    } else if (this.getScore() < this.getMaxScore()) {
      this.buttons.replaceChildren(
        this.button("retry", () => this.retry()),
        this.button("solution", () => this.showSolutions(), "tk-button--2"),
      );
    } else {
      this.buttons.replaceChildren(this.button("again", () => this.resetTask(), "tk-button--2"));
    }
    this.resized();
  };

  /** ``again``: the answer was handed in earlier and is only shown. */
  Base.prototype.check = function ({ again } = {}) {
    if (!this.getAnswerGiven()) {
      this.tell(this.say("incomplete"));
      return;
    }
    this.checked = true;
    this.mark();
    this.tellScore();
    this.offer();
    if (!again) this.trigger(this.event("answered"));
  };

  Base.prototype.tell = function (text) {
    this.status.replaceChildren(text ? el("p.tk-note", {}, text) : "");
    this.resized();
  };

  Base.prototype.tellScore = function () {
    const [score, max] = [this.getScore(), this.getMaxScore()];
    const verdict = score === max ? "right" : this.isPassed() ? "nearly" : "notYet";
    this.status.replaceChildren(
      el(
        "div.tk-result." + (this.isPassed() ? "tk-result--right" : "tk-result--wrong"),
        {},
        el("p.tk-verdict", {}, Base.icon(this.isPassed() ? "right" : "wrong"), el("strong", {}, this.say(verdict))),
        el("p", {}, this.say("score", { score, max })),
        this.params.feedback ? Base.rich("div.tk-feedback", this.params.feedback) : null,
      ),
    );
  };

  Base.prototype.isPassed = function () {
    return this.getScore() * 100 >= this.getMaxScore() * (this.params.passPercentage ?? 60);
  };

  /** Another go that keeps what was right. */
  Base.prototype.retry = function () {
    this.checked = false;
    this.activityStartTime = Date.now();
    this.unmark();
    this.status.replaceChildren();
    this.offer();
    const first = this.body.querySelector("button:not([disabled]), input:not([disabled])");
    if (first) first.focus();
  };

  Base.prototype.resetTask = function () {
    this.before = {};
    this.begin();
    this.body.replaceChildren();
    this.build(this.body);
    this.retry();
  };

  Base.prototype.showSolutions = function () {
    this.solve();
    this.buttons.replaceChildren(this.button("again", () => this.resetTask(), "tk-button--2"));
    this.resized();
  };

  Base.prototype.getTitle = function () {
    return H5P.createTitle((this.extras.metadata && this.extras.metadata.title) || this.say("name"));
  };

  Base.prototype.getCurrentState = function () {
    return Object.assign({ checked: this.checked }, this.current());
  };

  Base.prototype.event = function (verb) {
    const event = this.createXAPIEventTemplate(verb);
    this.describe(event, this.interaction());
    event.setScoredResult(this.getScore(), this.getMaxScore(), this, true, this.isPassed());
    const { response } = this.interaction();
    if (response !== undefined) event.data.statement.result.response = response;
    return event;
  };

  Base.prototype.describe = function (event, { type, description, expected, choices }) {
    const definition = event.getVerifiedStatementValue(["object", "definition"]);
    const lang = document.documentElement.lang || "und";
    definition.type = "http://adlnet.gov/expapi/activities/cmi.interaction";
    if (type) definition.interactionType = type;
    if (description) definition.description = { [lang]: description };
    if (expected) definition.correctResponsesPattern = expected;
    if (choices) definition.choices = choices.map((text, i) => ({ id: String(i), description: { [lang]: text } }));
  };

  Base.prototype.getXAPIData = function () {
    return { statement: this.event("answered").data.statement };
  };

  /** Drag with mouse, pen or finger. ``moved(x, y)`` while it goes, ``dropped(x, y)`` at its end; a tap is no drag. */
  Base.draggable = function (handle, moving, { moved, dropped }) {
    handle.addEventListener("pointerdown", (down) => {
      if (down.button || handle.disabled) return;
      let dragging = false;
      handle.setPointerCapture(down.pointerId); // a quick hand leaves the handle before the first move is seen
      const follow = (move) => {
        const [x, y] = [move.clientX - down.clientX, move.clientY - down.clientY];
        if (!dragging && Math.hypot(x, y) < 8) return;
        if (!dragging) {
          dragging = true;
          moving.classList.add("tk-moving");
        }
        move.preventDefault();
        moved(move.clientX, move.clientY, x, y);
      };
      const end = (up) => {
        handle.removeEventListener("pointermove", follow);
        handle.removeEventListener("pointerup", end);
        handle.removeEventListener("pointercancel", end);
        if (!dragging) return;
        moving.classList.remove("tk-moving");
        moving.style.transform = "";
        handle.addEventListener("click", stop, { capture: true, once: true });
        setTimeout(() => handle.removeEventListener("click", stop, { capture: true }), 0);
        dropped(up.clientX, up.clientY, up.type === "pointercancel");
      };
      const stop = (click) => click.stopImmediatePropagation();
      handle.addEventListener("pointermove", follow);
      handle.addEventListener("pointerup", end);
      handle.addEventListener("pointercancel", end);
    });
  };

  return Base;
})();
