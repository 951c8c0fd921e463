"""The tests' mailbox in memory, many times over: stores that take no time."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from malote.errors import MaloteError
from malote.mailboxes.models import Cursor, Lease, Mailbox, PollReport, PollRequest
from tests.fakes.stores import MemoryMailboxes


class ManyMailboxes:
    """The port ``Mailboxes``, each behind its id."""

    def __init__(self, mailboxes: Iterable[Mailbox]) -> None:
        self._each = {each.mailbox_id: MemoryMailboxes(each) for each in mailboxes}

    def reports(self) -> Iterator[PollReport]:
        """How every poll so far went. Raises the first error among them."""
        for each in self._each.values():
            for report, _ in each.released:
                if report.error:
                    raise report.error
                yield report

    def get(self, tenant: str, mailbox_id: str) -> Mailbox | None:
        return self._each[mailbox_id].get(tenant, mailbox_id)

    def reached(self, tenant: str, mailbox_id: str) -> Cursor | None:
        return self._each[mailbox_id].reached(tenant, mailbox_id)

    def pause(self, mailbox: Mailbox, error: MaloteError, at: datetime) -> bool:
        return self._each[mailbox.mailbox_id].pause(mailbox, error, at)

    def acquire(self, request: PollRequest, now: datetime, until: datetime) -> Lease | None:
        return self._each[request.mailbox_id].acquire(request, now, until)

    def begin(self, lease: Lease, uid: int, attempt: int) -> None:
        self._each[lease.mailbox_id].begin(lease, uid, attempt)

    def advance(self, lease: Lease, cursor: Cursor) -> None:
        self._each[lease.mailbox_id].advance(lease, cursor)

    def release(
        self, lease: Lease, report: PollReport, now: datetime, retry_at: datetime | None
    ) -> bool:
        return self._each[lease.mailbox_id].release(lease, report, now, retry_at)
