"""What users upload to attach it, by content hash; the bucket's lifecycle lets it go."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from malote.adapters import keys
from malote.adapters.aws import client
from malote.errors import NotFound

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3Files:
    """The port ``Files``."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def put(self, tenant: str, content: bytes) -> str:
        """Keep it, or keep it longer if it is there; returns its SHA-256."""
        sha256 = hashlib.sha256(content).hexdigest()
        client("s3").put_object(Bucket=self._bucket, Key=keys.file(tenant, sha256), Body=content)
        return sha256

    def get(self, tenant: str, sha256: str) -> bytes:
        """Raises NotFound."""
        with _there(sha256) as s3:
            answer = s3.get_object(Bucket=self._bucket, Key=keys.file(tenant, sha256))
        return answer["Body"].read()

    def size(self, tenant: str, sha256: str) -> int:
        """How many bytes it has. Raises NotFound."""
        with _there(sha256) as s3:
            answer = s3.head_object(Bucket=self._bucket, Key=keys.file(tenant, sha256))
        return answer["ContentLength"]


@contextmanager
def _there(sha256: str) -> Iterator["S3Client"]:
    # Of a key that is not there S3 says 403 to who may not list the bucket; a HEAD has no words.
    s3 = client("s3")
    try:
        yield s3
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "AccessDenied", "404", "403"}:
            raise NotFound(sha256) from None
        raise
