"""How a schedule ended: every item and object, and what became of everything that arrived."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from malote.adapters.aws import client
from malote.adapters.items import Item, from_item
from tests.schedules.stage import Stage

# How often a mailbox was leased, and whether two polls of it met, is the schedule's own story.
_OF_THE_SCHEDULE = {"lease_token", "asked_again_at"}


def ending(stage: Stage) -> list[str]:
    """Every item of the table and every object of the bucket, a line each, in order.

    Left out is ``_OF_THE_SCHEDULE``. Of the same bytes by two doors, one arrival was told that they
    are new and the other that they are not: here both are told the same.
    """
    items = [json.dumps(_comparable(each, stage), sort_keys=True) for each in _items(stage)]
    listed = client("s3").list_objects_v2(Bucket=stage.bucket)
    assert not listed["IsTruncated"]
    return sorted(items) + [f"{each['Key']} {each['ETag']}" for each in listed["Contents"]]


def account(stage: Stage) -> Counter[str]:
    """What became of each thing that arrived, by mail, by upload or in a batch."""
    items = [from_item(each) for each in _items(stage)]
    blobs = {each["PK"]: each for each in items if each["SK"] == "BLOB"}
    ends: Counter[str] = Counter()
    met: set[str] = set()
    for source in (each for each in items if each["SK"].startswith("SOURCE#")):
        blob = source["PK"]
        ends["duplicate" if blob in met else _end(blobs[blob])] += 1
        met.add(blob)
    assert met == blobs.keys(), "bytes that nobody brought"
    for mail in (each for each in items if each["SK"].startswith("MESSAGE#")):
        ends.update(_of_mail(mail))
    return ends


def _of_mail(mail: Item) -> Iterator[str]:
    """What never became a blob, each part with its reason; the others are told by their sources."""
    for part in mail["parts"]:
        if part["outcome"] == "ignored":
            assert part["reason"]
            yield "ignored"
        else:
            assert part["ref"]
            assert part["outcome"] != "quarantined" or part["reason"]


def _end(blob: Item) -> str:
    end: str = blob["outcome"]
    assert end != "quarantined" or blob["code"]
    return end


def _items(stage: Stage) -> Iterator[Mapping[str, Any]]:
    """All but the history of polls, which is the schedule's own story too."""
    for page in client("dynamodb").get_paginator("scan").paginate(TableName=stage.table):
        yield from (each for each in page["Items"] if not each["SK"]["S"].startswith("POLL#"))


def _comparable(item: Mapping[str, Any], stage: Stage) -> dict[str, Any]:
    found = {name: _ordered(value) for name, value in item.items() if name not in _OF_THE_SCHEDULE}
    if item["SK"]["S"].startswith("MESSAGE#"):
        parts = [part["M"] for part in found["parts"]["L"]]
        for part in parts:
            if part.get("ref", {}).get("S") in stage.world.two_doors:
                part["outcome"] = found["outcome"] = {"S": "stored or duplicate"}
    return found


def _ordered(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Sets have no order of their own."""
    return {"SS": sorted(value["SS"])} if "SS" in value else value
