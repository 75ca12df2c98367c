// Selected rows: kept over the pages and sorts of a list while its filters stay, as ids only and in this tab only.
{
  const KEPT = "hanse-picks", MOST = 500;
  let last = null;
  const bar = () => document.querySelector("#bulk-form[data-list]");
  const boxes = () => [...document.querySelectorAll(".data-table .pick")];

  function read() {
    const list = bar()?.dataset.list, kept = JSON.parse(sessionStorage.getItem(KEPT));
    return kept?.list === list ? kept : { list, ids: [], all: false };
  }
  const keep = (picks) => sessionStorage.setItem(KEPT, JSON.stringify({ ...read(), ...picks }));

  // What is ticked here takes the place of what was kept of these rows; those of other pages stay.
  function note(picks) {
    const here = picks.map((pick) => pick.value), ticked = picks.filter((pick) => pick.checked).map((pick) => pick.value);
    keep({ ids: [...read().ids.filter((id) => !here.includes(id)), ...ticked].slice(0, MOST), all: false });
  }

  function show() {
    const form = bar(), head = document.querySelector(".pick-all"), picks = boxes();
    if (!form) return;
    const { ids, all } = read();
    for (const pick of picks) pick.checked = all || ids.includes(pick.value);
    const ticked = picks.filter((pick) => pick.checked), count = form.querySelector("output");
    head.checked = ticked.length > 0 && ticked.length === picks.length;
    head.indeterminate = ticked.length > 0 && !head.checked;
    const others = form.querySelector("[data-others]"), more = form.querySelector("[data-picks-all]");
    others.value = ids.filter((id) => !ticked.some((pick) => pick.value === id)).join(",");
    others.disabled = all || !others.value;
    form.querySelector("[data-all]").disabled = !all;
    form.toggleAttribute("data-any", all || ids.length > 0);
    count.value = all ? count.dataset.everything : count.dataset.says.replace("%", ids.length);
    if (more) more.hidden = all;
  }

  document.addEventListener("click", (event) => {
    const { target } = event, picks = boxes();
    if (target.closest?.("[data-picks-all]")) {
      event.preventDefault();
      keep({ ids: [], all: true });
    } else if (target.closest?.("[data-clears]")) sessionStorage.removeItem(KEPT);
    else if (target.matches?.(".pick, .pick-all")) {
      const to = picks.indexOf(target), from = event.shiftKey ? picks.indexOf(last) : -1;
      const some = to < 0 ? picks : from < 0 ? [] : picks.slice(Math.min(from, to), Math.max(from, to) + 1);
      for (const pick of some) pick.checked = target.checked;
      last = target;
      note(picks);
    } else return;
    show();
  });

  // Who has done it with these rows has done with them.
  document.addEventListener("submit", ({ target }) => target.matches?.("[data-spends]") && sessionStorage.removeItem(KEPT));
  document.addEventListener("htmx:afterSettle", show);
  addEventListener("pageshow", show);
}
