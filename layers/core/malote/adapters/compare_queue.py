"""Asking for accounts to be compared with Efí's list: one SQS message for each."""

from collections.abc import Iterable

from malote.adapters.sqs_send import send_all
from malote.billing.queued import ToCompare


class SqsCompareQueue:
    """The queue of comparisons."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, wanted: Iterable[ToCompare]) -> int:
        """Queue them; how many. One that is compared twice is the same as once."""
        return send_all(self._url, (each.model_dump_json() for each in wanted))
