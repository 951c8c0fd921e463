"""Counting who brought a document."""

from collections.abc import Mapping, Sequence
from typing import Any


def each_mail_once[S: Mapping[str, Any]](sources: Sequence[S]) -> list[S]:
    """Leave out the earlier numbers of a mail whose folder was renumbered (a new UIDVALIDITY).

    Renumbering keeps a mail's headers and time of arrival, its ``fingerprint``. Two mails of one
    epoch are two mails, however alike.
    """
    newest: dict[tuple[str, str], int] = {}
    for source in sources:
        mail = _mail(source)
        newest[mail] = max(newest.get(mail, 0), _epoch(source))
    return [source for source in sources if _epoch(source) == newest[_mail(source)]]


def _mail(source: Mapping[str, Any]) -> tuple[str, str]:
    return str(source.get("mailbox_id", "")), str(source.get("fingerprint", source["SK"]))


def _epoch(source: Mapping[str, Any]) -> int:
    return int(source.get("epoch", 0))
