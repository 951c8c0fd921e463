"""Asking for messages to be tried: one SQS message for each."""

from collections.abc import Iterable
from itertools import groupby

from malote.adapters.sqs_send import send_all
from malote.messages.models import SendRequest


class SqsSendQueue:
    """The queue that sends mail."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, requests: Iterable[SendRequest], *, after_seconds: int = 0) -> None:
        """Queue them, at most 900 s away. Sent twice, the claim makes the second harmless.

        Each tenant's apart: five thousand mails of one, through a slow server, hold up no other's.
        """
        for tenant, theirs in groupby(requests, key=lambda request: request.tenant):
            bodies = (request.model_dump_json() for request in theirs)
            send_all(self._url, bodies, after_seconds, fair_to=tenant)
