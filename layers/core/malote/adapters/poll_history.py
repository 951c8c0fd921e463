"""How the polls of a mailbox went, for a month."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from malote.adapters import keys
from malote.adapters.items import Value, stamp
from malote.adapters.paging import Listing, Page
from malote.adapters.table import Table
from malote.mailboxes.models import Lease, PollReport
from malote.observability import logger

_KEPT = timedelta(days=30)
_SORT = re.compile(r"POLL#[0-9T:.+-]{10,40}")


def outcome(report: PollReport, now: datetime) -> dict[str, Value]:
    """How a poll ended, as it is stored."""
    error = report.error
    return {
        "at": now,
        "outcome": "error" if error else "ok",
        "error": error.code if error else None,
        "detail": error.detail if error else None,
        "warning": str(report.warning) if report.warning else None,
        "more": report.more,
        "mails": report.mails,
        "stored": report.stored,
        "duplicate": report.duplicate,
        "quarantined": report.quarantined,
        "ignored": report.ignored,
        "given_up": report.given_up,
    }


class PollHistory:
    """An item for each poll that ended, which DynamoDB deletes in time (time to live)."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def record(self, lease: Lease, result: Mapping[str, Value], now: datetime) -> None:
        """Write down how a poll ended, or log that this failed: no poll is worth less for it."""
        took = (now - lease.started).total_seconds()
        poll: Mapping[str, Value] = {
            **keys.poll(lease.tenant, lease.mailbox_id, stamp(lease.started)),
            **result,
            "at": lease.started,
            "seconds": Decimal(f"{took:.3f}"),
            "forced": lease.forced,
            "expires_at": int((now + _KEPT).timestamp()),
        }
        try:
            self._table.insert(poll)
        except Exception:
            logger.warning("poll not told in the history", exc_info=True)

    def page(self, tenant: str, mailbox_id: str, limit: int, cursor: str | None) -> Page:
        """The polls, newest first. Raises InvalidInput."""
        first = keys.poll(tenant, mailbox_id)
        listing = Listing(first["PK"], _SORT)
        between = (first["SK"], f"{first['SK']}~")  # the partition holds the ledger of mails too
        return listing.page(self._table, limit, cursor, between=between)
