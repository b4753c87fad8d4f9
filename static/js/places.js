// District → tambon → village without a round trip, and without signal once the lists have come.
// Without this file a button does the same.
(() => {
  "use strict";
  const box = document.querySelector("[data-places]");
  if (!box) return;
  const district = document.getElementById("id_district");
  const tambon = document.getElementById("id_tambon");
  const village = document.getElementById("id_village");
  const fallback = box.querySelector("[data-places-fallback]");
  fallback.hidden = true;

  const option = (value, text) => new Option(text, value);
  let tambons = [];

  // Lists that came once stay on the phone, in a cache of their own; there is nothing private in them.
  const address = (code) => `/places/${code}.json`;
  const shelf = () => (self.caches ? caches.open("places") : Promise.reject(new Error("no cache")));
  const bring = async (code) => {
    const answer = await fetch(address(code), { signal: AbortSignal.timeout(8000) });
    if (!answer.ok) throw new Error(String(answer.status));
    const found = await answer.clone().json();
    await shelf().then((cache) => cache.put(address(code), answer)).catch(() => {});
    return found;
  };
  const kept = async (code) => (await (await shelf()).match(address(code))).json();

  const fillVillages = () => {
    const chosen = village.value;
    const shown = tambon.value ? tambons.filter((each) => each.code === tambon.value) : tambons;
    village.replaceChildren(option("", "เลือกหมู่บ้าน"));
    for (const each of shown) {
      const group = document.createElement("optgroup");
      group.label = `ต.${each.name}`;
      group.append(...each.villages.map((one) => option(one.code, one.name)));
      if (each.villages.length) village.append(group);
    }
    village.value = chosen;
    if (village.selectedIndex < 0) village.value = "";
  };

  const load = async () => {
    if (!district.value) {
      tambons = [];
      tambon.replaceChildren(option("", "ทุกตำบล"));
      return fillVillages();
    }
    const code = district.value;
    try {
      const { tambons: found } = await bring(code).catch(() => kept(code));
      if (code !== district.value) return undefined; // chosen anew meanwhile
      tambons = found;
    } catch {
      fallback.hidden = false; // no signal: the button waits for it
      return undefined;
    }
    const chosen = tambon.value;
    tambon.replaceChildren(option("", "ทุกตำบล"), ...tambons.map((one) => option(one.code, one.name)));
    tambon.value = chosen;
    if (tambon.selectedIndex < 0) tambon.value = "";
    return fillVillages();
  };

  const sayOther = () => {
    const other = document.querySelector('input[name="recent"][value="other"]');
    if (other) other.checked = true;
  };

  district.addEventListener("change", () => { sayOther(); load(); });
  tambon.addEventListener("change", async () => {
    sayOther();
    if (!tambons.length) await load();
    fillVillages();
  });
  village.addEventListener("change", sayOther);
  self.kmnetPlaces = { load, show: () => tambons.length && fillVillages() };
  // One village only: a recent one takes the place of what stands in the list.
  document.addEventListener("change", ({ target }) => {
    if (target.name === "recent" && target.value !== "other") village.value = "";
  });
})();
