"""A notice that no change in the table tells of: it is kept, and mailed while it is new."""

from datetime import datetime, timedelta

from malote.notices.models import Notice, NoticeRequest
from malote.ports import NoticeBook, NoticeQueue

LATEST = timedelta(hours=36)
"""A run that broke off is made good by the next; later, a mail would count days that are over."""


def tell(notice: Notice, at: datetime, book: NoticeBook, queue: NoticeQueue) -> None:
    """Keep a notice and have it mailed; the same again does no harm."""
    book.keep(notice)
    kept = book.get(NoticeRequest(tenant=notice.tenant, kind=notice.kind, of=notice.of))
    if kept and at - kept.at < LATEST:
        queue.send([kept])
