"""Addresses that download an object of the bucket for a while, with no other credential."""

from malote.adapters.aws import client


def link(bucket: str, key: str, filename: str, seconds: int, content_type: str = "") -> str:
    """A presigned address; the browser saves the object under ``filename``.

    Without ``content_type`` the object is served as the type that it was put with.
    """
    served = {"ResponseContentType": content_type} if content_type else {}
    return client("s3").generate_presigned_url(
        "get_object",
        Params={
            "Bucket": bucket,
            "Key": key,
            "ResponseContentDisposition": f'attachment; filename="{filename}"',
            **served,
        },
        ExpiresIn=seconds,
    )
