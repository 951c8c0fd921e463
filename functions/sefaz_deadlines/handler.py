"""Once a day: users are told of notes that are soon to be answered no more."""

from datetime import datetime
from typing import Any

from malote.bootstrap import follow_ups, sefaz
from malote.clock import utc_now
from malote.notices.tell import tell
from malote.observability import logger
from malote.sefaz.ending import AHEAD, notices_of


def watch(at: datetime) -> None:
    """Tell all tenants; what failed for some is raised at the end, as an ExceptionGroup."""
    book, queue, failures = follow_ups.notices(), follow_ups.notice_queue(), list[Exception]()
    for notice in notices_of(sefaz.deadlines().ending(at, at + AHEAD), at):
        try:
            tell(notice, at, book, queue)
        except Exception as error:
            logger.exception("deadline not told", extra={"tenant": notice.tenant})
            failures.append(error)
    if failures:
        raise ExceptionGroup("deadlines not told", failures)


def handle(_event: dict[str, Any], _context: Any) -> None:
    """EventBridge's rule → notices; if it fails, all again."""
    watch(utc_now())
