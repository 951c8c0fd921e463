"""What is to be asked of Efí, queued: one SQS message for each."""

from collections.abc import Iterable
from itertools import groupby

from malote.adapters.sqs_send import send_all, send_by_tenant
from malote.billing.queued import ToIssue, Told


class SqsBillingQueues:
    """The port ``BillingQueues``. What is sent twice is asked twice, and done once."""

    def __init__(self, told_url: str, issue_url: str) -> None:
        self._told_url = told_url
        self._issue_url = issue_url

    def told(self, told: Iterable[Told]) -> None:
        """Webhooks' hints; however many come to one account, they hold up no other's."""
        for webhook_id, of_one in groupby(told, key=lambda each: each.webhook_id):
            bodies = (each.model_dump_json() for each in of_one)
            send_all(self._told_url, bodies, fair_to=webhook_id)

    def to_issue(self, things: Iterable[ToIssue], *, after_seconds: int = 0) -> None:
        """Charges to be issued or looked for, each tenant's apart; at most 900 s away."""
        send_by_tenant(self._issue_url, things, after_seconds)
