// The list of alerts says how many are chosen, and chooses them all; without it, each is ticked by hand.

class ChosenRows extends HTMLElement {
  connectedCallback() {
    this.all = this.querySelector("[data-all]");
    if (!this.all) return;
    this.all.hidden = false;
    this.addEventListener("change", (event) => this.count(event.target));
    this.count();
  }
  rows() {
    return [...this.querySelectorAll("input[name=alert]")];
  }
  count(changed) {
    const all = this.all.querySelector("input");
    if (changed === all) for (const one of this.rows()) one.checked = all.checked;
    const many = this.rows().filter((one) => one.checked).length;
    all.checked = many === this.rows().length;
    all.indeterminate = many > 0 && !all.checked;
    this.querySelector("[data-many]").textContent = many ? `${many} chosen:` : "With those chosen:";
  }
}

customElements.define("chosen-rows", ChosenRows);

// What is to be pasted elsewhere is copied by one press, where the browser lets it.
class CopyText extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.text = this.querySelector("pre");
    if (!navigator.clipboard) return;
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.copy());
  }
  async copy() {
    try {
      await navigator.clipboard.writeText(this.text.textContent);
      this.button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(this.text);
      this.button.textContent = "Press Ctrl C";
    }
  }
}

customElements.define("copy-text", CopyText);
