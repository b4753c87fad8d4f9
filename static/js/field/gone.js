// Takes the worker of the visit form and its caches away. Drafts stay where they are.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("field-")) await caches.delete(name);
    }
    await self.registration.unregister();
  })());
});
