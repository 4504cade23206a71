/* A text with gaps and a bank of words: tap a gap and a word, drag a word, or use the keyboard. GPL-3.0-or-later. */
H5P.TakwinGaps = (function (Base) {
  "use strict";
  const { el, icon, mixed, plain, draggable } = Base;

  return Base.extend({
    kind: "tk-gaps",

    begin() {
      this.parts = this.params.text.split(/\*([^*\n]+)\*/);
      this.right = this.parts.filter((_, i) => i % 2).map((word) => word.trim());
      this.offered = [...this.right, ...(this.params.distractors || [])];
      const { filled, places } = this.before;
      const fits = Array.isArray(filled) && filled.length === this.right.length;
      const word = (i) => (Number.isInteger(i) && i >= 0 && i < this.offered.length ? i : null);
      this.filled = fits ? filled.map(word) : this.right.map(() => null);
      this.places = Array.isArray(places) && places.length === this.offered.length ? places : mixed(this.offered.length);
      this.active = Math.max(0, this.filled.indexOf(null));
    },

    build(body) {
      this.gaps = this.right.map((_, gap) => el("button.tk-gap", { type: "button", onclick: () => this.press(gap) }));
      const text = el("div.tk-text");
      let line = el("p");
      this.parts.forEach((part, i) => {
        if (i % 2) {
          line.append(this.gaps[(i - 1) / 2]);
          return;
        }
        part.split(/\n+/).forEach((piece, n) => {
          if (n) {
            text.append(line);
            line = el("p");
          }
          line.append(piece);
        });
      });
      text.append(line);
      this.bank = el("div.tk-bank", { role: "group", "aria-label": this.say("bank") });
      this.choices = this.offered.map((word, i) => {
        const button = el("button.tk-bank-word", { type: "button", onclick: () => this.put(i) }, word);
        draggable(button, button, {
          moved: (x, y, byX, byY) => {
            button.style.transform = `translate(${byX}px, ${byY}px)`;
            this.over(x, y);
          },
          dropped: (x, y, cancelled) => {
            const gap = this.over(x, y);
            this.gaps.forEach((one) => one.classList.remove("tk-gap--over"));
            if (!cancelled && gap >= 0) this.put(i, gap);
          },
        });
        return button;
      });
      this.bank.append(...this.places.map((i) => this.choices[i]));
      this.live = el("p.tk-hidden", { role: "status" });
      body.append(text, this.bank, this.live);
      this.show();
    },

    over(x, y) {
      const at = this.gaps.findIndex((gap) => {
        const box = gap.getBoundingClientRect();
        return x >= box.left - 6 && x <= box.right + 6 && y >= box.top - 6 && y <= box.bottom + 6;
      });
      this.gaps.forEach((gap, i) => gap.classList.toggle("tk-gap--over", i === at));
      return at;
    },

    /** A tap on a gap makes it the one to fill; on a full one it gives its word back. */
    press(gap) {
      if (this.checked) return;
      if (this.filled[gap] !== null) this.filled[gap] = null;
      this.active = gap;
      this.show();
    },

    put(word, gap = this.active) {
      if (this.checked) return;
      this.filled[gap] = word;
      const next = this.filled.indexOf(null, gap);
      this.active = next >= 0 ? next : Math.max(0, this.filled.indexOf(null));
      this.show();
      this.live.textContent = this.say("filled", { word: this.offered[word], number: gap + 1 });
      const full = !this.filled.includes(null);
      const free = this.choices[this.places.find((i) => !this.choices[i].disabled)];
      (full ? this.buttons.querySelector("button") : free || this.gaps[this.active])?.focus({ preventScroll: true });
    },

    isRight(gap) {
      return this.filled[gap] !== null && this.offered[this.filled[gap]] === this.right[gap];
    },

    show() {
      this.gaps.forEach((gap, i) => {
        const word = this.filled[i] === null ? "" : this.offered[this.filled[i]];
        const right = this.isRight(i);
        gap.disabled = this.checked;
        gap.className = "tk-gap";
        if (!this.checked && i === this.active) gap.classList.add("tk-gap--active");
        if (word) gap.classList.add("tk-gap--full");
        if (this.checked) gap.classList.add(right ? "tk-gap--right" : "tk-gap--wrong");
        gap.replaceChildren(word || "\u00a0", ...(this.checked ? [icon(right ? "right" : "wrong")] : []));
        const verdict = this.checked ? " " + this.say(right ? "rightAnswer" : "wrongAnswer") : "";
        gap.setAttribute("aria-label", this.say(word ? "gapFull" : "gapEmpty", { number: i + 1, word }) + verdict);
        if (!this.checked && i === this.active) gap.setAttribute("aria-current", "true");
        else gap.removeAttribute("aria-current");
      });
      this.choices.forEach((button, i) => {
        button.disabled = this.checked || this.filled.includes(i);
      });
      this.bank.hidden = this.checked;
      this.tell("");
    },

    mark() {
      this.show();
    },

    /** Wrong words go back to the bank. */
    unmark() {
      this.filled = this.filled.map((word, gap) => (this.isRight(gap) ? word : null));
      this.active = Math.max(0, this.filled.indexOf(null));
      this.show();
    },

    solve() {
      this.gaps.forEach((gap, i) => {
        gap.className = "tk-gap tk-gap--full tk-gap--right";
        gap.replaceChildren(this.right[i], icon("right"));
        gap.setAttribute("aria-label", this.say("gapFull", { number: i + 1, word: this.right[i] }));
      });
    },

    getScore() {
      return this.right.filter((_, gap) => this.isRight(gap)).length;
    },

    getMaxScore() {
      return this.right.length;
    },

    getAnswerGiven() {
      return !this.filled.includes(null);
    },

    current() {
      return { filled: this.filled, places: this.places };
    },

    interaction() {
      const words = this.filled.map((word) => (word === null ? "" : this.offered[word]));
      return {
        type: "fill-in",
        description: plain(this.params.task) + " " + this.parts.map((part, i) => (i % 2 ? "__________" : part)).join(""),
        expected: [this.right.join("[,]")],
        response: words.join("[,]"),
      };
    },
  });
})(H5P.TakwinBase);
