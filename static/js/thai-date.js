// The buttons วันนี้ and เมื่อวาน beside the three date boxes. Without this file they stay hidden.
(function () {
  "use strict";
  const ERA = 543;

  function fill(group, daysAgo) {
    const day = new Date();
    day.setDate(day.getDate() - daysAgo);
    const values = { day: day.getDate(), month: day.getMonth() + 1, year: day.getFullYear() + ERA };
    for (const part of Object.keys(values)) {
      const box = group.querySelector('[data-date-part="' + part + '"]');
      box.value = String(values[part]);
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  // One listener for the page, so that boxes added later (admin inlines) work as well.
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-thai-date] [data-days-ago]");
    if (button) {
      fill(button.closest("[data-thai-date]"), Number(button.dataset.daysAgo));
    }
  });

  document.querySelectorAll("[data-thai-date-shortcuts]").forEach(function (shortcuts) {
    shortcuts.hidden = false;
  });
})();
