// Where tabs or steps do not all fit, the present one is brought into view.
for (const here of document.querySelectorAll(":is(.tabs, .steps, .settings > nav) [aria-current]"))
  here.scrollIntoView({ block: "nearest", inline: "center" });
