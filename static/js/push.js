// Adds this browser to those that take notifications: asks, subscribes, hands the form in.

class PushSubscribe extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.note = this.querySelector("[role=status]");
    if (!this.form) return;
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
      return this.say("This browser knows no notifications. On an iPhone, add Allclear to the home screen first.");
    }
    this.form.hidden = false;
    this.form.addEventListener("submit", (event) => this.add(event));
  }
  async add(event) {
    if (this.form.elements.endpoint.value) return;
    event.preventDefault();
    const allowed = await Notification.requestPermission();
    if (allowed !== "granted") {
      return this.say("This browser is told to show none: allow notifications for this site in its settings.");
    }
    try {
      const {keys, endpoint} = await this.subscribe();
      this.form.elements.endpoint.value = endpoint;
      this.form.elements.p256dh.value = keys.p256dh;
      this.form.elements.auth.value = keys.auth;
      this.form.requestSubmit();
    } catch (error) {
      this.say(`The browser could not subscribe: ${error.message}`);
    }
  }
  async subscribe() {
    const options = {scope: this.dataset.scope};
    await navigator.serviceWorker.register(this.dataset.worker, options);
    const worker = await navigator.serviceWorker.ready;
    const old = await worker.pushManager.getSubscription();
    if (old) await old.unsubscribe();
    const wish = {userVisibleOnly: true, applicationServerKey: this.dataset.key};
    return (await worker.pushManager.subscribe(wish)).toJSON();
  }
  say(words) {
    this.note.hidden = false;
    this.note.textContent = words;
  }
}

customElements.define("push-subscribe", PushSubscribe);
