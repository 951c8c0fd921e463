"""Sending messages to a queue, as many a call as SQS takes."""

from collections.abc import Iterable
from itertools import batched

from malote.adapters.aws import client


def send_all(url: str, bodies: Iterable[str], after_seconds: int = 0) -> int:
    """Send ten a call, as the iterable yields them. Returns how many.

    Nobody sees them before ``after_seconds``, of which SQS takes 900 at most.

    Raises RuntimeError when SQS refuses some of a call. Whoever asked then tries again as a whole,
    so some messages come twice: every reader must take the same one again.
    """
    sent = 0
    for batch in batched(bodies, 10):
        answer = client("sqs").send_message_batch(
            QueueUrl=url,
            Entries=[
                {"Id": str(number), "MessageBody": body, "DelaySeconds": after_seconds}
                for number, body in enumerate(batch)
            ],
        )
        if failed := answer.get("Failed"):
            queue = url.rpartition("/")[2]
            raise RuntimeError(f"SQS refused {len(failed)} for {queue}: {failed[0].get('Code')}")
        sent += len(batch)
    return sent
