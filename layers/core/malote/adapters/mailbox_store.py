"""Mailboxes in the table: settings in one item, the state of their polls in another.

A paused mailbox leaves the index of active ones, so that the schedule never sees it. The state is
made with the mailbox and at no other time: what comes too late for one that was deleted finds
nothing to write to.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from malote.adapters import keys
from malote.adapters.items import Item, Value, stamp
from malote.adapters.poll_history import PollHistory, outcome
from malote.adapters.table import GSI1, ConditionFailed, Table
from malote.errors import AlreadyExists, LeaseLost, MaloteError, NotFound, StoreFailed
from malote.mailboxes.models import Cursor, Lease, Mailbox, PollReport, PollRequest

_STUCK = ("stuck", "stuck_at")
_PAUSE = ("paused", "paused_at")


class MailboxStore:
    """The ports ``Mailboxes`` and ``MailboxSettings``: settings, leases, cursors."""

    def __init__(self, table: Table, clock: Callable[[], float] = time.time) -> None:
        self._table = table
        self._history = PollHistory(table)
        self._clock = clock

    def active(self) -> Iterator[tuple[str, str]]:
        """Tenant and id of every mailbox that is not paused, read page by page."""
        for item in self._table.query(keys.ACTIVE_MAILBOXES, index=GSI1):
            yield item["tenant"], item["mailbox_id"]

    def get(self, tenant: str, mailbox_id: str) -> Mailbox | None:
        """The settings, or None if there is no such mailbox."""
        item = self._table.get(keys.mailbox(tenant, mailbox_id))
        return Mailbox.model_validate(item) if item else None

    def reached(self, tenant: str, mailbox_id: str) -> Cursor | None:
        """How far the folder was read; None before its first poll."""
        return _cursor(self._table.get(keys.mailbox_state(tenant, mailbox_id)) or {})

    def find(self, tenant: str, mailbox_id: str) -> tuple[Mailbox, dict[str, Any]]:
        """A mailbox, with the last state of its polls. Raises NotFound."""
        mailbox = self.get(tenant, mailbox_id)
        if mailbox is None:
            raise NotFound(f"caixa {mailbox_id}")
        return mailbox, self._table.get(keys.mailbox_state(tenant, mailbox_id)) or {}

    def list(self, tenant: str) -> list[tuple[Mailbox, dict[str, Any]]]:
        """A tenant's mailboxes, each with the last state of its polls."""
        key = keys.mailbox(tenant)
        items = list(self._table.query(key["PK"], begins=key["SK"]))
        states = {i["SK"].removesuffix("#STATE"): i for i in items if i["SK"].endswith("#STATE")}
        return [
            (Mailbox.model_validate(item), states.get(item["SK"], {}))
            for item in items
            if not item["SK"].endswith("#STATE")
        ]

    def add(self, mailbox: Mailbox) -> None:
        """Write a new mailbox, which is read from its first mail. Raises AlreadyExists."""
        self._make_state(mailbox)
        try:
            self._save(mailbox, "attribute_not_exists(PK)")
        except ConditionFailed:
            raise AlreadyExists(f"a caixa {mailbox.mailbox_id} já existe") from None

    def _make_state(self, mailbox: Mailbox) -> None:
        # Higher than any token of one that had this id: no poll of that one may write here.
        first = {"lease_token": int(self._clock() * 1000)}
        self._table.update(keys.mailbox_state(mailbox.tenant, mailbox.mailbox_id), {}, once=first)

    def resume(self, mailbox: Mailbox, *, instead_of: str, elsewhere: bool = False) -> bool:
        """Write changed settings, under a new ``revision``, and put it back in the schedule.

        ``elsewhere`` forgets how far was read: another folder counts its own UIDs. False if the
        stored ``revision`` is no more ``instead_of``, or the mailbox is gone. Where a deletion that
        broke off left no state, there is one again.
        """
        former = self.get(mailbox.tenant, mailbox.mailbox_id)
        if former and former.revision == instead_of:
            self._make_state(mailbox)
        try:
            self._end_poll(mailbox, forget=elsewhere)  # or a crash leaves the new folder its cursor
            self._save(mailbox, "revision = :old", {"old": instead_of})
            self._end_poll(mailbox, forget=elsewhere)  # one that began in between
        except ConditionFailed:
            return False
        return True

    def delete(self, mailbox: Mailbox) -> bool:
        """Delete state and settings; False if these were changed meanwhile.

        In this order, as a state that were left would tell the next one of this id how far to skip.
        """
        self._table.delete(keys.mailbox_state(mailbox.tenant, mailbox.mailbox_id))
        key = keys.mailbox(mailbox.tenant, mailbox.mailbox_id)
        try:
            self._table.delete(
                key,
                "attribute_not_exists(PK) OR revision = :revision",
                {"revision": mailbox.revision},
            )
        except ConditionFailed:
            return False
        return True

    def _end_poll(self, mailbox: Mailbox, *, forget: bool) -> None:
        """A poll under way goes on with the old settings: the new token stops it from writing."""
        forgotten = ["uid_validity", "last_uid"] if forget else []
        self._table.update(
            keys.mailbox_state(mailbox.tenant, mailbox.mailbox_id),
            {},
            add={"lease_token": 1},
            remove=["lease_until", "retry_at", *_STUCK, *forgotten],
            condition="attribute_exists(lease_token)",
        )

    def _save(
        self, mailbox: Mailbox, condition: str, given: Mapping[str, Value] | None = None
    ) -> None:
        values = mailbox.model_dump(mode="json", exclude=set(_PAUSE))
        values["GSI1PK"] = keys.ACTIVE_MAILBOXES
        values["GSI1SK"] = f"{mailbox.tenant}#{mailbox.mailbox_id}"
        key = keys.mailbox(mailbox.tenant, mailbox.mailbox_id)
        try:
            self._table.update(key, values, remove=_PAUSE, condition=condition, given=given)
        except ConditionFailed as failed:
            # botocore repeats a call whose answer was lost: then it is we who came first.
            if any(failed.item.get(name) != values[name] for name in ("revision", "secret_name")):
                raise

    def pause(self, mailbox: Mailbox, error: MaloteError, at: datetime) -> bool:
        """Take the mailbox out of the schedule; False if its settings were changed meanwhile."""
        try:
            self._table.update(
                keys.mailbox(mailbox.tenant, mailbox.mailbox_id),
                {"paused": error.code, "paused_at": at},
                remove=["GSI1PK", "GSI1SK"],
                condition="revision = :revision",
                given={"revision": mailbox.revision},
            )
        except ConditionFailed:
            return False
        return True

    def acquire(self, request: PollRequest, now: datetime, until: datetime) -> Lease | None:
        """The lease, or None when there is nothing to do: held, just polled, backing off, or gone.

        Where another poll holds it, that poll is told to look again when it is done.
        """
        condition = (
            "attribute_exists(lease_token)"
            " AND (attribute_not_exists(lease_until) OR lease_until < :now)"
            " AND (attribute_not_exists(polled_at) OR polled_at < :requested_at)"
        )
        if not request.forced:
            condition += " AND (attribute_not_exists(retry_at) OR retry_at <= :now)"
        key = keys.mailbox_state(request.tenant, request.mailbox_id)
        try:
            state = self._table.update(
                key,
                {"lease_until": until},
                add={"lease_token": 1},
                condition=condition,
                given={"now": now, "requested_at": request.requested_at},
            )
        except ConditionFailed as failed:
            if failed.item.get("lease_until", "") < stamp(now):
                return None
            try:
                self._table.update(
                    key,
                    {"asked_again_at": request.requested_at},
                    condition="lease_token = :token AND attribute_exists(lease_until)",
                    given={"token": failed.item["lease_token"]},
                )
            except ConditionFailed:  # released in between: nobody would look at the note
                return self.acquire(request, now, until)
            return None
        return Lease(
            tenant=request.tenant,
            mailbox_id=request.mailbox_id,
            token=state["lease_token"],
            started=now,
            cursor=_cursor(state),
            failures=state.get("failures", 0),
            stuck=state.get("stuck", 0),
            stuck_at=state.get("stuck_at", 0),
            forced=request.forced,
        )

    def begin(self, lease: Lease, uid: int, attempt: int) -> None:
        """Count an attempt at this mail before it is made. Raises LeaseLost."""
        self._write(lease, {"stuck": attempt, "stuck_at": uid})

    def advance(self, lease: Lease, cursor: Cursor) -> None:
        """Remember how far the folder was read. Raises LeaseLost when another poll took over."""
        values = {"uid_validity": cursor.uid_validity, "last_uid": cursor.last_uid}
        # A mailbox that was stuck stays so, and is read with care, until its end is reached.
        self._write(lease, values, () if lease.stuck else _STUCK)

    def release(
        self, lease: Lease, report: PollReport, now: datetime, retry_at: datetime | None
    ) -> bool:
        """Give the lease back and show the result. True when somebody asked again meanwhile."""
        error, result = report.error, outcome(report, now)
        ours = isinstance(error, StoreFailed)  # no mail's fault, nor an answer to the request
        values: dict[str, Value] = {
            "last_result": result,
            # Only a poll that ended answers requests: one that died is made up for by the next.
            "polled_at": None if ours else lease.started,
            "failures": lease.failures + 1 if retry_at else 0,
            "retry_at": retry_at,
        }
        remove = ["lease_until"] + ([] if retry_at else ["retry_at"])
        if ours:
            values |= {"stuck": lease.stuck, "stuck_at": lease.stuck_at}
        elif not error and not report.more:
            remove += _STUCK
        state = self._write(lease, values, remove)
        self._history.record(lease, result, now)
        return str(state.get("asked_again_at", "")) > stamp(lease.started)

    def _write(self, lease: Lease, values: Mapping[str, Value], remove: Sequence[str] = ()) -> Item:
        try:
            return self._table.update(
                keys.mailbox_state(lease.tenant, lease.mailbox_id),
                values,
                remove=remove,
                condition="lease_token = :token",
                given={"token": lease.token},
            )
        except ConditionFailed:
            raise LeaseLost(lease.mailbox_id) from None


def _cursor(state: Item) -> Cursor | None:
    seen = state.get("last_uid")
    return None if seen is None else Cursor(state["uid_validity"], seen)
