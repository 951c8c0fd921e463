"""Asking for steps of monthly packages: one SQS message for each."""

from collections.abc import Iterable

from malote.adapters.sqs_send import send_all
from malote.exports.models import ExportTask


class SqsExportQueue:
    """The queue that makes packages."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, tasks: Iterable[ExportTask]) -> None:
        """Queue steps. One that comes twice writes over itself."""
        send_all(self._url, (task.model_dump_json() for task in tasks))
