"""Work in a process of its own: its result comes back, its failures never do harm."""

import os
import signal
import time

import pytest

from malote.adapters.bounded import Unfinished, bounded


def test_bytes_come_back_however_many() -> None:
    assert bounded(lambda: b"x" * 5_000_000, 5, 256) == b"x" * 5_000_000


def spin() -> bytes:
    while True:
        pass


def sleep() -> bytes:
    time.sleep(60)
    return b""


def hoard() -> bytes:
    return b"x" * 600_000_000


def crash() -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def dig() -> bytes:
    return dig()


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (spin, "limite de tempo"),
        (sleep, "limite de tempo"),
        (hoard, "limite de memória"),
        (crash, "interrompida"),
        (dig, "RecursionError"),
        (lambda: b"%d" % (1 // 0), "ZeroDivisionError"),
    ],
)
def test_whatever_goes_wrong_is_told(work: object, said: str) -> None:
    began = time.monotonic()
    with pytest.raises(Unfinished, match=said):
        bounded(work, 1, 256)  # type: ignore[arg-type]
    assert time.monotonic() - began < 10
