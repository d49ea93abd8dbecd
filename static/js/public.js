// Loaded before the first paint, so that the chosen theme never flashes; the rest waits for the page.
const root = document.documentElement;
const theme = localStorage.getItem("theme");
if (theme) root.dataset.theme = theme;
const clock = new Intl.DateTimeFormat([], {hour: "2-digit", minute: "2-digit", hourCycle: "h23"});

class LivePage extends HTMLElement {
  connectedCallback() {
    this.localise();
    this.timer = setInterval(() => this.refresh(), 30000);
    this.shown = () => document.hidden || this.refresh();
    document.addEventListener("visibilitychange", this.shown);
  }
  disconnectedCallback() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.shown);
  }
  async refresh() {
    if (document.hidden || this.contains(document.activeElement)) return;
    try {
      const answer = await fetch(location.pathname, {cache: "no-cache"});
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const wanted = fresh.querySelector("live-page");
      if (!answer.ok || !wanted || this.contains(document.activeElement)) return;
      const open = new Map([...this.querySelectorAll("details")].map((one) => [name(one), one.open]));
      const at = scrollY;
      this.replaceChildren(...wanted.childNodes);
      for (const one of this.querySelectorAll("details")) one.open = open.get(name(one)) ?? one.open;
      scrollTo({top: at, behavior: "instant"});
      document.title = fresh.title;
      document.querySelector("stale-note")?.replaceWith(fresh.querySelector("stale-note"));
      this.localise();
    } catch { /* stale-note says so */ }
  }
  localise() {
    for (const time of this.querySelectorAll("time[datetime*=T]")) {
      const local = clock.format(new Date(time.dateTime));
      if (time.textContent.includes(local)) continue;
      time.title = (this.dataset.your || "# your time").replace("#", local);
      if (time.closest("next-update, .at")) time.after(` (${time.title})`);
    }
  }
}
const name = (one) => one.querySelector("summary")?.firstChild?.nextSibling?.textContent + one.className;

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
    if (late && !this.dataset.late) this.append(` (${this.dataset.lateWord || "late"})`);
    if (late) this.dataset.late = "yes";
  }
}

class StaleNote extends Watched {
  look() {
    const minutes = Math.floor((Date.now() - new Date(this.dataset.made)) / 60000);
    if (minutes >= 5) this.textContent = this.dataset.old.replace("#", minutes);
  }
}

// One tab stop a row; arrow keys, or a tap, go from day to day.
class DayBars extends HTMLElement {
  connectedCallback() {
    this.svg = this.querySelector("svg");
    if (!this.svg) return;
    this.back = 0;
    const label = this.svg.getAttribute("aria-label");
    this.svg.setAttribute("aria-hidden", "true");
    this.tabIndex = 0;
    for (const [key, value] of Object.entries({role: "slider", "aria-label": label, "aria-readonly": "true", "aria-valuemin": -89, "aria-valuemax": 0})) this.setAttribute(key, value);
    this.say();
    this.onkeydown = (event) => {
      const step = {ArrowLeft: 1, ArrowDown: 1, ArrowRight: -1, ArrowUp: -1, PageUp: -7, PageDown: 7, Home: 99, End: -99}[event.key];
      if (!step) return;
      event.preventDefault();
      this.go(this.back + step);
    };
    this.onfocus = () => this.go(this.back);
    this.onblur = () => this.output?.remove();
    this.onclick = (event) => {
      const box = this.svg.getBoundingClientRect();
      this.go(Math.floor((box.right - event.clientX) / box.width * 90));
    };
  }
  go(back) {
    const most = Math.round(this.offsetWidth / this.svg.getBoundingClientRect().width * 90) - 1;
    this.back = Math.min(Math.max(back, 0), most);
    this.output ??= document.createElement("output");
    this.output.setAttribute("aria-hidden", "true");
    this.output.textContent = this.say();
    this.append(this.output);
    this.svg.querySelector("[data-here]")?.remove();
    this.svg.insertAdjacentHTML("beforeend", `<path data-here d="M${(89 - this.back) * 8 + 4} 0v32"/>`);
  }
  say() {
    const row = [...document.querySelectorAll("day-bars:has(svg)")].indexOf(this);
    const table = document.querySelectorAll(".table tbody")[row];
    const found = table?.querySelector(`[data-back="${this.back}"]`);
    const made = document.querySelector("stale-note")?.dataset.made;
    const day = new Date(new Date(made) - this.back * 86400000);
    const date = new Intl.DateTimeFormat(root.lang, {weekday: "short", day: "numeric", month: "short", timeZone: "UTC"}).format(day);
    const rest = this.querySelector("[data-tone=no]")?.getAttribute("d").includes(`M${(89 - this.back) * 8 + 4} `);
    const words = found ? [...found.cells].slice(3).map((one) => one.textContent).filter(Boolean).join(", ") : document.querySelectorAll(".legend b")[rest ? 1 : 0]?.textContent;
    const text = `${found ? found.cells[2].textContent : date}: ${words}`;
    this.setAttribute("aria-valuenow", -this.back);
    this.setAttribute("aria-valuetext", text);
    return text;
  }
}

class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme:dark)").matches ? "dark" : "light")) === "dark";
    const button = document.createElement("button");
    const label = () => { button.textContent = dark() ? this.dataset.light : this.dataset.dark; };
    button.onclick = () => {
      root.dataset.theme = dark() ? "light" : "dark";
      localStorage.setItem("theme", root.dataset.theme);
      label();
    };
    label();
    this.replaceChildren(button);
  }
}

const define = () => {
  customElements.define("live-page", LivePage);
  customElements.define("next-update", NextUpdate);
  customElements.define("stale-note", StaleNote);
  customElements.define("day-bars", DayBars);
  customElements.define("theme-switch", ThemeSwitch);
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", define);
else define();
