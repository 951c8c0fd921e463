"""Asking for blobs of the inbox to be read again."""

import json
from collections.abc import Iterable

from malote.adapters import keys
from malote.adapters.sqs_send import send_all


class SqsInboxQueue:
    """The queue that parse_xml reads, told of objects in the words that S3 uses for new ones."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, tenant: str, sha256s: Iterable[str]) -> int:
        """Queue blobs of a tenant, as the iterable yields them. Returns how many."""
        return send_all(
            self._url, (_announcement(keys.inbox(tenant, sha256)) for sha256 in sha256s)
        )


def _announcement(object_key: str) -> str:
    return json.dumps({"Records": [{"s3": {"object": {"key": object_key}}}]})
