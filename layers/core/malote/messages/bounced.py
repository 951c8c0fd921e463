"""Delivery reports that reach a tenant's mailbox, put on the message that they are about."""

from dataclasses import dataclass
from datetime import datetime

from malote.messages.delivery_reports import read_report
from malote.ports import Outbox


@dataclass(frozen=True, slots=True)
class BouncedMessages:
    """The port ``DeliveryReports``."""

    outbox: Outbox

    def take(self, tenant: str, status: bytes, headers: bytes, at: datetime) -> str:
        """The id of the tenant's message that the report was put on, or "" if it is of none."""
        report = read_report(status, headers, at)
        if report and self.outbox.record_bounces(tenant, report.message_id, report.bounces):
            return report.message_id
        return ""
