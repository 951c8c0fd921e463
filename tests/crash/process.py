"""What Lambda is to a function: a process that has loaded it, and dies whenever it has to.

A parent that has imported everything and opened nothing forks one such process for each that is
asked for. Orders and answers are lines of JSON; see ``environments.py`` for the other end.
"""

import json
import os
import signal
import socket
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.crash.boundaries import Boundaries

type Function = Callable[[dict[str, Any], Any], Any]


class Lambda:
    """One process of a function, warm from one event to the next; ``order`` is the present one."""

    def __init__(self, line: socket.socket, boundaries: Boundaries) -> None:
        self.order: dict[str, Any] = {}
        self._line = line
        self._boundaries = boundaries
        boundaries.reached = self._reached

    def serve(self, functions: Mapping[str, Function]) -> None:
        """Until the other end hangs up."""
        for order in self._line.makefile("r"):
            self.order = json.loads(order)
            self._boundaries.crossed.clear()
            answer = functions[self.order["function"]](self.order["event"], None)
            # Lambda takes the answer to SQS: a process may die before it hands it over.
            self._boundaries.cross("lambda answer")
            self._say({"answer": answer})

    def now(self) -> datetime:
        """The world's clock, which is ahead of ours."""
        return datetime.now(UTC) + timedelta(seconds=self.order["clock"])

    def _reached(self, label: str, crossed: Counter[str]) -> None:
        plan = self.order.get("plan")
        if not plan:
            return
        new = label not in plan["known"]
        if new or (label in plan["labels"] and _sum(crossed, plan["labels"]) == plan["nth"]):
            how = "SIGKILL" if new else plan["how"]
            self.order["plan"] = None  # whoever is only stopped goes on to the end
            self._say({"ended": how, "at": label})
            os.kill(os.getpid(), signal.Signals[how])

    def _say(self, what: dict[str, Any]) -> None:
        told = {**what, "crossed": self._boundaries.crossed}
        self._line.sendall(json.dumps(told).encode() + b"\n")


def _sum(crossed: Counter[str], labels: list[str]) -> int:
    return sum(crossed[label] for label in labels)


def fork_each(orders: socket.socket, serve: Callable[[socket.socket], None]) -> None:
    """A process for each connection that comes, to ``serve`` it; each one's end is told."""
    living = set()
    while True:
        word, descriptors, _, _ = socket.recv_fds(orders, 64, 1)
        if not word:
            break
        if descriptors:
            pid = os.fork()
            if not pid:
                orders.close()
                os.setpgid(0, 0)  # whatever it starts dies with it
                serve(socket.socket(fileno=descriptors[0]))
                os._exit(0)
            living.add(pid)
            os.close(descriptors[0])
            orders.sendall(b"%d\n" % pid)
        else:
            living.remove(int(word))
            _, status = os.waitpid(int(word), 0)
            orders.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
    for pid in living:
        os.kill(pid, signal.SIGKILL)
