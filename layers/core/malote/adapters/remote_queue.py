"""Jobs that have ended, or ought to, queued: one SQS message for each."""

from collections.abc import Iterable

from malote.adapters.sqs_send import send_by_tenant
from malote.relay.models import Ended


class SqsRemoteQueue:
    """The port ``RemoteQueue``. What is sent twice is settled once."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, jobs: Iterable[Ended]) -> int:
        """Queue them to be settled. Returns how many."""
        return send_by_tenant(self._url, jobs)
