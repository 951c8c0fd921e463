"""The queue's reader asks SEFAZ: with an A1 at once, for an A3 by a job for the Integrador."""

from typing import Any

from pydantic import TypeAdapter

from malote.adapters.sqs_batch import settle
from malote.bootstrap import sefaz
from malote.observability import metrics
from malote.sefaz.queued import Turn
from malote.sefaz_counts import tell

_TURN: TypeAdapter[Turn] = TypeAdapter(Turn)


@metrics.log_metrics
def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Take the turns of an SQS batch, each as far as it goes."""
    worker = sefaz.worker()

    def seconds_left() -> float:
        return float(context.get_remaining_time_in_millis()) / 1000

    def work(body: str) -> None:
        for stands, since in worker.work(_TURN.validate_json(body), seconds_left):
            tell(stands, since)

    return settle(event, work, at_once=1)
