// In the village, asked for by a button: where one stands, and what is known of the place already.
(() => {
  "use strict";
  const field = self.kmnetField;
  const { store, outbox, link, packLink } = field;
  const LONGEST = 30_000; // milliseconds that the phone may look for its place

  // Keeps what is known of a village for reading without signal. Raises Held.
  field.takeAlong = async (user, code) => {
    const got = await outbox.exchange(`/sync/villages/${code}/pack/`);
    if (got.status === 401) throw new outbox.Held("sign_in");
    if (got.status === 404) throw new outbox.Held("far", "หมู่บ้านนี้อยู่นอกอำเภอที่คุณดูแล จึงพกเรื่องไปไม่ได้");
    if (got.status !== 200 || !got.body.village) throw new outbox.Held("stumble", "ทางส่งสะดุด ยังพกเรื่องไปไม่ได้ ลองอีกครั้งเมื่อมีสัญญาณ");
    await store.putPack({ user, code, savedAt: Date.now(), pack: got.body });
  };

  const takeAlong = async (press, page) => {
    const says = press.closest("[data-take-along]").querySelector("[role=status]");
    try {
      const code = page.village();
      await field.takeAlong(page.user, code);
      says.replaceChildren("พกไปแล้ว ", link("เปิดอ่าน", packLink(code)));
    } catch (error) {
      says.textContent = error.message;
    }
  };

  let best = null;
  let watch = null;

  const place = (press, { form, soon }) => {
    const box = press.closest("[data-place-here]");
    const says = box.querySelector("[data-place-words]");
    const at = (name) => box.querySelector(`[data-place="${name}"]`);
    const stop = () => {
      if (watch) navigator.geolocation.clearWatch(watch.id);
      clearTimeout(watch?.end);
      watch = null;
      at("look").hidden = false;
    };
    const write = (north, east, metres) => {
      form.elements.place_latitude.value = north;
      form.elements.place_longitude.value = east;
      form.elements.place_accuracy.value = metres;
      stop();
      at("use").hidden = true;
      at("drop").hidden = north === "";
      says.textContent = north === "" ? "เอาตำแหน่งออกแล้ว" : `จำตำแหน่งไว้แล้ว คลาดเคลื่อนได้ราว ${metres} เมตร`;
      soon();
    };
    const lost = (error) => {
      if (best) return;
      says.textContent = error?.code === 1
        ? "เครื่องนี้ไม่ได้อนุญาตให้ดูตำแหน่ง ไม่ใส่ก็ส่งได้"
        : "ยังหาตำแหน่งไม่ได้ ลองออกไปที่โล่ง หรือไม่ใส่ก็ส่งได้";
      stop();
    };
    const deeds = {
      drop: () => write("", "", ""),
      use: () => write(best.latitude.toFixed(6), best.longitude.toFixed(6), Math.round(best.accuracy)),
      look: () => {
        stop();
        best = null;
        at("look").hidden = true;
        says.textContent = "กำลังหาตำแหน่ง ไม่เกินครึ่งนาที";
        const found = ({ coords }) => {
          if (best && coords.accuracy >= best.accuracy) return;
          best = coords;
          says.textContent = `ตอนนี้คลาดเคลื่อนราว ${Math.round(coords.accuracy)} เมตร รออีกนิดอาจแม่นขึ้น`;
          at("use").hidden = false;
        };
        watch = {
          id: navigator.geolocation.watchPosition(found, lost, { enableHighAccuracy: true, maximumAge: 0, timeout: LONGEST }),
          end: setTimeout(() => {
            stop();
            if (best) says.textContent = `ได้ตำแหน่งที่คลาดเคลื่อนราว ${Math.round(best.accuracy)} เมตร`;
            else lost();
          }, LONGEST),
        };
      },
    };
    deeds[press.dataset.place]();
  };

  field.there = (press, page) => (press.dataset.place ? place : takeAlong)(press, page);
})();
