/* Steps to be put in their order: by dragging, by the arrow buttons, or by the arrow keys. GPL-3.0-or-later. */
H5P.TakwinOrder = (function (Base) {
  "use strict";
  const { el, icon, mixed, plain, draggable } = Base;

  return Base.extend({
    kind: "tk-order",

    begin() {
      const { order } = this.before;
      const count = this.params.items.length;
      const fits = Array.isArray(order) && [...order].sort((a, b) => a - b).join() === [...Array(count).keys()].join();
      this.order = fits ? order : mixed(count);
      this.touched = Boolean(fits && this.before.touched);
    },

    build(body) {
      this.list = el("ol.tk-steps");
      this.live = el("p.tk-hidden", { role: "status" });
      body.append(this.list, this.live);
      this.rows = this.params.items.map((text, item) => this.row(text, item));
      this.arrange();
    },

    row(text, item) {
      const words = plain(text);
      const up = this.mover("up", item, -1, words);
      const down = this.mover("down", item, 1, words);
      const grip = el("span.tk-grip", {}, icon("grip"));
      const mark = el("span.tk-mark");
      const row = el("li.tk-step", {}, grip, el("span.tk-step-text", {}, words, mark), el("span.tk-movers", {}, up, down));
      row.addEventListener("keydown", (event) => {
        const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!by || this.checked) return;
        event.preventDefault();
        this.move(item, by, event.target);
      });
      draggable(grip, row, {
        moved: (x, y, byX, byY) => {
          if (this.checked) return;
          row.style.transform = `translateY(${byY}px)`;
        },
        dropped: (x, y, cancelled) => {
          if (this.checked || cancelled) return;
          const rest = this.order.filter((one) => one !== item);
          const before = rest.findIndex((one) => {
            const box = this.rows[one].row.getBoundingClientRect();
            return y < box.top + box.height / 2;
          });
          rest.splice(before < 0 ? rest.length : before, 0, item);
          this.settle(rest, item);
        },
      });
      return { row, up, down, mark, words };
    },

    mover(name, item, by, words) {
      return el(
        "button.tk-mover",
        { type: "button", "aria-label": this.say(name, { item: words }), onclick: (event) => this.move(item, by, event.currentTarget) },
        icon(name),
      );
    },

    move(item, by, pressed) {
      const from = this.order.indexOf(item);
      const to = from + by;
      if (to < 0 || to >= this.order.length) return;
      const order = [...this.order];
      [order[from], order[to]] = [order[to], order[from]];
      this.settle(order, item);
      if (pressed) (pressed.disabled ? this.rows[item][by < 0 ? "down" : "up"] : pressed).focus();
    },

    settle(order, item) {
      this.order = order;
      this.touched = true;
      this.arrange();
      this.live.textContent = this.say("moved", {
        item: this.rows[item].words,
        place: order.indexOf(item) + 1,
        total: order.length,
      });
    },

    arrange() {
      this.list.append(...this.order.map((item) => this.rows[item].row));
      this.order.forEach((item, place) => {
        const { row, up, down, mark } = this.rows[item];
        up.disabled = this.checked || place === 0;
        down.disabled = this.checked || place === this.order.length - 1;
        const right = item === place;
        row.classList.toggle("tk-step--right", this.checked && right);
        row.classList.toggle("tk-step--wrong", this.checked && !right);
        mark.replaceChildren(
          this.checked
            ? el("span.tk-word.tk-word--" + (right ? "right" : "wrong"), {}, icon(right ? "right" : "wrong"), this.say(right ? "rightPlace" : "wrongPlace"))
            : "",
        );
      });
      this.list.classList.toggle("tk-steps--still", this.checked);
    },

    mark() {
      this.arrange();
    },

    unmark() {
      this.arrange();
    },

    /** The right order is shown; what was handed in stays what it was. */
    solve() {
      this.list.replaceChildren(...this.rows.map(({ row, mark }, place) => {
        row.classList.remove("tk-step--wrong");
        row.classList.add("tk-step--right");
        mark.replaceChildren(el("span.tk-word.tk-word--right", {}, this.say("place", { place: place + 1 })));
        return row;
      }));
    },

    getScore() {
      return this.order.filter((item, place) => item === place).length;
    },

    getMaxScore() {
      return this.params.items.length;
    },

    getAnswerGiven() {
      return this.touched || this.checked;
    },

    current() {
      return { order: this.order, touched: this.touched };
    },

    interaction() {
      return {
        type: "sequencing",
        description: plain(this.params.task),
        choices: this.params.items.map(plain),
        expected: [[...this.params.items.keys()].join("[,]")],
        response: this.order.join("[,]"),
      };
    },
  });
})(H5P.TakwinBase);
