"""Asking for polls: one SQS message for each mailbox."""

from collections.abc import Iterable
from itertools import batched

from malote.adapters.aws import client
from malote.mailboxes.models import PollRequest


class SqsPollQueue:
    """The queue that the poller reads."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, requests: Iterable[PollRequest]) -> int:
        """Queue polls, ten a call, as the iterable yields them. Returns how many."""
        sent = 0
        for batch in batched(requests, 10):
            answer = client("sqs").send_message_batch(
                QueueUrl=self._url,
                Entries=[
                    {"Id": str(index), "MessageBody": request.model_dump_json()}
                    for index, request in enumerate(batch)
                ],
            )
            if failed := answer.get("Failed"):
                # The whole firing is tried again; the lease makes the repeats harmless.
                raise RuntimeError(f"SQS refused {len(failed)} polls: {failed[0].get('Code')}")
            sent += len(batch)
        return sent
