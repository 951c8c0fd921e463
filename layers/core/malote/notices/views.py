"""Notices as the API shows them, and what each user wants to be mailed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Self

from pydantic import BaseModel, RootModel, StrictBool

from malote.notices.models import MailState, Notice, NoticeKind
from malote.notices.words import words


class NoticeView(BaseModel):
    """What happened, why and what to do; ``of`` names what it happened to.

    ``mail`` tells whether the user who is asking got it by e-mail, too.
    """

    kind: NoticeKind
    of: str
    at: datetime
    subject: str
    text: str
    mail: MailState


class NoticePage(BaseModel):
    """The tenant's notices, newest first."""

    items: list[NoticeView]
    next_cursor: str | None = None

    @classmethod
    def of(
        cls,
        notices: Iterable[Notice],
        mails: Mapping[tuple[NoticeKind, str], MailState],
        next_cursor: str | None,
    ) -> Self:
        """From the notices, and what became of their mails to this user."""
        items = []
        for each in notices:
            said = words(each)
            items.append(
                NoticeView(
                    kind=each.kind,
                    of=each.of,
                    at=each.at,
                    subject=said.subject,
                    text=said.text,
                    mail=mails.get((each.kind, each.of), "not_sent"),
                )
            )
        return cls(items=items, next_cursor=next_cursor)


class NoticeChoices(RootModel[dict[NoticeKind, StrictBool]]):
    """Which kinds the user who is asking gets by e-mail; what is left out stays as it was."""

    @classmethod
    def without(cls, off: Iterable[NoticeKind]) -> Self:
        """All kinds but these."""
        silent = frozenset(off)
        return cls({kind: kind not in silent for kind in NoticeKind})
