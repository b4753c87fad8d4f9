"""A proxy between a phone and the site that breaks what it is told to break.

    with FaultProxy(site.port) as proxy:
        proxy.drop_response(n=1, matching=b"POST /sync/.*/finalise/")

Each rule waits for its n-th matching request, strikes once and is gone; what no rule meets goes
through untouched. Every request has a connection of its own, so that nothing is retried below the
program under test.
"""

import contextlib
import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

HOST = "127.0.0.1"
PATIENCE = 60  # seconds without a byte after which a connection is given up
PIECE = 64 * 1024  # bytes
BROKEN_PAGE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
    b"<html><h1>Welcome to FreeWiFi</h1><p>Please sign in</html>"
)


@dataclass
class Request:
    """One request as it came in; `line` is method and address, as b"PUT /sync/visits/…/"."""

    line: bytes
    head: bytes
    body: bytes


@dataclass
class Rule:
    """What to do with the n-th request whose line matches, counted from now."""

    strike: Callable[[Request, socket.socket], None]
    matching: re.Pattern
    n: int


class FaultProxy:
    """Listens on `port` and passes requests on to `upstream_port` of this machine."""

    def __init__(self, upstream_port: int):
        self.upstream_port = upstream_port
        self.seen: list[bytes] = []  # the lines of all requests, in the order they came
        self.struck: list[bytes] = []  # the lines of those that a rule met
        self._rules: list[Rule] = []
        self._lock = threading.Lock()
        self._up = True
        self._door = socket.create_server((HOST, 0), backlog=128)
        self.port: int = self._door.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening; connections that are open run to their end."""
        self._up = False
        # Closing alone does not wake a thread that waits in accept.
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    # What to break ------------------------------------------------------------------------------

    def pass_through(self) -> None:
        """Forget all rules, and be there again after `down`."""
        with self._lock:
            self._rules.clear()
            self._up = True

    def down(self) -> None:
        """Break every connection before a byte is answered, until `pass_through`."""
        self._up = False

    def drop_response(self, n: int = 1, matching: bytes = b"") -> None:
        """The site gets the request and does it; its answer never arrives."""

        def strike(request: Request, phone: socket.socket) -> None:
            self._ask(request)
            reset(phone)

        self._add(strike, n, matching)

    def drop_request(self, n: int = 1, matching: bytes = b"") -> None:
        """The request is lost on the way; the site never hears of it."""
        self._add(lambda request, phone: reset(phone), n, matching)

    def cut(
        self, n: int = 1, matching: bytes = b"", after: int = 1000, way: str = "request"
    ) -> None:
        """The line breaks `after` bytes of the body that is on its `way`: "request" or "response".

        Half a request ends at the site as an upload that broke off, half a response at the phone.
        """

        def cut_request(request: Request, phone: socket.socket) -> None:
            with self._connected() as site:
                site.sendall(request.head + request.body[:after])
                site.shutdown(socket.SHUT_WR)
                read_to_end(site)
            reset(phone)

        def cut_response(request: Request, phone: socket.socket) -> None:
            answer = self._ask(request)
            head = answer.find(b"\r\n\r\n") + 4
            phone.sendall(answer[: head + after])

        self._add(cut_request if way == "request" else cut_response, n, matching)

    def delay(self, seconds: float, n: int = 1, matching: bytes = b"") -> None:
        """The answer comes, late."""

        def strike(request: Request, phone: socket.socket) -> None:
            answer = self._ask(request)
            time.sleep(seconds)
            phone.sendall(answer)

        self._add(strike, n, matching)

    def garbage(
        self, n: int = 1, matching: bytes = b"", answer: bytes = BROKEN_PAGE, asked: bool = False
    ) -> None:
        """Something on the way answers in the site's place; `answer` is all it sends.

        With `asked` the site did get the request, and only its answer was replaced.
        """

        def strike(request: Request, phone: socket.socket) -> None:
            if asked:
                self._ask(request)
            phone.sendall(answer)

        self._add(strike, n, matching)

    def answer(self, status: int, n: int = 1, matching: bytes = b"", body: bytes = b"") -> None:
        """Something on the way refuses with a status of its own, as a proxy's limit (413) does."""
        head = f"HTTP/1.1 {status} No\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
        self.garbage(n, matching, answer=head.encode() + body)

    # The work -----------------------------------------------------------------------------------

    def _add(self, strike: Callable, n: int, matching: bytes) -> None:
        with self._lock:
            self._rules.append(Rule(strike, re.compile(matching), n))

    def _rule_for(self, request: Request) -> Rule | None:
        """The rule whose turn this request is, taken off the list."""
        with self._lock:
            self.seen.append(request.line)
            turn = None
            for rule in list(self._rules):
                if not rule.matching.search(request.line):
                    continue
                rule.n -= 1
                if rule.n == 0 and turn is None:
                    turn = rule
                    self._rules.remove(rule)
                    self.struck.append(request.line)
            return turn

    def _serve(self) -> None:
        while True:
            try:
                phone, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=[phone], daemon=True).start()

    def _carry(self, phone: socket.socket) -> None:
        """One request and its answer."""
        with phone:
            phone.settimeout(PATIENCE)
            try:
                request = read_request(phone) if self._up else None
                if request is None:
                    reset(phone)
                    return
                rule = self._rule_for(request)
                if rule:
                    rule.strike(request, phone)
                else:
                    phone.sendall(self._ask(request))
            except OSError:
                reset(phone)  # either side went away, which is all a broken line can say

    def _connected(self) -> socket.socket:
        return socket.create_connection((HOST, self.upstream_port), timeout=PATIENCE)

    def _ask(self, request: Request) -> bytes:
        """The site's whole answer, as bytes."""
        with self._connected() as site:
            # It may answer and close before it has read everything.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                site.sendall(request.head + request.body)
            return read_to_end(site)


def read_request(phone: socket.socket) -> Request | None:
    """A whole request, marked as the last of its connection; None when nothing came."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = phone.recv(PIECE)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    sizes = [line for line in lines if line.lower().startswith(b"content-length:")]
    size = int(sizes[0].split(b":")[1]) if sizes else 0
    parts = [body]
    left = size - len(body)
    while left > 0:
        piece = phone.recv(PIECE)
        if not piece:
            break  # half a body came in, and half a body goes on
        parts.append(piece)
        left -= len(piece)
    line = b" ".join(lines[0].split(b" ")[:2])
    whole = b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n"
    return Request(line, whole, b"".join(parts))


def read_to_end(site: socket.socket) -> bytes:
    """Everything until the other side closes, or breaks off."""
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while piece := site.recv(PIECE):
            parts.append(piece)
    return b"".join(parts)


def reset(phone: socket.socket) -> None:
    """Break a connection off, as a lost signal does, instead of ending it politely."""
    with contextlib.suppress(OSError):
        phone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        phone.close()
