"""The PDFs that were drawn: made again when they have expired, so nothing of worth is here."""

from malote.adapters import downloads, keys
from malote.adapters.aws import client


class S3Papers:
    """Under pdf/; the bucket's lifecycle lets them go."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def has(self, tenant: str, name: str) -> bool:
        """Whether it was drawn before."""
        s3 = client("s3")
        try:
            s3.head_object(Bucket=self._bucket, Key=keys.pdf(tenant, name))
        except s3.exceptions.ClientError as error:
            # Without s3:ListBucket, which would name every tenant's objects, S3 answers 403 for
            # what is not there. Were it a real refusal, the put that follows would show it.
            if error.response["Error"]["Code"] in {"404", "403"}:
                return False
            raise
        return True

    def put(self, tenant: str, name: str, pdf: bytes) -> None:
        """Keep a PDF. The same name is the same paper."""
        key = keys.pdf(tenant, name)
        client("s3").put_object(
            Bucket=self._bucket, Key=key, Body=pdf, ContentType="application/pdf"
        )

    def get(self, tenant: str, name: str) -> bytes:
        """A PDF that is there."""
        key = keys.pdf(tenant, name)
        return client("s3").get_object(Bucket=self._bucket, Key=key)["Body"].read()

    def link(self, tenant: str, name: str, filename: str, seconds: int) -> str:
        """An address that downloads it for a while."""
        return downloads.link(self._bucket, keys.pdf(tenant, name), filename, seconds)
