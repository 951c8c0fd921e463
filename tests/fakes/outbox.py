"""The outbox in memory, which keeps the same contract (tests/unit/messages/outbox_contract.py)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from malote.errors import LeaseLost, MessageSettled, NotFound
from malote.messages.attempts import next_number, unfinished, with_attempt
from malote.messages.bounces import with_bounces
from malote.messages.models import Attempt, Bounce, Claim, Message, SendRequest, Status
from tests.fakes.stores import NOON

_RESENT = {Status.FAILED, Status.UNCERTAIN, Status.CANCELLED}


@dataclass
class Entry:
    """A message with its claim, if somebody has one: since when and until when."""

    message: Message
    token: int = 0
    claimed: tuple[datetime, datetime] | None = None
    handed_over: bool = False

    def change(self, **values: Any) -> Message:
        self.message = self.message.model_copy(update=values)
        return self.message


@dataclass
class MemoryOutbox:
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)

    def add(self, message: Message) -> bool:
        key = (message.tenant, message.message_id)
        new = message.model_copy(update={"due_at": message.due_at or message.created_at})
        return self.entries.setdefault(key, Entry(new)).message is new

    def get(self, tenant: str, message_id: str) -> Message | None:
        entry = self.entries.get((tenant, message_id))
        return entry.message if entry else None

    def claim(
        self, tenant: str, message_id: str, now: datetime, until: datetime
    ) -> Claim | Message | None:
        entry = self.entries.get((tenant, message_id))
        if not entry:
            return None
        if entry.claimed:
            if entry.claimed[1] >= now:
                return entry.message
            told = unfinished(entry.message, entry.claimed[0], handed_over=entry.handed_over)
            entry.change(attempts=with_attempt(entry.message, told))
            if entry.handed_over:
                entry.token += 1
                return self._end(entry, Status.UNCERTAIN)
        elif entry.message.due_at is None or entry.message.due_at > now:
            return entry.message
        entry.token += 1
        entry.claimed = (now, until)
        message = entry.change(status=Status.SENDING)
        return Claim(message, next_number(message), entry.token, now)

    def _held(self, claim: Claim) -> Entry:
        entry = self.entries[claim.message.tenant, claim.message.message_id]
        if entry.token != claim.token or not entry.claimed:
            raise LeaseLost(claim.message.message_id)
        return entry

    def _end(self, entry: Entry, status: Status, due_at: datetime | None = None) -> Message:
        entry.claimed, entry.handed_over = None, False
        return entry.change(status=status, due_at=due_at)

    def hand_over(self, claim: Claim) -> None:
        self._held(claim).handed_over = True

    def settle(
        self, claim: Claim, attempt: Attempt, status: Status, due_at: datetime | None = None
    ) -> None:
        entry = self._held(claim)
        entry.change(attempts=with_attempt(entry.message, attempt))
        self._end(entry, status, due_at)

    def put_off(self, claim: Claim, due_at: datetime) -> None:
        self._end(self._held(claim), Status.QUEUED, due_at)

    def _found(self, tenant: str, message_id: str, fit: set[Status]) -> Entry:
        entry = self.entries.get((tenant, message_id))
        if not entry:
            raise NotFound(message_id)
        if entry.message.status not in fit:
            raise MessageSettled(entry.message.status)
        return entry

    def cancel(self, tenant: str, message_id: str) -> Message:
        entry = self._found(tenant, message_id, {Status.QUEUED, Status.CANCELLED})
        return entry.change(status=Status.CANCELLED, due_at=None)

    def resend(self, tenant: str, message_id: str, now: datetime) -> Message:
        entry = self._found(tenant, message_id, _RESENT)
        return entry.change(status=Status.QUEUED, due_at=now, resent_at=now)

    def record_bounces(self, tenant: str, message_id: str, bounces: Sequence[Bounce]) -> bool:
        entry = self.entries.get((tenant, message_id))
        if entry:
            entry.change(bounces=with_bounces(entry.message, bounces))
        return entry is not None

    def overdue(self, before: datetime) -> Iterator[SendRequest]:
        for (tenant, message_id), entry in self.entries.items():
            awaited = entry.claimed[1] if entry.claimed else entry.message.due_at
            if awaited and awaited <= before:
                yield SendRequest(tenant=tenant, message_id=message_id)


def message(number: int = 1, at: datetime = NOON, **others: Any) -> Message:
    """One that is due at once; ``number`` makes the id."""
    message_id = f"{at:%Y%m%dt%H%M%S}000-{number:012x}"
    values = {
        "tenant": "acme", "message_id": message_id, "created_at": at,
        "branch": "12ABC34501DE35", "to": ("bia@cliente.test",), "subject": "Sua nota",
        "text": "Segue a nota.\n", "customer": "bia@cliente.test", "due_at": at,
        "mime_id": f"<malote.{message_id}@acme.test>",
    }  # fmt: skip
    return Message.model_validate(values | others)
