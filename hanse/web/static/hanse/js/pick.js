// Suggestions below a text field that names another record: arrows move, Enter takes, Esc closes.
customElements.get("pick-record") || customElements.define("pick-record", class extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.list = this.querySelector("[role=listbox]");
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", this.list.id]])
      this.input.setAttribute(name, value);
    this.addEventListener("htmx:afterSwap", () => this.contains(document.activeElement) && this.show());
    // What stands there is replaced by typing, as in a list of choices.
    this.input.addEventListener("focus", () => this.input.select());
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("focusout", () => this.show(false));
    // Before the field loses the focus, so that taking a suggestion leaves it there.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.take(event.target.closest("[data-value]")));
  }

  get options() {
    return [...this.list.querySelectorAll("[data-value]")];
  }

  show(open = true) {
    this.options.forEach((option, index) => (option.id = `${this.list.id}-${index}`));
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.mark(null);
  }

  mark(chosen) {
    for (const option of this.options) option.ariaSelected = String(option === chosen);
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  take(option) {
    if (!option) return;
    this.input.value = option.dataset.value;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    this.show(false);
  }

  press(event) {
    const marked = this.options.findIndex((option) => option.ariaSelected === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.options.length) {
      if (this.list.hidden) this.show();
      this.mark(this.options.at(marked < 0 && step < 0 ? -1 : (marked + step) % this.options.length));
      event.preventDefault();
    } else if (event.key === "Enter" && !this.list.hidden && marked >= 0) {
      this.take(this.options[marked]);
      event.preventDefault();
    } else if (event.key === "Escape" && !this.list.hidden) {
      this.show(false);
      event.stopPropagation();
      event.preventDefault();
    }
  }
});
