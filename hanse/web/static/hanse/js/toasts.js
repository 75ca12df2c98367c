// A toast goes after eight seconds; pointing at it or focusing it stops the clock.
{
  const LASTS = 8000;
  const region = document.getElementById("toasts");
  const clocks = new Map();

  function start(toast) {
    stop(toast);
    // What failed stays until it is read.
    if (toast.dataset.tone !== "bad") clocks.set(toast, setTimeout(() => toast.remove(), LASTS));
  }

  function stop(toast) {
    clearTimeout(clocks.get(toast));
    clocks.delete(toast);
  }

  const toasts = () => region.querySelectorAll(".toast");

  if (region) {
    toasts().forEach(start);
    new MutationObserver((changes) => {
      for (const change of changes)
        for (const node of change.addedNodes) if (node.matches?.(".toast")) start(node);
    }).observe(region, { childList: true, subtree: true });
    for (const pause of ["pointerenter", "focusin"]) region.addEventListener(pause, () => toasts().forEach(stop));
    for (const go of ["pointerleave", "focusout"]) region.addEventListener(go, () => toasts().forEach(start));
    region.addEventListener("click", (event) => {
      if (event.target.closest("[data-closes]")) event.target.closest(".toast").remove();
    });
  }
}
