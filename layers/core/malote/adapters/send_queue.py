"""Asking for messages to be tried: one SQS message for each."""

from collections.abc import Iterable

from malote.adapters.sqs_send import send_by_tenant
from malote.messages.models import SendRequest


class SqsSendQueue:
    """The queue that sends mail."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, requests: Iterable[SendRequest], *, after_seconds: int = 0) -> None:
        """Queue them, at most 900 s away. Sent twice, the claim makes the second harmless.

        Each tenant's apart: five thousand mails of one, through a slow server, hold up no other's.
        """
        send_by_tenant(self._url, requests, after_seconds)
