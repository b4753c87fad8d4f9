"""The servers that are measured: granian as the README runs it, nginx in front and beside."""
# ruff: noqa: S603 (every command and argument here is our own)

import functools
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.store import PROJECT
from kmnet.processes import tie_to_parent

HOST = "127.0.0.1"
PATIENCE = 60  # seconds that a server may take to come up
# What a phone behind the proxy sends.
HEADERS = {
    "Accept-Encoding": "gzip",
    "User-Agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Mobile Safari/537.36",
    "X-Forwarded-For": "192.0.2.7",
    "X-Forwarded-Proto": "https",
}
OUR_OWN = ("KMNET_", "DATABASE_URL", "DJANGO_", "LINE_", "EMAIL_", "DEMO_", "PORT")

NGINX = """
worker_processes 2;
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 256; }}
http {{
    access_log off;
    keepalive_requests 10000000;
    types {{ text/html html; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    proxy_cache_path {folder}/cache keys_zone=pages:8m max_size=64m;
    map $http_accept_encoding $packed {{ ~br br; ~gzip gzip; default ""; }}
    upstream site {{ server 127.0.0.1:{site}; keepalive 16; }}
    server {{
        listen 127.0.0.1:{cached};
        location / {{
            proxy_pass http://site;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto https;
            proxy_cache pages;
            proxy_cache_lock on;
            # One copy for each packing, found at the first look: by Vary it takes nginx two.
            proxy_set_header Accept-Encoding $packed;
            proxy_cache_key $host$request_uri$packed;
            proxy_ignore_headers Vary;
        }}
    }}
    server {{
        listen 127.0.0.1:{static};
        root {folder}/files;
        gzip_static on;
    }}
}}
"""


def production(folder: Path) -> dict[str, str]:
    """The environment of a site as in production, whatever stands in ours."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(OUR_OWN)}
    return own | {
        "DJANGO_SETTINGS_MODULE": "kmnet.settings",
        "KMNET_DATA_DIR": str(folder / "site"),
        "KMNET_HOSTS": HOST,
        "KMNET_SECRET_KEY": "only-for-the-bench-" + "k" * 40,
        "KMNET_SITE_URL": "https://kmnet.example",
        "KMNET_TRUSTED_PROXIES": "1",
    }


def collect(environment: Mapping[str, str]) -> None:
    """The static files as production serves them."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(command, cwd=PROJECT, env=environment, check=True)


@contextmanager
def serving(
    application: str,
    environment: Mapping[str, str],
    log: Path,
    python: str | Path = sys.executable,
) -> Iterator[str]:
    """granian with two workers, as in production; yields its address, ends it afterwards."""
    port = free_port()
    command = [str(python), "-m", "granian", "--interface", "wsgi", "--factory"]
    command += ["--workers", "2", "--blocking-threads", "4", "--no-ws"]
    command += ["--respawn-failed-workers", "--host", HOST, "--port", str(port)]
    command += ["--log-level", "warning", application]
    with process(command, environment, log) as running, answering(running, port, log):
        yield f"http://{HOST}:{port}"


def hello(folder: Path, which: str = "bare"):
    """Django with one view; `which` as in `bench.hello`."""
    return serving(f"bench.hello:{which}", production(folder), folder / "hello.log")


def site(folder: Path, database: str, ready: bool):
    """The site on one database, with or without pages kept ready."""
    environment = production(folder) | {"DATABASE_URL": database}
    if not ready:
        environment["KMNET_READY_MB"] = "0"
    return serving("kmnet.run:application_tied_to_its_master", environment, folder / "site.log")


@contextmanager
def nginx(folder: Path, site_url: str, files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """nginx with a cache before the site, and nginx with static files; yields both addresses.

    `files` are name and bytes; a name that ends in .gz is sent to whoever takes gzip.
    """
    home = folder / "nginx"
    (home / "files").mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (home / "files" / name).write_bytes(content)
    cached, static = free_port(), free_port()
    settings = NGINX.format(
        folder=home,
        site=site_url.rpartition(":")[2],
        cached=cached,
        static=static,
        user="user root;" if os.geteuid() == 0 else "",
    )
    (home / "nginx.conf").write_text(settings)
    log = folder / "nginx.log"
    command = ["nginx", "-p", str(home), "-c", str(home / "nginx.conf"), "-e", str(log)]
    with process(command, os.environ, log) as running, answering(running, static, log):
        yield f"http://{HOST}:{cached}", f"http://{HOST}:{static}"


@contextmanager
def process(
    command: list[str], environment: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen]:
    """A process that runs while the block does, and dies with us."""
    with ExitStack() as stack:
        into = stack.enter_context(log.open("ab"))
        running = subprocess.Popen(
            command,
            cwd=PROJECT,
            env=dict(environment),
            stdout=into,
            stderr=into,
            process_group=0,
            preexec_fn=functools.partial(tie_to_parent, signal.SIGTERM, os.getpid(), set()),
        )
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()


@contextmanager
def answering(
    running: subprocess.Popen, port: int, log: Path, patience: float = PATIENCE
) -> Iterator[None]:
    """Goes on once the process answers at its port.

    Raises TimeoutError after so many seconds, or as soon as the process has ended.
    """
    until = time.monotonic() + patience
    while True:
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
            connection.request("GET", "/", headers=HEADERS)
            connection.getresponse().read()
            connection.close()
            break
        except (OSError, http.client.HTTPException):
            if time.monotonic() > until or running.poll() is not None:
                raise TimeoutError(f"ไม่มีใครตอบ อ่านเหตุได้ใน {log}") from None
            time.sleep(0.1)
    yield


def fetch(url: str, encoding: str = "gzip") -> tuple[int, dict[str, str], bytes]:
    """(status, headers with lower-case names, bytes as sent) of one GET."""
    address = url.removeprefix("http://")
    place, _, path = address.partition("/")
    connection = http.client.HTTPConnection(place, timeout=PATIENCE)
    try:
        connection.request("GET", f"/{path}", headers=HEADERS | {"Accept-Encoding": encoding})
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return response.status, headers, response.read()
    finally:
        connection.close()


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as door:
        door.bind((HOST, 0))
        return door.getsockname()[1]
