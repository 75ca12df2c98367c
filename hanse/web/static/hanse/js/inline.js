// A field changed where it stands: Enter saves, Esc leaves it as it was, Tab saves and opens the next one.
// Nothing settles late (settle:0s): a key that comes at once would find a form that nobody listens to.
{
  let onward = 0;
  const shown = () => [...document.querySelectorAll("[data-field]")].filter((place) => place.checkVisibility());

  function open(place) {
    const link = place.querySelector("a.edits"), title = place.closest("tr")?.querySelector("a.title");
    if (link) return link.click();
    const address = `${title.getAttribute("href")}field/${place.dataset.field}/?in=cell`;
    htmx.ajax("GET", address, { target: place, swap: "innerHTML settle:0s", source: place });
  }

  // The keys of a field hold while it is open; a choice between two values walks its buttons with Tab.
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-inline]");
    if (!form || event.defaultPrevented || event.isComposing || event.altKey) return;
    const { key } = event, isTab = key === "Tab" && !("clash" in form.dataset);
    if (key !== "Escape" && !isTab && !(key === "Enter" && event.target.matches("select, [type=checkbox]"))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    onward = isTab ? (event.shiftKey ? -1 : 1) : 0;
    if (key === "Escape") form.querySelector("[data-cancels]").click();
    else form.requestSubmit();
  });

  function enter(form) {
    const control = form.querySelector(".input, .check, .switch");
    control.focus();
    if (control.matches("[type=text], [type=email], [type=tel]")) control.select();
    control.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("htmx:afterSettle", ({ target, detail }) => {
    if (target !== detail.target || !target.matches("[data-field]")) return;
    const form = target.querySelector("form[data-inline]"), places = shown();
    const next = onward && !form && places[places.indexOf(target) + onward];
    onward = 0;
    if (form) return enter(form);
    if (next) return open(next);
    // Unless the person has gone elsewhere meanwhile.
    if (document.activeElement === document.body) (target.querySelector(".edits") ?? target.closest("tr")?.querySelector("a.title"))?.focus();
  });

  // In a list one pencil follows the mouse, and the row that has the focus.
  const pencil = document.getElementById("cell-pencil")?.content.firstElementChild.cloneNode(true);
  const put = (cell) => pencil && cell && !cell.querySelector("form, .edits") && cell.append(pencil);
  document.addEventListener("pointerover", ({ target, pointerType }) => pointerType === "mouse" && put(target.closest?.("td[data-field]")));
  document.addEventListener("focusin", ({ target }) => target.matches("a.title") && put(target.closest("tr").querySelector("td[data-field]")));
  document.addEventListener("click", ({ target }) => {
    if (pencil?.contains(target)) open(pencil.parentElement);
  });
}
