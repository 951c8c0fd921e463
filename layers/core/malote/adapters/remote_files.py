"""What devices put straight into the bucket: these very bytes, once, for a few minutes.

The size, the SHA-256 and that there is no such object are signed into each address, so S3 itself
refuses anything else ("Checking object integrity" and "Conditional writes" in its guide).
"""

from base64 import b64encode

from malote.adapters import keys
from malote.adapters.aws import client
from malote.relay.wire import UploadLink

_SECONDS = 600


class S3RemoteFiles:
    """The port ``RemoteFiles``."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def answer_link(self, tenant: str, job_id: str, sha256: str, size: int) -> UploadLink:
        """Where a job's answer is put: these bytes and no others, once."""
        return self._link(keys.remote_answer(tenant, job_id), sha256, size)

    def document_link(self, tenant: str, sha256: str, size: int) -> UploadLink | None:
        """Where a document is put in the inbox; None: it is there."""
        key = keys.inbox(tenant, sha256)
        return None if self._there(key) else self._link(key, sha256, size)

    def answer(self, tenant: str, job_id: str) -> bytes:
        """A job's answer. Raises FileNotFoundError."""
        s3, key = client("s3"), keys.remote_answer(tenant, job_id)
        try:
            return s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except s3.exceptions.ClientError as error:
            # Of a key that is not there S3 says so only to who may list the bucket.
            if error.response["Error"]["Code"] in {"NoSuchKey", "AccessDenied"}:
                raise FileNotFoundError(job_id) from error
            raise

    def _there(self, key: str) -> bool:
        s3 = client("s3")
        try:
            s3.head_object(Bucket=self._bucket, Key=key)
        except s3.exceptions.ClientError as error:
            if error.response["Error"]["Code"] in {"404", "403"}:  # a HEAD has no words
                return False
            raise
        return True

    def _link(self, key: str, sha256: str, size: int) -> UploadLink:
        checksum = b64encode(bytes.fromhex(sha256)).decode()
        url = client("s3").generate_presigned_url(
            "put_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ContentLength": size,
                "ChecksumSHA256": checksum,
                "IfNoneMatch": "*",
            },
            ExpiresIn=_SECONDS,
        )
        headers = {
            "Content-Length": str(size),
            "If-None-Match": "*",
            "x-amz-checksum-sha256": checksum,
        }
        return UploadLink(url=url, headers=headers)
