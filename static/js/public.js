// Renews the open page every 30 s, adds the reader's own time, says when something is late or old.
const clock = new Intl.DateTimeFormat([], {hour: "2-digit", minute: "2-digit", hourCycle: "h23"});

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
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const wanted = fresh.querySelector("live-page");
      if (!answer.ok || !wanted) return;
      const open = [...this.querySelectorAll("details")].map((one) => one.open);
      this.replaceChildren(...wanted.childNodes);
      this.querySelectorAll("details").forEach((one, at) => { if (at in open) one.open = open[at]; });
      document.title = fresh.title;
      document.querySelector("stale-note")?.replaceWith(fresh.querySelector("stale-note"));
      this.localise();
    } catch { /* stale-note says so */ }
  }
  localise() {
    for (const time of this.querySelectorAll("time[datetime*=T]")) {
      const local = clock.format(new Date(time.dateTime));
      if (time.textContent.includes(local)) continue;
      time.title = `${local} your time`;
      if (time.closest("next-update")) time.after(` (${local} your time)`);
    }
  }
}

class Watched extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => this.look(), 15000);
    this.look();
  }
  disconnectedCallback() {
    clearInterval(this.timer);
  }
}

class NextUpdate extends Watched {
  look() {
    const late = new Date(this.querySelector("time").dateTime) < Date.now();
    if (late && !this.dataset.late) this.append(" (late)");
    if (late) this.dataset.late = "yes";
  }
}

class StaleNote extends Watched {
  look() {
    const minutes = Math.floor((Date.now() - new Date(this.dataset.made)) / 60000);
    if (minutes >= 5) this.textContent = `This page is ${minutes} min old: newer news could not be fetched`;
  }
}

customElements.define("live-page", LivePage);
customElements.define("next-update", NextUpdate);
customElements.define("stale-note", StaleNote);
