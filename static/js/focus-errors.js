// After a form comes back: read the summary first, and let each line in it lead to its field.
const summary = document.querySelector("[data-error-summary]");

if (summary) {
  summary.focus();
  if (!document.title.startsWith("ยังส่งไม่ได้")) {
    document.title = `ยังส่งไม่ได้: ${document.title}`;
  }
  summary.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    const control = target.matches("input, select, textarea")
      ? target
      : target.querySelector("input, select, textarea");
    (control ?? target).focus();
    // The question itself, not only its box, should be in sight.
    (target.closest(".field") ?? target).scrollIntoView({ block: "start" });
  });
}
