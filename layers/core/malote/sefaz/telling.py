"""What a tenant's users are told of what SEFAZ does not go on with."""

from dataclasses import replace
from datetime import datetime

from malote.clock import BRASILIA
from malote.notices.models import Notice, NoticeKind
from malote.notices.said import in_one_line
from malote.sefaz.made import SefazRequest
from malote.sefaz.models import FeedId


def notice_of_error(feed_id: FeedId, code: str, detail: str, at: datetime) -> Notice:
    """``code`` is an error's, ``detail`` what SEFAZ said; one a day (Brasília), feed and code."""
    feed = {
        "tax_id": feed_id.tax_id,
        "service": feed_id.service.value,
        "environment": feed_id.environment.value,
    }
    day = f"{at.astimezone(BRASILIA):%Y-%m-%d}"
    return Notice(
        tenant=feed_id.tenant,
        kind=NoticeKind.SEFAZ_ERROR,
        of="#".join([*feed.values(), code, day]),
        at=at,
        details={**feed, "code": code, "detail": in_one_line(detail)},
    )


def notice_of_manifestation(request: SefazRequest, at: datetime) -> Notice:
    """Of one that waits for somebody, or failed for it; one a day (Brasília), CNPJ and error."""
    notice = notice_of_error(request.feed_id, request.problem, request.detail, at)
    details = {**notice.details, "manifestation": request.manifestation or ""}
    return replace(notice, of=f"manifestation#{notice.of}", details=details)
