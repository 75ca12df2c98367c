// Selected rows: kept over the pages and sorts of a list, as long as its filters stay. Addresses and ids only, in this tab.
{
  const KEPT = "hanse-picks", MOST = 500;
  let last = null;
  const bar = () => document.getElementById("bulk-form");
  const boxes = () => [...document.querySelectorAll(".data-table .pick")];

  function read() {
    const list = bar()?.dataset.list, kept = JSON.parse(sessionStorage.getItem(KEPT));
    return kept?.list === list ? kept : { list, ids: [], all: false };
  }

  const keep = (picks) => sessionStorage.setItem(KEPT, JSON.stringify(picks));

  // What is ticked here takes the place of what was kept of these rows; those of other pages stay.
  function note() {
    const picks = boxes(), here = new Set(picks.map((pick) => pick.value));
    const others = read().all ? [] : read().ids.filter((id) => !here.has(id));
    const ticked = picks.filter((pick) => pick.checked).map((pick) => pick.value);
    keep({ list: bar().dataset.list, ids: [...others, ...ticked].slice(0, MOST), all: false });
  }

  function show() {
    const form = bar();
    if (!form) return;
    const { ids, all } = read(), chosen = new Set(ids), picks = boxes();
    for (const pick of picks) pick.checked = all || chosen.has(pick.value);
    const ticked = picks.filter((pick) => pick.checked).length, head = document.querySelector(".pick-all");
    if (head) {
      head.checked = ticked > 0 && ticked === picks.length;
      head.indeterminate = ticked > 0 && !head.checked;
    }
    const here = new Set(picks.map((pick) => pick.value)), count = form.querySelector("output");
    form.toggleAttribute("data-any", all || ids.length > 0);
    const others = form.querySelector("[data-others]");
    others.value = ids.filter((id) => !here.has(id)).join(",");
    others.disabled = all || !others.value;
    form.querySelector("[data-all]").disabled = !all;
    const says = all ? count.dataset.everything : count.dataset.says.replace("%", ids.length);
    if (count.value !== says) count.value = says;
    const more = form.querySelector("[data-picks-all]");
    if (more) more.hidden = all;
  }

  document.addEventListener("click", (event) => {
    const { target } = event;
    if (!target.closest?.(".pick, .pick-all, [data-clears], [data-picks-all]")) return;
    if (target.closest("[data-picks-all]")) {
      event.preventDefault();
      keep({ list: bar().dataset.list, ids: [], all: true });
    } else if (target.closest("[data-clears]")) sessionStorage.removeItem(KEPT);
    else {
      const picks = boxes();
      if (target.matches(".pick-all")) for (const pick of picks) pick.checked = target.checked;
      else {
        const to = picks.indexOf(target), from = picks.indexOf(last);
        if (event.shiftKey && from >= 0)
          for (const pick of picks.slice(Math.min(from, to), Math.max(from, to) + 1)) pick.checked = target.checked;
        last = target;
      }
      note();
    }
    show();
  });

  // Whoever has done it with these rows has done with them.
  document.addEventListener("submit", (event) => {
    if (event.target.matches?.("[data-spends]")) sessionStorage.removeItem(KEPT);
  });
  document.addEventListener("htmx:afterSettle", show);
  addEventListener("pageshow", show);
  show();
}
