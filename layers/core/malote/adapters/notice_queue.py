"""Asking for notices to be mailed: one SQS message for each."""

from collections.abc import Iterable

from malote.adapters.sqs_send import send_all
from malote.notices.models import Notice, NoticeRequest


class SqsNoticeQueue:
    """The queue that mails notices."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, notices: Iterable[Notice]) -> None:
        """Queue them. One that comes twice is mailed once."""
        requests = (
            NoticeRequest(tenant=each.tenant, kind=each.kind, of=each.of) for each in notices
        )
        send_all(self._url, (each.model_dump_json() for each in requests))
