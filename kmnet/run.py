"""`make run`: from an empty folder to a site with a network in it, one line of Thai a step.

Postgres, tables, places, the demo network and the checks happen in this one process; then
granian serves and this process only watches over it. Whatever ends us ends them all.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from kmnet import postgres
from kmnet.processes import die_with_parent, start_deaf_thread, supervise

HOST = "127.0.0.1"
DEFAULT_PORT = "8000"
PREPARING = 6932569  # the number of the advisory lock under which only one process prepares
SIGN_INS = {
    "officer@kmnet.example": "ภาคีในพื้นที่",
    "connector@kmnet.example": "คุณประสานอำเภอ",
    "coordinator@kmnet.example": "ผู้ประสานงานเครือข่าย",
}


class CannotRun(Exception):
    """The site cannot be opened; the message says in Thai why and what to do."""


def main() -> int:
    """Opens the site and keeps it open; returns the exit code."""
    os.environ.setdefault("KMNET_DEBUG", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kmnet.settings")
    try:
        port = free_port(os.environ.get("PORT", "").strip() or DEFAULT_PORT)
        with _database() as (url, server):
            os.environ.update(DATABASE_URL=url, PORT=str(port))
            sign_ins = prepare()
            return serve(port, sign_ins, server)
    except (CannotRun, postgres.PostgresTrouble) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def free_port(words: str) -> int:
    """The port as a number, once nobody listens there. Raises CannotRun."""
    if not words.isdecimal() or not 0 < int(words) < 65536:
        raise CannotRun(f"PORT={words} ใช้ไม่ได้ ลองเลขระหว่าง 1024 ถึง 65535 เช่น PORT=8001 make run")
    port = int(words)
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, port))
        except PermissionError:
            raise CannotRun(f"พอร์ต {port} เครื่องนี้ไม่ให้ใช้ ลองเลขอื่น เช่น PORT=8001 make run") from None
        except OSError:
            raise CannotRun(
                f"พอร์ต {port} มีโปรแกรมอื่นใช้อยู่ ปิดโปรแกรมนั้นก่อน หรือลองพอร์ตอื่น "
                f"เช่น PORT={port % 65535 + 1} make run"
            ) from None
    return port


def prepare() -> str:
    """Brings tables, places and, where DEBUG is on, the demo network up to date.

    Returns the lines that tell a visitor how to sign in, "" where nobody of the demo lives.
    Raises CannotRun.
    """
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management.base import CommandError
    from django.db import OperationalError, connections

    try:
        django.setup()
        with _alone(connections["default"]):
            _bring_up_to_date()
        sign_ins = _sign_ins()
        connections.close_all()
        return sign_ins
    except ImproperlyConfigured as trouble:
        raise CannotRun(str(trouble)) from trouble
    except CommandError as trouble:
        raise CannotRun(f"ยังเปิดไม่ได้: {trouble}") from trouble
    except OperationalError as trouble:
        raise CannotRun(f"ต่อฐานข้อมูลไม่ได้ ลองดู DATABASE_URL อีกครั้ง: {trouble}") from trouble


def serve(port: int, sign_ins: str, server: subprocess.Popen | None = None) -> int:
    """Serves until a signal comes; returns the exit code, 0 after a calm stop."""
    project = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST]
    command += ["--port", str(port), "--workers", "2", "--blocking-threads", "4", "--no-ws"]
    command += ["--respawn-failed-workers", "--workers-kill-timeout", "5"]
    command += ["--log-level", "warning", "--working-dir", str(project)]
    command += ["--factory", "kmnet.run:application_tied_to_its_master"]
    # A thread may look on, but the child itself is started from this, the main thread.
    start_deaf_thread(_welcome, port, sign_ins)
    return supervise(command, os.environ, server, apart=True)


def application_tied_to_its_master():
    """For granian's workers: the site's WSGI application, in a process that dies with granian.

    Without the tie, workers whose master was killed would keep the port for themselves.
    """
    import multiprocessing
    import signal

    # Until granian listens for itself a worker has its master's handler, which would drop a stop.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent(signal.SIGKILL)
    master = multiprocessing.parent_process()
    if master is not None and os.getppid() != master.pid:
        sys.exit("granian is gone")

    from kmnet.wsgi import application

    return application


# Steps ------------------------------------------------------------------------------------------


@contextmanager
def _step(words: str) -> Iterator[None]:
    """One line: what is being done, and when it is done the seconds it took."""
    began = time.monotonic()
    print(f"{words} … ", end="", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f"{time.monotonic() - began:.1f} วินาที", flush=True)


@contextmanager
def _database() -> Iterator[tuple[str, subprocess.Popen | None]]:
    """The database that DATABASE_URL names, or the private one; as `postgres.serving`."""
    given = os.environ.get("DATABASE_URL", "").strip()
    if given:
        print("ใช้ Postgres ตามที่ DATABASE_URL บอก", flush=True)
        yield given, None
        return
    began = time.monotonic()
    with postgres.serving(postgres.data_dir()) as served:
        print(f"Postgres พร้อมแล้ว … {time.monotonic() - began:.1f} วินาที", flush=True)
        yield served


@contextmanager
def _alone(connection) -> Iterator[None]:
    """Two that start at once on one database prepare it one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])


def _bring_up_to_date() -> None:
    from django.conf import settings

    with _step("ปรับตารางข้อมูล"):
        _command("check", databases=["default"])
        _command("migrate", interactive=False, verbosity=0)
    with _step("ลงรายชื่ออำเภอ ตำบล หมู่บ้าน"):
        _command("load_places")
    if settings.DEBUG:
        with _step("ตั้งเครือข่ายตัวอย่าง ถ้ายังไม่มีข้อมูล"):
            _command("make_demo", if_empty=True)
    else:
        with _step("รวมไฟล์หน้าเว็บ"):
            _command("collectstatic", interactive=False, verbosity=0)
    with _step("เตรียมเรื่องให้ค้นเจอ"):
        _command("index_stories")


def _command(name: str, **options: object) -> None:
    """A management command whose small talk is kept from the page; its errors come as raised."""
    from django.core.management import call_command

    call_command(name, stdout=StringIO(), **options)


def _sign_ins() -> str:
    from django.conf import settings
    from django.contrib.auth import get_user_model

    if not settings.DEBUG:
        return ""
    there = set(get_user_model().objects.filter(email__in=SIGN_INS).values_list("email", flat=True))
    if not there:
        return ""
    lines = [f"ลองเข้าใช้ได้ รหัสผ่านเดียวกันทุกคน: {settings.DEMO_PASSWORD}"]
    lines += [f"  {email:<28}{who}" for email, who in SIGN_INS.items() if email in there]
    return "\n".join(lines) + "\n"


def _welcome(port: int, sign_ins: str) -> None:
    """Waits until the site answers, then says where it is."""
    with _step("เปิดเว็บ"):
        while not _site_answers(port):
            time.sleep(0.1)
    print(f"\nเปิดดูได้ที่ http://{HOST}:{port}/\n{sign_ins}กด Ctrl-C เมื่อเลิกใช้", flush=True)


def _site_answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


if __name__ == "__main__":
    sys.exit(main())
