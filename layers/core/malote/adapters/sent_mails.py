"""Mails as they are sent, under sent/: what the first attempt put there is what all others send."""

from malote.adapters import downloads, keys
from malote.adapters.aws import client


class S3SentMails:
    """The port ``SentMails``; nothing is ever written over."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def put_once(self, tenant: str, message_id: str, mime: bytes) -> bytes:
        """Keep it, unless there is one. Returns what is kept."""
        s3 = client("s3")
        key = keys.sent_mail(tenant, message_id)
        try:
            s3.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=mime,
                ContentType="message/rfc822",
                IfNoneMatch="*",
            )
        except s3.exceptions.ClientError as error:
            match error.response["Error"]["Code"]:
                case "PreconditionFailed":
                    return s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
                case "ConditionalRequestConflict":  # another put of this very key is under way
                    return self.put_once(tenant, message_id, mime)
            raise
        return mime

    def get(self, tenant: str, message_id: str) -> bytes | None:
        """What is kept, or None."""
        s3 = client("s3")
        try:
            answer = s3.get_object(Bucket=self._bucket, Key=keys.sent_mail(tenant, message_id))
        except s3.exceptions.ClientError as error:
            # Without s3:ListBucket, S3 says AccessDenied of what is not there.
            if error.response["Error"]["Code"] in {"NoSuchKey", "AccessDenied"}:
                return None
            raise
        return answer["Body"].read()

    def link(self, tenant: str, message_id: str, seconds: int) -> str:
        """An address that downloads it for a while."""
        key = keys.sent_mail(tenant, message_id)
        return downloads.link(self._bucket, key, f"{message_id}.eml", seconds)
