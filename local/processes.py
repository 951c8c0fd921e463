"""Background processes with a pid file and a log, so that `make stop` finds every one."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path


class DidNotStart(Exception):
    """A background process ended, or never answered; its log says why."""


def start(
    name: str,
    command: Sequence[str],
    folder: Path,
    ready: Callable[[], bool],
    env: Mapping[str, str] | None = None,
) -> None:
    """Start a process in its own group and wait until it is ``ready``. Raises DidNotStart."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | (env or {}),
            start_new_session=True,
        )
    (folder / f"{name}.pid").write_text(f"{process.pid} {_birth(process.pid)}")
    deadline = time.monotonic() + 60
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            tail = log.read_text(errors="replace")[-2000:]
            raise DidNotStart(f"{name} did not start; the end of {log}:\n{tail}")
        time.sleep(0.1)


def is_running(name: str, folder: Path) -> bool:
    """Whether the process that this folder remembers is alive, and is ours."""
    try:
        pid, birth = (folder / f"{name}.pid").read_text().split(maxsplit=1)
    except (OSError, ValueError):
        return False
    return _birth(int(pid)) == birth


def _birth(pid: int) -> str:
    """When a process began, in ticks since the boot: after one, another has its number."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def stop(name: str, folder: Path) -> bool:
    """End a process and all it started. False if it was not running."""
    file = folder / f"{name}.pid"
    running = is_running(name, folder)
    if running:
        group = int(file.read_text().split()[0])
        for signal_, seconds in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 2.0)):
            try:
                os.killpg(group, signal_)
            except ProcessLookupError:
                break
            if _gone(group, seconds):
                break
    file.unlink(missing_ok=True)
    return running


def _gone(group: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(ChildProcessError):
            os.waitpid(group, os.WNOHANG)  # reap it, when it is our own child
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def free_port(preferred: int) -> int:
    """This port, or any other if somebody else has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", preferred))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether something listens on a local port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
