"""`make bench`: how fast the site is, as shares of a bare Django hello in the same run.

    make bench                                the whole table: 1,000, 10,000 and 100,000 stories
    make bench ARGS="--stories 1000,10000"    shorter
    make bench ARGS="--only Search"           rows whose name has the word

Prints the table. The whole one is also written to bench/last.md and bench/last.json and into the
README; a shorter one to var/bench/. Figures are ratios, for a machine is never the same twice;
nothing here fails because something was slow.
"""
# ruff: noqa: S603 (every command and argument here is our own)

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bench import machine, servers, store, table
from bench.load import Failed
from bench.measure import Bench, Figures
from bench.rows import PLAIN, READY, ROWS, Place, Row
from bench.weight import Weight, photos_at_once, weigh

HERE = Path(__file__).resolve().parent
COUNTS = "1000,10000,100000"
NEEDED = {"nginx": "nginx-light", "wrk": "wrk"}


def main(arguments: Sequence[str]) -> int:
    """Runs the bench; returns the exit code."""
    asked = read(arguments)
    return machine.measuring(lambda cluster, folder: run(cluster, folder, asked), NEEDED)


def read(arguments: Sequence[str]) -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--stories", default=COUNTS, help="กี่เรื่อง คั่นด้วยจุลภาค")
    parser.add_argument("--only", default="", help="เฉพาะแถวที่ชื่อมีคำนี้")
    parser.add_argument("--rounds", type=int, default=5, help="วัดกี่รอบ")
    parser.add_argument("--seconds", type=int, default=2, help="รอบละกี่วินาที")
    asked = parser.parse_args(arguments)
    asked.counts = sorted(int(each) for each in asked.stories.split(","))
    asked.rows = [row for row in ROWS if asked.only.lower() in row.words.lower()]
    return asked


def run(cluster: str, folder: Path, asked: argparse.Namespace) -> None:
    """Fills, serves, measures, prints."""
    environment = servers.production(folder)
    databases = {count: store.filled(cluster, count, environment) for count in asked.counts}
    servers.collect(environment | {"DATABASE_URL": cluster})
    with ExitStack() as stack:
        hello = stack.enter_context(servers.hello(folder))
        places = [
            serve(stack, folder, count, database, asked.rows)
            for count, database in databases.items()
        ]
        weights = [] if asked.only else weigh_pages(places[-1], environment)
        bench = Bench(hello, places, folder, asked.rounds, asked.seconds)
        with servers.hello(folder, "started") as started:
            share = round(bench.share(started), 2)
        found = []
        for row in asked.rows:
            print(f"{row.words} ", end="", flush=True, file=sys.stderr)
            found.append((row, figures_of(bench, row)))
    about = machine.surroundings(cluster, bench.hello_rates, NEEDED) | {
        "started": share,
        "stories": asked.counts,
    }
    text = table.markdown(found, asked.counts, weights, about)
    print(text)
    whole = asked.stories == COUNTS and not asked.only
    write_down(text, as_json(found, weights, about), HERE if whole else folder)
    if whole:
        table.show_in_readme(text, "bench")


def write_down(text: str, plain: dict[str, object], folder: Path) -> None:
    """Keeps the table for people and for machines."""
    (folder / "last.md").write_text(text)
    words = json.dumps(plain, ensure_ascii=False, indent=1)
    (folder / "last.json").write_text(words + "\n")


def figures_of(bench: Bench, row: Row) -> Figures:
    """The row's figures; none of them where the site did not answer as it should."""
    try:
        return bench.row(row)
    except Failed as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return Figures()


def serve(stack: ExitStack, folder: Path, count: int, database: str, rows: Sequence[Row]) -> Place:
    """Starts what serves one number of stories: with pages kept ready, without, behind nginx."""
    running = {
        READY: stack.enter_context(servers.site(folder, database, ready=True)),
        PLAIN: stack.enter_context(servers.site(folder, database, ready=False)),
    }
    place = Place(count, database, running)
    if any(row.base == "static" for row in rows):
        files = static_files(running[READY] + place.paths()["story"])
        home = folder / f"nginx-{count}"
        home.mkdir(exist_ok=True)
        both = stack.enter_context(servers.nginx(home, running[READY], files))
        running |= dict(zip(("cached", "static"), both, strict=True))
    return place


def static_files(url: str) -> dict[str, bytes]:
    """The story as a static file, and the very bytes that the site sends to whoever takes gzip."""
    _, _, page = servers.fetch(url, "identity")
    _, headers, packed = servers.fetch(url, "gzip")
    files = {"story.html": page}
    if headers.get("content-encoding") == "gzip":
        files["story.html.gz"] = packed
    return files


def weigh_pages(place: Place, environment: dict[str, str]) -> list[Weight]:
    """What first views cost, their photos drawn before."""
    paths, server = place.paths(), place.servers[READY]
    names = {"One story without photos": "story", "Home": "home", "List": "list"}
    names |= {"Village": "village", "District": "district"}
    command = [sys.executable, "-m", "bench.pictures"]
    command += photos_at_once(server, [paths[name] for name in names.values()])
    drawing = environment | {"DATABASE_URL": place.database}
    subprocess.run(command, cwd=store.PROJECT, env=drawing, check=True)
    return [weigh(words, server, paths[name]) for words, name in names.items()]


def as_json(
    found: Sequence[tuple[Row, Figures]], weights: Sequence[Weight], about: dict[str, object]
) -> dict[str, object]:
    """The same for machines."""
    return about | {
        "rows": [
            {
                "what": row.words,
                "of_hello": rounded(figures.of_hello),
                "of_base": rounded(figures.of_base),
                "rates": rounded(figures.rates),
                "slowdown": figures.slowdown and round(figures.slowdown, 3),
                "met": table.met(row, figures),
            }
            for row, figures in found
        ],
        "first_view": [vars(each) for each in weights],
    }


def rounded(shares: dict[int, float]) -> dict[int, float]:
    """Figures with the digits that say something."""
    return {count: float(f"{share:.4g}") for count, share in shares.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
