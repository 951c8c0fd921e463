"""What a change in the table has users told of. The same change gives the same notice again."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from malote.messages.models import Status
from malote.messages.recipients import put_off
from malote.notices import billing
from malote.notices.models import Image, Notice, NoticeKind, Told

Subject = Literal[
    "mailbox", "mail_settings", "message", "document", "upload",
    "charge", "carnet", "reconciliation",
]  # fmt: skip

BY_USER = "paused_by_user"
"""Why a mailbox is paused that nothing is wrong with: its users know."""

_ENDED_BADLY = (Status.FAILED, Status.UNCERTAIN)
_RECIPIENTS_TOLD = 3

type Named = Callable[[str, str], tuple[str, ...]]
"""The addresses of the users that an account at Efí names, by tenant and account."""


@dataclass(frozen=True, slots=True)
class Change:
    """One item, before and after; ``name`` is its own among those of its kind.

    That is a mailbox's, message's, charge's or carnê's id, a branch, an access key, an uploaded
    blob's SHA-256, a day and account.
    """

    tenant: str
    subject: Subject
    name: str
    old: Image
    new: Image
    at: datetime

    @property
    def what(self) -> tuple[str, str, datetime]:
        """Whose, which one, and when."""
        return self.tenant, self.name, self.at


def notices_of(change: Change, named: Named) -> Iterator[Notice]:
    """The notices that follow; most changes have none."""
    follow = _FOLLOWED.get(change.subject)
    for kind, of, details in follow(change) if follow else ():
        account = details.get("account")
        only = named(change.tenant, account) if account else ()
        yield Notice(change.tenant, kind, of, change.at, details, only)


def _mailbox(change: Change) -> Told:
    if code := _newly_paused(change):
        of = f"{change.name}#{change.new.get('revision', '')}"
        told = {"mailbox": change.name, "username": change.new["username"], "code": code}
        yield NoticeKind.MAILBOX_PAUSED, of, told


def _mail_settings(change: Change) -> Told:
    if code := _newly_paused(change):
        of = f"{change.name}#{change.new.get('revision', '')}"
        told = {"branch": change.name, "from_address": change.new["from_address"], "code": code}
        yield NoticeKind.SENDING_PAUSED, of, told


def _newly_paused(change: Change) -> str | None:
    code = change.new.get("paused")
    return None if change.old.get("paused") or code == BY_USER else code


def _message(change: Change) -> Told:
    new, attempts = change.new, change.new.get("attempts", [])
    last: Image = attempts[-1] if attempts else {"number": 0}
    said = {"message_id": change.name, "subject": new["subject"]}
    if change.old.get("status") != new["status"]:
        of = f"{change.name}#{last['number']}"
        if new["status"] in _ENDED_BADLY:
            told = {"to": _shortened(_waiting(new, attempts)), "outcome": new["status"]}
            yield NoticeKind.MESSAGE_FAILED, of, {**said, **told, "code": last.get("code") or ""}
        elif new["status"] == Status.SENT and (refused := _refused(attempts)):
            told = {"to": _shortened(refused), "outcome": "refused", "code": ""}
            yield NoticeKind.MESSAGE_FAILED, of, {**said, **told}
    if not _returned(change.old) and (recipients := _returned(new)):
        told = {"to": _shortened(_own(new, recipients)), "outcome": "returned", "code": ""}
        yield NoticeKind.MESSAGE_FAILED, f"{change.name}#bounced", {**said, **told}


def _waiting(new: Image, attempts: list[Image]) -> list[str]:
    """The recipients that the server put off while it took the mail for others, or else all."""
    taken = [each["refused"] for each in attempts if each.get("outcome") == "sent"]
    return sorted(put_off(taken[-1])) if taken else new["to"]


def _refused(attempts: list[Image]) -> list[str]:
    """The recipients that the server refused for good while it took the mail for others."""
    replies = [pair for each in attempts for pair in each.get("refused", {}).items()]
    return list(dict.fromkeys(to for to, reply in replies if not reply.startswith("4")))


def _returned(image: Image) -> list[str]:
    bounces = image.get("bounces", [])
    return [each["recipient"] for each in bounces if each["action"] == "failed"]


def _own(new: Image, named: list[str]) -> list[str]:
    """Those of the message that a report names, or all: anybody may write what he likes in one."""
    everybody = [*new["to"], *new.get("cc", ()), *new.get("bcc", ())]
    lowered = {each.lower() for each in named}
    return [each for each in everybody if each.lower() in lowered] or new["to"]


def _shortened(addresses: list[str]) -> str:
    some = ", ".join(addresses[:_RECIPIENTS_TOLD])
    more = len(addresses) - _RECIPIENTS_TOLD
    return f"{some} e mais {more}" if more > 0 else some


_FOLLOWED: Mapping[str, Callable[[Change], Told]] = {
    "mailbox": _mailbox,
    "mail_settings": _mail_settings,
    "message": _message,
    "charge": lambda change: billing.of_charge(change.old, change.new, change.at),
    "carnet": lambda change: billing.of_carnet(change.old, change.new, change.at),
    "reconciliation": lambda change: billing.of_reconciliation(change.new, change.at),
}
