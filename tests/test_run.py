"""`make run` with the real thing: a fresh data directory, a free port, pages, a clean end."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from kmnet import run

PROJECT = Path(__file__).resolve().parent.parent
OUTSIDE = ("DATABASE_URL", "PGBIN", "KMNET_DEBUG", "PORT", "DEMO_PASSWORD")


@pytest.fixture(scope="module")
def data():
    """A data directory that root's server can reach too, kept while this file is tested."""
    directory = Path(tempfile.mkdtemp(prefix="kmnet-run-"))
    directory.chmod(0o755)
    yield directory / "var"
    for note in directory.rglob("*.at"):
        shutil.rmtree(note.read_text().strip())
    shutil.rmtree(directory)


@pytest.fixture
def port():
    with socket.socket() as door:
        door.bind((run.HOST, 0))
        return door.getsockname()[1]


def start(data, port, **environment):
    own = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
    own |= {"KMNET_DATA_DIR": str(data), "KMNET_POSTGRES_FAST": "1", "PORT": str(port)}
    own["KMNET_DEMO_PHOTO_WIDTH"] = "320"
    return subprocess.Popen(
        [sys.executable, "-m", "kmnet.run"],
        cwd=PROJECT,
        env=own | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def opened(data, port):
    """The running site and what it said until it was open."""
    site = start(data, port)
    try:
        said = []
        for line in site.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        assert "Ctrl-C" in said[-1], "".join(said)
        yield site, "".join(said)
    finally:
        site.kill()
        site.wait()
        site.stdout.close()
        assert left_running(data) == []


def left_running(data):
    """What still runs for that data directory ten seconds after it should have ended."""
    until = time.monotonic() + 10
    while (found := processes(data)) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def processes(data):
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = [(process / name).read_bytes() for name in ("cmdline", "environ")]
        except OSError:
            continue
        if any(os.fsencode(data) in words for words in told):
            found.append(int(process.name))
    return found


def status(port, address):
    connection = http.client.HTTPConnection(run.HOST, port, timeout=30)
    connection.request("GET", address)
    answer = connection.getresponse().status
    connection.close()
    return answer


def test_it_opens_from_nothing_and_stops_without_a_trace(data, port):
    with opened(data, port) as (site, said):
        assert f"http://127.0.0.1:{port}/" in said
        assert [email for email in run.SIGN_INS if email in said] == list(run.SIGN_INS)
        assert (status(port, "/"), status(port, "/readyz")) == (200, 200)
        site.send_signal(signal.SIGTERM)
        assert site.wait(20) == 0
        assert left_running(data) == []


def test_killed_it_takes_server_workers_and_postgres_along(data, port):
    with opened(data, port) as (site, _):
        assert status(port, "/healthz") == 200
        site.kill()
        assert left_running(data) == []


def test_a_busy_port_is_said_before_anything_is_started(tmp_path, port):
    with socket.socket() as other:
        other.bind((run.HOST, port))
        other.listen()
        site = start(tmp_path / "var", port)
        said, _ = site.communicate(timeout=20)
    assert site.returncode == 1
    assert f"พอร์ต {port} มีโปรแกรมอื่นใช้อยู่" in said
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("words", ["0", "65536", "แปดพัน", "-1"])
def test_a_port_that_is_none_is_refused(words):
    with pytest.raises(run.CannotRun, match="PORT="):
        run.free_port(words)


def test_without_secrets_production_does_not_open(data, port):
    site = start(data, port, KMNET_DEBUG="0", KMNET_SECRET_KEY="")
    said, _ = site.communicate(timeout=30)
    assert site.returncode == 1
    assert "KMNET_SECRET_KEY" in said
    assert "Traceback" not in said


@pytest.mark.django_db
def test_outside_debug_no_demo_is_made(settings, tmp_path, django_user_model):
    settings.STATIC_ROOT = tmp_path
    assert not settings.DEBUG
    run._bring_up_to_date()
    assert run._sign_ins() == ""
    assert not django_user_model.objects.exists()
