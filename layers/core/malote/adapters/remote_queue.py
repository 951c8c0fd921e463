"""Jobs that have ended, or ought to, queued: one SQS message for each."""

from collections.abc import Iterable
from itertools import groupby

from malote.adapters.sqs_send import send_all
from malote.relay.models import Ended


class SqsRemoteQueue:
    """The port ``RemoteQueue``. What is sent twice is settled once."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, jobs: Iterable[tuple[str, str]]) -> int:
        """Queue them to be settled, each a tenant and a job's id. Returns how many."""
        return sum(
            send_all(
                self._url,
                (Ended(tenant=tenant, job_id=job_id).model_dump_json() for _, job_id in theirs),
                fair_to=tenant,
            )
            for tenant, theirs in groupby(jobs, key=lambda each: each[0])
        )
