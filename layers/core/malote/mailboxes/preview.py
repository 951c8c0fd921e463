"""A dry run: what a poll would do, told by the poll's own intake over stores that only look."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from time import monotonic

from malote.errors import MailboxTimeout, NotFound
from malote.mailboxes.intake import Intake
from malote.mailboxes.looking import Looking
from malote.mailboxes.models import AfterImport, Cursor
from malote.mailboxes.preview_views import Preview
from malote.opening import opened
from malote.ports import (
    Credentials,
    Mailboxes,
    MailFolder,
    MailServer,
    Reader,
    Settled,
    TaxIds,
)


class _OutOfTime(Exception):
    """The batch under way is not told of."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Mails, and seconds from the start: API Gateway waits 29.

    After ``enough`` nothing more is read; at ``cut`` the connection is cut wherever it is.
    """

    mails: int = 50
    enough: float = 15
    cut: float = 20


@dataclass(frozen=True, slots=True)
class Previewer:
    """Looks into mailboxes, paused ones too. It takes no lease and moves no cursor."""

    mailboxes: Mailboxes
    server: MailServer
    credentials: Credentials
    tax_ids: TaxIds
    settled: Settled
    reader: Reader
    limits: Limits = Limits()
    clock: Callable[[], float] = monotonic

    def preview(self, tenant: str, mailbox_id: str, *, from_start: bool = False) -> Preview:
        """What the next poll would do with the first mails after the cursor, or of the folder.

        Raises NotFound, and any MailboxError of a mailbox that cannot be read.
        """
        began = self.clock()
        mailbox = self.mailboxes.get(tenant, mailbox_id)
        if mailbox is None:
            raise NotFound(mailbox_id)

        def check_time() -> None:
            if self.clock() - began > self.limits.enough:
                raise _OutOfTime

        looking = Looking(self.tax_ids.tax_ids(tenant), self.settled, self.reader, check_time)
        # Nothing is to be done after an import that is none: the folder is opened to be read.
        reading = mailbox.model_copy(update={"after_import": AfterImport.LEAVE})
        deadline = began + self.limits.cut
        more = False
        try:
            with opened(reading, self.server, self.credentials, deadline) as folder:
                cursor = None if from_start else self.mailboxes.reached(tenant, mailbox_id)
                uids = list(islice(_after(folder, cursor), self.limits.mails + 1))
                more = len(uids) > self.limits.mails
                # The reader forks, which no thread of ours should be busy beside.
                intake = Intake(reading, looking, looking, looking, ahead=False)
                for _ in intake.take(folder, [uids[: self.limits.mails]]):
                    check_time()
        except (_OutOfTime, MailboxTimeout) as late:
            if isinstance(late, MailboxTimeout) and not looking.mails:
                raise
            more = True
        return Preview.of(looking.mails, more=more)


def _after(folder: MailFolder, cursor: Cursor | None) -> Iterator[int]:
    known = cursor is not None and cursor.uid_validity == folder.uid_validity
    return chain.from_iterable(folder.uids_after(cursor.last_uid if cursor and known else 0))
