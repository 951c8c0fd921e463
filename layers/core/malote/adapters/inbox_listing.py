"""The inbox as S3 lists it, a thousand objects a call."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from malote.adapters import keys
from malote.adapters.aws import client
from malote.attempt import attempt
from malote.documents.reconcile import Page, Stored
from malote.observability import logger

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import ObjectTypeDef

_SHOWN = 30  # characters of a key that is none of ours: what else it holds is not known


class S3InboxListing:
    """Every object under ``inbox/``, of all tenants."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def pages(self, after: str | None) -> Iterator[Page]:
        """Its objects in the order of their keys, after this key; at least one page."""
        following = after or keys.INBOX
        while following:
            answer = client("s3").list_objects_v2(
                Bucket=self._bucket, Prefix=keys.INBOX, StartAfter=following
            )
            listed = answer.get("Contents", [])
            following = listed[-1]["Key"] if answer["IsTruncated"] else ""
            yield _page(listed, following or None)


def _page(listed: "list[ObjectTypeDef]", following: str | None) -> Page:
    objects, strays = [], []
    for each in listed:
        name = attempt(keys.of_inbox, each["Key"])
        if isinstance(name, Exception):
            strays.append(each["Key"])
        else:
            objects.append(Stored(*name, each["LastModified"]))
    if strays:
        logger.warning("strays in the inbox", strays=len(strays), first=strays[0][:_SHOWN])
    return Page(objects, len(strays), following)
