// Small custom elements; everything works without them.

class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", () => {
      const root = document.documentElement;
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      localStorage.setItem("theme", root.dataset.theme);
    });
  }
}

// Loads its part again while the page is looked at; the server answers 204 when nothing is new.
class LivePart extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => {
      if (document.hidden || this.contains(document.activeElement)) return;
      htmx.trigger(this, "look");
    }, Number(this.dataset.every || 3) * 1000);
  }
  disconnectedCallback() {
    clearInterval(this.timer);
  }
}

class KeyboardShortcuts extends HTMLElement {
  connectedCallback() {
    this.before = "";
    document.addEventListener("keydown", (event) => this.press(event));
  }
  press(event) {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && typing) {
      typing.form?.requestSubmit();
      return;
    }
    if (event.key === "Escape" && typing && !typing.closest("dialog")) typing.blur();
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog:modal")) return;
    if (event.key === "?") return document.getElementById("keys")?.showModal();
    const key = this.before === "g" ? `g ${event.key}` : event.key;
    this.before = event.key;
    const row = event.target.closest("[data-row]");
    if (key === "Enter" && event.target !== row) return;
    const asked = `[data-key="${CSS.escape(key)}"]`;
    const target = row?.querySelector(asked) ?? document.querySelector(asked);
    if (target) {
      event.preventDefault();
      if (target.matches("input:not([type=checkbox]), textarea")) target.focus();
      else target.click();
    } else if (key === "j" || key === "k") {
      this.walk(key === "j" ? 1 : -1);
    }
  }
  walk(step) {
    const entries = [...document.querySelectorAll(".timeline-entry, [data-row]")];
    const at = entries.findIndex((one) => one.contains(document.activeElement));
    entries[Math.min(Math.max(at + step, 0), entries.length - 1)]?.focus();
  }
}

// Whoever stood in a part that was swapped stands in it still: where they were, or at its head.
class FocusKeeper extends HTMLElement {
  connectedCallback() {
    document.addEventListener("htmx:beforeSwap", (event) => this.note(event.detail.target));
    document.addEventListener("htmx:afterSettle", () => this.mend());
  }
  note(part) {
    const held = document.activeElement;
    this.held = part?.id && part.contains(held) && held !== document.body ? {part: part.id, path: this.path(held)} : null;
  }
  path(held) {
    if (held.id) return `#${CSS.escape(held.id)}`;
    const told = ["name", "value", "href", "action"].filter((one) => held.hasAttribute(one));
    return held.localName + told.map((one) => `[${one}="${CSS.escape(held.getAttribute(one))}"]`).join("");
  }
  mend() {
    const {part, path} = this.held ?? {};
    this.held = null;
    if (!part || document.activeElement !== document.body) return;
    const fresh = document.getElementById(part);
    const found = fresh?.querySelector(path) ?? fresh;
    if (found === fresh) fresh?.setAttribute("tabindex", "-1");
    found?.focus({preventScroll: true});
  }
}

// A panel of the room is not taken from under the hands of whoever types in it.
document.addEventListener("htmx:beforeRequest", (event) => {
  const panel = event.target;
  if (!panel.matches?.("[data-panel]") || event.detail.requestConfig.verb !== "get") return;
  const typed = [...panel.querySelectorAll("textarea, input:not([type=hidden])")];
  if (panel.querySelector("details[open]") || typed.some((one) => one.value !== one.defaultValue)) event.preventDefault();
});

customElements.define("theme-switch", ThemeSwitch);
customElements.define("live-part", LivePart);
customElements.define("keyboard-shortcuts", KeyboardShortcuts);
customElements.define("focus-keeper", FocusKeeper);
