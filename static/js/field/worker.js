// The worker of the visit form. It keeps one version of the shell and its files, whole, and shows
// them where the site cannot be reached. Nobody's page and nothing of /sync/ is ever kept.
(() => {
  "use strict";
  const { version, shell, files, places } = self.FIELD;
  const NAME = `field-${version}`;
  const PAGE_PATIENCE = 6000; // milliseconds
  const FILE_PATIENCE = 3000;
  const AWAY = [502, 503, 504];

  // All or nothing: a file that does not come leaves the version before it in its place.
  self.addEventListener("install", (event) => {
    const wanted = [shell, ...files].map(
      (address) => new Request(address, { cache: "reload", credentials: "omit" }),
    );
    event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(wanted)));
  });

  self.addEventListener("activate", (event) => {
    event.waitUntil((async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("field-") && name !== NAME) await caches.delete(name);
      }
    })());
  });

  const inTime = (request, patience) =>
    new Promise((resolve, reject) => {
      setTimeout(reject, patience, new Error("late"));
      fetch(request).then(resolve, reject);
    });

  const kept = async (address) => (await caches.open(NAME)).match(address);

  const page = async (request) => {
    try {
      const answer = await inTime(request, PAGE_PATIENCE);
      if (!AWAY.includes(answer.status)) return answer;
    } catch { /* no signal, or too little */ }
    return (await kept(shell)) ?? Response.error();
  };

  const file = async (request, address) => {
    try {
      const answer = await inTime(request, FILE_PATIENCE);
      if (answer.ok) return answer;
    } catch { /* as above */ }
    return (await kept(address)) ?? fetch(request);
  };

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (request.method !== "GET" || origin !== location.origin) return;
    if (request.mode === "navigate") event.respondWith(page(request));
    else if (files.includes(pathname)) event.respondWith(file(request, pathname));
  });

  // Lists of places that are not here yet, in the cache that places.js reads; no hurry about them.
  self.addEventListener("message", ({ data }) => {
    if (data?.places === undefined) return;
    (async () => {
      const cache = await caches.open("places");
      for (const code of [data.places, ...places].filter(Boolean)) {
        const address = `/places/${code}.json`;
        if (!(await cache.match(address))) await cache.add(address);
      }
    })().catch(() => {}); // another day
  });

  // What waits goes out when signal comes back, also with no page open.
  self.addEventListener("sync", (event) => {
    if (event.tag !== "kmnet-outbox") return;
    event.waitUntil(self.kmnetField.outbox.flush({ eager: true }).then(({ why }) => {
      if (why && ["away", "stumble"].includes(why.key)) throw why; // asks for another try
    }));
  });
})();
