"""The documents' bucket: raw bytes, by content hash, under the tenant's prefix."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache

from malote.adapters import downloads, keys
from malote.adapters.aws import client


@cache
def _together() -> ThreadPoolExecutor:
    """S3 answers in tens of milliseconds: the puts of a batch go at once."""
    return ThreadPoolExecutor(16, thread_name_prefix="s3")


class S3Archive:
    """Puts are conditional: the same bytes twice are one object, and one event."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def put_all(self, tenant: str, contents: Sequence[bytes]) -> list[tuple[str, bool]]:
        """Into the inbox. For each its SHA-256, and whether it is new to this tenant."""
        named = [(hashlib.sha256(content).hexdigest(), content) for content in contents]
        unique = dict(named)
        objects = [(keys.inbox(tenant, sha256), content) for sha256, content in unique.items()]
        new = dict(
            zip(unique, _together().map(lambda each: self._put(*each), objects), strict=True)
        )
        # Of the same bytes twice, the first are the new ones.
        return [(sha256, new.pop(sha256, False)) for sha256, _ in named]

    def put_aside(self, tenant: str, blob_id: str, content: bytes) -> None:
        """Keep what could not be opened; nothing is queued for it."""
        self._put(keys.quarantine(tenant, blob_id), content)

    def _put(self, key: str, content: bytes) -> bool:
        s3 = client("s3")
        try:
            s3.put_object(Bucket=self._bucket, Key=key, Body=content, IfNoneMatch="*")
        except s3.exceptions.ClientError as error:
            match error.response["Error"]["Code"]:
                case "PreconditionFailed":
                    return False
                case "ConditionalRequestConflict":  # another put of this very key is under way
                    return self._put(key, content)
            raise
        return True

    def get(self, tenant: str, sha256: str) -> tuple[bytes, datetime]:
        """The bytes of an inbox object, and when they came.

        Raises FileNotFoundError when it is gone: S3 says AccessDenied of a key that is not there
        to who may not list the bucket, as functions may not.
        """
        s3 = client("s3")
        try:
            answer = s3.get_object(Bucket=self._bucket, Key=keys.inbox(tenant, sha256))
        except s3.exceptions.ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "AccessDenied"}:
                raise FileNotFoundError(sha256) from error
            raise
        return answer["Body"].read(), answer["LastModified"]

    def link(self, tenant: str, sha256: str, filename: str, seconds: int) -> str:
        """An address that downloads the original bytes for a while."""
        key = keys.inbox(tenant, sha256)
        return downloads.link(self._bucket, key, filename, seconds, "application/xml")
