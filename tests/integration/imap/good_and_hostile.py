"""Good mailboxes at a real Dovecot among hostile ones: all are polled, in one process, as told."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

from tests.integration.dovecot import Dovecot
from tests.integration.imap.hostile_servers import (
    PASSWORD,
    USER,
    Hostile,
    hostile_servers,
    shows_secret,
)
from tests.integration.imap.many_polls import Account, Order, Polled, poll_in_a_fresh_process

MAILS = 5
_users = count()
_MAIL = (
    b"From: fornecedor@example.com\r\nSubject: nota %d\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: application/xml; name=nota.xml\r\n\r\n<?xml version='1.0'?><nfeProc>%d</nfeProc>\r\n"
)


@dataclass
class Outcome:
    """How the polls of them all went."""

    good: list[str]
    hostile: dict[str, Hostile]
    account: Account

    def of(self, name: str) -> Polled:
        """The poll of a hostile one."""
        return self.account.polls[self.hostile[name].mailbox["mailbox_id"]]

    def complaints(self) -> list[str]:
        """What is wrong with any of them, or with all of them together."""
        polls = self.account.polls
        told = [
            f"{box}: {polls[box]}"
            for box in self.good
            if (polls[box].error, polls[box].stored) != (None, MAILS)
        ]
        for name, hostile in self.hostile.items():
            told += [f"{name}: {each}" for each in hostile.complaints(self.of(name))]
        if self.account.failed:
            told.append(f"{self.account.failed} messages to come again")
        if shows_secret(self.account.said) or USER in self.account.said:
            told.append("a secret in the log")
        return told

    def figures(self) -> str:
        """One line."""
        seconds = [self.account.polls[box].seconds for box in self.good]
        worst = max((self.of(name) for name in self.hostile), key=lambda polled: polled.seconds)
        busiest = max(self.hostile, key=lambda name: self.of(name).cpu)
        return (
            f"{len(self.good)} good mailboxes of {MAILS} mails, the slowest in {max(seconds):.1f} s;"
            f" {len(self.hostile)} hostile ones, none over {worst.seconds:.1f} s or"
            f" {self.of(busiest).cpu:.2f} s of CPU ({busiest}); {self.account.megabytes} MB in all"
        )


def _good_mailboxes(dovecot: Dovecot, many: int) -> list[dict[str, str]]:
    """Each with mails of its own, and the same password as the hostile ones."""
    users = [f"boa{next(_users)}" for _ in range(many)]
    for number, user in enumerate(users):
        dovecot.set_password(user, PASSWORD)
        first = number * MAILS
        dovecot.deliver_many(user, [_MAIL % (each, each) for each in range(first, first + MAILS)])
    at = {"tenant": "acme", "host": "localhost", "port": str(dovecot.port), "secret_name": "s"}
    return [at | {"mailbox_id": user, "username": user} for user in users]


def polled(
    dovecot: Dovecot,
    directory: Path,
    good: int,
    hostile: Iterable[str],
    **patience: dict[str, float],
) -> Outcome:
    """Poll them all, shuffled, the same way each time."""
    boxes = _good_mailboxes(dovecot, good)
    with hostile_servers(hostile, dovecot.certificates, directory) as (authorities, servers):
        mailboxes = boxes + [each.mailbox for each in servers]
        Random(4).shuffle(mailboxes)
        order = Order(mailboxes, PASSWORD, authorities, **patience)
        account = poll_in_a_fresh_process(order, directory)
    names = [box["mailbox_id"] for box in boxes]
    return Outcome(names, {each.name: each for each in servers}, account)
