// Reads the map of the keyboard from the sheet that "?" opens, so that the sheet cannot lie.
{
  const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);
  const lines = [...document.querySelectorAll("#keys [data-keys]")];
  const singles = document.documentElement.dataset.keys !== "off";
  let first = "";

  for (const key of document.querySelectorAll("kbd[data-mod]")) key.prepend(MAC ? "⌘ " : "Ctrl ");

  const typing = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

  const rows = () => [...document.querySelectorAll(".data-table tbody tr:has(a.title)")];
  const here = () => rows().find((row) => row.contains(document.activeElement));

  // The record before or after this one in the list that it was opened from; trail.js remembers it.
  function goBeside(way) {
    const list = JSON.parse(sessionStorage.getItem("hanse-list")) ?? [], at = list.indexOf(location.pathname);
    const next = at >= 0 && list[at + way];
    if (next) location.assign(next);
    return Boolean(next);
  }

  function act({ go, focus, click, open, row, pick, peek, beside }, digit, shiftKey) {
    if (go) return location.assign(go), true;
    if (open) return document.dispatchEvent(new CustomEvent("hanse:open", { detail: open })), true;
    if (beside) return goBeside(Number(beside));
    if (peek !== undefined) {
      const link = document.activeElement.matches("a.title") && here()?.querySelector(".peek-link");
      return link && link.click(), Boolean(link);
    }
    if (pick !== undefined) return here()?.querySelector(".pick")?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey })), Boolean(here());
    if (row) {
      const all = rows(), next = all[Math.max(0, all.indexOf(here()) + Number(row))] ?? all.at(-1);
      return next?.querySelector("a.title").focus(), Boolean(next);
    }
    const found = document.querySelector((focus ?? click).replace("#", digit));
    if (!found || found.checkVisibility?.() === false) return false;
    return focus ? (found.focus(), found.select?.()) : found.click(), true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.isComposing || document.querySelector("dialog:modal")) return;
    const mod = event.metaKey || event.ctrlKey;
    if (!mod && (!singles || typing(event.target))) return;
    const key = (mod ? "mod+" : "") + event.key.toLowerCase();
    // After the first of two keys a digit stands for any digit.
    const digit = first && /^[1-9]$/.test(key) ? key : "#";
    const wanted = first ? `${first} ${digit === "#" ? key : "#"}` : key;
    const starts = !first && lines.some((line) => line.dataset.keys.startsWith(`${key} `));
    first = "";
    if (starts) {
      first = key;
      setTimeout(() => (first = ""), 1500);
      return;
    }
    const line = lines.find((each) => each.dataset.keys === wanted);
    if (line && act(line.dataset, digit, event.shiftKey)) event.preventDefault();
  });
}
