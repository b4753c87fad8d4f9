"""Children that never outlive us: start one, hand signals on, be told when it ends.

Linux only, for the promise is the kernel's: PR_SET_PDEATHSIG sends a child a signal when the
thread that started it ends, by `kill -9` too. Imports no app and no Django.
"""

import ctypes
import functools
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence

PR_SET_PDEATHSIG = 1
HEARD = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD}

_libc = ctypes.CDLL(None)


def die_with_parent(how: signal.Signals) -> None:
    """Asks the kernel to send this process `how` when the thread that started it ends."""
    _libc.prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)


def tie_to_parent(how: signal.Signals, parent: int, mask: set[signal.Signals]) -> None:
    """For `preexec_fn`: dies with pid `parent`, begins with the signal mask `mask`.

    Popen calls it after it has changed the user, and so it must be: a change undoes the tie.
    """
    die_with_parent(how)
    if os.getppid() != parent:  # it died before the tie was made
        os.kill(os.getpid(), signal.SIGKILL)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def supervise(
    command: Sequence[str | os.PathLike],
    environment: Mapping[str, str],
    server: subprocess.Popen | None = None,
    apart: bool = False,
) -> int:
    """Runs a command to its end and returns its exit code, 128 + n when signal n ended it.

    SIGINT, SIGTERM and SIGHUP are handed on; when we die without a word the command gets
    SIGTERM. When the Postgres `server` ends first, the command is stopped and the answer is 1.
    `apart` gives it a process group of its own: a Ctrl-C then reaches it once, as SIGTERM.
    To be called from the main thread.

    Raises OSError when the command cannot be started.
    """
    # Blocked signals wait for sigwaitinfo, so no handler ever interrupts a wait for a child.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
    lost = False
    try:
        child = subprocess.Popen(  # noqa: S603 (the command is the caller's own)
            command,
            env=dict(environment),
            process_group=0 if apart else None,
            preexec_fn=functools.partial(tie_to_parent, signal.SIGTERM, os.getpid(), mask),
        )
        while child.poll() is None:
            if server is not None and server.poll() is not None and not lost:
                lost = True
                print("Postgres หยุดไปเอง ข้อมูลยังอยู่ครบ เริ่มใหม่ได้เลย", file=sys.stderr)
                child.terminate()
            _hand_on(signal.sigwaitinfo(HEARD), child, apart)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    if lost:
        return 1
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def start_deaf_thread(work: Callable[..., None], *arguments: object) -> None:
    """Starts a daemon thread that no signal is given to, so that `supervise` hears them all."""
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
    try:
        threading.Thread(target=work, args=arguments, daemon=True).start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _hand_on(heard: signal.struct_siginfo, child: subprocess.Popen, apart: bool) -> None:
    """Gives the command a signal that reached only us."""
    if heard.si_signo == signal.SIGCHLD:
        return
    if apart or heard.si_signo == signal.SIGHUP:
        child.terminate()  # servers would take a hang-up for "reload"
    elif heard.si_signo == signal.SIGTERM or heard.si_code <= 0:
        # A Ctrl-C has a code above 0 and has already reached the whole foreground group.
        child.send_signal(heard.si_signo)
