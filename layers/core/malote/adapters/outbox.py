"""Messages in the table: each is one item, and each change of its state one conditional write.

``due_at`` is there while it is not settled, ``lease_until`` while somebody is at it. Every claim
and every end takes a new ``lease_token``, or has one that is only its own.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from malote.adapters import keys
from malote.adapters.items import Item, Value, stamp
from malote.adapters.outbox_pointers import Pointers
from malote.adapters.table import ConditionFailed, Table
from malote.errors import LeaseLost, MessageSettled, NotFound
from malote.messages.attempts import next_number, unfinished, with_attempt
from malote.messages.bounces import with_bounces
from malote.messages.models import Attempt, Bounce, Claim, Message, SendRequest, Status

_OF_A_CLAIM = ("claim_id", "claimed_at", "lease_until", "handed_over")
_UNTIL_SETTLED = ("due_at", *_OF_A_CLAIM)
_HELD = "lease_token = :token AND attribute_exists(lease_until)"
_NOT_HANDED_OVER = "attribute_not_exists(handed_over)"
_NEVER = "~"
_RESENT = frozenset({Status.FAILED, Status.UNCERTAIN, Status.CANCELLED})


class OutboxItems:
    """The port ``Outbox``."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._pointers = Pointers(table)

    def add(self, message: Message) -> bool:
        """Write a new message; False if it is there. Either way it will be found unsettled."""
        due_at = message.due_at or message.created_at
        self._pointers.point(message.tenant, message.message_id, due_at)
        try:
            self._table.insert({**_item(message), "due_at": due_at})
        except ConditionFailed:
            return False
        return True

    def get(self, tenant: str, message_id: str) -> Message | None:
        """A message as it stands."""
        item = self._table.get(keys.outgoing(tenant, message_id))
        return message_of(item) if item else None

    def claim(
        self, tenant: str, message_id: str, now: datetime, until: datetime
    ) -> Claim | Message | None:
        """The right to try it, the message where there is nothing to try, None without one.

        A claim that ended is taken over; if the mail had been handed over, it is uncertain.
        """
        ours = uuid4().hex
        claimed: dict[str, Value] = {
            "status": Status.SENDING,
            "claim_id": ours,
            "claimed_at": now,
            "lease_until": until,
        }
        try:
            item = self._table.update(
                keys.outgoing(tenant, message_id),
                claimed,
                add={"lease_token": 1},
                condition="#status = :queued AND due_at <= :now",
                given={"queued": Status.QUEUED, "now": now},
            )
        except ConditionFailed as failed:
            item = failed.item
        while item and item.get("claim_id") != ours:
            if item.get("lease_until", _NEVER) >= stamp(now):
                return message_of(item)
            item = self._take_over(item, claimed)
        return _claim(item, now) if item else None

    def _take_over(self, item: Item, claimed: Mapping[str, Value]) -> Item:
        """The item after its claim ended: claimed anew, uncertain, or as somebody else left it."""
        message, handed_over = message_of(item), "handed_over" in item
        started = datetime.fromisoformat(item["claimed_at"])
        attempts = with_attempt(message, unfinished(message, started, handed_over=handed_over))
        values = {"status": Status.UNCERTAIN} if handed_over else claimed
        try:
            new = self._table.update(
                keys.outgoing(message.tenant, message.message_id),
                {**values, "attempts": _attempts(attempts)},
                add={"lease_token": 1},
                remove=_UNTIL_SETTLED if handed_over else (),
                condition=_HELD if handed_over else f"{_HELD} AND {_NOT_HANDED_OVER}",
                given={"token": item["lease_token"]},
            )
        except ConditionFailed as failed:
            return failed.item
        if handed_over:
            self._pointers.settled(message.tenant, message.message_id, new["lease_token"])
        return new

    def hand_over(self, claim: Claim) -> None:
        """Note that the server is about to get it. Raises LeaseLost: then do not send."""
        self._write(claim, {"handed_over": True})

    def settle(
        self, claim: Claim, attempt: Attempt, status: Status, due_at: datetime | None = None
    ) -> None:
        """Note how the attempt ended. Raises LeaseLost."""
        attempts = with_attempt(claim.message, attempt)
        self._give_back(claim, {"status": status, "attempts": _attempts(attempts)}, due_at)

    def put_off(self, claim: Claim, due_at: datetime) -> None:
        """Give the claim back with no attempt made. Raises LeaseLost."""
        self._give_back(claim, {"status": Status.QUEUED}, due_at)

    def _give_back(
        self, claim: Claim, values: Mapping[str, Value], due_at: datetime | None
    ) -> None:
        tenant, message_id = claim.message.tenant, claim.message.message_id
        self._write(claim, {**values, "due_at": due_at}, _OF_A_CLAIM if due_at else _UNTIL_SETTLED)
        if due_at:
            self._pointers.point(tenant, message_id, due_at)
        else:
            self._pointers.settled(tenant, message_id, claim.token)

    def _write(self, claim: Claim, values: Mapping[str, Value], remove: Sequence[str] = ()) -> None:
        key = keys.outgoing(claim.message.tenant, claim.message.message_id)
        try:
            self._table.update(
                key, values, remove=remove, condition=_HELD, given={"token": claim.token}
            )
        except ConditionFailed as failed:
            if not _is_written(failed.item, claim, values):
                raise LeaseLost(claim.message.message_id) from None

    def cancel(self, tenant: str, message_id: str) -> Message:
        """A queued one is not sent. Raises NotFound, MessageSettled."""
        try:
            item = self._table.update(
                keys.outgoing(tenant, message_id),
                {"status": Status.CANCELLED},
                add={"lease_token": 1},
                remove=["due_at"],
                condition="#status = :queued",
                given={"queued": Status.QUEUED},
            )
        except ConditionFailed as failed:
            item = _unless_refused(message_id, failed.item, {Status.CANCELLED})
        self._pointers.settled(tenant, message_id, item["lease_token"])
        return message_of(item)

    def resend(self, tenant: str, message_id: str, now: datetime) -> Message:
        """A failed, uncertain or cancelled one is queued anew. Raises NotFound, MessageSettled."""
        key = keys.outgoing(tenant, message_id)
        found = _unless_refused(message_id, self._table.get(key), _RESENT)
        self._pointers.point(tenant, message_id, now, after_token=found["lease_token"])
        try:
            item = self._table.update(
                key,
                {"status": Status.QUEUED, "due_at": now, "resent_at": now},
                condition="#status = :found AND lease_token = :token",
                given={"found": found["status"], "token": found["lease_token"]},
            )
        except ConditionFailed as failed:
            item = _unless_refused(message_id, failed.item, {Status.QUEUED})
        return message_of(item)

    def record_bounces(self, tenant: str, message_id: str, bounces: Sequence[Bounce]) -> bool:
        """Add what a delivery report says; False if there is no such message."""
        message = self.get(tenant, message_id)
        if not message:
            return False
        told = [each.model_dump() for each in with_bounces(message, bounces)]
        returned = next((each["reported_at"] for each in told if each["action"] == "failed"), None)
        known: list[Any] = [each.model_dump() for each in message.bounces]
        try:
            self._table.update(
                keys.outgoing(tenant, message_id),
                {"bounces": told},
                # The table's stream is filtered by it: a filter cannot look into a list.
                once={"bounced_at": returned},
                condition="bounces = :known",
                given={"known": known},
            )
        except ConditionFailed:  # another report came in between
            return self.record_bounces(tenant, message_id, bounces)
        return True

    def overdue(self, before: datetime) -> Iterator[SendRequest]:
        """Messages of all tenants that should have been tried by then, and were not."""
        return self._pointers.overdue(before)


