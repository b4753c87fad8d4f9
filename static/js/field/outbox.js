// From the phone to the site: hello, the words, each photo, finalise, receipt. Any step may be
// lost on the way and is simply done again: the site gives the same answer to the same thing.
(() => {
  "use strict";
  const field = (self.kmnetField ??= {});
  const { store } = field;
  const PATIENCE = 30_000; // milliseconds for an answer
  const PHOTO_PATIENCE = 10 * 60_000;
  const FIRST_WAIT = 10_000;
  const LONGEST_WAIT = 5 * 60_000;

  const SAY = {
    away: "ยังไม่มีสัญญาณ ทุกอย่างอยู่ในเครื่องนี้ มีเมื่อไรจะส่งเอง",
    stumble: "ทางส่งสะดุด ทุกอย่างยังอยู่ในเครื่องนี้ จะลองใหม่เอง",
    sign_in: "ออกจากระบบไปแล้ว เข้าสู่ระบบอีกครั้ง แล้วจะส่งต่อให้เอง",
    other_person: "ตอนนี้มีคนอื่นเข้าใช้อยู่ เรื่องนี้รอเจ้าของกลับมา",
    stranger: "เรื่องนี้ขึ้นต้นไว้ในชื่อคนอื่น ถ้าเป็นของคุณ เปิดดูทั้งหมดในเครื่องนี้ แล้วส่งเป็นเรื่องใหม่ได้",
    refused: "มีรูปที่ส่งไม่ได้ เอาออก หรือกดส่งอีกครั้งเพื่อส่งเฉพาะที่เหลือ",
    too_large: "รูปนี้ใหญ่เกินกว่าที่ทางส่งรับได้ ที่เหลือส่งได้ตามปกติ",
    lost: "รูปนี้อ่านจากเครื่องไม่ได้แล้ว เลือกใหม่อีกครั้ง",
  };

  // What keeps a draft here. `key` says what to do about it, the message what to tell.
  class Held extends Error {
    constructor(key, words = "", more = {}) {
      super(words || SAY[key] || SAY.stumble);
      this.key = key;
      Object.assign(this, more);
    }
  }

  // Something between us and the site may answer in its place: only our JSON counts.
  const understand = (status, text) => {
    let body = null;
    try { body = JSON.parse(text); } catch { /* a page, or half an answer */ }
    if (body === null || typeof body !== "object") body = {};
    return { status, body, ours: status < 400 ? Object.keys(body).length > 0 : !!body.error };
  };

  // Upload with progress where there is a page to show it in; the worker has only fetch.
  const upload = (address, bytes, headers, progress) => {
    if (!self.XMLHttpRequest) {
      return fetch(address, {
        method: "PUT", body: bytes, headers, signal: AbortSignal.timeout(PHOTO_PATIENCE),
      }).then(async (got) => [got.status, await got.text()]);
    }
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("PUT", address);
      request.timeout = PHOTO_PATIENCE;
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => progress?.(event.loaded / (event.total || 1));
      request.onload = () => resolve([request.status, request.responseText]);
      request.onerror = request.ontimeout = request.onabort = () => reject(new TypeError("away"));
      request.send(bytes);
    });
  };

  const exchange = async (path, { method = "GET", json, bytes, headers, progress, patience = PATIENCE } = {}) => {
    try {
      if (bytes) return understand(...(await upload(path, bytes, headers, progress)));
      const got = await fetch(path, {
        method,
        headers: json ? { ...headers, "Content-Type": "application/json" } : headers,
        body: json && JSON.stringify(json),
        cache: "no-store",
        redirect: "error",
        signal: AbortSignal.timeout(patience),
      });
      return understand(got.status, await got.text());
    } catch {
      throw new Held(self.navigator?.onLine === false ? "away" : "stumble");
    }
  };

  let greeting = null;

  // Who the site takes us for, with a fresh token. Raises Held: away, stumble or sign_in.
  const hello = async () => {
    const got = await exchange("/sync/hello/", { patience: 10_000 });
    if (got.status === 401) throw new Held("sign_in");
    if (got.status !== 200 || !got.body.csrf || !got.body.user?.id) throw new Held("stumble");
    greeting = got.body;
    greeting.drift = Date.parse(greeting.now) - Date.now();
    return greeting;
  };

  // One deed of the protocol; a token that has gone stale is renewed once.
  const deed = async (path, how) => {
    for (const fresh of [false, true]) {
      if (fresh || !greeting) await hello();
      const headers = { ...how.headers, "X-CSRFToken": greeting.csrf };
      const got = await exchange(path, { ...how, headers });
      if (got.status === 403 && got.body.error === "csrf" && !fresh) continue;
      if (got.status === 401) throw new Held("sign_in");
      if (got.body.error === "other_person") throw new Held("other_person");
      if (got.status === 404 && got.ours && !how.mayLack) throw new Held("stranger");
      if (got.status === 410 && got.ours) throw new Held("gone", got.body.words);
      return got;
    }
    throw new Held("stumble");
  };

  const visit = (uuid) => `/sync/visits/${uuid}/`;
  const claim = (draft) => new Date(draft.changedAt).toISOString();

  const listed = (photos) =>
    photos
      .filter((photo) => photo.state === "sent")
      .map(({ sha256, caption, alt }) => ({ sha256, caption, alt }));

  const inOrder = (typed) =>
    Object.fromEntries(Object.entries(typed ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));

  // The fingerprint that the next words are built on. When the last answer was lost and more was
  // typed since, the words standing there may be our own: then they are nobody else's to keep.
  const baseOf = async (draft, sent) => {
    if (!draft.tried || draft.tried === sent) return draft.base;
    const got = await deed(visit(draft.uuid), { method: "GET", mayLack: true });
    return got.status === 200 && JSON.stringify(inOrder(got.body.typed)) === draft.tried
      ? got.body.fingerprint
      : draft.base;
  };

  // The words as they stand, finished or not.
  const note = async (draft) => {
    const sent = JSON.stringify(draft.typed);
    const { uuid, user, typed } = draft;
    const base = await baseOf(draft, sent);
    await store.change(uuid, (now) => now && { ...now, base, tried: sent });
    const photos = listed(await store.photos(uuid));
    const got = await deed(visit(uuid), {
      method: "PUT", json: { user, typed, base, photos, claimed_at: claim(draft) },
    });
    const { fingerprint, number, arrived_at: arrivedAt, state } = got.body;
    if (got.status !== 200 || !number) throw new Held("stumble", got.ours ? got.body.words : "");
    await store.change(uuid, (now) =>
      now && { ...now, base: fingerprint, number, noted: sent, notedAt: arrivedAt, tried: "" });
    store.tell({ noted: uuid, arrivedAt, base: fingerprint, number });
    return state;
  };

  // One photo. Says "sent" or "refused"; raises Held when it should be tried again.
  const sendPhoto = async (uuid, photo, bytes, progress) => {
    const limit = greeting?.limits?.bytes; // known before a slow line carries it in vain
    if (bytes.byteLength > limit) return { state: "refused", words: SAY.too_large };
    const got = await deed(`${visit(uuid)}photos/${photo.sha256}/`, {
      method: "PUT",
      bytes,
      progress,
      headers: { "Content-Type": photo.type, "X-Photo-Name": encodeURIComponent(photo.name) },
    });
    if (got.status === 200 && got.body.sha256 === photo.sha256) {
      return { state: "sent", url: got.body.url, words: "" };
    }
    if (got.status === 413 || got.status === 422) {
      return { state: "refused", words: got.body.words || SAY.too_large };
    }
    throw new Held(got.body.error === "broken" ? "broken" : "stumble", got.body.words);
  };

  // Photos that have not arrived, one at a time; one that fails does not stop the next.
  const sendPhotos = async (draft, onStep) => {
    let lost = null;
    const photos = await store.photos(draft.uuid);
    for (const gone of photos.filter((photo) => photo.state === "removed")) {
      await takeBack(draft.uuid, gone.sha256);
      await store.dropPhoto(gone.id);
    }
    for (const photo of photos) {
      if (["sent", "refused", "removed"].includes(photo.state)) continue;
      const ready = photo.state === "ready" ? photo : await field.photos?.prepare(photo.id);
      const bytes = ready && (await store.bytes(ready.id));
      if (!bytes) {
        // In the worker a photo still to be made smaller waits for a page.
        if (ready) await store.changePhoto(ready.id, (now) =>
          ({ ...now, state: "refused", words: SAY.lost }));
        continue;
      }
      try {
        onStep?.({ photo: ready.id, part: 0 });
        const came = await sendPhoto(draft.uuid, ready, bytes, (part) =>
          onStep?.({ photo: ready.id, part }));
        await store.changePhoto(ready.id, (now) =>
          now.state === "removed" ? now : { ...now, ...came });
        onStep?.({ photo: ready.id, ...came });
      } catch (error) {
        if (!["away", "stumble", "broken"].includes(error.key)) throw error;
        onStep?.({ photo: ready.id, words: error.message });
        if (lost) throw error;
        lost = error;
      }
      store.tell({ photos: draft.uuid });
    }
    if (lost) throw lost;
  };

  const takeBack = (uuid, sha256) =>
    deed(`${visit(uuid)}photos/${sha256}/`, { method: "DELETE" });

  // The whole visit, ready to be kept. Gives the receipt.
  const finalise = async (draft) => {
    const photos = (await store.photos(draft.uuid)).filter((photo) => photo.state === "sent");
    const got = await deed(`${visit(draft.uuid)}finalise/`, {
      method: "POST",
      json: {
        user: draft.user,
        typed: draft.typed,
        photos: listed(photos),
        claimed_at: claim(draft),
      },
    });
    const { body } = got;
    const twoTexts = body.error === "two_texts";
    const receipt = twoTexts ? body.receipt : body;
    if (body.error === "photos_missing") {
      await unsend(photos.filter((photo) => body.sha256?.includes(photo.sha256)));
      throw new Held("photos_missing", SAY.stumble);
    }
    if (got.status === 422) throw new Held("missing", body.words, { fields: body.fields ?? {} });
    if ((got.status !== 200 && !twoTexts) || receipt?.uuid !== draft.uuid || !receipt.photos) {
      throw new Held("stumble", got.ours ? body.words : "");
    }
    const named = new Set(receipt.photos.map((photo) => photo.sha256));
    const lost = photos.filter((photo) => !named.has(photo.sha256) && photo.body);
    if (lost.length && !twoTexts) {
      await unsend(lost);
      throw new Held("photos_missing", SAY.stumble);
    }
    return twoTexts ? { ...receipt, aside: body.words } : receipt;
  };

  const unsend = async (photos) => {
    for (const { id } of photos) {
      await store.changePhoto(id, (photo) => ({ ...photo, state: photo.body ? "ready" : "raw" }));
    }
  };

  // All steps for one draft that its person wants sent. Gives the receipt; raises Held.
  const send = async (uuid, onStep) => {
    for (let again = 0; ; again += 1) {
      const draft = await store.draft(uuid);
      if (!draft) return store.receipt(uuid);
      await note(draft);
      await sendPhotos(draft, onStep);
      const left = (await store.photos(uuid)).filter((photo) => photo.state !== "sent");
      if (left.some((photo) => photo.state !== "refused")) throw new Held("stumble");
      // Told once which photos cannot go; a second press sends the rest.
      const untold = left.filter((photo) => !photo.told);
      for (const { id } of untold) {
        await store.changePhoto(id, (photo) => ({ ...photo, told: true }));
      }
      if (untold.length) throw new Held("refused");
      try {
        const receipt = await finalise(draft);
        await store.finish(uuid, JSON.stringify(draft.typed), receipt, draft.user);
        store.tell({ arrived: uuid, url: receipt.url });
        return receipt;
      } catch (error) {
        if (error.key !== "photos_missing" || again) throw error;
      }
    }
  };

  // What stays here after a try, and when to try again.
  const hold = (uuid, error) =>
    store.change(uuid, (draft) => {
      if (!draft) return undefined;
      const tries = (draft.tries ?? 0) + 1;
      const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1));
      const next = Date.now() + wait * (0.5 + Math.random() / 2); // not all phones at once
      const needsPerson = { missing: "trouble", refused: "trouble", gone: "gone", stranger: "gone" };
      const state = needsPerson[error.key] ?? draft.state;
      if (state === "trouble" && !needsPerson[error.key]) return { ...draft, tries, next };
      const held = { words: error.message, why: error.key ?? "stumble", fields: error.fields };
      return { ...draft, tries, next, state, ...held };
    });

  const due = (draft, now) => !draft.next || draft.next <= now || draft.next > now + LONGEST_WAIT;

  // Sends what waits and notes what was typed, one sender at a time on this phone.
  // `eager` forgets the waiting times: signal came back, or somebody pressed the button.
  const flush = async ({ eager = false, only = null, onStep } = {}) => {
    const work = async () => {
      const outcome = { sent: [], held: [], why: null };
      const me = await store.me();
      if (!me) return outcome;
      const now = Date.now();
      const unsent = await store.unsent(me.id);
      const waiting = unsent.filter(
        (draft) => (!only || draft.uuid === only) && !["gone", "left"].includes(draft.state),
      );
      const ready = waiting.filter((draft) => eager || due(draft, now));
      if (!ready.length) return outcome;
      greeting = null;
      try {
        await hello();
        if (greeting.user.id !== me.id) throw new Held("other_person");
      } catch (error) {
        for (const draft of ready) await hold(draft.uuid, error);
        store.tell({ held: true });
        return { ...outcome, held: ready.map((draft) => draft.uuid), why: error };
      }
      for (const draft of ready) {
        try {
          if (draft.state === "waiting") {
            outcome.sent.push(await send(draft.uuid, onStep));
          } else {
            if (draft.noted !== JSON.stringify(draft.typed)) await note(draft);
            await sendPhotos(draft, onStep);
            await store.change(draft.uuid, (now_) =>
              now_ && { ...now_, tries: 0, next: 0, words: now_.state === "draft" ? "" : now_.words });
          }
        } catch (error) {
          outcome.held.push(draft.uuid);
          outcome.why ??= error;
          await hold(draft.uuid, error);
          store.tell({ held: draft.uuid });
          if (["sign_in", "other_person", "away"].includes(error.key)) break;
        }
      }
      return outcome;
    };
    if (!self.navigator.locks) return work();
    return self.navigator.locks.request("kmnet-outbox", work);
  };

  field.outbox = { Held, hello, flush, note, sendPhoto, exchange, deed, visit, inOrder };
})();
