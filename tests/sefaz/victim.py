"""The worker of feeds, as a process that may die: ``python -m tests.sefaz.victim <socket>``.

Table and bucket are the cloud's; SEFAZ is at SEFAZ_LINE.
"""

import os
import socket
import sys
from datetime import datetime
from functools import partial
from typing import Any

from malote.adapters import aws
from malote.adapters.archive import S3Archive
from malote.adapters.mail_ledger import MailLedger
from malote.adapters.registry import Registry
from malote.adapters.sefaz_feeds import FeedItems
from malote.adapters.sefaz_requests import SefazRequestItems
from malote.adapters.sefaz_settings import SefazSettingsItems
from malote.adapters.table import Table
from malote.sefaz.book import FeedBook
from malote.sefaz.feeds import Feed
from malote.sefaz.intake import Intake
from malote.sefaz.models import CertificateType
from malote.sefaz.turns import FeedTurns
from tests.crash.boundaries import Boundaries
from tests.crash.process import Lambda, fork_each
from tests.sefaz.line import SefazOnLine
from tests.sefaz.watched import Watched
from tests.sefaz.world import FEED, World

BOUNDARIES = Boundaries()


def load() -> None:
    """What a warm process has in memory; nothing of it is connected to anything."""
    BOUNDARIES.watch_aws(_purpose)
    for service in ("s3", "dynamodb"):
        aws.client(service)


def _purpose(operation: str, params: dict[str, Any]) -> str:
    """A transaction is named by what it writes."""
    if operation == "TransactWriteItems":
        return "answered" if "PAGE#" in repr(params) else "asked"
    return ""


def serve(line: socket.socket) -> None:
    """One process, until its driver hangs up."""
    process = Lambda(line, BOUNDARIES)
    process.serve({"take": partial(_take, Table(os.environ["TABLE_NAME"]))})


def _take(table: Table, event: dict[str, Any], _context: Any) -> str | None:
    """One step at this time; the feed in JSON."""
    now = datetime.fromisoformat(event["now"])
    sefaz = SefazOnLine(os.environ["SEFAZ_LINE"])
    watched: Any = Watched(sefaz, "sefaz", BOUNDARIES.cross)
    turns = FeedTurns(
        FeedBook(FeedItems(table), SefazRequestItems(table), SefazSettingsItems(table)),
        {CertificateType.A1: watched},
        World().portfolios,
        Intake(S3Archive(os.environ["BUCKET_NAME"]), MailLedger(table), Registry(table)),
        lambda *_: BOUNDARIES.cross("notice"),
        _tell,
        lambda: sefaz.now or now,
    )
    feed = turns.take(FEED, now)
    return feed.model_dump_json() if feed else None


def _tell(feed: Feed) -> None:
    BOUNDARIES.cross("tell")


if __name__ == "__main__":
    load()
    fork_each(socket.socket(fileno=int(sys.argv[1])), serve)
