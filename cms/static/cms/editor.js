// Tells a field's language and direction to spelling and screen readers when it is entered; the look is in editor.css.
const RTL = new Set(["ar"]);
const translating = document.querySelector(".js-translation-editor[data-props]");
if (translating) {
  try {
    const { locale } = JSON.parse(translating.dataset.props);
    translating.dataset.writes = RTL.has(locale.code) ? "rtl" : "ltr";
    translating.dataset.language = locale.code;
  } catch {
    // another kind of editor: it keeps its own direction
  }
}
document.addEventListener("focusin", ({ target }) => {
  if (!target.matches("input[type=text], textarea, [contenteditable=true]")) return;
  const suffix = /_(ar|fr|en)$/.exec(target.name ?? "");
  const marked = target.closest("form")?.querySelector("[data-writes]") ?? target.closest("[data-writes]");
  const code = suffix?.[1] ?? marked?.dataset.language;
  if (!code || target.name === "slug" || target.closest("dialog, [data-side-panel]")) return;
  target.lang = code;
  target.dir = RTL.has(code) ? "rtl" : "ltr";
});
