"""Sending messages to a queue, as many a call as SQS takes."""

from collections.abc import Iterable
from itertools import batched, groupby
from typing import Any, Protocol

from malote.adapters.aws import client


class _OfTenant(Protocol):
    @property
    def tenant(self) -> str: ...

    def model_dump_json(self) -> str: ...


def send_by_tenant(url: str, things: Iterable[_OfTenant], after_seconds: int = 0) -> int:
    """Send each as JSON, so that no tenant's hold up another's. Returns how many."""
    return sum(
        send_all(url, (each.model_dump_json() for each in theirs), after_seconds, tenant)
        for tenant, theirs in groupby(things, key=lambda each: each.tenant)
    )


def send_all(
    url: str, bodies: Iterable[str], after_seconds: int = 0, fair_to: str | None = None
) -> int:
    """Send ten a call, as the iterable yields them. Returns how many.

    Nobody sees them before ``after_seconds``, of which SQS takes 900 at most. Those of one
    ``fair_to`` do not hold up the others, however many they are ("Amazon SQS fair queues").

    Raises RuntimeError when SQS refuses some of a call. Whoever asked then tries again as a whole,
    so some messages come twice: every reader must take the same one again.
    """
    sent = 0
    shared = {"DelaySeconds": after_seconds} | ({"MessageGroupId": fair_to} if fair_to else {})
    for batch in batched(bodies, 10):
        entries: Any = [
            {"Id": str(n), "MessageBody": body, **shared} for n, body in enumerate(batch)
        ]
        answer = client("sqs").send_message_batch(QueueUrl=url, Entries=entries)
        if failed := answer.get("Failed"):
            queue = url.rpartition("/")[2]
            raise RuntimeError(f"SQS refused {len(failed)} for {queue}: {failed[0].get('Code')}")
        sent += len(batch)
    return sent
