// What one types into a long form stays in this browser until it is saved; the form offers it, and never fills itself in.
{
  const person = document.getElementById("palette")?.dataset.person;
  const shelf = `hanse-draft-${person}`, WEEK = 7 * 24 * 3600 * 1000;
  const words = document.getElementById("draft-offer");
  const now = (form) => new URLSearchParams([...new FormData(form)].filter(([name, value]) => typeof value === "string" && form.elements[name]?.type !== "hidden")).toString();
  const place = (form) => new URL(form.action).pathname;

  function read() {
    try {
      return JSON.parse(localStorage.getItem(shelf)) ?? {};
    } catch {
      return {};
    }
  }

  function write(drafts) {
    const kept = Object.entries(drafts).filter(([, draft]) => draft && draft.at > Date.now() - WEEK);
    if (kept.length) localStorage.setItem(shelf, JSON.stringify(Object.fromEntries(kept)));
    else localStorage.removeItem(shelf);
  }

  const keep = (form, draft) => write({ ...read(), [place(form)]: draft });

  function fill(form, typed) {
    const values = new URLSearchParams(typed);
    for (const each of form.elements) {
      if (/checkbox|radio/.test(each.type)) each.checked = values.getAll(each.name).includes(each.value);
      else if (each.type !== "hidden" && values.has(each.name)) each.value = values.get(each.name);
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function offer(form) {
    const draft = read()[place(form)];
    if (!draft || form.dataset.draft === "told" || draft.typed === now(form)) return;
    form.dataset.draft = "told";
    const told = words.content.firstElementChild.cloneNode(true), [restore, drop] = told.querySelectorAll("button");
    const at = new Date(draft.at), day = at.toDateString() === new Date().toDateString() ? undefined : "medium";
    restore.textContent = restore.textContent.replace("%", at.toLocaleString(document.documentElement.lang, { dateStyle: day, timeStyle: "short", hourCycle: "h23" }));
    restore.addEventListener("click", () => (fill(form, draft.typed), told.remove(), form.querySelector(".input, textarea")?.focus()));
    drop.addEventListener("click", () => (keep(form), told.remove()));
    if (form.matches(".form-page")) form.prepend(told);
    else form.before(told);
  }

  if (words && person) {
    // A draft that was sent goes when the next page says that it is saved; a refused one is in its form again.
    const saved = document.querySelector("#toasts .toast:not([data-tone='bad'])");
    write(Object.fromEntries(Object.entries(read()).map(([at, draft]) => [at, draft.sent && saved ? null : { ...draft, sent: false }])));
    const look = () => document.querySelectorAll("form[data-draft]").forEach(offer);
    document.addEventListener("input", ({ target }) => target.form?.matches("[data-draft]") && keep(target.form, { at: Date.now(), typed: now(target.form) }));
    document.addEventListener("submit", ({ target }) => {
      if (target.matches("[action='/logout/']")) localStorage.removeItem(shelf);
      else if (target.matches("[data-draft]") && read()[place(target)]) keep(target, { ...read()[place(target)], sent: true });
    });
    document.addEventListener("htmx:afterSettle", look);
    look();
  }
}
