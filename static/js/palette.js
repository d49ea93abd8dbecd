// <command-palette>: one field that goes anywhere. The list is the server's; without this the
// field is a form.
class CommandPalette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.field = this.querySelector("input[name=q]");
    this.pending = Promise.resolve();
    document.addEventListener("keydown", (event) => this.summon(event));
    this.field.addEventListener("input", () => this.look());
    this.field.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("submit", (event) => event.preventDefault());
    this.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }
  summon(event) {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (this.dialog.open) return this.dialog.close();
    if (document.querySelector("dialog:modal")) return;
    this.field.value = "";
    this.dialog.showModal();
    this.look();
  }
  look() {
    this.asked?.abort();
    this.asked = new AbortController();
    this.pending = this.fill(new FormData(this.field.form), this.asked.signal);
  }
  async fill(asked, signal) {
    try {
      const answer = await fetch(`/portal/palette/?${new URLSearchParams(asked)}`, {signal});
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.querySelector("[role=listbox]").replaceWith(page.querySelector("[role=listbox]"));
      this.choose(0);
    } catch (error) {
      if (error.name !== "AbortError") this.field.form.submit();
    }
  }
  choose(place) {
    const choices = [...this.querySelectorAll("[role=option]")];
    this.at = choices.length ? (place + choices.length) % choices.length : 0;
    choices.forEach((one, number) => one.setAttribute("aria-selected", number === this.at));
    choices[this.at]?.scrollIntoView({block: "nearest"});
    this.field.setAttribute("aria-activedescendant", choices[this.at]?.id ?? "");
  }
  async press(event) {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step) this.choose(this.at + step);
    if (step || event.key === "Enter") event.preventDefault();
    if (event.key !== "Enter" || event.isComposing) return;
    await this.pending;
    this.querySelector("[aria-selected=true]")?.click();
    this.dialog.close();
  }
}
customElements.define("command-palette", CommandPalette);
