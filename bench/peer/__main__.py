"""`make bench-peer`: our pages and those of a plain Wagtail site, side by side on one machine.

    make bench-peer                         the whole table, of 10,000 stories
    make bench-peer ARGS="--only List"      rows whose name has the word

The same stories stand in two databases of one Postgres; hello, our site and Wagtail run under the
same server with the same workers, and each round asks them in turn. Nothing is kept ready. The
whole table is also written to bench/peer/last.md and into the README.

Wagtail runs as in production: templates compiled, connections that stay, indexes for its lists,
which leave the texts out. Its middleware, tree, menu and search are its own; pages of neither are
packed. Unfair to us: our pages weigh half as much again or more, with consents to ask and more to
read next. Unfair to Wagtail: its pages are whatever editors make of them, ours are drawn for one
purpose; its list counts its pages, ours does not; and a page of ours that is asked for again is
not drawn again, but for the thousand in turn. A cache in front would help both.
"""
# ruff: noqa: S603 (every command and argument here is our own)

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from bench import machine, prose, servers, store, table
from bench.load import Target, rate
from bench.measure import check
from bench.peer.rows import PAGES, markdown, shares, targets
from bench.rows import PLAIN, Place

HERE = Path(__file__).resolve().parent
PINS = store.PROJECT / "requirements-peer.txt"
MADE_OF = (*store.MADE_OF, PINS.name, "bench/peer/fill.py", "bench/peer/site/**/*.py")
STORIES = 10_000
REST = 0.5  # seconds after a round, in which what it left unanswered is worked off
SOUGHT = 20  # rare words
NEEDED = {"wrk": "wrk"}


def main(arguments: Sequence[str]) -> int:
    """Runs the comparison; returns the exit code."""
    asked = read(arguments)
    return machine.measuring(lambda cluster, folder: run(cluster, folder, asked), NEEDED)


def read(arguments: Sequence[str]) -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.peer")
    parser.add_argument("--only", default="", help="เฉพาะแถวที่ชื่อมีคำนี้")
    parser.add_argument("--rounds", type=int, default=5, help="วัดกี่รอบ")
    parser.add_argument("--seconds", type=int, default=2, help="รอบละกี่วินาที")
    parser.add_argument("--stories", type=int, default=STORIES, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    asked.pages = [page for page in PAGES if asked.only.lower() in page.lower()]
    if not asked.pages:
        parser.error(f"ไม่มีแถวที่ชื่อมีคำว่า {asked.only}")
    return asked


def run(cluster: str, folder: Path, asked: argparse.Namespace) -> None:
    """Fills, serves, measures, prints."""
    environment = servers.production(folder)
    ours = store.filled(cluster, asked.stories, environment)
    servers.collect(environment | {"DATABASE_URL": cluster})
    with (
        wagtail(cluster, folder, asked.stories, ours) as peer,
        servers.site(folder, ours, ready=False) as site,
        servers.hello(folder) as hello,
    ):
        place = Place(asked.stories, ours, {PLAIN: site})
        greeting, found, hellos = Target(hello, ["/"]), {}, []
        for page in asked.pages:
            print(f"{page} ", end="", flush=True, file=sys.stderr)
            rounds = measured([greeting, *targets(page, place, peer)], folder, asked)
            found[page] = shares(rounds)
            hellos += [each[0] for each in rounds]
        note = searched(place, peer)
    about = machine.surroundings(cluster, hellos, NEEDED)
    about["versions"] |= {"Wagtail": re.search(r"^wagtail==(\S+)", PINS.read_text(), re.M)[1]}
    text = markdown(found, about, note)
    print(text)
    whole = asked.stories == STORIES and not asked.only
    (HERE / "last.md" if whole else folder / "peer.md").write_text(text)
    if whole:
        table.show_in_readme(text, "bench-peer")


@contextmanager
def wagtail(cluster: str, folder: Path, count: int, ours: str) -> Iterator[str]:
    """Serves Wagtail with the stories of our database `ours`; yields its address."""
    python = python_of_its_own(folder / "peer")
    environment = servers.production(folder)
    environment["DJANGO_SETTINGS_MODULE"] = "bench.peer.site.settings"
    tasks = (
        [python, "-m", "django", "migrate", "--verbosity=0"],
        [python, "-m", "bench.peer.fill", ours],
    )
    name = f"bench_peer_{count}"
    environment["DATABASE_URL"] = store.made(cluster, name, "", environment, tasks, MADE_OF)
    application = "bench.peer.site.wsgi:application"
    with servers.serving(application, environment, folder / "peer.log", python) as address:
        yield address


def python_of_its_own(home: Path) -> Path:
    """Python in a virtual environment with Wagtail, made anew when its pins change.

    Raises CalledProcessError.
    """
    python, stamp = home / "bin" / "python", home / "made-from.txt"
    pins = PINS.read_text()
    if not stamp.exists() or stamp.read_text() != pins:
        print(f"ลงของที่ต้องใช้ตาม {PINS.name}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        command = [python, "-m", "pip", "install", "--quiet", "--no-input"]
        command += ["--disable-pip-version-check", "--require-hashes", "-r", PINS]
        subprocess.run(command, check=True)
        stamp.write_text(pins)
    return python


def measured(
    asked_for: Sequence[Target], folder: Path, asked: argparse.Namespace
) -> list[list[float]]:
    """Rounds of requests a second, each target in turn. Raises Failed for a wrong answer."""
    for target in asked_for:
        check(target)
        rate(target, min(1, asked.seconds), folder)  # both workers have begun
    rounds = []
    for _ in range(asked.rounds):
        rounds.append([])
        for target in asked_for:
            time.sleep(REST)
            rounds[-1].append(rate(target, asked.seconds, folder))
        print(".", end="", flush=True, file=sys.stderr)
    print(file=sys.stderr)
    return rounds


def searched(place: Place, peer: str) -> str:
    """A sentence about what both searches find of words inside running Thai."""
    sought, count = prose.rare_words()[:SOUGHT], place.count
    there = [word for each in range(1, count + 1) for word in prose.rare_in(each, count)]
    ours, theirs = (
        sum(len(stories_named(address + quote(word))) for word in sought)
        for address in (f"{place.servers[PLAIN]}/search/?q=", f"{peer}/stories/?query=")
    )
    return (
        f"{sum(map(there.count, sought))} stories have one of {SOUGHT} rare words inside running "
        f"Thai. Our search finds {ours} of them; Wagtail's, in the same Postgres, {theirs}: it "
        "knows words by the spaces between them."
    )


def stories_named(url: str) -> set[str]:
    """The numbers of the stories that a page links to."""
    return set(re.findall(r'href="/stories/(\d+)/"', servers.fetch(url, "identity")[2].decode()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
