// One press, one sending: the pressed button says that it works, a second press waits.
(() => {
  "use strict";
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "1";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  });
  // The page may come back from the browser's memory as it was left.
  addEventListener("pageshow", () => {
    for (const form of document.forms) {
      delete form.dataset.sending;
      for (const busy of form.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
    }
  });
})();
