// Each tap is sent alone; without network it stays on this phone and goes up when the network is back.
const form = document.querySelector("[data-attendance]");
if (form) {
  const key = `attendance:${location.pathname}`;
  const banner = form.querySelector("[data-offline]");
  const bar = form.querySelector("progress");
  const count = form.querySelector("[data-count]");
  const waiting = new Map(JSON.parse(localStorage.getItem(key) || "[]"));
  let sending = false;

  const keep = () => {
    if (waiting.size) localStorage.setItem(key, JSON.stringify([...waiting]));
    else localStorage.removeItem(key);
  };
  const tell = (words) => {
    banner.hidden = !words;
    banner.querySelector("span").textContent = words || "";
  };
  const send = async () => {
    if (sending || !waiting.size) return;
    sending = true;
    const sent = new Map(waiting);
    const body = new URLSearchParams([...sent]);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(location.href, { method: "POST", body, headers: { accept: "application/json" } });
      const said = await answer.json();
      if (answer.status === 409) {
        waiting.clear();
        tell(said.refused);
      } else if (answer.ok) {
        for (const [name, value] of sent) if (waiting.get(name) === value) waiting.delete(name);
        bar.value = said.marked;
        count.textContent = form.dataset.progress.replace("{n}", said.marked).replace("{of}", said.of);
        tell("");
      }
    } catch {
      tell(form.dataset.waiting);
    } finally {
      keep();
      sending = false;
    }
    if (waiting.size && banner.hidden) send();
  };

  for (const [name, value] of waiting) {
    const choice = form.querySelector(`input[name="${name}"][value="${value}"]`);
    if (choice) choice.checked = true;
  }
  form.addEventListener("change", (event) => {
    const { name, value, type } = event.target;
    if (type !== "radio") return;
    event.target.closest("li").querySelector("[data-todo]")?.remove();
    waiting.set(name, value);
    keep();
    send();
  });
  addEventListener("online", send);
  setInterval(send, 15000);
  send();
}
