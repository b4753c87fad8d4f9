// District → tambon → village without a round trip. Without this file a button does the same.
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
    try {
      const answer = await fetch(`/places/${district.value}.json`);
      if (!answer.ok) throw new Error(String(answer.status));
      tambons = (await answer.json()).tambons;
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
  // One village only: a recent one takes the place of what stands in the list.
  for (const recent of document.querySelectorAll('input[name="recent"]')) {
    recent.addEventListener("change", () => { if (recent.value !== "other") village.value = ""; });
  }
})();
