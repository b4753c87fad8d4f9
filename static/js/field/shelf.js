// The shelf: drafts, what waits, receipts and packs on this phone. Also the ways out of it: to the
// site, to a file, and signing out.
(() => {
  "use strict";
  const field = self.kmnetField;
  const { store, outbox, el, button, link, tellAtTop, tellWhy, clock, isoDay, when, nag } = field;
  const { placeOf, wayTo, takeAlong, packLink } = field;
  const { deed, visit, inOrder } = outbox;

  const first = (text, letters = 80) => {
    const parts = Array.from(new Intl.Segmenter("th").segment(text ?? ""), (each) => each.segment);
    return parts.length > letters ? `${parts.slice(0, letters).join("")}…` : parts.join("");
  };

  // Drafts -----------------------------------------------------------------------------------

  const standing = (draft, unsent) => {
    if (draft.state === "waiting") return ["waiting", "อยู่ในเครื่องนี้ รอส่ง"];
    if (draft.state === "trouble") return ["waiting", "อยู่ในเครื่องนี้ ยังส่งไม่ได้"];
    if (draft.state === "gone") return ["draft", "อยู่แต่ในเครื่องนี้"];
    if (draft.state === "left") return ["published", "ถึงศูนย์แล้ว เหลือรูปที่ส่งไม่ได้"];
    if (unsent) return ["draft", "ร่าง อยู่ในเครื่องนี้"];
    return ["published", `ร่างถึงศูนย์แล้ว ${clock(draft.notedAt)}`];
  };

  const status = (kind, words) => el("span", { class: `status status--${kind}` }, words);

  const draftRow = (draft, unsent, photos) => {
    const [kind, words] = standing(draft, unsent);
    const about = [`เริ่ม${when(draft.startedAt)}`, photos.length && `${photos.length} รูป`];
    const said = first(draft.typed?.good?.[0]);
    const refused = photos.filter((photo) => photo.state === "refused");
    const go = draft.state === "gone"
      ? button("ส่งเป็นเรื่องใหม่", () => renew(draft))
      : draft.state !== "left" && link("เล่าต่อ", wayTo(draft), "button button--quiet");
    return el("li", { class: "worklist__item", "data-draft": draft.uuid },
      el("p", { class: "worklist__title" }, placeOf(draft)),
      el("p", { class: "worklist__why" }, said && `“${said}” `, about.filter(Boolean).join(" · ")),
      el("p", {}, status(kind, words)),
      draft.words && el("p", { class: "worklist__why" }, draft.words),
      ...refused.map((photo) => el("p", { class: "worklist__why" }, photo.words)),
      el("p", { class: "worklist__do" }, go || "",
        button("เอาออกจากเครื่องนี้", () => dropDraft(draft, unsent), "linkish")));
  };

  const dropDraft = async (draft, unsent) => {
    const sure = !unsent || confirm(`${placeOf(draft)} ยังไม่ถึงศูนย์ทั้งหมด เอาออกแล้วเอากลับมาไม่ได้ เอาออกเลยไหม`);
    if (sure) await store.drop(draft.uuid);
    await refresh();
  };

  const renew = async (draft) => {
    const fresh = crypto.randomUUID();
    await store.renew(draft.uuid, fresh);
    location.assign(`/visits/new/?draft=${fresh}`);
  };

  // Receipts ---------------------------------------------------------------------------------

  const receiptRow = (receipt) =>
    el("li", { class: "worklist__item", "data-receipt": receipt.uuid },
      el("p", { class: "worklist__title" }, link(receipt.place, receipt.url)),
      el("p", {}, status("published", receipt.words)),
      el("p", { class: "worklist__why" },
        [`เลขที่ ${receipt.number}`, receipt.day_words, `${receipt.characters} ตัวอักษร`, `${receipt.photos.length} รูป`]
          .filter(Boolean).join(" · ")),
      receipt.aside && el("p", { class: "worklist__why" }, receipt.aside),
      receipt.photos.length && el("p", { class: "field-thumbs" }, receipt.photos.map((photo, at) =>
        el("img", { src: photo.url, alt: `รูปที่ ${at + 1} อย่างที่ศูนย์เก็บไว้`, width: 72, height: 72, loading: "lazy" }))));

  // Packs ------------------------------------------------------------------------------------

  const packRow = (kept) =>
    el("li", { class: "worklist__item", "data-pack": kept.code },
      el("p", { class: "worklist__title" }, link(packName(kept.pack), packLink(kept.code))),
      el("p", { class: "worklist__why" }, `เก็บไว้${when(kept.savedAt)}`));

  const packName = (pack) => pack.village?.name ?? "หมู่บ้าน";

  const part = (title, rows, empty) => [
    el("h2", {}, title),
    rows.length ? el("ul", { class: "field-pack" }, rows.map((row) => el("li", {}, row))) : el("p", { class: "quiet" }, empty),
  ];

  const packPage = (kept) => {
    const { pack } = kept;
    return [
      el("p", { class: "quiet" }, `เก็บไว้${when(kept.savedAt)} อ่านได้โดยไม่ต้องมีสัญญาณ ออกจากระบบเมื่อไรจะลบให้เอง`),
      ...part("ที่รับปากไว้", (pack.promises ?? []).map((each) =>
        [each.words, el("br"), el("span", { class: "quiet" }, [each.by, each.day_words].filter(Boolean).join(" · "))]),
      "ไม่มีที่ค้างไว้"),
      ...part("คนที่ได้พบ", (pack.people ?? []).map((each) =>
        [el("strong", {}, each.name), [each.does, each.agency_words].filter(Boolean).map((words) => ` · ${words}`)]),
      "ยังไม่มีใครจดไว้"),
      ...part("คนดูแลเรื่องของหมู่บ้าน", (pack.keepers ?? []).map((each) => each.name), "ยังไม่มี"),
      ...part("ไปมาล่าสุด", (pack.visits ?? []).map((each) =>
        [el("strong", {}, each.day_words), ` · ${each.by}`, el("p", {}, each.good),
          each.smiled && el("p", { class: "quiet" }, `คนที่เล่าแล้วยิ้ม: ${each.smiled}`),
          each.short && el("p", { class: "quiet" }, `ยังไม่ถึง: ${each.short}`)]),
      "ยังไม่มีใครไปมา"),
      ...part("เรื่องเล่าของหมู่บ้าน", (pack.stories ?? []).map((each) => link(each.title, each.url)), "ยังไม่มีเรื่องเล่า"),
      el("p", {}, link("กลับไปดูทั้งหมดในเครื่องนี้", "/visits/field/", "button button--quiet")),
    ];
  };

  // Finished elsewhere -----------------------------------------------------------------------

  // A draft with nothing unsent may have been finished, thrown away or gone on with elsewhere.
  const look = async (draft) => {
    let got;
    try {
      got = await deed(visit(draft.uuid), { method: "GET" });
      if (got.body.state === "kept") {
        const receipt = await deed(`${visit(draft.uuid)}receipt/`, { method: "GET" });
        if (receipt.status === 200 && receipt.body.photos) {
          await store.finish(draft.uuid, JSON.stringify(draft.typed), receipt.body, draft.user);
        }
        return true;
      }
    } catch (error) {
      if (error.key === "gone") await store.drop(draft.uuid);
      return error.key === "gone";
    }
    if (got.status !== 200 || !got.body.typed || got.body.fingerprint === draft.base) return false;
    const typed = inOrder(got.body.typed);
    const { fingerprint: base, arrived_at: notedAt } = got.body;
    await store.change(draft.uuid, (now) =>
      now?.noted === JSON.stringify(now.typed)
        ? { ...now, typed, base, notedAt, noted: JSON.stringify(typed) } : undefined);
    return true;
  };

  // Only where no tab has the draft open: what is on the page is newer than what we know of it.
  const lookAround = async (me) => {
    const unsent = new Set((await store.unsent(me.id)).map((draft) => draft.uuid));
    let changed = false;
    for (const draft of await store.drafts(me.id)) {
      if (!draft.number || unsent.has(draft.uuid)) continue;
      const free = (lock) => (lock ? look(draft) : false);
      const name = `kmnet-draft-${draft.uuid}`;
      const found = self.navigator.locks
        ? await self.navigator.locks.request(name, { ifAvailable: true }, free) : await look(draft);
      changed ||= found;
    }
    if (changed) await refresh();
  };

  // To a file and back -----------------------------------------------------------------------

  const toText = (bytes) => {
    const all = new Uint8Array(bytes);
    let text = "";
    for (let at = 0; at < all.length; at += 0x8000) {
      text += String.fromCharCode(...all.subarray(at, at + 0x8000));
    }
    return btoa(text);
  };
  const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;

  const exportFile = async () => {
    const me = await store.me();
    const pieces = [];
    for (const draft of await store.unsent(me.id)) {
      const photos = [];
      for (const photo of await store.photos(draft.uuid)) {
        const bytes = await store.bytes(photo.id);
        photos.push({ ...photo, data: bytes && toText(bytes) });
      }
      pieces.push(JSON.stringify({ ...draft, photos }));
    }
    const whose = JSON.stringify({ id: me.id, name: me.name ?? "" });
    const blob = new Blob(
      [`{"kmnet":"drafts","version":1,"user":${whose},"drafts":[`, pieces.join(","), "]}"],
      { type: "application/json" },
    );
    const address = URL.createObjectURL(blob);
    el("a", { href: address, download: `kmnet-${isoDay.format(Date.now())}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    tellAtTop("file", `เก็บ ${pieces.length} เรื่องเป็นไฟล์แล้ว ไฟล์มีชื่อคนกับเรื่องที่ยังไม่เผยแพร่ เก็บไว้กับตัว`);
  };

  const importFile = async (file) => {
    const me = await store.me();
    let box = null;
    try { box = JSON.parse(await file.text()); } catch { /* said below */ }
    if (box?.kmnet !== "drafts" || !Array.isArray(box.drafts)) {
      return tellAtTop("file", "ไฟล์นี้ไม่ใช่ไฟล์ร่างที่เก็บจากหน้านี้ ลองเลือกไฟล์อื่น");
    }
    if (box.user?.id !== me.id) {
      return tellAtTop("file", "ไฟล์นี้เป็นร่างของอีกคน ให้เจ้าของเข้าสู่ระบบก่อน แล้วค่อยอ่านกลับ");
    }
    let [came, there] = [0, 0];
    try {
      for (const { photos, ...draft } of box.drafts) {
        const [known, arrived] = [await store.draft(draft.uuid), await store.receipt(draft.uuid)];
        if (arrived || (known && known.changedAt >= draft.changedAt)) { there += 1; continue; }
        await store.change(draft.uuid, () => ({ ...draft, user: me.id, next: 0 }));
        const here = new Set((await store.photos(draft.uuid)).map((photo) => photo.id));
        for (const { data, ...photo } of photos) {
          if (!here.has(photo.id)) await store.putPhoto({ ...photo, user: me.id }, data && toBytes(data));
        }
        came += 1;
      }
    } catch (error) {
      const full = field.photos?.isFull(error);
      return tellAtTop("file", el("p", {}, full
        ? "ที่เก็บในเครื่องนี้เต็ม อ่านกลับได้ไม่ครบ ไฟล์ยังอยู่ ลบของที่ไม่ใช้ออกบ้างแล้วลองใหม่"
        : "ไฟล์นี้เสียหรือมาไม่ครบ ที่อ่านกลับได้อยู่ข้างล่างแล้ว"));
    }
    tellAtTop("file", el("p", {}, `อ่านกลับมา ${came} เรื่อง${there ? ` อีก ${there} เรื่องมีอยู่แล้ว` : ""}`));
    return refresh();
  };

  // The shelf as a whole ---------------------------------------------------------------------

  const sendNow = async (event) => {
    event?.target?.setAttribute?.("aria-busy", "true");
    // Whoever presses here wants it sent, also what had been sent once and was held.
    const { why } = await outbox.flush({ eager: true });
    await refresh();
    tellWhy(why);
  };

  const shelf = document.querySelector("[data-field-shelf], [data-field-strip]");
  const brief = shelf?.matches("[data-field-strip]");
  const leaving = document.querySelector("[data-field-leave]");

  const drawShelf = async (me) => {
    const unsent = await store.unsent(me.id);
    const waiting = new Set(unsent.map((draft) => draft.uuid));
    const drafts = brief ? unsent : await store.drafts(me.id);
    const rows = [];
    for (const draft of drafts) {
      const photos = (await store.photos(draft.uuid)).filter((photo) => photo.state !== "removed");
      rows.push(draftRow(draft, waiting.has(draft.uuid), photos));
    }
    nag(unsent);
    const parts = [];
    if (rows.length) parts.push(el("h2", {}, "ในเครื่องนี้"), el("ul", { class: "worklist" }, rows));
    if (brief) {
      if (rows.length) parts.push(el("p", { class: "cluster" }, button("ส่งตอนนี้", sendNow), link("ดูทั้งหมดในเครื่องนี้", "/visits/field/", "linkish")));
      shelf.replaceChildren(...parts);
      shelf.hidden = !rows.length;
      return;
    }
    if (!rows.length) parts.push(el("p", { class: "empty" }, "ไม่มีอะไรค้างอยู่ในเครื่องนี้"));
    parts.push(el("p", { class: "cluster" }, link("เล่าเรื่องใหม่", "/visits/new/", "button"),
      unsent.length > 0 && button("ส่งตอนนี้", sendNow)));
    const receipts = await store.receipts(me.id);
    if (receipts.length) {
      parts.push(el("h2", {}, "ถึงศูนย์แล้ว"), el("p", { class: "quiet" }, "ใบรับอยู่ในเครื่องนี้ 30 วัน"),
        el("ul", { class: "worklist" }, receipts.map(receiptRow)));
    }
    parts.push(...(await packPart(me)));
    // Drawn anew while somebody has it open, it stays open.
    parts.push(rescue(unsent.length, Boolean(shelf.querySelector("details")?.open)));
    shelf.replaceChildren(...parts);
    shelf.hidden = false;
  };

  const packPart = async (me) => {
    const kept = await store.packs(me.id);
    const have = new Set(kept.map((each) => each.code));
    const near = (me.recent ?? []).filter((each) => !have.has(each.code));
    return [
      el("h2", {}, "พกไปด้วย"),
      el("p", { class: "quiet" }, "เก็บเรื่องของหมู่บ้านไว้อ่านตอนไม่มีสัญญาณ หมู่บ้านที่ไม่อยู่ในนี้ เลือกในแบบฟอร์ม แล้วกดพกไปด้วย"),
      kept.length > 0 && el("ul", { class: "worklist" }, kept.map(packRow)),
      near.length > 0 && el("ul", { class: "worklist" }, near.map((each) =>
        el("li", { class: "worklist__item" }, el("p", {}, each.name),
          el("p", { class: "worklist__do" }, el("button", {
            type: "button", class: "button button--quiet", "aria-label": `พกเรื่องของ${each.name}ไปด้วย`,
            onclick: () => takeAlong(me.id, each.code).then(refresh, tellWhy),
          }, "พกไปด้วย"))))),
    ];
  };

  const rescue = (count, open) => {
    const box = el("input", { type: "file", id: "field-file", accept: ".json,application/json",
      onchange: (event) => event.target.files[0] && importFile(event.target.files[0]) });
    return el("details", { class: "optional", open }, el("summary", {}, "เก็บร่างเป็นไฟล์ หรืออ่านไฟล์กลับมา"),
      count ? el("p", {}, button(`เก็บ ${count} เรื่องที่ยังไม่ถึงศูนย์เป็นไฟล์`, exportFile)) : el("p", {}, "ไม่มีอะไรต้องเก็บ ทุกอย่างถึงศูนย์แล้ว"),
      el("div", { class: "field" }, el("label", { class: "field__label", for: "field-file" }, "อ่านไฟล์ร่างกลับเข้าเครื่อง"), box));
  };

  const refresh = async () => {
    const me = await store.me();
    if (leaving) return drawLeaving(Number(leaving.dataset.user));
    if (!shelf) return undefined;
    if (!me) {
      shelf.replaceChildren(
        el("p", {}, "ยังไม่รู้ว่าเป็นเครื่องของใคร เข้าสู่ระบบครั้งแรกตอนมีสัญญาณ แล้วแบบฟอร์มจะเปิดได้แม้ไม่มีสัญญาณ"),
        el("p", {}, link("เข้าสู่ระบบ", "/accounts/login/?next=/visits/field/", "button")));
      shelf.hidden = brief;
      return undefined;
    }
    const code = brief ? null : new URLSearchParams(location.search).get("pack");
    const kept = code && (await store.pack(me.id, code));
    if (kept) {
      document.querySelector("[data-field-title]").textContent = packName(kept.pack);
      shelf.replaceChildren(...packPage(kept));
      shelf.hidden = false;
      return undefined;
    }
    return drawShelf(me);
  };

  // In the shell the person's own villages and colleagues come from the phone.
  const ownChoices = (form, me) => {
    const group = (name, legend, type, rows, before) => {
      if (!rows?.length || form.elements[name]) return;
      before.before(el("fieldset", { class: "field" },
        el("legend", { class: "field__label" }, legend),
        el("div", { class: "choices" }, rows.map((row, at) =>
          el("div", { class: "choice" },
            el("input", { type, name, value: row.code, id: `id_${name}_${at}` }),
            el("label", { for: `id_${name}_${at}` }, row.name))))));
    };
    const recent = me.recent?.length ? [...me.recent, { code: "other", name: "หมู่บ้านอื่น เลือกด้านล่าง" }] : [];
    group("recent", "หมู่บ้านที่ไปบ่อย", "radio", recent, form.querySelector("[data-places]"));
    group("companions", "ไปกับใคร", "checkbox", me.companions, form.elements.others.closest(".field"));
    form.elements.district.value = me.district ?? "";
    self.kmnetPlaces?.load();
    form.querySelector("[data-places-fallback]").textContent = "รายชื่อหมู่บ้านของอำเภอนี้ยังไม่มีในเครื่อง เขียนชื่อไว้ใน “หาหมู่บ้านไม่เจอ” ก่อนได้";
  };

  // Signing out ------------------------------------------------------------------------------

  const drawLeaving = async (user) => {
    const unsent = await store.unsent(user);
    leaving.hidden = !unsent.length;
    leaving.replaceChildren(
      el("p", {}, `ในเครื่องนี้มี ${unsent.length} เรื่องที่ยังไม่ถึงศูนย์`),
      el("ul", {}, unsent.map((draft) => el("li", {}, placeOf(draft)))),
      el("p", {}, "ส่งก่อนก็ได้ หรือออกไปก่อน เรื่องเหล่านี้จะรออยู่ในเครื่องโดยไม่มีใครเห็น จนกว่าคุณจะเข้าสู่ระบบที่เครื่องนี้อีกครั้ง"),
      el("p", { class: "cluster" }, button("ส่งก่อน", sendNow, "button"), button("เก็บเป็นไฟล์", exportFile)));
  };

  const wipeOnLeaving = () => {
    const form = document.querySelector('main form[action*="logout"]');
    form?.addEventListener("submit", async (event) => {
      event.preventDefault();
      const enough = new Promise((done) => setTimeout(done, 4000));
      await Promise.race([store.forget(Number(leaving.dataset.user)).catch(() => {}), enough]);
      form.submit();
    });
  };

  // ------------------------------------------------------------------------------------------

  // The shell without its form: all that lies here, and the site asked what it knows of it.
  const openShelf = async () => {
    // Nobody's drafts are shown before the site had a chance to say who is here now.
    shelf.hidden = false;
    shelf.textContent = "กำลังเปิด";
    const { user, why } = navigator.onLine ? await field.greet() : {};
    await refresh();
    if (location.pathname !== "/visits/field/") tellAtTop("far", "หน้านี้ต้องมีสัญญาณจึงเปิดได้ ข้างล่างคือของที่อยู่ในเครื่องนี้");
    const me = await store.me();
    if (me) tellWhy(why);
    field.tellAboutLine();
    await field.keepSending(refresh);
    if (user) await lookAround(me);
  };

  Object.assign(field, { openShelf, ownChoices });
  if (!field.able) {
    if (shelf) {
      shelf.hidden = false;
      shelf.textContent = "เบราว์เซอร์นี้เก็บของไว้ในเครื่องไม่ได้ ใช้แบบฟอร์มธรรมดาตอนมีสัญญาณได้";
    }
    return;
  }
  if (leaving) {
    wipeOnLeaving();
    refresh().catch(() => {});
  } else if (brief) {
    (async () => {
      const { user, name } = shelf.dataset;
      await store.setMe({ id: Number(user), name });
      await refresh();
      await field.keepSending(refresh);
      await lookAround(await store.me());
    })().catch(() => {});
  }
})();
