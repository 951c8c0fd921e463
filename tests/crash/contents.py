"""All that the table and the bucket hold."""

from dataclasses import dataclass
from typing import Any

from local.cloud import Cloud
from malote.adapters.items import from_item


@dataclass(frozen=True)
class Contents:
    """``items`` by PK and SK; ``versions`` counts how often each object was written.

    ``cancelled`` are tenants with the access keys of their cancelled documents.
    """

    items: dict[tuple[str, str], dict[str, Any]]
    versions: dict[str, int]
    cancelled: set[tuple[str, str]]

    @classmethod
    def of(cls, cloud: Cloud, table: str, bucket: str) -> "Contents":
        """Everything, page by page."""
        pages = cloud.client("dynamodb").get_paginator("scan").paginate(TableName=table)
        items = [from_item(item) for page in pages for item in page["Items"]]
        versions: dict[str, int] = {}
        listed = cloud.client("s3").get_paginator("list_object_versions")
        for page in listed.paginate(Bucket=bucket):
            for each in page.get("Versions", []):
                versions[each["Key"]] = versions.get(each["Key"], 0) + 1
        cancelled = {
            (item["PK"].split("#")[1], item["PK"].split("#")[3])
            for item in items
            if item["SK"] == "DOCUMENT" and item.get("cancelled")
        }
        return cls({(item["PK"], item["SK"]): item for item in items}, versions, cancelled)
