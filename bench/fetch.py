"""Reading 1,000 mails 30 ms and 50 Mbit/s away, against one at a time as parsedmarc does.

Ours is one poll of a mailbox that was never read: the real ``Poller``, ``ImapServer`` and what is
behind them, from the connection to the released lease. *Fetched*: its stores are in memory, and
Dovecot offers COMPRESS=DEFLATE or does not. *Polled*: its stores are the real ones, S3 and
DynamoDB by MiniStack on this same machine. The peer (``bench.one_at_a_time``) fetches and, in the
last figure, keeps one mail after the other; its time is for some mails, scaled to all. Each round
has a mailbox of its own, so Dovecot's cache knows none of them.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from statistics import median
from time import perf_counter

from bench.distant_mail import PASSWORD, DistantMail, distant_mail
from bench.figure import Figure
from bench.invoices import mails
from bench.local_stores import LocalStores, local_stores
from bench.one_at_a_time import keeping, one_at_a_time
from bench.rounds import ratio, rounds
from malote.adapters.archive import S3Archive
from malote.adapters.audit_trail import AuditTrail
from malote.adapters.imap import ImapServer
from malote.adapters.mail_ledger import MailLedger
from malote.adapters.mailbox_store import MailboxStore
from malote.adapters.registry import Registry
from malote.mailboxes.models import Mailbox, PollRequest
from malote.mailboxes.poll import Poller
from tests.fakes.credentials import FixedCredentials
from tests.fakes.pollers import memory_poller
from tests.fakes.stores import MemoryMailboxes

MAILS = 1_000
ROUND_TRIP = 0.03
MBIT = 50
ROUNDS = 5
PEER_SAMPLE = 50
COMPRESSED, PLAIN, WHOLE = 20, 9, 10

type Stores = Callable[[ImapServer, Mailbox], Poller]


def run() -> list[Figure]:
    """How many times as fast."""
    users = [f"caixa-{number}" for number in range(ROUNDS)]
    letters = list(mails(MAILS))
    at_a_distance = partial(distant_mail, dict.fromkeys(users, letters), ROUND_TRIP, MBIT)
    with (
        at_a_distance() as far,
        at_a_distance(compresses=False) as plain,
        local_stores() as stores,
    ):
        each = [iter(users) for _ in range(5)]
        found = rounds(
            ROUNDS,
            {
                "COMPRESS=DEFLATE": partial(_poll, far, each[0], _in_memory),
                "no COMPRESS": partial(_poll, plain, each[1], _in_memory),
                "one at a time": partial(_peer, far, each[2], None),
                "S3 and ledger": partial(_poll, far, each[3], partial(_kept, stores)),
                "one at a time, kept": partial(_peer, far, each[4], stores),
            },
        )
    fetching, keeping_too = found["one at a time"], found["one at a time, kept"]
    return [
        _figure("fetched, COMPRESS=DEFLATE", found["COMPRESS=DEFLATE"], fetching, COMPRESSED),
        _figure("fetched, no COMPRESS", found["no COMPRESS"], fetching, PLAIN),
        _figure("polled, S3 and ledger included", found["S3 and ledger"], keeping_too, WHOLE),
    ]


def _figure(what: str, ours: list[float], theirs: list[float], limit: float) -> Figure:
    seen = f"{median(ours):.2f} s against {median(theirs):.1f} ({PEER_SAMPLE} mails, scaled)"
    return Figure(what, ratio(theirs, ours), f"{seen}, {len(ours)} rounds", at_least=limit)


def _poll(mail: DistantMail, users: Iterator[str], stores: Stores) -> float:
    """Seconds, in a warm process: the TLS context is there, as in Lambda."""
    user = next(users)
    poller = stores(mail.server(), mail.mailbox(user, tenant=user))
    request = PollRequest(tenant=user, mailbox_id=user, requested_at=datetime.now(UTC))
    began = perf_counter()
    report, _ = poller.poll(request)
    seconds = perf_counter() - began
    assert report
    assert (report.stored, report.more, report.error) == (MAILS, False, None), report
    return seconds


def _in_memory(server: ImapServer, mailbox: Mailbox) -> Poller:
    return memory_poller(MemoryMailboxes(mailbox), server, PASSWORD)


def _kept(stores: LocalStores, server: ImapServer, mailbox: Mailbox) -> Poller:
    mailboxes = MailboxStore(stores.table)
    mailboxes.add(mailbox)
    return Poller(
        mailboxes=mailboxes,
        server=server,
        credentials=FixedCredentials(PASSWORD),
        archive=S3Archive(stores.bucket),
        quarantine=Registry(stores.table),
        ledger=MailLedger(stores.table),
        trail=AuditTrail(stores.table),
    )


def _peer(mail: DistantMail, users: Iterator[str], stores: LocalStores | None) -> float:
    user = next(users)
    keep = keeping(stores.bucket, user) if stores else None
    return one_at_a_time(mail, user, PEER_SAMPLE, keep)
