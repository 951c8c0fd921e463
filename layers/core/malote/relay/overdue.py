"""Jobs that nobody took in time."""

from datetime import datetime

from malote.ports.relay import Jobs, RemoteQueue


def sweep(jobs: Jobs, queue: RemoteQueue, now: datetime) -> int:
    """Have them settled; how many. One that dies on the way is found again."""
    return queue.send((each.job.tenant, each.job.job_id) for each in jobs.overdue(now))
