"""The machine that is measured on: what it lacks, whether it is quiet, what it is."""
# ruff: noqa: S603 (every command and argument here is our own)

import datetime
import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from bench.load import CONNECTIONS
from kmnet import postgres

BUSY = 0.5  # processes at work for each core, before we begin, from which figures mislead


def measuring(work: Callable[[str, Path], None], needed: Mapping[str, str]) -> int:
    """Calls `work(cluster, folder)` with the bench's Postgres running; returns the exit code.

    `needed` are programs and the packages that bring them.
    """
    if missing := [package for program, package in needed.items() if not shutil.which(program)]:
        print(f"ยังขาดเครื่องมือวัด ลงก่อนด้วย apt-get install {' '.join(missing)}", file=sys.stderr)
        return 1
    folder = postgres.data_dir() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    if os.getloadavg()[0] > BUSY * cores():
        print("เครื่องกำลังทำงานอื่นอยู่ ตัวเลขจะเพี้ยน รอให้ว่างก่อนจะดีกว่า", file=sys.stderr)
    os.environ["KMNET_POSTGRES_FAST"] = ""  # the disk is waited for, as in life
    try:
        with postgres.running(folder) as cluster:
            work(cluster, folder)
    except (
        postgres.PostgresTrouble,
        RuntimeError,
        TimeoutError,
        subprocess.CalledProcessError,
    ) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def surroundings(
    cluster: str, hello_rates: Sequence[float], programs: Iterable[str]
) -> dict[str, object]:
    """What it was measured on, versions of the `programs` too: no names of machines, no paths."""
    import psycopg

    with psycopg.connect(cluster) as connection:
        server = connection.execute("SHOW server_version").fetchone()[0]
    versions = {
        "Python": platform.python_version(),
        "Django": importlib.metadata.version("django"),
        "granian": importlib.metadata.version("granian"),
        "Postgres": server.split()[0],
        **{program: said(program, "-v") for program in programs},
    }
    hello = sorted(hello_rates)[len(hello_rates) // 2]
    return {
        "date": datetime.date.today().isoformat(),
        "cores": cores(),
        "processor": processor(),
        "connections": CONNECTIONS,
        "versions": versions,
        "hello": int(round(hello, -2)),
    }


def said(*command: str) -> str:
    """The version that a program gives, without what its packager added."""
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"\d+(?:\.\d+)+", told.stdout + told.stderr)
    return found[0] if found else "?"


def cores() -> int:
    """How many cores we may use."""
    return len(os.sched_getaffinity(0))


def processor() -> str:
    """The processor's name as Linux knows it."""
    for each in Path("/proc/cpuinfo").read_text().splitlines():
        if each.startswith("model name"):
            return " ".join(each.partition(":")[2].split())
    return platform.machine()
