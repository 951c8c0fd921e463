"""Work in a process of its own, with what it cost."""

import os
import pickle
import resource
import time
from collections.abc import Callable

from tests.fresh import peak

_MOST_SECONDS = 20  # then the kernel ends it: a guard against hanging
_POLLER = 100  # MiB of a process that polls; the tests' own holds more, whatever came before


def measured[T](work: Callable[[], T]) -> tuple[T, float, int]:
    """What ``work`` returns, its seconds of CPU, and the MiB at its peak, had a poller done it."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _work(work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    assert told, f"ended by {status}"
    result, seconds, mib = pickle.loads(told)
    if isinstance(result, BaseException):
        raise result
    return result, seconds, mib


def _work(work: Callable[[], object], writing: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
    began, held = time.process_time(), peak()  # which a fork begins anew
    try:
        result = work()
    except BaseException as error:
        result = AssertionError(repr(error))
    seconds = time.process_time() - began
    mib = (peak() - held) // 1024 + _POLLER
    with os.fdopen(writing, "wb") as pipe:
        pickle.dump((result, seconds, mib), pipe)
    os._exit(0)
