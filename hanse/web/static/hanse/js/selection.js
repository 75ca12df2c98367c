// Selected rows: the box in the head has three states, the bar appears with the count, Shift selects a range.
{
  let last = null;
  const boxes = () => [...document.querySelectorAll(".data-table .pick")];

  function sync() {
    const picks = boxes();
    const chosen = picks.filter((pick) => pick.checked).length;
    const all = document.querySelector(".pick-all");
    if (all) {
      all.checked = chosen > 0 && chosen === picks.length;
      all.indeterminate = chosen > 0 && !all.checked;
    }
    for (const bar of document.querySelectorAll(".bulk-bar")) {
      bar.hidden = !chosen;
      const count = bar.querySelector("output");
      if (count) count.value = (count.dataset.says ?? "%").replace("%", chosen);
    }
  }

  document.addEventListener("click", (event) => {
    if (event.target.matches?.(".pick-all")) for (const pick of boxes()) pick.checked = event.target.checked;
    if (event.target.closest?.("[data-clears]")) for (const pick of boxes()) pick.checked = false;
    if (event.target.matches?.(".pick")) {
      const picks = boxes(), to = picks.indexOf(event.target), from = picks.indexOf(last);
      if (event.shiftKey && from >= 0)
        for (const pick of picks.slice(Math.min(from, to), Math.max(from, to) + 1)) pick.checked = event.target.checked;
      last = event.target;
    }
    if (event.target.closest?.(".pick, .pick-all, [data-clears]")) sync();
  });

  document.addEventListener("htmx:afterSettle", sync);
  sync();
}
