// The timeline's small custom elements; everything works without them.

// Keeps what is typed until the server says that it was written, whatever happens between.
class EntryDraft extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea");
    this.key = this.querySelector("input[name=key]");
    this.name = `draft:${this.dataset.draft}`;
    const kept = JSON.parse(localStorage.getItem(this.name) || "null");
    if (kept && kept.key === this.dataset.saved) localStorage.removeItem(this.name);
    else if (kept && !this.text.value) {
      this.text.value = kept.text;
      this.key.value = kept.key;
    }
    this.text.addEventListener("input", () => this.keep());
    this.querySelector("form").addEventListener("submit", () => this.keep());
  }
  keep() {
    if (!this.text.value) localStorage.removeItem(this.name);
    else localStorage.setItem(this.name, JSON.stringify({ key: this.key.value, text: this.text.value }));
  }
}

// Lists the commands that begin like what is typed; arrows choose, Tab or Enter takes, Escape closes.
class SlashWords extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details");
    this.words = [...this.querySelectorAll("[data-word]")];
    this.text = this.closest("form").querySelector("textarea");
    this.text.addEventListener("input", () => this.match());
    this.text.addEventListener("keydown", (event) => this.press(event));
    for (const word of this.words) word.addEventListener("click", () => this.take(word));
  }
  match() {
    const typing = /^\/\S*$/.test(this.text.value);
    for (const word of this.words) word.parentElement.hidden = typing && !word.dataset.word.startsWith(this.text.value.toLowerCase());
    this.querySelector("[data-keys]").hidden = typing;
    if (typing || this.opened) this.details.open = typing;
    this.opened = typing;
    this.choose(typing ? this.shown()[0] : null);
  }
  shown() {
    return this.words.filter((word) => !word.parentElement.hidden);
  }
  choose(word) {
    this.chosen = word || null;
    for (const one of this.words) one.toggleAttribute("data-chosen", one === this.chosen);
  }
  press(event) {
    if (!this.opened || event.ctrlKey || event.metaKey) return;
    const shown = this.shown();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.choose(shown[(shown.indexOf(this.chosen) + step + shown.length) % shown.length]);
    else if (["Tab", "Enter"].includes(event.key) && this.chosen && !event.shiftKey) this.take(this.chosen);
    else if (event.key === "Escape") this.details.open = this.opened = false;
    else return;
    event.preventDefault();
  }
  take(word) {
    this.text.value = `${word.dataset.word} `;
    this.text.focus();
    this.text.dispatchEvent(new Event("input"));
  }
}

// An address that ends in #entry-12 is led to the page that holds that line.
class EntryLinks extends HTMLElement {
  connectedCallback() {
    this.go = () => this.lead();
    addEventListener("hashchange", this.go);
    this.go();
  }
  disconnectedCallback() {
    removeEventListener("hashchange", this.go);
  }
  lead() {
    const wanted = /^#entry-(\d+)$/.exec(location.hash);
    if (!wanted) return;
    const line = document.getElementById(location.hash.slice(1));
    const asked = new URLSearchParams(location.search).get("entry");
    if (line) line.focus();
    else if (asked !== wanted[1]) location.replace(`${location.pathname}?entry=${wanted[1]}${location.hash}`);
  }
}

customElements.define("entry-draft", EntryDraft);
customElements.define("slash-words", SlashWords);
customElements.define("entry-links", EntryLinks);
