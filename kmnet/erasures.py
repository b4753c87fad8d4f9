"""The ledger of erasures: a file beside the database, so that a restored backup forgets nothing.

A backup brings back who was erased after it was made. So each erasure leaves one line here, written
once its transaction stands: what kind, which key, when; no name and no word. The file is only ever
added to. `manage.py erase_again` reads it.
"""

import datetime
import json
import os
from pathlib import Path

from django.conf import settings
from django.db import transaction

PERSON, FILE, ACCOUNT = "person", "file", "account"


def ledger() -> Path:
    """Where the ledger lies."""
    return settings.DATA_DIR / "erasures.jsonl"


def note(kind: str, key: str, at: datetime.datetime) -> None:
    """Write one line once the transaction stands.

    `key` names exactly one thing for good: a UUID, or a number with the moment it came to be, so
    that a number given again never means another. A disk that refuses loses no erasure: the tables
    know it as well, and `erase_again` adds what is missing.
    """
    transaction.on_commit(lambda: add(kind, key, at), robust=True)


def add(kind: str, key: str, at: datetime.datetime) -> None:
    """Add a line and wait until it is on the disk. Raises OSError."""
    line = json.dumps({"kind": kind, "key": key, "at": at.isoformat()}) + "\n"
    path = ledger()
    path.parent.mkdir(parents=True, exist_ok=True)
    # One write at the end of the file: lines of two processes never mix.
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def noted() -> dict[tuple[str, str], datetime.datetime]:
    """(kind, key) of everything ever erased, with when. A last line cut short is left out."""
    if not ledger().exists():
        return {}
    found = {}
    for line in ledger().read_text().splitlines():
        try:
            row = json.loads(line)
            found[row["kind"], row["key"]] = datetime.datetime.fromisoformat(row["at"])
        except (ValueError, KeyError, TypeError):
            continue
    return found


def numbered(pk: int, since: datetime.datetime) -> str:
    """The key of a row known by number: the number, and the moment it came to be (in UTC)."""
    return f"{pk}@{since.astimezone(datetime.UTC).isoformat()}"
