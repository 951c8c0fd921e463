"""Work in a process of its own, with what it cost."""

import os
import pickle
import re
import resource
import time
from collections.abc import Callable
from pathlib import Path

_MOST_SECONDS = 20  # then the kernel ends it: a guard against hanging


def measured[T](work: Callable[[], T]) -> tuple[T, float, int]:
    """What ``work`` returns, its seconds of CPU, and the MiB of memory at its peak."""
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
    began = time.process_time()
    try:
        result = work()
    except BaseException as error:
        result = AssertionError(repr(error))
    seconds = time.process_time() - began
    # Since the fork: VmHWM begins anew with what the parent held then.
    (kib,) = re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    with os.fdopen(writing, "wb") as pipe:
        pickle.dump((result, seconds, int(kib) // 1024), pipe)
    os._exit(0)
