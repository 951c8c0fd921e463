"""Asking for messages to be tried: one SQS message for each."""

from collections.abc import Iterable

from malote.adapters.sqs_send import send_all
from malote.messages.models import SendRequest


class SqsSendQueue:
    """The queue that sends mail."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, requests: Iterable[SendRequest], *, after_seconds: int = 0) -> None:
        """Queue them, at most 900 s away. Sent twice, the claim makes the second harmless."""
        send_all(self._url, (request.model_dump_json() for request in requests), after_seconds)
