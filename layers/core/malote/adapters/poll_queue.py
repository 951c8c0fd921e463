"""Asking for polls: one SQS message for each mailbox."""

from collections.abc import Iterable

from malote.adapters.sqs_send import send_all
from malote.mailboxes.models import PollRequest


class SqsPollQueue:
    """The queue that the poller reads."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, requests: Iterable[PollRequest]) -> int:
        """Queue polls, as the iterable yields them. Returns how many.

        Sent twice, the mailbox's lease makes the second harmless.
        """
        return send_all(self._url, (request.model_dump_json() for request in requests))
