// Shows what a push service brings, and opens its link. A repeat has the same tag: it takes the
// place of the first and makes no noise again.

self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data?.json() ?? {};
  } catch {
    said = {};
  }
  const shown = {
    body: said.body || "",
    tag: said.tag || "allclear",
    requireInteraction: Boolean(said.urgent),
    data: {link: said.link || "/portal/"},
  };
  event.waitUntil(self.registration.showNotification(said.title || "Allclear", shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const link = new URL(event.notification.data?.link || "/portal/", self.location.origin);
  if (link.origin !== self.location.origin) return;
  event.waitUntil(self.clients.openWindow(link.href));
});
