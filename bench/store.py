"""The databases of the bench: one for each number of stories, kept until what made them changes.

They stand in a private Postgres of their own below var/bench, away from the site's.
"""
# ruff: noqa: S603 (every command and argument here is our own)

import hashlib
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import psycopg
from psycopg import sql

PROJECT = Path(__file__).resolve().parent.parent
# What decides how a filled database looks.
MADE_OF = (
    "bench/words.py",
    "bench/prose.py",
    "bench/fill.py",
    "*/migrations/*.py",
    "villages/data/*",
    "kmnet/thai/*.py",
    "stories/models/*.py",
    "stories/showing.py",
    "stories/related.py",
    "stories/search*",
    "stories/search/**/*.py",
)


def filled(cluster: str, count: int, environment: Mapping[str, str]) -> str:
    """The URL of a database with `count` published stories, made now unless one is there.

    `cluster` is the URL of any database of the same Postgres. Raises CalledProcessError.
    """
    empty = made(cluster, "bench_empty", "", environment, PLACES)
    task = ([sys.executable, "-m", "bench.fill", str(count)],)
    return made(cluster, f"bench_{count}", empty, environment, task)


PLACES = (
    [sys.executable, "manage.py", "migrate", "--verbosity=0"],
    [sys.executable, "manage.py", "load_places"],
)


def fingerprint(made_of: Iterable[str]) -> str:
    """A name for what databases are made of: another after every change of it."""
    found = hashlib.sha256()
    for pattern in made_of:
        for path in sorted(PROJECT.glob(pattern)):
            if path.is_file():
                found.update(str(path.relative_to(PROJECT)).encode() + path.read_bytes())
    return found.hexdigest()[:20]


def made(
    cluster: str, name: str, template: str, environment, tasks, made_of: Iterable[str] = MADE_OF
) -> str:
    """The URL of database `name`: as it stands, or made from `template` by the tasks.

    It stands until a file that `made_of` names changes. Raises CalledProcessError.
    """
    url = with_database(cluster, name)
    mark = fingerprint(made_of)
    with psycopg.connect(cluster, autocommit=True) as connection:
        if _comment(connection, name) == mark:
            return url
        began = time.monotonic()
        print(f"เตรียมฐานข้อมูล {name} … ", end="", flush=True)
        quoted = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))
        like = sql.Identifier(template.rpartition("/")[2]) if template else sql.SQL("template0")
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(quoted, like))
        for task in tasks:
            subprocess.run(
                task,
                cwd=PROJECT,
                env={**environment, "DATABASE_URL": url},
                stdout=subprocess.DEVNULL,
                check=True,
            )
        # Written last: a database that was given up half way has no mark and is made anew.
        marked = sql.SQL("COMMENT ON DATABASE {} IS {}").format(quoted, sql.Literal(mark))
        connection.execute(marked)
        print(f"{time.monotonic() - began:.0f} วินาที", flush=True)
    return url


def _comment(connection, name: str) -> str:
    """What was marked on a database, "" when there is none."""
    found = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    ).fetchone()
    return (found and found[0]) or ""


def with_database(url: str, name: str) -> str:
    """The same Postgres's database `name`."""
    return f"{url.rpartition('/')[0]}/{name}"
