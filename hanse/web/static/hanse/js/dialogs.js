// Opens the dialog a button names with data-opens, closes with data-closes; the browser gives the focus back.
{
  function open(id) {
    const dialog = document.getElementById(id);
    if (!dialog || dialog.open) return;
    dialog.closest("[popover]")?.hidePopover();
    dialog.showModal();
    dialog.querySelector("[autofocus], .input")?.focus();
  }

  document.addEventListener("hanse:open", (event) => open(event.detail));

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      event.preventDefault();
      opener.closest("[popover]")?.hidePopover();
      open(opener.dataset.opens);
    }
    if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
    // A click on the scrim is a click on the dialog itself.
    if (event.target.matches?.("dialog:modal")) event.target.close();
  });

  // After a refused form the summary of its errors has the focus, on a fresh page and after a swap.
  const tell = (root) => root.querySelector?.("[data-takes-focus]")?.focus();
  tell(document);
  document.addEventListener("htmx:afterSettle", (event) => tell(event.target));
}
