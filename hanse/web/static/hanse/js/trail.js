// Remembers in this browser which records one opened, and in which list they stood: addresses only, never a name.
{
  const palette = document.getElementById("palette");
  const shelf = `hanse-recent-${palette?.dataset.person}`;
  const path = location.pathname;
  const titles = (table) => [...table.querySelectorAll("a.title")].map((title) => title.getAttribute("href"));

  function read() {
    try {
      return JSON.parse(localStorage.getItem(shelf)) ?? [];
    } catch {
      return [];
    }
  }

  if (palette) {
    const others = read().filter((each) => each !== path).slice(0, 8);
    palette.querySelector("[name=recent]").value = others.join(" ");
    if (/^\/\w+\/\d+\/$/.test(path)) localStorage.setItem(shelf, JSON.stringify([path, ...others]));
  }

  // What "[" and "]" walk along; keys.js reads it.
  document.addEventListener("click", (event) => {
    const table = event.target.closest?.("a.title")?.closest(".data-table");
    if (table) sessionStorage.setItem("hanse-list", JSON.stringify(titles(table)));
  });
}
