// <allclear-status>: what the status page says, inside another page. Where that cannot be read
// it shows nothing; add `always` to show the state also when all is clear.
(() => {
  const home = document.currentScript?.src;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host{display:block;font:14px/1.5 system-ui,sans-serif} :host([hidden]){display:none}
    ul{list-style:none;margin:0;padding:0}
    li{padding:8px 12px;border-inline-start:4px solid;margin-block:4px;background:light-dark(#fff,#14191e)}
    li,a{color:light-dark(#151f28,#eaedf1)} b{font-weight:650} span{margin-inline-start:8px}
    li[data-tone=ok]{border-color:#649a7b} li[data-tone=degraded]{border-color:#c67f09}
    li[data-tone=partial]{border-color:#d25d00} li[data-tone=major]{border-color:#c51c2b}
    li[data-tone=maint]{border-color:#8962c5}`);
  const clock = new Intl.DateTimeFormat([], {
    month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
  });
  const at = (time) => clock.format(new Date(time));

  class AllclearStatus extends HTMLElement {
    connectedCallback() {
      this.said ??= this.attachShadow({mode: "open"}).appendChild(document.createElement("ul"));
      this.said.setAttribute("role", "list");
      this.shadowRoot.adoptedStyleSheets = [sheet];
      this.setAttribute("role", "status");
      this.timer = setInterval(() => document.hidden || this.look(), 60000);
      this.look();
    }
    disconnectedCallback() {
      clearInterval(this.timer);
    }
    async look() {
      try {
        const from = new URL("/embed/status.json", this.getAttribute("src") || home);
        const answer = await fetch(from, {credentials: "omit"});
        this.show(answer.ok ? this.lines(await answer.json()) : []);
      } catch { this.show([]); }
    }
    lines({page, status, incidents, maintenance, announcements}) {
      const open = incidents.map((one) => [one, one.state, one.next_update_by && `Next update by ${at(one.next_update_by)}`]);
      const work = maintenance.map((one) => [one, one.under_way ? "Maintenance" : "Planned maintenance", `${at(one.scheduled_for)} – ${at(one.scheduled_until)}`]);
      const news = announcements.map((one) => [one, one.text]);
      const state = this.hasAttribute("always") && !open.length ? [[{title: status.text, tone: status.tone, url: page.url}, page.name]] : [];
      return [...state, ...open, ...work, ...news].map(([one, ...words]) => ({...one, words: words.filter(Boolean)}));
    }
    show(lines) {
      const fresh = JSON.stringify(lines);
      if (fresh !== this.shown) this.said.replaceChildren(...lines.map(({title, url, tone, words}) => {
        const line = document.createElement("li"), head = document.createElement(url ? "a" : "b");
        line.dataset.tone = tone;
        if (url) Object.assign(head, {href: url, target: "_blank", rel: "noopener"});
        head.textContent = title;
        line.append(head, ...words.map((word) => Object.assign(document.createElement("span"), {textContent: word})));
        return line;
      }));
      this.shown = fresh;
      this.hidden = !lines.length;
    }
  }
  if (!customElements.get("allclear-status")) customElements.define("allclear-status", AllclearStatus);
})();
