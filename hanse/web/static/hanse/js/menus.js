// Arrow keys inside an open menu; opening and closing is the browser's own.
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu:popover-open");
  const opener = event.target.closest?.("[popovertarget]");
  if (opener && event.key === "ArrowDown") {
    const opened = document.getElementById(opener.getAttribute("popovertarget"));
    if (!opened?.matches(".menu")) return;
    event.preventDefault();
    opened.showPopover({ source: opener });
    opened.querySelector("a, button, input")?.focus();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!menu || !step) return;
  event.preventDefault();
  const lines = [...menu.querySelectorAll("a, button, input")].filter((each) => each.checkVisibility());
  lines.at((lines.indexOf(document.activeElement) + step) % lines.length)?.focus();
});
