// What this phone keeps: drafts, photos, receipts and villages' packs, each under its person.
// Words and the bytes of photos lie apart, so that a list never reads megabytes.
(() => {
  "use strict";
  const field = (self.kmnetField ??= {});
  const NAME = "kmnet-field";
  const DAY = 24 * 60 * 60 * 1000; // milliseconds
  const RECEIPT_DAYS = 30;
  let opening = null;

  const open = () => {
    opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        const db = request.result;
        db.createObjectStore("people", { keyPath: "id" });
        db.createObjectStore("drafts", { keyPath: "uuid" }).createIndex("user", "user");
        db.createObjectStore("photos", { keyPath: "id" }).createIndex("draft", "draft");
        db.createObjectStore("bytes", { keyPath: "id" });
        db.createObjectStore("receipts", { keyPath: "uuid" }).createIndex("user", "user");
        db.createObjectStore("packs", { keyPath: ["user", "code"] }).createIndex("user", "user");
        db.createObjectStore("notes");
      };
      request.onsuccess = () => {
        const db = request.result;
        // A newer page may want to change the shape: out of its way, and open again when asked.
        db.onversionchange = () => { db.close(); opening = null; };
        db.onclose = () => { opening = null; };
        resolve(db);
      };
      request.onerror = () => { opening = null; reject(request.error); };
    });
    return opening;
  };

  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  // Runs `work(name => store)` in one transaction; the promise holds once the disk has it.
  const within = async (names, mode, work) => {
    const db = await open();
    const deal = db.transaction(names, mode, mode === "readwrite" ? { durability: "strict" } : {});
    const done = new Promise((resolve, reject) => {
      deal.oncomplete = resolve;
      deal.onabort = () => reject(deal.error ?? new DOMException("ended", "AbortError"));
    });
    done.catch(() => {}); // said below, or by the work itself
    let result;
    try {
      result = await work((name) => deal.objectStore(name));
    } catch (error) {
      try { deal.abort(); } catch { /* over already */ }
      throw deal.error ?? error;
    }
    await done;
    return result;
  };

  const get = (name, key) => within([name], "readonly", (at) => answer(at(name).get(key)));
  const put = (name, value, key) =>
    within([name], "readwrite", (at) => answer(at(name).put(value, key)));
  const remove = (name, key) => within([name], "readwrite", (at) => answer(at(name).delete(key)));
  const all = (name, index, key) =>
    within([name], "readonly", (at) => answer(at(name).index(index).getAll(key)));

  // Reads, changes and writes back in one transaction, so that two tabs never lose a change.
  // `make(record or undefined)` gives the new record, or undefined to leave things as they are.
  const change = (name, key, make) =>
    within([name], "readwrite", async (at) => {
      const made = make(await answer(at(name).get(key)));
      if (made !== undefined) await answer(at(name).put(made));
      return made;
    });

  const sweep = async (at, uuid) => {
    const ids = await answer(at("photos").index("draft").getAllKeys(uuid));
    for (const id of ids) { at("photos").delete(id); at("bytes").delete(id); }
    await answer(at("drafts").delete(uuid));
  };

  const channel = self.BroadcastChannel ? new BroadcastChannel(NAME) : null;
  const ears = [];
  const hearAll = (message) => ears.forEach((hear) => hear(message));
  if (channel) channel.onmessage = (event) => hearAll(event.data);

  field.store = {
    DAY,

    // The person last known on this phone, or null: {id, name, recent, companions, drift}.
    async me() {
      const id = await get("notes", "me");
      return id ? (await get("people", id)) ?? { id, name: "" } : null;
    },

    // Somebody is here. What another left for reading goes; their unsent drafts wait unseen.
    async setMe(person) {
      const before = await get("notes", "me");
      if (before && before !== person.id) await this.forget(before);
      await put("notes", person.id, "me");
      return change("people", person.id, (known) => ({ ...known, ...person }));
    },

    // Wipes packs, receipts and lists of a person, and every draft that has nothing unsent.
    async forget(user) {
      const kept = await this.unsent(user);
      const waiting = new Set(kept.map((draft) => draft.uuid));
      const names = ["people", "notes", "drafts", "photos", "bytes", "receipts", "packs"];
      return within(names, "readwrite", async (at) => {
        for (const name of ["receipts", "packs"]) {
          const keys = await answer(at(name).index("user").getAllKeys(user));
          for (const key of keys) at(name).delete(key);
        }
        for (const uuid of await answer(at("drafts").index("user").getAllKeys(user))) {
          if (!waiting.has(uuid)) await sweep(at, uuid);
        }
        at("people").delete(user);
        if ((await answer(at("notes").get("me"))) === user) at("notes").delete("me");
      });
    },

    draft: (uuid) => get("drafts", uuid),
    drafts: async (user) =>
      (await all("drafts", "user", user)).sort((a, b) => b.changedAt - a.changedAt),
    change: (uuid, make) => change("drafts", uuid, make),
    drop: (uuid) => within(["drafts", "photos", "bytes"], "readwrite", (at) => sweep(at, uuid)),

    // Drafts whose words or photos the site does not have yet.
    async unsent(user) {
      const found = [];
      for (const draft of await this.drafts(user)) {
        const photos = await this.photos(draft.uuid);
        const words = draft.state !== "draft" || draft.noted !== JSON.stringify(draft.typed);
        if (words || photos.some((photo) => photo.state !== "sent")) found.push(draft);
      }
      return found;
    },

    photo: (id) => get("photos", id),
    photos: async (uuid) =>
      (await all("photos", "draft", uuid)).sort((a, b) => a.order - b.order),
    bytes: async (id) => (await get("bytes", id))?.bytes ?? null,
    changePhoto: (id, make) => change("photos", id, (photo) => photo && make(photo)),
    putPhoto: (photo, bytes) =>
      within(["photos", "bytes"], "readwrite", async (at) => {
        if (bytes) await answer(at("bytes").put({ id: photo.id, bytes }));
        await answer(at("photos").put(photo));
      }),
    // Out of the draft; the site is told when there is signal, for it may have the photo.
    removePhoto: (id) =>
      within(["photos", "bytes"], "readwrite", async (at) => {
        const photo = await answer(at("photos").get(id));
        at("bytes").delete(id);
        if (photo?.sha256) at("photos").put({ ...photo, state: "removed", body: false });
        else at("photos").delete(id);
      }),
    dropPhoto: (id) =>
      within(["photos", "bytes"], "readwrite", async (at) => {
        at("bytes").delete(id);
        await answer(at("photos").delete(id));
      }),

    // A draft goes on under a new number of its own, photos included.
    renew: (uuid, fresh) =>
      within(["drafts", "photos"], "readwrite", async (at) => {
        const draft = await answer(at("drafts").get(uuid));
        at("drafts").delete(uuid);
        at("drafts").put({
          ...draft, uuid: fresh, base: "", number: null, noted: "", state: "draft", words: "",
        });
        for (const photo of await answer(at("photos").index("draft").getAll(uuid))) {
          at("photos").put({ ...photo, draft: fresh, state: photo.body ? "ready" : photo.state });
        }
      }),

    // The receipt takes the draft's place, but only if nothing was typed since it was sent, and
    // bytes go only where the receipt names their hash. Says whether nothing waits to be sent.
    finish: (uuid, sent, receipt, user) =>
      within(["drafts", "photos", "bytes", "receipts"], "readwrite", async (at) => {
        at("receipts").put({ ...receipt, user, keptAt: Date.now() });
        const named = new Set(receipt.photos.map((photo) => photo.sha256));
        let whole = true;
        for (const photo of await answer(at("photos").index("draft").getAll(uuid))) {
          if (named.has(photo.sha256)) {
            at("bytes").delete(photo.id);
            at("photos").put({ ...photo, state: "sent", body: false });
          } else {
            whole = false;
          }
        }
        const draft = await answer(at("drafts").get(uuid));
        if (!draft) return true;
        if (JSON.stringify(draft.typed) !== sent) return false;
        if (whole) await sweep(at, uuid);
        else at("drafts").put({ ...draft, noted: sent, state: "left" }); // photos refused for good
        return true;
      }),

    // Receipts of a person, newest first; those past thirty days are swept.
    async receipts(user) {
      const found = await all("receipts", "user", user);
      const limit = Date.now() - RECEIPT_DAYS * DAY;
      for (const old of found) if (old.keptAt < limit) await remove("receipts", old.uuid);
      return found
        .filter((receipt) => receipt.keptAt >= limit)
        .sort((a, b) => b.keptAt - a.keptAt);
    },
    receipt: (uuid) => get("receipts", uuid),

    pack: (user, code) => get("packs", [user, code]),
    packs: (user) => all("packs", "user", user),
    putPack: (pack) => put("packs", pack),

    // This page, other tabs and the worker hear what happens.
    tell: (message) => { channel?.postMessage(message); hearAll(message); },
    hear: (listener) => ears.push(listener),
  };
})();
