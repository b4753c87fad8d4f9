// The visit form on a phone: what is typed stays here a second later, photos at once; sending goes
// through the outbox. Without this file the same form is sent as it always was.
(() => {
  "use strict";
  const field = self.kmnetField;
  const form = document.querySelector("[data-field-form]");
  if (!form || !field?.able) return;
  const { store, outbox, photos: album, el, button, link, tellAtTop, clock } = field;
  const shell = form.dataset.shell !== undefined;
  const line = form.querySelector("[data-field-status]");
  const wall = form.querySelector("[data-photos-here]");
  const SKIP = /^(csrfmiddlewaretoken|client_uuid|action|seen|base)$|^photo-/;
  const PAUSE = 1000; // milliseconds after a keystroke
  const NOTE_PAUSE = 5000;
  const ROWS = 12;

  let draft = null; // as this page began it; what stands now is in the store
  let saved = ""; // the words that are in the store
  let editing = false;
  let kept = {}; // what was typed elsewhere and has no box in this form
  let loose = []; // photos that only this page holds, the phone being full

  const say = (words, kind = "") => {
    line.textContent = words;
    line.dataset.kind = kind;
    line.hidden = !words;
  };

  // What is typed ------------------------------------------------------------------------------

  const read = () => {
    const typed = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value !== "string" || SKIP.test(name)) continue;
      // Lines end as a browser would send them, so that the same words are the same text.
      (typed[name] ??= []).push(value.replaceAll("\0", "").replace(/\r\n?|\n/g, "\r\n"));
    }
    for (const [name, values] of Object.entries(kept)) (typed[name] ??= []).push(...values);
    return outbox.inOrder(typed);
  };

  const value = (typed, name) => typed[name]?.[0]?.trim() ?? "";
  const villageOf = (typed) => {
    const recent = value(typed, "recent");
    return recent && recent !== "other" ? recent : value(typed, "village");
  };

  const recentOne = (code) => form.querySelector(`[name="recent"][value="${CSS.escape(code)}"]`);
  const labelOf = (box) => box.closest(".choice").textContent.trim();

  const placeWords = (typed) => {
    const code = villageOf(typed);
    if (!code) return value(typed, "place_words");
    const recent = recentOne(code);
    if (recent) return labelOf(recent);
    const chosen = form.elements.village.selectedOptions[0];
    return [chosen?.textContent, chosen?.closest("optgroup")?.label].filter(Boolean).join(" ");
  };

  const addRow = () => {
    const total = form.elements["met-TOTAL_FORMS"];
    const count = Number(total.value);
    const last = [...form.querySelectorAll(".repeat[role=group]")].at(-1);
    if (!last || count >= ROWS) return null;
    const row = last.cloneNode(true);
    for (const each of row.querySelectorAll("[id], [name], [for]")) {
      for (const name of ["id", "name", "for", "aria-describedby"]) {
        const old = each.getAttribute(name);
        if (old) each.setAttribute(name, old.replace(/met-\d+-/, `met-${count}-`));
      }
      if ("value" in each) each.value = "";
    }
    for (const error of row.querySelectorAll(".field__error")) error.remove();
    row.setAttribute("aria-label", `คนที่ ${count + 1}`);
    last.after(row);
    total.value = String(count + 1);
    return row;
  };

  const fill = async (typed, place) => {
    while (Number(form.elements["met-TOTAL_FORMS"].value) < Number(value(typed, "met-TOTAL_FORMS"))) {
      if (!addRow()) break;
    }
    form.elements.district.value = value(typed, "district");
    await self.kmnetPlaces?.load();
    for (const box of form.elements) {
      if (!box.name || SKIP.test(box.name) || /^met-.*_FORMS$/.test(box.name)) continue;
      const values = typed[box.name] ?? [];
      if (box.type === "checkbox" || box.type === "radio") box.checked = values.includes(box.value);
      else if (box.type !== "file" && box.type !== "submit") box.value = values[0] ?? "";
    }
    kept = {};
    for (const [name, values] of Object.entries(typed)) {
      const boxes = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
      const ticks = boxes.every((box) => box.type === "checkbox");
      const lost = values.filter((each) => !boxes.some((box) => box.value === each));
      if (ticks && lost.length && name !== "recent") kept[name] = lost;
    }
    self.kmnetPlaces?.show();
    const code = villageOf(typed);
    const list = form.elements.village;
    if (code && !recentOne(code) && list.value !== code) {
      list.append(new Option(place || code, code)); // its district's list is not on this phone
      list.value = code;
    }
    const more = form.querySelector("[data-more]");
    const deep = [...more.querySelectorAll("input, textarea")].some((box) =>
      box.type === "checkbox" ? box.checked : box.type !== "hidden" && box.value);
    if (deep) more.open = true;
    if (value(typed, "place_words")) form.elements.place_words.closest("details").open = true;
  };

  const rememberChoices = (user, name) => {
    const rows = (of) => [...form.querySelectorAll(`input[name="${of}"]`)]
      .filter((box) => box.value !== "other")
      .map((box) => ({ code: box.value, name: labelOf(box) }));
    const district = form.elements.district.value;
    return store.setMe({ id: user, name, district, recent: rows("recent"), companions: rows("companions") });
  };

  // Kept on the phone --------------------------------------------------------------------------

  const full = () => tellAtTop("full",
    "ที่เก็บในเครื่องนี้เต็ม ที่พิมพ์ยังอยู่ในหน้านี้ อย่าเพิ่งปิด ลบของที่ไม่ใช้แล้วกดลองเก็บอีกครั้ง",
    el("p", { class: "cluster" }, button("ลองเก็บอีกครั้ง", () => save({ always: true })),
      !shell && button("ส่งเลยโดยไม่เก็บในเครื่อง", () => { editing = false; form.requestSubmit(); })));

  const save = async ({ always = false, state = "draft" } = {}) => {
    if (!editing) return false;
    const typed = read();
    const text = JSON.stringify(typed);
    if (text === saved && !always) return true;
    clearTimeout(pause);
    const told = { typed, place: placeWords(typed), state, words: "", why: "", next: 0, tries: 0 };
    try {
      await store.change(draft.uuid, (now) => {
        const same = now && JSON.stringify(now.typed) === text;
        return { ...(now ?? draft), ...told, changedAt: same ? now.changedAt : Date.now() };
      });
    } catch (error) {
      full();
      return false;
    }
    tellAtTop("full");
    saved = text;
    say(`อยู่ในเครื่องนี้ ${clock(Date.now())}`, "here");
    if (location.pathname === "/visits/new/") {
      // A tab that the camera pushed out comes back to the same words.
      history.replaceState(null, "", `/visits/new/?draft=${draft.uuid}`);
    }
    later();
    return true;
  };

  let pause = 0;
  const soon = () => {
    clearTimeout(pause);
    pause = setTimeout(save, PAUSE);
  };

  let noting = 0;
  const later = () => {
    clearTimeout(noting);
    noting = setTimeout(noteNow, NOTE_PAUSE);
  };
  const noteNow = () => {
    if (editing && !sending) outbox.flush({ only: draft.uuid, eager: true, onStep }).catch(() => {});
  };

  // Photos -------------------------------------------------------------------------------------

  const faces = new Map(); // id → {box, url}

  const photoSays = (photo) => {
    if (photo.words) return photo.words;
    return { raw: "อยู่ในเครื่องนี้ กำลังย่อ", ready: "อยู่ในเครื่องนี้ รอส่ง", sent: "ถึงศูนย์แล้ว" }[photo.state] ?? "";
  };

  const makeFace = async (photo) => {
    const bytes = loose.find((each) => each.photo.id === photo.id)?.bytes ?? (await store.bytes(photo.id));
    const url = bytes ? URL.createObjectURL(new Blob([bytes], { type: photo.type })) : photo.url;
    const name = (part) => `photo-${photo.id}-${part}`;
    const words = (part, label) => el("div", { class: "field" },
      el("label", { class: "field__label", for: name(part) }, label),
      el("input", { id: name(part), value: photo[part], maxlength: 300, oninput: (event) => describe(photo.id, part, event.target.value) }));
    const box = el("div", { class: "photo-thumb", "data-photo": photo.id },
      el("img", { src: url, alt: photo.alt || `รูป ${photo.name}`, width: 320, height: 240,
        onerror: (event) => event.target.replaceWith(el("p", {}, photo.name)) }),
      el("p", { role: "status", "data-says": true }),
      el("progress", { max: 1, value: 0, hidden: true, "aria-label": `ส่งรูป ${photo.name}` }),
      words("caption", "คำใต้ภาพ"), words("alt", "ในรูปมีอะไร"),
      el("p", { class: "cluster" },
        button("ลองอีกครั้ง", () => retry(photo.id)), button("เอารูปนี้ออก", () => takeOut(photo.id), "linkish")));
    return { box, url };
  };

  let pending = Promise.resolve();
  const drawPhotos = () => {
    pending = pending.then(drawOnce, drawOnce);
    return pending;
  };
  const drawOnce = async () => {
    const here = (await store.photos(draft.uuid)).filter((photo) => photo.state !== "removed");
    const list = [...here, ...loose.map((each) => each.photo)];
    for (const [id, face] of faces) {
      if (list.some((photo) => photo.id === id)) continue;
      face.box.remove();
      if (face.url?.startsWith("blob:")) URL.revokeObjectURL(face.url);
      faces.delete(id);
    }
    for (const photo of list) {
      if (!faces.has(photo.id)) {
        faces.set(photo.id, await makeFace(photo));
        wall.append(faces.get(photo.id).box);
      }
      const { box } = faces.get(photo.id);
      box.dataset.state = photo.state;
      box.querySelector("[data-says]").textContent = photoSays(photo);
      box.querySelector("button").hidden = !(photo.state === "refused" || photo.words || photo.loose);
      if (photo.state === "sent") box.querySelector("progress").hidden = true;
    }
    const came = list.filter((photo) => photo.state === "sent").length;
    const sum = form.querySelector("[data-photos-sum]");
    sum.textContent = list.length ? `${list.length} รูป ถึงศูนย์แล้ว ${came} รูป` : "";
    sum.hidden = !list.length;
  };

  const onStep = ({ photo, part, state, words }) => {
    const face = faces.get(photo)?.box;
    const bar = face?.querySelector("progress");
    if (!bar) return;
    bar.hidden = part === undefined || state === "sent";
    if (part !== undefined) bar.value = part;
    if (state || words) drawPhotos();
    if (words) face.querySelector("[data-says]").textContent = words;
  };

  let describing = 0;
  const describe = (id, part, words) => {
    const here = loose.find((each) => each.photo.id === id);
    if (here) here.photo[part] = words;
    clearTimeout(describing);
    describing = setTimeout(() => writeDown(id, part, words), PAUSE);
    captions.set(`${id} ${part}`, [id, part, words]);
  };
  const captions = new Map();
  const writeDown = async () => {
    for (const [key, [id, part, words]] of captions) {
      captions.delete(key);
      await store.changePhoto(id, (photo) => ({ ...photo, [part]: words }));
      await store.change(draft.uuid, (now) => now && { ...now, noted: "" });
    }
  };

  let taking = Promise.resolve();
  const takeIn = async (files) => {
    await save({ always: !(await store.draft(draft.uuid)) });
    const troubles = [];
    let order = Date.now();
    for (const file of files) {
      try {
        const came = await album.takeIn(draft.uuid, draft.user, file, (order += 1));
        if (came.words) troubles.push(came.words);
        if (came.loose) {
          came.loose.photo = { ...came.loose.photo, loose: true, words: came.words };
          loose.push(came.loose);
        }
      } catch {
        troubles.push(album.TELL.unreadable(file.name));
      }
      await drawPhotos();
    }
    const told = tellAtTop("photos", ...troubles);
    if (troubles.length) told.scrollIntoView({ block: "center" });
    await touch();
    for (const photo of await store.photos(draft.uuid)) {
      if (photo.state === "raw") await album.prepare(photo.id);
    }
    await drawPhotos();
    noteNow();
  };

  // A photo came or went: the draft is being worked on again.
  const touch = () => store.change(draft.uuid, (now) =>
    now && { ...now, state: "draft", words: "", changedAt: Date.now() });

  const retry = async (id) => {
    const here = loose.find((each) => each.photo.id === id);
    if (here) {
      const { loose: _, ...photo } = { ...here.photo, words: "" };
      try {
        await store.putPhoto(photo, here.bytes);
        loose = loose.filter((each) => each !== here);
        tellAtTop("photos");
      } catch { return; }
    } else {
      await store.changePhoto(id, (photo) => ({
        ...photo, state: photo.sha256 ? "ready" : "raw", words: "", told: false,
      }));
    }
    await drawPhotos();
    noteNow();
  };

  const takeOut = async (id) => {
    const photo = await store.photo(id);
    loose = loose.filter((each) => each.photo.id !== id);
    tellAtTop("photos");
    await store.removePhoto(id);
    if (photo) await touch();
    await drawPhotos();
    noteNow();
  };

  // Photos that the site has already, from this phone or another, stand in the same list.
  const adoptPhotos = async () => {
    const there = [...form.querySelectorAll("[data-photos-there] [data-sha256]")];
    const known = new Set((await store.photos(draft.uuid)).map((photo) => photo.sha256));
    for (const [at, thumb] of there.entries()) {
      const { sha256 } = thumb.dataset;
      const words = (part) => thumb.querySelector(`[name$="-${part}"]`).value;
      if (known.has(sha256)) continue;
      await store.putPhoto({
        id: crypto.randomUUID(), draft: draft.uuid, user: draft.user, order: at, name: `รูปที่ ${at + 1}`,
        type: "image/jpeg", size: 0, state: "sent", body: false, sha256, words: "",
        url: thumb.querySelector("img").getAttribute("src"), caption: words("caption"), alt: words("alt"),
      });
    }
    for (const part of form.querySelectorAll("[data-photos-there]")) part.remove();
  };

  // Sending ------------------------------------------------------------------------------------

  const LACKS = {
    village: "ยังไม่ได้เลือกหมู่บ้าน",
    day: "ยังไม่ได้ใส่วันที่ลงพื้นที่",
    good: "ยังไม่ได้เล่าว่าเห็นอะไรดีๆ",
  };
  const lacking = (typed) => {
    const lacks = {};
    if (!villageOf(typed) && !value(typed, "place_words")) lacks.village = LACKS.village;
    if (!["day_day", "day_month", "day_year"].some((name) => value(typed, name))) lacks.day = LACKS.day;
    if (!value(typed, "good")) lacks.good = LACKS.good;
    return lacks;
  };

  const forgetErrors = () => {
    for (const each of document.querySelectorAll("[data-error-summary]")) each.remove();
    for (const each of form.querySelectorAll(".field__error")) each.remove();
    for (const each of form.querySelectorAll(".field--bad")) each.classList.remove("field--bad");
    document.title = document.title.replace(/^ยังส่งไม่ได้ · /, "");
  };

  const showErrors = (heading, lines) => {
    forgetErrors();
    const found = lines.map((each) => ({
      ...each, target: each.at ?? document.getElementById(`id_${each.name}`),
    }));
    const below = (a, b) => !a.target || (b.target && a.target.compareDocumentPosition(b.target) & 2);
    found.sort((a, b) => (below(a, b) ? 1 : -1));
    const items = found.map(({ words, at, target }) => {
      const question = target?.closest(".field");
      const label = question?.querySelector(".field__label")?.textContent.trim();
      if (question && !at) {
        question.classList.add("field--bad");
        question.querySelector(".field__label")?.after(el("ul", { class: "field__error" }, el("li", {}, words)));
      }
      const go = (event) => {
        event.preventDefault();
        const boxes = "input, select, textarea, button";
        (target.matches(boxes) ? target : target.querySelector(boxes) ?? target).focus();
        (question ?? target).scrollIntoView({ block: "start" });
      };
      for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      const said = label && !at ? `${label}: ${words}` : words;
      return el("li", {}, target ? el("a", { href: `#${target.id}`, onclick: go }, said) : said);
    });
    const summary = el("div", { class: "error-summary", role: "alert", tabindex: -1, "data-error-summary": true },
      el("h2", {}, heading), el("ul", {}, items));
    form.before(summary);
    summary.focus();
    document.title = `ยังส่งไม่ได้ · ${document.title}`;
  };

  const showMissing = (fields) =>
    showErrors("ยังส่งไม่ได้ ดูตรงนี้ก่อน", Object.entries(fields).map(([name, words]) => ({ name, words })));

  const showRefused = async () => {
    const refused = (await store.photos(draft.uuid)).filter((photo) => photo.state === "refused");
    await drawPhotos();
    showErrors("มีรูปที่ส่งไม่ได้", [
      ...refused.map((photo) => ({ words: photo.words, at: faces.get(photo.id)?.box })),
      { words: "ที่เหลือถึงศูนย์แล้ว เอารูปนี้ออก หรือกดส่งอีกครั้งเพื่อส่งโดยไม่มีรูปนี้" },
    ]);
  };

  // The form steps aside: what was told waits here, and says so.
  const showWaiting = (why, heading = "เก็บไว้ในเครื่องนี้แล้ว รอส่ง") => {
    form.hidden = true;
    const panel = tellAtTop("waiting", el("h2", { tabindex: -1 }, heading), why.message,
      why.key === "sign_in" && el("p", {}, link("เข้าสู่ระบบ", "/accounts/login/?next=/visits/field/")),
      el("p", { class: "cluster" }, !["gone", "stranger"].includes(why.key) && button("ส่งตอนนี้", send, "button"), button("แก้ต่อ", goOn)),
      el("p", { class: "cluster" }, link("เล่าเรื่องใหม่", "/visits/new/", "linkish"), link("ดูทั้งหมดในเครื่องนี้", "/visits/field/", "linkish")));
    panel.parentElement.prepend(panel);
    panel.querySelector("h2").focus();
  };
  const goOn = () => {
    tellAtTop("waiting");
    form.hidden = false;
  };

  const arrived = (url) => {
    editing = false;
    location.assign(String(url).startsWith("/visits/") ? url : "/visits/field/");
  };

  // Photos that found no room here go straight from this page, before the whole may follow.
  const sendLoose = async () => {
    if (loose.length) await save({ always: true });
    for (const each of [...loose]) {
      await outbox.hello();
      await outbox.note(await store.draft(draft.uuid));
      const { loose: _, ...photo } = { ...each.photo, body: false, words: "" };
      const came = await outbox.sendPhoto(draft.uuid, photo, each.bytes);
      if (came.state !== "sent") throw new outbox.Held("refused", came.words);
      await store.putPhoto({ ...photo, ...came });
      loose = loose.filter((other) => other !== each);
    }
  };

  let sending = false;
  const send = async () => {
    if (sending) return;
    sending = true;
    clearTimeout(noting);
    await taking;
    const pressed = form.querySelector('button[value="keep"]');
    pressed.setAttribute("aria-busy", "true");
    say("กำลังส่ง อยู่ในเครื่องนี้ด้วย", "here");
    try {
      await writeDown();
      forgetErrors();
      const lacks = lacking(read());
      await sendLoose();
      if (!(await save({ always: true, state: "waiting" }))) return;
      const { sent, why } = await outbox.flush({ only: draft.uuid, eager: true, onStep });
      const now = await store.draft(draft.uuid); // another tab or the worker may have been quicker
      const receipt = sent[0] ?? (now && now.state !== "left" ? null : await store.receipt(draft.uuid));
      if (receipt) return arrived(receipt.url);
      await drawPhotos();
      const still = why ?? new outbox.Held(now?.why || "stumble", now?.words, { fields: now?.fields });
      if (still.key === "missing") { goOn(); return showMissing(still.fields); }
      if (still.key === "refused") { goOn(); return await showRefused(); }
      if (Object.keys(lacks).length) { // nobody else can say it now
        await save({ always: true });
        goOn();
        return showMissing(lacks);
      }
      field.askForSync();
      showWaiting(still);
    } catch (error) {
      showWaiting(error.key ? error : new outbox.Held("stumble"));
    } finally {
      sending = false;
      pressed.removeAttribute("aria-busy");
      const now = await store.draft(draft.uuid).catch(() => null);
      if (now) say(`อยู่ในเครื่องนี้ ${clock(now.changedAt)}`, "here");
    }
  };

  const keepDraft = async () => {
    await taking;
    await writeDown();
    const begun = await store.draft(draft.uuid);
    const empty = !begun && JSON.stringify(read()) === saved;
    if (!empty && !(await save({ always: true }))) return;
    const { why } = empty ? {} : await sendLoose().then(
      () => outbox.flush({ only: draft.uuid, eager: true, onStep }), (error) => ({ why: error }));
    if (!why) return location.assign("/me/");
    return showWaiting(why, "เก็บร่างไว้ในเครื่องนี้แล้ว");
  };

  // One tab edits a draft ----------------------------------------------------------------------

  const lockName = () => `kmnet-draft-${draft.uuid}`;
  let letGo = null;

  // Gives true once this tab may edit. Another tab may later take it over.
  const hold = (how) => new Promise((resolve) => {
    if (!navigator.locks) return resolve(true);
    navigator.locks.request(lockName(), how, (lock) => {
      resolve(!!lock);
      return lock ? new Promise((release) => { letGo = release; }) : undefined;
    }).catch(() => {
      resolve(false);
      if (editing) lookOnly();
    });
  });

  const lookOnly = (words = "อีกแท็บหนึ่งรับเรื่องนี้ไปเล่าต่อแล้ว ที่พิมพ์ในแท็บนี้เก็บไว้แล้ว") => {
    editing = false;
    form.inert = true;
    tellAtTop("lock", words, el("p", { class: "cluster" },
      button("เล่าต่อในแท็บนี้", takeOver), button("ดูอย่างเดียว", () => tellAtTop("lock"))));
  };

  const takeOver = async () => {
    store.tell({ release: draft.uuid });
    if (!(await hold({ signal: AbortSignal.timeout(1500) }))) await hold({ steal: true });
    location.reload();
  };

  // Where one stands, and what one takes along: fetched when asked for, kept by the worker.
  const wireThere = () => {
    const box = form.querySelector("[data-place-here]");
    const along = form.querySelector("[data-take-along]");
    const show = () => { along.hidden = !navigator.onLine || !villageOf(read()); };
    form.addEventListener("change", show);
    show();
    box.hidden = !navigator.geolocation;
    const page = { form, user: draft.user, soon, village: () => villageOf(read()) };
    let coming = null;
    form.addEventListener("click", async ({ target }) => {
      const press = target.closest("[data-place], [data-take-along] button");
      if (!press) return;
      coming ??= new Promise((done, lost) => {
        document.head.append(el("script", { src: form.dataset.there, onload: done, onerror: lost }));
      });
      try {
        await coming;
        field.there(press, page);
      } catch {
        coming = null;
        press.closest("div, p").querySelector("[role=status]").textContent = "ปุ่มนี้ต้องมีสัญญาณสักครู่ในครั้งแรก";
      }
    });
    const [north, , metres] = ["latitude", "longitude", "accuracy"].map((name) => form.elements[`place_${name}`].value);
    if (north) {
      box.querySelector("[data-place-words]").textContent = `จำตำแหน่งไว้แล้ว คลาดเคลื่อนได้ราว ${metres || "?"} เมตร`;
      box.querySelector('[data-place="drop"]').hidden = false;
    }
  };

  // Wiring -------------------------------------------------------------------------------------

  // The camera may push this page out of memory: everything is on the disk before it opens.
  const beforeCamera = (input) => input.addEventListener("click", async (event) => {
    if (input.dataset.ready) { delete input.dataset.ready; return; }
    event.preventDefault();
    const enough = new Promise((done) => setTimeout(done, 1000));
    await Promise.race([Promise.all([save(), writeDown()]), enough]);
    sessionStorage.setItem("kmnet-camera", draft.uuid);
    input.dataset.ready = "1";
    input.click();
  });

  const cameBackFromCamera = () => {
    const lost = sessionStorage.getItem("kmnet-camera") === draft.uuid;
    sessionStorage.removeItem("kmnet-camera");
    if (lost) tellAtTop("camera", "เครื่องปิดหน้านี้ไปตอนเปิดกล้อง ที่พิมพ์ไว้กลับมาครบ รูปที่เพิ่งถ่ายเลือกจากคลังรูปได้");
  };

  const wire = () => {
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) { save(); writeDown(); }
    });
    addEventListener("beforeunload", (event) => loose.length && event.preventDefault());
    addEventListener("pagehide", () => { save(); writeDown(); });
    for (const name of ["camera", "gallery"]) {
      const input = form.elements[name];
      beforeCamera(input);
      input.addEventListener("cancel", () => sessionStorage.removeItem("kmnet-camera"));
      input.addEventListener("change", () => {
        sessionStorage.removeItem("kmnet-camera");
        const files = [...input.files];
        input.value = "";
        if (files.length && editing) taking = taking.then(() => takeIn(files)).catch(() => {});
      });
    }
    form.addEventListener("submit", (event) => {
      const action = event.submitter?.value ?? "keep";
      if (!editing || !["keep", "draft", "more_people"].includes(action)) return;
      event.preventDefault();
      if (action === "keep") send();
      else if (action === "draft") keepDraft();
      else addRow()?.querySelector("input")?.focus();
    });
    for (const each of form.querySelectorAll("[data-without-scripts]")) each.hidden = true;
    document.querySelector("[data-field-discard]")?.addEventListener("submit", () => {
      editing = false;
      store.drop(draft.uuid).catch(() => {});
    });
    wireThere();
    store.hear((message) => {
      if (message.release === draft.uuid && editing) {
        save().then(writeDown).then(() => {
          lookOnly();
          letGo?.();
        });
      }
      if (message.arrived === draft.uuid && !sending) arrived(message.url);
      if (message.photos === draft.uuid) drawPhotos();
      if (message.noted === draft.uuid) sayNoted();
    });
  };

  const sayNoted = async () => {
    const now = await store.draft(draft.uuid);
    if (now && now.noted === JSON.stringify(now.typed) && JSON.stringify(now.typed) === saved) {
      say(`ร่างถึงศูนย์แล้ว ${clock(now.notedAt)}`, "there");
    }
  };

  const others = async () => {
    const unsent = await store.unsent(draft.user);
    const rest = unsent.filter((each) => each.uuid !== draft.uuid);
    field.nag(unsent);
    if (!rest.length) return tellAtTop("others");
    return tellAtTop("others", `ในเครื่องนี้มีอีก ${rest.length} เรื่องที่ยังไม่ถึงศูนย์`,
      el("ul", {}, rest.slice(0, 3).map((each) =>
        el("li", {}, link(field.placeOf(each), field.wayTo(each)), ` · เริ่ม${field.when(each.startedAt)}`))),
      el("p", {}, link("ดูทั้งหมดในเครื่องนี้", "/visits/field/")));
  };

  // Which draft this page is about: the address says, or the page the site made.
  const begin = async (user) => {
    const asked = new URLSearchParams(location.search).get("draft");
    const number = Number(form.dataset.number ?? location.pathname.match(/^\/visits\/(\d+)\/edit/)?.[1] ?? 0);
    const own = form.elements.client_uuid?.value;
    let uuid = number && own ? own : asked || own;
    if (!own && number) uuid = (await store.drafts(user)).find((each) => each.number === number)?.uuid;
    let known = uuid ? await store.draft(uuid) : null;
    if (known && known.user !== user) known = null;
    if (!known && asked && !number) {
      const receipt = await store.receipt(asked);
      if (receipt?.user === user) {
        tellAtTop("there", el("p", {}, `เรื่องนี้${receipt.words} `, link("ดูใบรับ", receipt.url)));
      }
      history.replaceState(null, "", location.pathname);
      uuid = own;
    }
    if (!own && number && !known) return null; // in the shell, about something this phone has not
    const now = Date.now();
    const base = form.elements.base?.value ?? "";
    draft = known ?? {
      uuid: uuid || crypto.randomUUID(), user, typed: {}, base, number: number || null, state: "draft",
      noted: "", startedAt: now, changedAt: now, words: "", place: "",
    };
    if (form.elements.client_uuid) form.elements.client_uuid.value = draft.uuid;
    return known ?? draft;
  };

  const open = async () => {
    const asMade = JSON.stringify(read());
    const asked = shell || location.search.includes("draft=");
    form.inert = asked; // nothing is typed under what is about to come back
    const me = await store.me();
    const user = shell ? me?.id : Number(form.dataset.user);
    if (shell && (!user || !/^\/visits\/(new|\d+\/edit)\/$/.test(location.pathname))) return field.openShelf();
    if (!shell) await rememberChoices(user, form.dataset.name);
    if (shell) field.ownChoices(form, me);
    if (!(await begin(user))) {
      return field.openShelf();
    }
    editing = await hold({ ifAvailable: true });
    const known = await store.draft(draft.uuid);
    const base = form.elements.base?.value;
    const fresh = known && (known.noted !== JSON.stringify(known.typed) || shell || !base || known.base === base);
    if (known && fresh) {
      await fill(known.typed, known.place);
      saved = JSON.stringify(read());
      say(known.noted === JSON.stringify(known.typed) && known.notedAt
        ? `ร่างถึงศูนย์แล้ว ${clock(known.notedAt)}` : `อยู่ในเครื่องนี้ ${clock(known.changedAt)}`, "here");
      if (known.words) tellAtTop("held", known.words);
      if (known.fields && known.state === "trouble") showMissing(known.fields);
    } else {
      saved = asMade;
      if (form.dataset.number) { // a draft of the site: from now on it is here as well
        const typed = read();
        draft = await store.change(draft.uuid, (now) => ({
          ...(now ?? draft), typed, base, noted: asMade, place: placeWords(typed), number: Number(form.dataset.number),
          notedAt: now?.notedAt ?? Date.now(),
        }));
      }
    }
    form.hidden = form.inert = false;
    wall.before(el("p", { class: "quiet", "data-photos-sum": true, hidden: true }));
    if (form.dataset.number) await adoptPhotos();
    wire();
    await drawPhotos();
    cameBackFromCamera();
    if (!editing) lookOnly("เรื่องนี้เปิดเล่าค้างไว้ในอีกแท็บ");
    form.dataset.fieldReady = "";
    soon(); // somebody may have been quicker than this script
    field.tellAboutLine();
    await others();
    if (navigator.onLine) field.greet().then(({ user: now, why }) => {
      if (now && now.id !== user) showWaiting(new outbox.Held("other_person"));
      else if (why?.key === "sign_in") field.tellWhy(why);
    });
    await field.keepSending(async () => { await others(); await drawPhotos(); });
  };

  // A page that comes back out of the browser's memory no longer holds its draft.
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  open().catch(() => {
    form.inert = false;
    say("เครื่องนี้เก็บร่างไว้ไม่ได้ ที่พิมพ์จะอยู่ถึงแค่ปิดหน้านี้ กดส่งตอนมีสัญญาณได้ตามปกติ");
  });
})();
