"""The schedule has the inbox compared with the ledger, and the mailboxes counted."""

from datetime import UTC, datetime, timedelta
from typing import Any

from malote import bootstrap
from malote.mailboxes.census import census
from malote.observability import gauge, logger, metrics

LATE = timedelta(hours=1)  # three cycles of the schedule that template.yaml comes with


@metrics.log_metrics
def handle(_event: dict[str, Any], _context: Any) -> dict[str, int]:
    """EventBridge's schedule → what was lost is queued again, and counts for the dashboard."""
    swept = bootstrap.reconciler().cycle()
    mailboxes = census(bootstrap.poll_states(), datetime.now(UTC), LATE)
    counts = {
        "InboxListed": swept.listed,
        "InboxSettling": swept.settling,
        "InboxUnknown": swept.unknown,
        "InboxRequeued": swept.queued,
        "InboxStray": swept.strays,
        "MailboxActive": mailboxes.active,
        "MailboxDeadLease": mailboxes.dead_lease,
        "MailboxBackingOff": mailboxes.backing_off,
        "MailboxLate": mailboxes.late,
    }
    for name, value in counts.items():
        gauge(name, value)
    logger.info("reconciled", extra=counts)
    return counts
