// What a page tells about this phone, how it takes in photos, and what keeps its outbox going.
(() => {
  "use strict";
  const field = (self.kmnetField ??= {});
  const { store, outbox } = field;
  const able = !!(self.isSecureContext && self.indexedDB && self.crypto?.subtle && crypto.randomUUID);
  const inLine = /\bLine\//i.test(navigator.userAgent);
  const NAG_DAYS = 3;
  const SIDE = 1600; // pixels of the longer side
  const QUALITY = 0.82;
  const SMALL_ENOUGH = 700 * 1024; // bytes
  const LIMIT = 10;
  const SENDABLE = ["image/jpeg", "image/png", "image/webp"];

  // Words ------------------------------------------------------------------------------------

  const bangkok = (how) => new Intl.DateTimeFormat("th-TH", { timeZone: "Asia/Bangkok", ...how });
  const clockTime = bangkok({ hour: "2-digit", minute: "2-digit", hour12: false });
  const longDay = bangkok({ day: "numeric", month: "long", year: "numeric" });
  const isoDay = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Bangkok" });

  const clock = (moment) => `${clockTime.format(new Date(moment))} น.`;
  const daysSince = (moment) => {
    const [then, now] = [moment, Date.now()].map((each) => Date.parse(isoDay.format(each)));
    return Math.max(0, Math.round((now - then) / store.DAY)); // a clock set back is no future
  };
  const when = (moment) => {
    const days = daysSince(moment);
    if (days === 0) return `วันนี้ ${clock(moment)}`;
    return days === 1 ? `เมื่อวาน ${clock(moment)}` : `เมื่อ ${longDay.format(moment)} · ${days} วันแล้ว`;
  };

  // Pieces of a page -------------------------------------------------------------------------

  const el = (tag, about = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(about)) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value != null) made.setAttribute(name, value);
    }
    made.append(...children.flat(2).filter(Boolean));
    return made;
  };
  const button = (words, press, kind = "button button--quiet") =>
    el("button", { type: "button", class: kind, onclick: press }, words);
  const link = (words, href, kind) => el("a", { href, class: kind }, words);

  const shelf = document.querySelector("[data-field-shelf]");
  const top = document.querySelector("[data-field-top]");

  // One notice of a kind at the top of the page; without children it goes away.
  const tellAtTop = (name, ...children) => {
    if (!top) return null;
    top.querySelector(`[data-notice="${name}"]`)?.remove();
    const parts = children.map((part) => (typeof part === "string" ? el("p", {}, part) : part));
    const made = el("div", { class: "notice", "data-notice": name }, parts);
    if (parts.length) top.append(made);
    top.hidden = !top.childElementCount;
    return made;
  };

  // What everybody is told -------------------------------------------------------------------

  const tellAboutLine = () => {
    if (!inLine) return;
    const address = new URL(location.href);
    address.searchParams.set("openExternalBrowser", "1");
    tellAtTop(
      "line",
      "ตอนนี้เปิดอยู่ใน LINE ในนี้เปิดแบบฟอร์มตอนไม่มีสัญญาณไม่ได้ และร่างอาจหายเมื่อ LINE ล้างของเก่า",
      el("p", {}, link("เปิดในเบราว์เซอร์ของเครื่อง", address.href, "button")),
    );
  };

  const tellAboutClock = (drift) => {
    if (!drift || Math.abs(drift) < store.DAY / 2) return tellAtTop("clock");
    return tellAtTop("clock", el("p", {},
      `นาฬิกาเครื่องนี้ไม่ตรงกับศูนย์ ที่ศูนย์ตอนนี้คือ ${longDay.format(Date.now() + drift)} ${clock(Date.now() + drift)} ลองดูวันที่ในแบบฟอร์มอีกที`));
  };

  const nag = (unsent) => {
    const oldest = Math.max(0, ...unsent.map((draft) => daysSince(draft.startedAt)));
    if (oldest < NAG_DAYS) return tellAtTop("nag");
    return tellAtTop("nag", el("p", {},
      `มีเรื่องที่อยู่แต่ในเครื่องนี้มา ${oldest} วันแล้ว เครื่องหายหรือล้างเครื่องเมื่อไรก็หายไปด้วย แวะที่ที่มีสัญญาณแล้วกดส่ง หรือเก็บเป็นไฟล์ไว้ก่อน `,
      shelf ? "" : link("เปิดดูในเครื่องนี้", "/visits/field/")));
  };

  const tellWhy = (why) => {
    if (why?.key === "sign_in") {
      const back = encodeURIComponent(location.pathname + location.search);
      return tellAtTop("why", why.message,
        el("p", {}, link("เข้าสู่ระบบ", `/accounts/login/?next=${back}`, "button")));
    }
    return why ? tellAtTop("why", why.message) : tellAtTop("why");
  };

  // The site is there and knows us: whose phone this is now, the clocks, the worker.
  const greet = async () => {
    let hello;
    try {
      hello = await outbox.hello();
    } catch (error) {
      return { why: error };
    }
    await store.setMe({ id: hello.user.id, name: hello.user.name, drift: hello.drift });
    tellAboutClock(hello.drift);
    const workers = navigator.serviceWorker;
    if (workers && hello.kill) {
      for (const each of await workers.getRegistrations()) await each.unregister();
      for (const name of await caches.keys()) if (name.startsWith("field-")) await caches.delete(name);
    } else if (workers && !inLine && location.pathname.startsWith("/visits/")) {
      workers.register("/field-worker.js", { scope: "/visits/" }).catch(() => {});
      // Lists of places, one's own district first, for the day when there is no signal.
      const first = document.getElementById("id_district")?.value;
      workers.ready.then((worker) => worker.active.postMessage({ places: first }));
    }
    return { user: hello.user };
  };

  const askForSync = async () => {
    try {
      await navigator.storage?.persist?.();
      const worker = await navigator.serviceWorker?.getRegistration("/visits/");
      await worker?.sync?.register("kmnet-outbox");
    } catch { /* a bonus where there is one */ }
  };

  // Photos: the bytes as they came are kept first, then a smaller copy takes their place. Where the
  // phone cannot make one, the original stays and is sent.

  const TELL = {
    unreadable: (name) => `รูป ${name} เครื่องนี้อ่านไม่ได้ ลองเลือกใหม่ หรือเลือกรูปอื่น`,
    full: (name) => `ที่เก็บในเครื่องนี้เต็ม รูป ${name} ยังเก็บลงเครื่องไม่ได้ อย่าเพิ่งปิดหน้านี้ ลบของที่ไม่ใช้แล้วกดลองอีกครั้ง`,
    many: (name) => `ใส่ได้ ${LIMIT} รูปต่อครั้ง รูป ${name} ยังไม่ได้เก็บ เอารูปอื่นออกก่อน`,
  };

  const isFull = (error) => error?.name === "QuotaExceededError";

  const sha256 = async (bytes) =>
    [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");

  // {bytes, type} of a copy no wider or higher than SIDE, or null when the original will do.
  const smaller = async (bytes, type) => {
    const picture = await createImageBitmap(new Blob([bytes], { type }), {
      imageOrientation: "from-image",
    });
    try {
      const share = Math.min(1, SIDE / Math.max(picture.width, picture.height));
      if (share === 1 && bytes.byteLength <= SMALL_ENOUGH && SENDABLE.includes(type)) return null;
      const sheet = document.createElement("canvas");
      sheet.width = Math.round(picture.width * share);
      sheet.height = Math.round(picture.height * share);
      sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
      const blob = await new Promise((give) => sheet.toBlob(give, "image/jpeg", QUALITY));
      sheet.width = sheet.height = 0; // gives the memory back at once
      if (!blob || (share === 1 && blob.size >= bytes.byteLength)) return null;
      return { bytes: await blob.arrayBuffer(), type: "image/jpeg" };
    } finally {
      picture.close();
    }
  };

  // {bytes, type, sha256} as they will be sent.
  const sendable = async (bytes, type) => {
    let made = null;
    try {
      made = await smaller(bytes, type);
    } catch { /* not a picture for this phone: the original is kept, the site may know it */ }
    const chosen = made ?? { bytes, type };
    return { ...chosen, sha256: await sha256(chosen.bytes) };
  };

  // One after the other: a cheap phone has no memory for two photos at once.
  let queue = Promise.resolve();
  const inTurn = (work) => {
    const turn = queue.then(work);
    queue = turn.catch(() => {});
    return turn;
  };

  // Makes a raw photo ready: a smaller copy in its place, its hash known. Gives the record, or
  // undefined when the photo is no longer there.
  const prepare = (id) =>
    inTurn(async () => {
      const photo = await store.photo(id);
      if (!photo || photo.state !== "raw") return photo;
      const raw = await store.bytes(id);
      if (!raw) return { ...photo };
      const made = await sendable(raw, photo.type);
      const ready = { state: "ready", type: made.type, sha256: made.sha256, size: made.bytes.byteLength };
      const twin = (await store.photos(photo.draft)).find(
        (other) => other.id !== id && other.sha256 === made.sha256 && other.state !== "removed",
      );
      if (twin) { // the same picture chosen twice
        await store.dropPhoto(id);
        store.tell({ photos: photo.draft });
        return undefined;
      }
      const now = await store.photo(id);
      if (!now) return undefined;
      try {
        await store.putPhoto({ ...now, ...ready }, made.bytes === raw ? null : made.bytes);
      } catch (error) {
        if (!isFull(error)) throw error;
        // No room for the copy beside the original: the original goes as it is.
        ready.type = photo.type;
        ready.sha256 = await sha256(raw);
        await store.putPhoto({ ...now, ...ready }, null);
      }
      return { ...now, ...ready };
    });

  // Takes in one chosen file. Gives {photo}, {loose, words} for one that only this page holds
  // because the phone is full, or {words} for one that cannot be read or is one too many.
  const takeIn = async (uuid, user, file, order) => {
    const standing = (await store.photos(uuid)).filter((photo) => photo.state !== "removed");
    if (standing.length >= LIMIT) return { words: TELL.many(file.name) };
    let raw;
    try {
      raw = await file.arrayBuffer();
    } catch {
      return { words: TELL.unreadable(file.name) };
    }
    if (!raw.byteLength) return { words: TELL.unreadable(file.name) };
    const photo = {
      id: crypto.randomUUID(), draft: uuid, user, order, name: file.name, type: file.type || "image/heic",
      size: raw.byteLength, state: "raw", body: true, sha256: "", caption: "", alt: "", words: "",
    };
    try {
      await store.putPhoto(photo, raw);
      return { photo };
    } catch (error) {
      if (!isFull(error)) throw error;
    }
    // The smaller copy may still fit.
    const { bytes, ...made } = await inTurn(() => sendable(raw, photo.type));
    const ready = { ...photo, ...made, state: "ready", size: bytes.byteLength };
    try {
      await store.putPhoto(ready, bytes);
      return { photo: ready };
    } catch (error) {
      if (!isFull(error)) throw error;
      return { loose: { photo: ready, bytes, file }, words: TELL.full(file.name) };
    }
  };

  // Drafts and packs -------------------------------------------------------------------------

  const placeOf = (draft) => draft.place || "ยังไม่ได้เลือกหมู่บ้าน";
  const wayTo = (draft) => (draft.number ? `/visits/${draft.number}/edit/` : `/visits/new/?draft=${draft.uuid}`);

  const packLink = (code) => `/visits/field/?pack=${code}`;

  // Keeps trying: now, when signal comes back, when somebody looks again, and each minute.
  const keepSending = (after) => {
    const run = async (eager) => {
      const { sent, held } = await outbox.flush({ eager });
      if (sent.length || held.length) await after();
    };
    const quietly = (eager) => run(eager).catch(() => {});
    addEventListener("online", () => quietly(true));
    document.addEventListener("visibilitychange", () => !document.hidden && quietly(false));
    setInterval(() => quietly(false), 60_000);
    store.hear((message) => (message.arrived || message.held) && after().catch(() => {}));
    return quietly(true);
  };

  field.photos = { LIMIT, TELL, isFull, prepare, takeIn };
  Object.assign(field, {
    able, inLine, el, button, link, tellAtTop, tellWhy, tellAboutLine, clock, isoDay, when,
    placeOf, wayTo, greet, askForSync, keepSending, packLink, nag,
  });
})();
