"""Asking for turns at SEFAZ to be taken: one SQS message for each."""

from collections.abc import Iterable

from malote.adapters.sqs_send import send_by_tenant
from malote.sefaz.queued import FeedTurn, ManifestationTurn


class SqsSefazQueue:
    """The port ``SefazQueue``. A turn that comes twice is taken once: the feed says so itself."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, turns: Iterable[FeedTurn | ManifestationTurn], *, after_seconds: int = 0) -> int:
        """Queue them, at most 900 s away. Returns how many. No tenant's hold up another's."""
        return send_by_tenant(self._url, turns, after_seconds)
