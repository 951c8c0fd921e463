"""Work on strangers' data in a process of its own, which may die without harm to ours.

A fork takes some five milliseconds. The limits on time and memory hold whatever the work does,
inside C libraries too, and what it leaks goes with it. Lambda has no shared memory for
multiprocessing's locks and queues; a process and a pipe need none.
"""

import resource
import warnings
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

_FORK = get_context("fork")


class Unfinished(Exception):
    """The work failed, took too long or took too much. A signal between adapters."""


def bounded(work: Callable[[], bytes], seconds: int, megabytes: int) -> bytes:
    """Do ``work`` within so much time and so much more memory. Raises Unfinished."""
    ours, theirs = _FORK.Pipe(duplex=False)
    child = _FORK.Process(target=_work, args=(work, theirs, megabytes), daemon=True)
    child.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise Unfinished("limite de tempo")
        done, error = ours.recv()
    except EOFError:
        raise Unfinished("a impressão foi interrompida") from None
    finally:
        child.kill()
        child.join()
        ours.close()
    if error:
        raise Unfinished(error)
    return bytes(done)


def _work(work: Callable[[], bytes], pipe: Connection, megabytes: int) -> None:
    most = _private() + megabytes * 2**20  # a fork begins with all that its parent has
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    warnings.simplefilter("ignore")
    try:
        answer = (work(), "")
    except Exception as error:  # whatever it is, it is told
        answer = (b"", f"{type(error).__name__}: {error}"[:200])
    pipe.send(answer)


def _private() -> int:
    """Bytes of private memory, as RLIMIT_DATA counts them (proc(5), statm)."""
    return int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
