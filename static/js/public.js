// Refreshes the open page every 30 s, adds the reader's own time, and says when a copy is old.
const OLD_AFTER = 5 * 60 * 1000;

class LivePage extends HTMLElement {
  connectedCallback() {
    this.localise();
    this.timer = setInterval(() => this.refresh(), 30000);
  }
  disconnectedCallback() {
    clearInterval(this.timer);
  }
  async refresh() {
    if (document.hidden || this.contains(document.activeElement)) return;
    try {
      const answer = await fetch(location.pathname, {cache: "no-cache"});
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const wanted = fresh.querySelector("live-page");
      if (!wanted) return;
      const open = [...this.querySelectorAll("details")].map((one) => one.open);
      this.replaceChildren(...wanted.childNodes);
      this.querySelectorAll("details").forEach((one, at) => { if (at in open) one.open = open[at]; });
      document.title = fresh.title;
      document.querySelector("stale-note")?.replaceWith(fresh.querySelector("stale-note"));
      this.localise();
    } catch { /* the age note says it */ }
  }
  localise() {
    for (const time of this.querySelectorAll("time[datetime*=T]")) {
      const at = new Date(time.dateTime);
      time.title = at.toLocaleString([], {dateStyle: "medium", timeStyle: "short"}) + " your time";
    }
  }
}

class StaleNote extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => this.look(), 15000);
    this.look();
  }
  disconnectedCallback() {
    clearInterval(this.timer);
  }
  look() {
    const age = Date.now() - new Date(this.dataset.made);
    if (age > OLD_AFTER) this.textContent = `This copy is ${Math.round(age / 60000)} min old`;
  }
}

customElements.define("live-page", LivePage);
customElements.define("stale-note", StaleNote);
