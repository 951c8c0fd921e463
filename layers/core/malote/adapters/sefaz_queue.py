"""Asking for turns at SEFAZ to be taken: one SQS message for each."""

from collections.abc import Iterable
from itertools import groupby

from malote.adapters.sqs_send import send_all
from malote.sefaz.queued import FeedTurn, ManifestationTurn


class SqsSefazQueue:
    """The port ``SefazQueue``. A turn that comes twice is taken once: the feed says so itself."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, turns: Iterable[FeedTurn | ManifestationTurn], *, after_seconds: int = 0) -> int:
        """Queue them, at most 900 s away. Returns how many. No tenant's hold up another's."""
        return sum(
            send_all(self._url, (each.model_dump_json() for each in theirs), after_seconds, tenant)
            for tenant, theirs in groupby(turns, key=lambda turn: turn.tenant)
        )
