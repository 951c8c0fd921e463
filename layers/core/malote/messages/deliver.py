"""Messages that are to be tried, account by account, in the time that a function has."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from time import monotonic

from malote.attempt import attempt
from malote.messages.connection import Connection
from malote.messages.models import Message, SendRequest, Status
from malote.messages.turns import Turns
from malote.ports import Credentials, MailTransport, Outbox, SendQueue

AT_ONCE = 4
"""Accounts that are sent through at the same time."""

_UNSETTLED = {Status.QUEUED, Status.SENDING}


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds from the start of an invocation; the last one stays below the function's timeout.

    After ``enough`` no new mail is begun, and the others are queued again; at ``cut`` connections
    are cut wherever they are: each mail has as long as lies between.
    """

    enough: float = 60
    cut: float = 125


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends messages; each is claimed when its turn comes, and not before."""

    outbox: Outbox
    queue: SendQueue
    transport: MailTransport
    credentials: Credentials
    turns: Turns
    limits: Limits = Limits()

    def send(self, requests: Mapping[SendRequest, int]) -> Mapping[SendRequest, object]:
        """Try them. Tells for each its ``Turn``, None if it needed none, or what went wrong.

        What went wrong was one of our own stores: the request is to come again.
        """
        began = monotonic()
        ends: dict[SendRequest, object] = {}
        accounts: dict[tuple[str, str], list[SendRequest]] = {}
        for request in requests:
            found = attempt(self.outbox.get, request.tenant, request.message_id)
            if isinstance(found, Message) and found.status in _UNSETTLED:
                accounts.setdefault((found.tenant, found.branch), []).append(request)
            else:
                ends[request] = found if isinstance(found, Exception) else None
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for some in pool.map(lambda each: self._through_one(each, began), accounts.values()):
                ends |= some
        return ends

    def _through_one(
        self, requests: Sequence[SendRequest], began: float
    ) -> Mapping[SendRequest, object]:
        ends: dict[SendRequest, object] = {}
        deadline = began + self.limits.cut
        with closing(Connection(self.transport, self.credentials, deadline)) as connection:
            for number, request in enumerate(requests):
                if monotonic() - began > self.limits.enough:
                    left = requests[number:]
                    return ends | dict.fromkeys(left, attempt(self.queue.send, left))
                ends[request] = attempt(self.turns.take, request, connection)
        return ends
