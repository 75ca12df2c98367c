// A form marked data-guard asks before what was typed into it is lost.
{
  const dirty = new Set();
  const now = (form) => new URLSearchParams(new FormData(form)).toString();
  const before = new WeakMap();

  document.addEventListener("focusin", (event) => {
    const form = event.target.closest?.("form[data-guard]");
    if (form && !before.has(form)) before.set(form, now(form));
  });

  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-guard]");
    if (!form) return;
    if (now(form) === before.get(form)) dirty.delete(form);
    else dirty.add(form);
  });

  document.addEventListener("submit", (event) => dirty.delete(event.target));
  document.addEventListener("reset", (event) => dirty.delete(event.target));
  addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
  });
}
