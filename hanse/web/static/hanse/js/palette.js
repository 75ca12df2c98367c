// The palette: asks while one types, arrows mark a line, Enter takes it. Without this file Search leads to its page.
if (document.getElementById("palette")) {
  const dialog = document.getElementById("palette");
  const [input, list, context] = ["palette-text", "palette-list", "palette-context"].map((id) => document.getElementById(id));
  const { on, step } = context.elements, words = input.placeholder;
  let wanted = null, answered = null;

  const lines = () => [...list.querySelectorAll("[role=option]")];
  const marked = () => list.querySelector("[aria-selected=true]");

  function mark(line) {
    for (const each of lines()) each.ariaSelected = String(each === line);
    if (line) input.setAttribute("aria-activedescendant", line.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function ask(question = "", label = words) {
    [step.value, on.value, input.placeholder, answered] = [question, location.pathname, label, null];
    htmx.trigger(input, "hanse:ask");
  }

  function take(line, apart) {
    if (!line) return;
    if (apart && line.href) return void open(line.href, "_blank", "noopener");
    if (line.dataset.step) return (input.value = ""), ask(line.dataset.step, line.textContent.trim());
    if (line.dataset.press || line.href) dialog.close();
    (document.querySelector(line.dataset.press || null) ?? line).click();
  }

  input.addEventListener("focus", () => answered === null && ask(step.value, input.placeholder));
  input.addEventListener("input", () => (answered = wanted = null));
  dialog.addEventListener("close", () => ([input.value, input.placeholder, step.value, answered] = ["", words, "", null], list.replaceChildren()));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("pointermove", (event) => mark(event.target.closest("[role=option]") ?? marked()));
  list.addEventListener("click", (event) => {
    const line = event.isTrusted && event.target.closest("[data-press], [data-step]");
    if (line) take(line);
    else if (event.target.closest("a") && !event.ctrlKey && !event.metaKey) dialog.close();
  });
  list.addEventListener("htmx:afterSwap", (event) => {
    answered = event.detail.requestConfig.parameters.q;
    lines().forEach((line, index) => (line.id = `palette-${index}`));
    list.scrollTop = 0;
    mark(lines()[0]);
    // Enter was pressed before this answer was there; it meant what is typed now.
    if (wanted && answered === input.value) take(marked(), wanted.apart);
    wanted = null;
  });
  dialog.addEventListener("keydown", (event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key], mod = event.metaKey || event.ctrlKey, all = lines();
    if (event.isComposing || event.target !== input) return;
    if (way) mark(all.at((all.indexOf(marked()) + way) % all.length)), marked()?.scrollIntoView({ block: "nearest" });
    else if (event.key === "Enter" && answered !== input.value) wanted = { apart: mod };
    else if (event.key === "Enter") take(marked(), mod);
    else if (event.key === "Backspace" && step.value && !input.value) ask();
    else if (mod && event.key.toLowerCase() === "k") dialog.close();
    else return;
    event.preventDefault(), event.stopPropagation();
  });
}
