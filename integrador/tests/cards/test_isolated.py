"""Child processes: none outlives whoever started it, nor holds it up."""

import os
import resource
import subprocess
import sys
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from integrador.isolated import Child, ChildLost


def echo(connection: Connection) -> None:
    connection.send(os.getpid())
    while True:
        connection.send(connection.recv())


def crash(_connection: Connection) -> None:
    os.abort()


def hang(_connection: Connection) -> None:
    time.sleep(60)


def core_limit(connection: Connection) -> None:
    connection.send(resource.getrlimit(resource.RLIMIT_CORE))


def start_and_sleep() -> None:
    print(Child(echo).answer(10), flush=True)
    time.sleep(60)


def test_it_answers() -> None:
    child = Child(echo)
    assert child.answer(10) != os.getpid()
    assert child.ask("a", 1, seconds=10) == ("a", 1)
    child.close()
    with pytest.raises(ChildLost):
        child.ask("a", seconds=10)


@pytest.mark.parametrize("serve", [crash, hang])
def test_lost(serve: object) -> None:
    assert callable(serve)
    child = Child(serve)
    with pytest.raises(ChildLost):
        child.answer(3)


def test_its_memory_goes_to_no_core_file() -> None:
    assert Child(core_limit).answer(10) == (0, 0)


def test_it_ends_with_whoever_started_it() -> None:
    code = "from tests.cards.test_isolated import start_and_sleep; start_and_sleep()"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.kill()
    with suppress(ProcessLookupError, FileNotFoundError):
        for _ in range(100):
            os.kill(child, 0)
            if _is_zombie(child):
                break
            time.sleep(0.1)
        else:
            pytest.fail("it is there still")


def _is_zombie(process: int) -> bool:  # a container may have nobody who reaps it
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
