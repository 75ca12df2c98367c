// Shows beside a line of the palette the keys that do the same, read from the sheet that keys.js reads.
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id !== "palette-list") return;
  const sheet = [...document.querySelectorAll("#keys [data-keys]:not([data-keys*='#'])")];
  const aim = (click) => (click && document.querySelector(click)?.getAttribute("href")) || null;

  for (const line of target.querySelectorAll("[role=option]")) {
    const address = line.getAttribute("href"), press = line.dataset.press;
    const same = ({ dataset: { go, click, open } }) =>
      address ? address === (go ?? aim(click)) : Boolean(press && open && press.includes(`[data-opens=${open}]`));
    const found = sheet.find(same);
    if (!found) continue;
    const keys = document.createElement("span");
    keys.className = "keys";
    keys.ariaHidden = "true";
    keys.append(...[...found.childNodes].map((node) => node.cloneNode(true)));
    line.append(keys);
  }
});
