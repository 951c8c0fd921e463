"""One process at a time: a lock that the system takes back from who dies."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import IO

from integrador.errors import AlreadyRunning
from integrador.home import Home

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def one_process(home: Home) -> Iterator[None]:
    """Only one agent works on a home. Raises AlreadyRunning."""
    with _locked(home.root / "agent.lock", attempts=1):
        yield


@contextmanager
def one_writer(path: Path) -> Iterator[None]:
    """Read and write a file with nobody in between. Raises AlreadyRunning after 5 s."""
    with _locked(path.with_suffix(".lock"), attempts=50):
        yield


def is_running(home: Home) -> bool:
    """Whether an agent works on this home now."""
    try:
        with one_process(home):
            return False
    except AlreadyRunning:
        return True


@contextmanager
def _locked(path: Path, attempts: int) -> Iterator[None]:
    with path.open("ab") as file:
        for left in reversed(range(attempts)):
            try:
                _lock(file)
                break
            except (BlockingIOError, PermissionError):  # others: no locks there at all
                if not left:
                    raise AlreadyRunning(str(path.parent)) from None
                sleep(0.1)
        yield
