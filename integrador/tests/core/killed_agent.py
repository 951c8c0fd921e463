"""An agent in a process of its own, which is killed at the boundary that it is told.

A boundary is right before and right after each durable write of a journal or a folder, each call
to the service about a job, and SEFAZ's being asked.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from time import sleep

from integrador import durable
from integrador.asking import ask_sefaz
from integrador.config import Config
from integrador.events import EventLog
from integrador.home import Home
from integrador.logs import log_to
from integrador.remote import Remote
from integrador.service import Service
from tests.core.conftest import QUICK
from tests.core.software_key import OneKey, SoftwareKey


class Killer:
    def __init__(self, at: int) -> None:
        self._left = at
        self._lock = Lock()

    def boundary(self) -> None:
        with self._lock:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def around[**P, T](self, function: Callable[P, T]) -> Callable[P, T]:
        def between(*args: P.args, **kwargs: P.kwargs) -> T:
            if isinstance(args[0], Path) and args[0].name == "status.json":
                return function(*args, **kwargs)
            self.boundary()
            done = function(*args, **kwargs)
            self.boundary()
            return done

        return between


def run(root: str, pem: bytes, sefaz_url: str, kill_at: int) -> None:
    killer = Killer(kill_at)
    durable.write = killer.around(durable.write)
    Remote.bring = killer.around(Remote.bring)  # type: ignore[method-assign]
    Remote.report = killer.around(Remote.report)  # type: ignore[method-assign]
    home = Home(Path(root))
    keyring = OneKey(SoftwareKey(pem, sefaz_url))
    events = EventLog(log_to(home))
    Service(Config(home), keyring, events, killer.around(ask_sefaz), QUICK).start()
    sleep(60)
