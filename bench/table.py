"""The table of ratios: for people in Markdown, for machines in JSON."""

import re
from collections.abc import Mapping, Sequence

from bench.measure import Figures
from bench.rows import FLAT, Row
from bench.store import PROJECT
from bench.weight import Weight

README = PROJECT / "README.md"


def markdown(
    rows: Sequence[tuple[Row, Figures]],
    counts: Sequence[int],
    weights: Sequence[Weight],
    about: Mapping[str, object],
) -> str:
    """All that is printed: what it was measured on, the ratios, the weights."""
    heads = ["share of hello's requests a second", *(f"{count:,} stories" for count in counts)]
    lines = [measured_on(about), "", line([*heads, "slows down", "goal", "met"])]
    lines.append("|---|" + "---:|" * (len(counts) + 1) + "---|---|")
    lines += [line(cells(row, figures, counts)) for row, figures in rows]
    if weights:
        lines += ["", line(["first view", "requests", "gzip", "brotli"]), "|---|---:|---:|---:|"]
    for each in weights:
        lines.append(line([each.page, str(each.requests), size(each.gzip), size(each.brotli)]))
    return "\n".join(lines) + "\n"


def measured_on(about: Mapping[str, object]) -> str:
    """A sentence about the machine and the versions."""
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    said = (
        f"Measured on {about['date']} with {about['cores']} cores ({about['processor']}), "
        f"{about['connections']} connections, load and servers on the same machine: {versions}. "
        f"Hello answered {about['hello']:,} requests a second"
    )
    if "started" in about:
        said += f"; with the middleware of a new project it answered {about['started']:g} of that"
    return f"{said}."


def cells(row: Row, figures: Figures, counts: Sequence[int]) -> list[str]:
    """One row: ratios to hello; where another base counts, the ratio to it in brackets."""
    found = [row.words]
    for count in counts:
        words = ratio(figures.of_hello[count]) if figures.of_hello else "failed"
        if count in figures.of_base:
            words += f" ({ratio(figures.of_base[count])})"
        found.append(words)
    slower = "" if figures.slowdown is None else f"{figures.slowdown:.2f}"
    return [*found, slower, goal_in_words(row, counts), met_in_words(row, figures)]


def goal_in_words(row: Row, counts: Sequence[int]) -> str:
    """The goals of a row, those for numbers of stories that were measured."""
    goals = list(dict.fromkeys(row.goal(count) for count in counts if row.goal(count)))
    words = " / ".join(f"≥ {goal:g}" for goal in goals)
    if words and row.against_base:
        words += " of a static file"
    if row.flat and len(counts) > 1:
        words += f", slows ≤ {FLAT:g}"
    return words.removeprefix(", ")


def met(row: Row, figures: Figures) -> bool | None:
    """Whether every goal was met; None when nothing was asked of what was measured."""
    if not figures.of_hello:
        return False
    shares = figures.of_base if row.against_base else figures.of_hello
    held = [share >= row.goal(count) for count, share in shares.items() if row.goal(count)]
    if row.flat and figures.slowdown is not None:
        held.append(figures.slowdown <= FLAT)
    return all(held) if held else None


def met_in_words(row: Row, figures: Figures) -> str:
    """yes, no, or nothing."""
    return {True: "yes", False: "**no**", None: ""}[met(row, figures)]


def ratio(share: float) -> str:
    """A share with the digits that say something."""
    return f"{share:.2f}" if share >= 0.1 else f"{share:.3f}"


def size(count: int) -> str:
    """Bytes in KB, as networks count them."""
    return f"{count / 1000:.1f} KB"


def line(found: Sequence[str]) -> str:
    """One line of a table."""
    return f"| {' | '.join(found)} |"


def show_in_readme(text: str, mark: str) -> None:
    """Puts a table into the README, between the marks of this name."""
    between = re.compile(rf"(?<=<!-- {mark} -->\n).*?(?=<!-- /{mark} -->)", re.S)
    README.write_text(between.sub(lambda _: text, README.read_text()))
