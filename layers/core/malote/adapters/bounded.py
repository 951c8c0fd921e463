"""Work on strangers' data in a process of its own, which may die without harm to ours.

A fork takes some five milliseconds. The limits on time and memory hold whatever the work does,
inside C libraries too, and what it leaks goes with it. Lambda has no shared memory for
multiprocessing's locks and queues; a process and a pipe need none.

Forking while our own threads wait for work is safe as long as a child uses nothing that they may
hold: it computes and sends, it neither logs nor asks AWS, and the locks of Python itself and of
the C library are made whole in it.
"""

import gc
import resource
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from traceback import format_exc
from typing import Any, NamedTuple

_FORK = get_context("fork")


class Unfinished(Exception):
    """The work took too much, or its process died. A signal between adapters."""


class Failed(Unfinished):
    """The work raised something of its own: the name of its class, and what it said."""

    def __init__(self, kind: str, said: str) -> None:
        super().__init__(kind, said)
        self.kind = kind

    def __str__(self) -> str:
        return ": ".join(self.args)[:200]


class Limits(NamedTuple):
    """For each piece of work: seconds by the clock and of CPU, and megabytes more than ours."""

    seconds: float
    cpu: float
    megabytes: int


def bounded(work: Callable[[], bytes], seconds: int, megabytes: int) -> bytes:
    """Do ``work`` within so much time and so much more memory. Raises Unfinished."""
    # Whoever waits for one piece waits by the clock.
    (answer,) = each_bounded([work], Limits(seconds, seconds + 5, megabytes))
    if isinstance(answer, Unfinished):
        raise answer
    return answer


def each_bounded[T](pieces: Sequence[Callable[[], T]], limits: Limits) -> Iterator[T | Unfinished]:
    """The answer of each piece of work in turn, or why it has none.

    One process does them all, ahead of whoever asks; after one that failed, another goes on with
    the next. Closing the iterator ends it. Answers are pickled.
    """
    done = 0
    while done < len(pieces):
        for answer in _until_one_fails(pieces[done:], limits):
            done += 1
            yield answer


def _until_one_fails[T](
    pieces: Sequence[Callable[[], T]], limits: Limits
) -> Iterator[T | Unfinished]:
    ours, theirs = _FORK.Pipe(duplex=False)
    child = _FORK.Process(target=_work, args=(pieces, limits, ours, theirs), daemon=True)
    child.start()
    theirs.close()
    try:
        for _ in pieces:
            answer: T | Unfinished
            try:
                answer = ours.recv() if ours.poll(limits.seconds) else Unfinished("limite de tempo")
            except (EOFError, OSError):  # at the end of an answer, or in the midst of one
                child.join()
                cpu = child.exitcode == -signal.SIGPROF
                answer = Unfinished("limite de CPU" if cpu else "a tarefa foi interrompida")
            yield answer
            if isinstance(answer, Unfinished):
                return
    finally:
        child.kill()
        child.join()
        ours.close()


def _work(
    pieces: Sequence[Callable[[], Any]], limits: Limits, ours: Connection, theirs: Connection
) -> None:
    ours.close()  # or this process would outlive a parent that was killed
    gc.freeze()  # what is ours is not to be looked through, nor copied for that
    warnings.simplefilter("ignore")
    most = _private() + limits.megabytes * 2**20  # a fork begins with all that its parent has
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    # No handler is set: the signal ends the process in the midst of C code too.
    for piece in pieces:
        signal.setitimer(signal.ITIMER_PROF, limits.cpu)
        try:
            answer = piece()
        except MemoryError:
            answer = Unfinished("limite de memória")
        except Exception as error:  # whatever it is, it is told
            answer = Failed(type(error).__name__, str(error))
            answer.add_note(format_exc(limit=-3))  # for our logs: an exception sends no traceback
        theirs.send(answer)
        if isinstance(answer, Unfinished):
            return


def _private() -> int:
    """Bytes of private memory, as RLIMIT_DATA counts them (proc(5), statm)."""
    return int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
