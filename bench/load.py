"""Load by wrk: how many requests a second a server answers, in short rounds."""
# ruff: noqa: S603 (every command and argument here is our own)

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.servers import HEADERS

CONNECTIONS = 16

# Each thread goes round the list from another place.
ROUND_THE_LIST = """
local paths = {%s}
local threads = 0
function setup(thread) thread:set("turn", threads * 37); threads = threads + 1 end
function request()
    turn = turn + 1
    return wrk.format("GET", paths[turn %% #paths + 1])
end
"""


@dataclass(frozen=True)
class Target:
    """What is asked for: a server's address, and one path or many to go round."""

    server: str
    paths: Sequence[str]

    @property
    def first(self) -> str:
        """The first address."""
        return self.server + self.paths[0]


class Failed(RuntimeError):
    """Answers other than 200: there is nothing to compare."""


def rate(target: Target, seconds: int, folder: Path) -> float:
    """Answered requests a second over `seconds`. Raises Failed when any answer was not 2xx."""
    command = ["wrk", "-t", "2", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "--timeout", "20s"]
    for name, value in HEADERS.items():
        command += ["-H", f"{name}: {value}"]
    if len(target.paths) > 1:
        script = folder / "wrk.lua"
        listed = ",".join(f'"{path}"' for path in target.paths)
        script.write_text(ROUND_THE_LIST % listed)
        command += ["-s", str(script)]
    said = subprocess.run([*command, target.first], capture_output=True, text=True, check=True)
    if wrong := re.search(r"Non-2xx or 3xx responses: \d+|Socket errors: .*", said.stdout):
        raise Failed(f"{target.first}: {wrong[0]}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said.stdout)[1])
