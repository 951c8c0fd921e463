"""Idle poll of 200 mailboxes behind a 30 ms round trip, against one after the other.

Ours: ``handler.poll``, invoked with batches of 50 as SQS does, one invocation after the other,
over the real ``ImapServer``; the stores are in memory. The peer: a script with IMAPClient, which
for each mailbox makes an SSLContext, connects, logs in, selects read-only, searches for UIDs
above the last one, and logs out; it has no stores at all, and TCP_NODELAY, without which
IMAPClient's SEARCH takes 70 ms more. Its time is for some mailboxes and scaled to 200. Dovecot,
the delaying proxy and both contenders share this machine.
"""

import os
import ssl
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime
from functools import partial
from itertools import batched, cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter
from unittest.mock import patch

from bench.distant_mail import PASSWORD, DistantMail, distant_mail
from bench.figure import Figure, say
from bench.one_at_a_time import logged_in
from bench.rounds import ratio, rounds
from functions.poll_mailbox import handler
from malote import bootstrap
from malote.mailboxes.models import PollRequest
from malote.observability import logger
from tests.fakes.many_mailboxes import ManyMailboxes
from tests.fakes.pollers import memory_poller

MAILBOXES = 200
ROUND_TRIP = 0.03
ROUNDS = 5
PEER_SAMPLE = 10
LIMIT = 15
_MAIL = b"From: fornecedor@example.com\r\nSubject: bom dia\r\n\r\nsem anexo\r\n"


def run() -> list[Figure]:
    """How many times as fast."""
    mailboxes = {f"caixa-{number}": [_MAIL] for number in range(MAILBOXES)}
    with distant_mail(mailboxes, ROUND_TRIP) as mail:
        stores = ManyMailboxes(mail.mailbox(user, "acme") for user in mail.users)
        say("· a first poll, which reads the mails")
        _poll_all(mail, stores)
        users = cycle(mail.users)
        found = rounds(
            ROUNDS,
            {
                "Malote": partial(_poll_all, mail, stores),
                "one after the other": partial(_one_by_one, mail, users),
            },
        )
    mails = [report.mails for report in stores.reports()]
    assert (len(mails), sum(mails)) == (MAILBOXES * (ROUNDS + 1), MAILBOXES), "not all were idle"
    ours, theirs = found["Malote"], found["one after the other"]
    seen = (
        f"{median(ours):.1f} s against {median(theirs):.1f}"
        f" ({PEER_SAMPLE} mailboxes, scaled), {ROUNDS} rounds"
    )
    return [
        Figure(f"{MAILBOXES} mailboxes, nothing new", ratio(theirs, ours), seen, at_least=LIMIT)
    ]


def _poll_all(mail: DistantMail, stores: ManyMailboxes) -> float:
    """Seconds for all mailboxes, from a warm process: the TLS context is there, as in Lambda."""
    poller = memory_poller(stores, mail.server(), PASSWORD)
    now = datetime.now(UTC)
    bodies = [
        PollRequest(tenant="acme", mailbox_id=user, requested_at=now).model_dump_json()
        for user in mail.users
    ]
    with (
        patch.object(bootstrap, "poller", lambda: poller),
        Path(os.devnull).open("w") as nowhere,
        redirect_stdout(nowhere),
        patch.object(logger.registered_handler, "stream", nowhere),
    ):
        began = perf_counter()
        for batch in batched(bodies, handler.BATCH, strict=False):
            records = [{"messageId": body, "body": body} for body in batch]
            answer = handler.poll({"Records": records}, None)
            assert not answer["batchItemFailures"]
        return perf_counter() - began


def _one_by_one(mail: DistantMail, users: Iterator[str]) -> float:
    """Seconds for as many mailboxes, had all taken as long as the next few."""
    began = perf_counter()
    for user in islice(users, PEER_SAMPLE):
        context = ssl.create_default_context()
        context.load_verify_locations(cadata=mail.ca_pem)
        client = logged_in(mail, user, context)
        client.select_folder("INBOX", readonly=True)
        client.search(["UID", "2:*"])
        client.logout()
    return (perf_counter() - began) / PEER_SAMPLE * MAILBOXES
