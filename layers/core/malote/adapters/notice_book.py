"""Notices in the table, and beside each the mails of it, one item for each user."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from malote.adapters import keys
from malote.adapters.items import Item, stamp
from malote.adapters.paging import Listing
from malote.adapters.table import ConditionFailed, Table
from malote.clock import utc_now
from malote.notices.models import MailState, Notice, NoticeKind, NoticeRequest, User

_SORT = re.compile(r"[0-9T:.+-]{10,40}#([a-z_]+)#(.+)")
_A_DAY = 86_400
_MAIL = ("kind", "of", "mail")


class NoticeItems:
    """The port ``NoticeBook``."""

    def __init__(self, table: Table, now: Callable[[], datetime] = utc_now) -> None:
        self._table = table
        self._now = now

    def keep(self, notice: Notice) -> None:
        """Write it down, unless it is there."""
        self._table.update(
            keys.notice(notice.tenant, notice.kind, notice.of),
            {},
            once={
                "tenant": notice.tenant,
                "kind": notice.kind,
                "of": notice.of,
                "at": notice.at,
                "details": dict(notice.details),
                "only": list(notice.only),
                "GSI1PK": keys.by_date(notice.tenant, "NOTICES"),
                "GSI1SK": f"{stamp(notice.at)}#{notice.kind}#{notice.of}",
            },
        )

    def get(self, request: NoticeRequest) -> Notice | None:
        """A notice, or None."""
        item = self._table.get(keys.notice(request.tenant, request.kind, request.of))
        return _notice(item) if item else None

    def page(
        self, tenant: str, limit: int, cursor: str | None
    ) -> tuple[Sequence[Notice], str | None]:
        """Notices, newest first, and the cursor of the next page. Raises InvalidInput."""
        listing = Listing(
            keys.by_date(tenant, "NOTICES"),
            _SORT,
            lambda match: keys.notice(tenant, match[1], match[2]),
        )
        items, following = listing.page(self._table, limit, cursor)
        return list(map(_notice, items)), following

    def mails(
        self, notices: Sequence[Notice], sub: str
    ) -> Mapping[tuple[NoticeKind, str], MailState]:
        """What became of the mails to one user, of those that were begun."""
        wanted = (keys.notice_mail(each.tenant, each.kind, each.of, sub) for each in notices)
        found = self._table.get_all(wanted, _MAIL)
        return {(NoticeKind(each["kind"]), each["of"]): each["mail"] for each in found}

    def begin_mail(self, notice: Notice, sub: str, claim: str) -> bool:
        """Mark it before it is sent; False if it was, by another ``claim``."""
        try:
            self._table.update(
                keys.notice_mail(notice.tenant, notice.kind, notice.of, sub),
                {"kind": notice.kind, "of": notice.of, "mail": "uncertain", "claim": claim},
                # The same again is botocore's, which asks twice where an answer was lost.
                condition="attribute_not_exists(#claim) OR #claim = :claim",
            )
        except ConditionFailed:
            return False
        return True

    def end_mail(self, notice: Notice, sub: str, state: MailState) -> None:
        """Note how it ended."""
        key = keys.notice_mail(notice.tenant, notice.kind, notice.of, sub)
        self._table.update(key, {"mail": state})

    def forget_mail(self, notice: Notice, sub: str) -> None:
        """It was certainly not sent, and may be begun again."""
        self._table.delete(keys.notice_mail(notice.tenant, notice.kind, notice.of, sub))

    def count_mail(self, user: User, kind: NoticeKind, by: int = 1) -> int:
        """Count one of this kind to this user today (UTC), or one less; how many that makes."""
        now = int(self._now().timestamp())
        day = now // _A_DAY
        counted = self._table.update(
            keys.pace(user.tenant, "notice_mail", f"{kind}#{user.sub}", day),
            {"expires_at": now + 2 * _A_DAY},
            add={"taken": by},
        )
        return int(counted["taken"])


def _notice(item: Item) -> Notice:
    return Notice(
        tenant=item["tenant"],
        kind=NoticeKind(item["kind"]),
        of=item["of"],
        at=datetime.fromisoformat(item["at"]),
        details=item["details"],
        only=tuple(item.get("only", ())),
    )
