"""The processes that run the functions, as the driver sees them: invoked, killed, stopped, woken."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.paths import ROOT


@dataclass(frozen=True)
class End:
    """How an invocation ended: with an answer, or ``ended`` by a signal ``at`` a boundary."""

    answer: Any
    ended: str
    at: str
    crossed: dict[str, int]


@dataclass
class Environment:
    """One process; ``invoke`` may find it dead, or stopped."""

    pid: int
    line: socket.socket

    def __post_init__(self) -> None:
        self._answers = self.line.makefile("r")

    def invoke(self, order: Mapping[str, Any]) -> End:
        """Hand it an event."""
        self.line.sendall(json.dumps(order).encode() + b"\n")
        return self.result()

    def invoke_for(self, order: Mapping[str, Any], seconds: float) -> End:
        """Hand it an event, and kill it wherever it is then."""
        self.line.sendall(json.dumps(order).encode() + b"\n")
        if select.select([self.line], [], [], seconds)[0]:
            return self.result()
        os.kill(self.pid, signal.SIGKILL)
        return End(None, "SIGKILL", "any moment", {})

    def wake(self) -> End:
        """Let a stopped one go on from where it was."""
        # It says that it stops, and then does: whoever wakes it in between does not wake it.
        while not self._is_stopped():
            time.sleep(0.001)
        os.kill(self.pid, signal.SIGCONT)
        return self.result()

    def _is_stopped(self) -> bool:
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(") ")[2].startswith("T")

    def result(self) -> End:
        """Raises AssertionError if it ended by itself."""
        said = self._answers.readline()
        assert said, f"process {self.pid} ended by itself: see its log"
        told = json.loads(said)
        return End(told.get("answer"), told.get("ended", ""), told.get("at", ""), told["crossed"])


class Environments:
    """Where they come from."""

    def __init__(self, orders: socket.socket) -> None:
        self._orders = orders
        self._replies = orders.makefile("r")

    def start(self) -> Environment:
        """Another process, which has loaded everything and opened nothing."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._orders, [b"new"], [theirs.fileno()])
        return Environment(int(self._replies.readline()), ours)

    def buried(self, dead: Environment) -> int:
        """How it ended, as ``Popen.returncode`` has it: -9 is SIGKILL. Its children go too."""
        with suppress(OSError):
            dead.line.shutdown(socket.SHUT_RDWR)
        dead.line.close()
        self._orders.sendall(b"%d" % dead.pid)
        code = int(self._replies.readline())
        with suppress(ProcessLookupError):
            os.killpg(dead.pid, signal.SIGKILL)
        return code


@contextmanager
def environments(victim: str, env: Mapping[str, str], log: Path) -> Iterator[Environments]:
    """Of this module, with these variables, and all that they print in ``log``."""
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-m", victim, str(theirs.fileno())]
    paths = [str(ROOT), str(ROOT / "layers" / "core")]
    with log.open("wb") as output, theirs:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **env, "PYTHONPATH": os.pathsep.join(paths)},
            stdout=output,
            stderr=output,
            pass_fds=[theirs.fileno()],
        )
    try:
        yield Environments(ours)
    finally:
        ours.shutdown(socket.SHUT_RDWR)
        process.wait(10)
