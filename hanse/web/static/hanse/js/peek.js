// The record beside the list: it follows the row that has the focus, and Escape or its cross closes it.
{
  const panel = document.getElementById("panel");
  const title = () => document.querySelector("a.title[aria-current]");

  function close() {
    const from = title();
    from?.removeAttribute("aria-current");
    panel.replaceChildren();
    from?.focus();
  }

  document.addEventListener("focusin", ({ target }) => {
    if (panel?.firstElementChild && target.matches("a.title") && !target.hasAttribute("aria-current"))
      target.closest("tr")?.querySelector(".peek-link")?.click();
  });

  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target !== panel) return;
    title()?.removeAttribute("aria-current");
    document.querySelector(`.data-table a.title[href="${panel.firstElementChild?.dataset.record}"]`)?.setAttribute("aria-current", "true");
    document.getElementById("status").textContent = panel.querySelector("h2")?.textContent ?? "";
    // Where it covers the list, the way on begins in it.
    if (matchMedia("(width < 48rem)").matches) panel.querySelector("[data-leaves]")?.focus();
  });

  document.addEventListener("click", ({ target }) => target.closest?.("[data-leaves]") && close());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel?.firstElementChild || document.querySelector("dialog:modal, :popover-open")) return;
    event.preventDefault();
    close();
  });
}
