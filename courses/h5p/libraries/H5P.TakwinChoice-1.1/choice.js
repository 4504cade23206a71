/* Questions with one or several right answers, one after the other. GPL-3.0-or-later. */
H5P.TakwinChoice = (function (Base) {
  "use strict";
  const { el, rich, icon, plain, mixed } = Base;

  return Base.extend({
    kind: "tk-choice",

    begin() {
      const before = this.before;
      const count = this.params.questions.length;
      const fits = (list) => Array.isArray(list) && list.length === count;
      this.chosen = fits(before.chosen) ? before.chosen : this.params.questions.map(() => []);
      this.handed = fits(before.handed) ? before.handed : this.params.questions.map(() => false);
      this.places = this.params.questions.map(({ answers }, i) =>
        fits(before.places) && before.places[i].length === answers.length
          ? before.places[i]
          : this.params.keepOrder
            ? [...answers.keys()]
            : mixed(answers.length),
      );
      this.at = Number.isInteger(before.at) && before.at >= 0 && before.at < count ? before.at : 0;
      this.started = Date.now();
    },

    build() {
      this.draw();
    },

    isOnly() {
      return this.params.questions.length === 1;
    },

    draw(focus) {
      const { questions } = this.params;
      const question = questions[this.at];
      const handed = this.handed[this.at];
      const name = `${this.contentId}-${this.at}`;
      const asked = rich("div.tk-question", question.question);
      asked.id = `q-${name}`;
      asked.tabIndex = -1;
      this.options = this.places[this.at].map((answer) => this.option(question, answer, name, handed));
      this.body.replaceChildren(
        ...[
          this.isOnly() ? null : el("p.tk-count", {}, this.say("count", { number: this.at + 1, total: questions.length })),
          el(
            "div",
            { role: question.single ? "radiogroup" : "group", "aria-labelledby": asked.id },
            asked,
            question.single ? null : el("p.tk-note", {}, this.say("several")),
            ...this.options,
          ),
        ].filter(Boolean),
      );
      if (focus) asked.focus();
    },

    option(question, answer, name, handed) {
      const { text, correct, feedback } = question.answers[answer];
      const chosen = this.chosen[this.at].includes(answer);
      const shown = handed && (chosen || (correct && this.revealed));
      const input = el("input", {
        type: question.single ? "radio" : "checkbox",
        name,
        checked: chosen,
        disabled: handed,
        onchange: () => this.choose(answer, input.checked),
      });
      const word = shown ? (correct ? "rightAnswer" : "wrongAnswer") : null;
      return el(
        "label.tk-option" + (shown ? (correct ? ".tk-option--right" : ".tk-option--wrong") : ""),
        {},
        input,
        el(
          "span.tk-answer",
          {},
          rich("span", text),
          word &&
            el(
              "span.tk-word.tk-word--" + (correct ? "right" : "wrong"),
              {},
              icon(correct ? "right" : "wrong"),
              this.say(word),
            ),
          shown && feedback ? rich("span.tk-why", feedback) : null,
        ),
      );
    },

    choose(answer, on) {
      const kept = this.params.questions[this.at].single ? [] : this.chosen[this.at].filter((one) => one !== answer);
      this.chosen[this.at] = on ? [...kept, answer].sort() : kept;
      this.tell("");
    },

    isRight(i) {
      const right = this.params.questions[i].answers.flatMap(({ correct }, answer) => (correct ? [answer] : []));
      return right.length === this.chosen[i].length && right.every((answer) => this.chosen[i].includes(answer));
    },

    offer() {
      if (this.checked) {
        Base.prototype.offer.call(this);
      } else if (this.handed[this.at]) {
        const last = !this.handed.includes(false);
        this.buttons.replaceChildren(last ? this.button("finish", () => this.finish()) : this.button("next", () => this.next()));
        this.resized();
      } else {
        this.buttons.replaceChildren(this.button("check", () => this.hand()));
        this.resized();
      }
    },

    hand() {
      if (!this.chosen[this.at].length) {
        this.tell(this.say("incomplete"));
        return;
      }
      this.handed[this.at] = true;
      this.draw();
      if (this.isOnly()) {
        this.check();
        return;
      }
      this.trigger(this.answered(this.at));
      this.status.replaceChildren(this.verdict());
      this.offer();
      this.buttons.firstChild.focus();
    },

    verdict() {
      const right = this.isRight(this.at);
      return el(
        "div.tk-result" + (right ? "" : ".tk-result--wrong"),
        {},
        el("p.tk-verdict", {}, icon(right ? "right" : "wrong"), el("strong", {}, this.say(right ? "right" : "notRight"))),
      );
    },

    next() {
      this.at = Math.max(this.handed.indexOf(false, this.at), 0);
      this.started = Date.now();
      this.status.replaceChildren();
      this.draw(true);
      this.offer();
    },

    finish() {
      this.checked = true;
      this.mark();
      this.tellScore();
      this.offer();
      this.trigger(this.event("completed"));
    },

    mark() {
      if (this.isOnly()) {
        this.draw();
        return;
      }
      this.body.replaceChildren(
        el("ol.tk-summary", {}, ...this.params.questions.map(({ question }, i) => {
          const right = this.isRight(i);
          return el(
            "li",
            {},
            el("span", {}, plain(question)),
            el("span.tk-word.tk-word--" + (right ? "right" : "wrong"), {}, icon(right ? "right" : "wrong"), this.say(right ? "rightAnswer" : "wrongAnswer")),
          );
        })),
      );
    },

    /** Only what was not right is asked again. */
    unmark() {
      this.revealed = false;
      this.params.questions.forEach((_, i) => {
        if (this.isRight(i) && !this.isOnly()) return;
        this.chosen[i] = [];
        this.handed[i] = false;
      });
      this.at = Math.max(0, this.handed.indexOf(false));
      this.draw();
    },

    solve() {
      this.revealed = true;
      if (this.isOnly()) {
        this.draw();
        return;
      }
      this.body.replaceChildren(
        el("ol.tk-summary", {}, ...this.params.questions.map(({ question, answers }) =>
          el(
            "li",
            {},
            el("span", {}, plain(question)),
            ...answers.filter(({ correct }) => correct).map(({ text }) => el("span.tk-word.tk-word--right", {}, icon("right"), plain(text))),
          ),
        )),
      );
    },

    getAnswerGiven() {
      return this.handed.some(Boolean);
    },

    getScore() {
      return this.params.questions.filter((_, i) => this.handed[i] && this.isRight(i)).length;
    },

    getMaxScore() {
      return this.params.questions.length;
    },

    current() {
      return { chosen: this.chosen, handed: this.handed, places: this.places, at: this.at };
    },

    about(i) {
      const { question, answers } = this.params.questions[i];
      return {
        type: "choice",
        description: plain(question),
        choices: answers.map(({ text }) => plain(text)),
        expected: [answers.flatMap(({ correct }, answer) => (correct ? [answer] : [])).join("[,]")],
        response: this.chosen[i].join("[,]"),
      };
    },

    interaction() {
      return this.isOnly() ? this.about(0) : { description: this.getTitle() };
    },

    /** The statement of one question inside the set. */
    answered(i) {
      const part = new H5P.EventDispatcher();
      part.contentId = this.contentId;
      part.subContentId = this.params.questions[i].subContentId || String(i);
      part.parent = this;
      part.activityStartTime = this.started;
      part.getTitle = () => plain(this.params.questions[i].question);
      const event = part.createXAPIEventTemplate("answered");
      const about = this.about(i);
      this.describe(event, about);
      event.setScoredResult(this.isRight(i) ? 1 : 0, 1, part, true, this.isRight(i));
      event.data.statement.result.response = about.response;
      return event;
    },
  });
})(H5P.TakwinBase);
