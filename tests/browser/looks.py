"""What is looked for on every page: WCAG 2.2 AA, no sideways scrolling, room to press."""

from axe_playwright_python.sync_playwright import Axe

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
WIDTHS = (1280, 320, 360)  # pixels; the last one is the phone on which the rest is looked at

# What can be pressed and is lower than 44 px. Links inside running text are left out, and boxes
# that their label makes bigger count as the label does.
TOO_LOW = """
() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility() && one.type !== "hidden")
  .filter((one) => !one.matches(".skip-link"))
  .filter((one) => {
    if (one.tagName !== "A" || getComputedStyle(one).display !== "inline") return true;
    return one.parentElement.innerText.trim() === one.innerText.trim();
  })
  .map((one) => one.closest(".choice") ?? one.closest(".story-card") ?? one)
  .filter((one) => one.getBoundingClientRect().height < 43.5)
  .map((one) => one.outerHTML.slice(0, 120))
"""


def faults(page, *, desk: bool = False) -> dict[str, list[str]]:
    """What is wrong with the page that is open, by kind; empty when all is well.

    On the `desk`, in Django's own lists and forms, only WCAG's 24 px are asked of what one presses.
    """
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
            found[f"scrolls sideways at {width}"] = [page.url]
    # To read Django's stylesheets axe writes them into the page, which the policy refuses.
    options = AXE | {"preload": not desk}
    for violation in Axe().run(page, options=options).response["violations"]:
        found[violation["id"]] = [node["html"][:160] for node in violation["nodes"]]
    if not desk and (too_low := page.evaluate(TOO_LOW)):
        found["lower than 44 px"] = too_low
    return found


class Inspector:
    """Looks at one page after the other and remembers what is wrong with each."""

    def __init__(self):
        self.found: dict[str, dict[str, list[str]]] = {}

    def look(self, page, name: str, **how) -> None:
        if wrong := faults(page, **how):
            self.found[name] = wrong