def message_of(item: Item) -> Message:
    """A message from its item."""
    return Message.model_validate(item)


def _item(message: Message) -> Item:
    return {
        **keys.outgoing(message.tenant, message.message_id),
        "GSI1PK": keys.by_date(message.tenant, f"CUSTOMER#{message.customer}"),
        "GSI1SK": message.message_id,
        "lease_token": 0,
        **message.model_dump(),
        "attempts": _attempts(message.attempts),
    }


def _attempts(attempts: Sequence[Attempt]) -> list[Any]:
    # An item holds no float.
    return [{**each.model_dump(), "seconds": Decimal(f"{each.seconds:.3f}")} for each in attempts]


def _claim(item: Item, now: datetime) -> Claim:
    message = message_of(item)
    return Claim(message, next_number(message), item["lease_token"], now)


def _is_written(found: Item, claim: Claim, values: Mapping[str, Value]) -> bool:
    """Whether this very end was written before: botocore asks again where an answer was lost."""
    due_at = values.get("due_at")
    return (
        found.get("lease_token") == claim.token
        and found["status"] == values.get("status")
        and found.get("due_at") == (stamp(due_at) if isinstance(due_at, datetime) else None)
    )


def _unless_refused(message_id: str, found: Item | None, fit: Set[Status]) -> Item:
    if not found:
        raise NotFound(message_id)
    if found["status"] not in fit:
        raise MessageSettled(found["status"])
    return found
