"""What Lambda is to a function: a process that has loaded it, and dies whenever it has to.

A parent that has imported everything and opened nothing forks one such process for each that is
asked for: ``python -m tests.crash.victim <socket>``. Orders and answers are lines of JSON; see
``environments.py`` for the other end.
"""

import json
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from functions.parse_xml import handler as parse_xml
from functions.poll_mailbox import handler as poll_mailbox
from functions.reconcile import handler as reconcile
from malote import bootstrap
from malote.adapters import aws, imap_folder
from malote.certificates.trust import TrustStore
from malote.fiscal.inspector import Inspector
from malote.mailboxes.models import Mailbox
from tests.crash.boundaries import Boundaries
from tests.unit.fiscal.conftest import CANCELLATION, CTE, NFE

LOADED = imap_folder  # or else imported with the first mailbox
BOUNDARIES = Boundaries()


def load() -> None:
    """What a warm process has in memory; nothing of it is connected to anything."""
    BOUNDARIES.watch()
    for service in ("s3", "dynamodb", "sqs", "secretsmanager"):
        aws.client(service)
    bootstrap.poller()
    inspector = Inspector(bootstrap.schemas(), TrustStore.from_pem(b""))
    for text in (NFE, CTE, CANCELLATION):
        inspector.inspect(text.encode(), datetime.now(UTC))


class Lambda:
    """One process of a function, warm from one event to the next."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._order: dict[str, Any] = {}
        self._functions: dict[str, Callable[[dict[str, Any], Any], Any]] = {
            "fan_out": poll_mailbox.fan_out,
            "poll": self._poll,
            "parse": parse_xml.handle,
            "reconcile": self._reconcile,
            "settle": _settle,
            "resume": _resume,
        }
        BOUNDARIES.reached = self._reached

    def serve(self) -> None:
        """Until the other end hangs up."""
        for order in self._line.makefile("r"):
            self._order = json.loads(order)
            BOUNDARIES.crossed.clear()
            answer = self._functions[self._order["function"]](self._order["event"], None)
            # Lambda takes the answer to SQS: a process may die before it hands it over.
            BOUNDARIES.cross("lambda answer")
            self._say({"answer": answer})

    def _reached(self, label: str, crossed: Counter[str]) -> None:
        plan = self._order.get("plan")
        if not plan:
            return
        new = label not in plan["known"]
        if new or (label in plan["labels"] and _sum(crossed, plan["labels"]) == plan["nth"]):
            how = "SIGKILL" if new else plan["how"]
            self._order["plan"] = None  # whoever is only stopped goes on to the end
            self._say({"ended": how, "at": label})
            os.kill(os.getpid(), signal.Signals[how])

    def _say(self, what: dict[str, Any]) -> None:
        told = {**what, "crossed": BOUNDARIES.crossed}
        self._line.sendall(json.dumps(told).encode() + b"\n")

    def _poll(self, event: dict[str, Any], context: Any) -> Any:
        """The handler's own, with the world's clock and as much patience as ordered."""
        whole = _poller()
        limits = replace(whole.limits, enough=self._order["enough"])
        poller = replace(whole, limits=limits, now=self._now)
        bootstrap.poller = lambda: poller  # type: ignore[assignment]
        return poll_mailbox.poll(event, context)

    def _reconcile(self, event: dict[str, Any], context: Any) -> Any:
        reconciler = replace(_reconciler(), now=self._now)
        bootstrap.reconciler = lambda: reconciler
        return reconcile.handle(event, context)

    def _now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._order["clock"])


_poller, _reconciler = bootstrap.poller, bootstrap.reconciler


def _sum(crossed: Counter[str], labels: list[str]) -> int:
    return sum(crossed[label] for label in labels)


def _settle(world: dict[str, Any], _context: Any) -> None:
    """Tenants and mailboxes, as their admins make them."""
    at = datetime.now(UTC)
    for tenant, tax_id in world["tenants"].items():
        bootstrap.tenants().create(tenant, tenant, at)
        bootstrap.tenants().add_tax_ids(tenant, [tax_id], at)
    for each in world["mailboxes"]:
        bootstrap.mailboxes().add(Mailbox.model_validate(each))


def _resume(event: dict[str, Any], _context: Any) -> None:
    """Their owners save the settings again, which ends the lease of whoever died with it."""
    for tenant, mailbox_id in event["mailboxes"]:
        mailbox = bootstrap.mailboxes().get(tenant, mailbox_id)
        assert mailbox
        bootstrap.mailboxes().resume(mailbox)


def main(orders: socket.socket) -> None:
    """Fork a process for each connection that comes; tell each one's end when asked for it."""
    load()
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
                Lambda(socket.socket(fileno=descriptors[0])).serve()
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


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
