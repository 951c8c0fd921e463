"""Mailboxes that do not keep still, read by the real poller from a real Dovecot.

Every mail in a folder when it is polled has to be in the ledger once for each UIDVALIDITY that it
was seen under, and every document has to be stored once for all of them.
"""

import random
import re
import ssl
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event

from malote.adapters.dialer import Dialer
from malote.adapters.imap import ImapServer
from malote.mailboxes.models import Mailbox, MailResult, PollRequest
from tests.fakes.pollers import memory_poller
from tests.fakes.stores import NOON, MemoryArchive, MemoryMailboxes
from tests.integration.dovecot import Dovecot
from tests.integration.imap.conftest import mailbox_at
from tests.integration.imap.owner import Owner, owner_of

PASSWORD = "s"
_XML = b"<?xml version='1.0'?><nfeProc>%d</nfeProc>"
_NUMBER = re.compile(rb"<nfeProc>(\d+)<")
_MAIL = b"Subject: nota\r\nContent-Type: application/xml; name=n.xml\r\n\r\n%b\r\n"
_WORDS = b"Subject: bom dia\r\n\r\nNada aqui.\r\n"


@dataclass
class CountingLedger:
    """The port ``MailLedger``, which knows how often it was told of each mail."""

    told: Counter[tuple[int, int]] = field(default_factory=Counter)

    def record(self, mailbox: Mailbox, uid_validity: int, mails: Sequence[MailResult]) -> None:
        self.told.update((uid_validity, mail.message.uid) for mail in mails)


@dataclass
class Reading:
    """One mailbox and all that became of its mails."""

    dovecot: Dovecot
    tls: ssl.SSLContext
    user: str
    folder: str = "INBOX"
    totals: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.dovecot.set_password(self.user, PASSWORD)
        self.archive = MemoryArchive()
        self.ledger = CountingLedger()
        mailbox = mailbox_at(self.dovecot.port, username=self.user, folder=self.folder)
        self._poller = memory_poller(
            MemoryMailboxes(mailbox),
            ImapServer(self.tls, dialer=Dialer(loopback=True)),
            PASSWORD,
            archive=self.archive,
            ledger=self.ledger,
        )

    def poll(self) -> None:
        report, _ = self._poller.poll(PollRequest(tenant="t", mailbox_id="m", requested_at=NOON))
        assert report
        assert report.error is None
        for name in ("mails", "stored", "duplicate", "ignored", "quarantined"):
            self.totals[name] += getattr(report, name)

    def check(self, present: set[tuple[int, int]], documents: set[int]) -> None:
        """``present`` is every mail that there was at a poll, ``documents`` what was in them."""
        assert self.ledger.told == Counter(present)
        stored = {int(_NUMBER.findall(each)[0]) for each in self.archive.inbox.values()}
        assert stored == documents
        assert self.totals["stored"] == len(documents)
        assert self.totals["quarantined"] == 0
        outcomes = self.totals["stored"] + self.totals["duplicate"] + self.totals["ignored"]
        assert outcomes == self.totals["mails"] == len(present)


def document(number: int) -> bytes:
    return _MAIL % (_XML % number)


def through_epochs(dovecot: Dovecot, tls: ssl.SSLContext, changes: int, seed: int) -> str:
    """A folder under ``changes`` UIDVALIDITYs, with mails that come and go. Returns an account."""
    chance = random.Random(seed)
    user = f"epochs{seed}"
    reading = Reading(dovecot, tls, user, "Notas")
    present: set[tuple[int, int]] = set()
    documents: set[int] = set()
    fresh = 0
    with owner_of(dovecot, user, PASSWORD, "Notas", tls) as owner:
        for validity in range(1, changes + 1):
            _progress(validity, changes, "UIDVALIDITY changes")
            for _ in range(chance.randrange(3)):
                fresh += chance.random() < 0.7  # otherwise a copy of the last one
                owner.append(document(fresh))
                documents.add(fresh)
            if chance.random() < 0.3:
                owner.append(_WORDS)
            if chance.random() < 0.5:
                owner.renumber(1000 + validity)
            else:
                owner.refill(1000 + validity, chance)
            for _ in range(chance.choice((1, 1, 2))):  # an idle one finds nothing
                now, uids = owner.look()
                assert now == 1000 + validity
                present |= {(now, uid) for uid in uids}
                reading.poll()
            while len(uids) > 12 or (uids and chance.random() < 0.3):
                uid = uids.pop(chance.randrange(len(uids)))
                owner.remove(uid, for_good=chance.random() < 0.5)
    reading.check(present, documents)
    told = reading.totals
    return (
        f"{changes} UIDVALIDITY changes: {told['mails']} mails seen, {len(documents)} documents: "
        f"{told['stored']} stored, {told['duplicate']} duplicate, {told['ignored']} ignored; "
        "0 lost, 0 twice in the ledger"
    )


def among_flags(dovecot: Dovecot, tls: ssl.SSLContext, mailboxes: int, seed: int) -> str:
    """Mailboxes whose owners set and clear flags, and get mails, during the polls."""
    with ThreadPoolExecutor(4) as threads:
        users = [f"flags{seed}-{number}" for number in range(mailboxes)]
        changed = []
        for done in threads.map(lambda user: _fiddled(dovecot, tls, user), users):
            changed.append(done)
            _progress(len(changed), mailboxes, "mailboxes")
    return f"{mailboxes} mailboxes, {sum(changed)} flags changed by others: 0 lost, 0 twice, 0 ours"


def _fiddled(dovecot: Dovecot, tls: ssl.SSLContext, user: str) -> int:
    chance = random.Random(user)
    reading = Reading(dovecot, tls, user)
    done = Event()
    with owner_of(dovecot, user, PASSWORD, "INBOX", tls) as owner:
        for number in range(1, 6):
            owner.append(document(number))
        with ThreadPoolExecutor(1) as thread:
            at_work = thread.submit(_work, owner, chance, done)
            for _ in range(4):
                reading.poll()
            done.set()
            changed, documents = at_work.result()
        reading.poll()
        validity, uids = owner.look()
        there = owner.flags_there()
    reading.check({(validity, uid) for uid in uids}, set(range(1, documents + 1)))
    assert there == {uid: flags for uid, flags in owner.flags.items() if flags}
    return changed


def _progress(done: int, of: int, what: str) -> None:
    if done % 20 == 0:
        print(f"{done} of {of} {what}", flush=True)


def _work(owner: Owner, chance: random.Random, done: Event) -> tuple[int, int]:
    """How many flags were changed, and the number of the last document."""
    _, uids = owner.look()
    changed, documents = 0, len(uids)
    while not done.is_set() or changed < 10:
        owner.fiddle(uids, chance)
        changed += 1
        if chance.random() < 0.05:
            documents += 1
            owner.append(document(documents))
            _, uids = owner.look()
    return changed, documents
