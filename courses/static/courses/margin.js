// A note is kept while it is written: on the server when the network is there, else on this phone until it is. Without
// this script the button keeps it.
const form = document.querySelector("[data-margin]");
if (form) {
  const box = form.elements.note;
  const seen = form.elements.seen;
  const status = form.querySelector("[data-status]");
  const key = `takwin-note:${form.dataset.margin}`;
  let kept = box.defaultValue; // what the server sent: a browser may bring back what was typed before a reload
  let sending = false;
  let timer = 0;

  const onPhone = () => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const remember = () => {
    try {
      localStorage.setItem(key, JSON.stringify({ note: box.value, seen: seen.value }));
    } catch {
      // a phone without room keeps what the page holds
    }
  };
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  };

  async function send() {
    if (sending || box.value === kept) return;
    sending = true;
    const sent = box.value;
    status.textContent = form.dataset.writing;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        redirect: "error",
      });
      const said = await answer.json();
      if (!answer.ok) {
        status.textContent = said.error || form.dataset.waits;
        return;
      }
      seen.value = said.version;
      kept = sent;
      if (box.value === sent) {
        if (said.note !== sent.trim()) box.value = said.note;
        kept = box.value;
        localStorage.removeItem(key);
        status.textContent = form.dataset.kept;
      } else {
        later(600);
      }
    } catch {
      status.textContent = form.dataset.waits;
      later(15000);
    } finally {
      sending = false;
    }
  }

  const waiting = onPhone();
  if (waiting && waiting.note.trim() === kept) {
    localStorage.removeItem(key); // the button's own way arrived
  } else if (waiting) {
    box.value = waiting.note;
    seen.value = waiting.seen;
    later(200);
  }
  box.addEventListener("input", () => {
    remember();
    later(1200);
  });
  window.addEventListener("online", () => later(0));
}
