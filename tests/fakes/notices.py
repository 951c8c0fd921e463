"""The ports of notices in memory."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from malote.notices.models import (
    Delivery,
    MailState,
    Notice,
    NoticeKind,
    NoticeMail,
    NoticeRequest,
    User,
)
from tests.fakes.stores import NOON


def user(sub: str, *off: NoticeKind) -> User:
    return User("acme", sub, f"{sub}@acme.test", "operator", NOON, frozenset(off))


def sent(_mail: NoticeMail) -> Delivery:
    return "sent"


@dataclass
class MemoryUsers:
    users: dict[str, User] = field(default_factory=dict)

    def list(self, tenant: str) -> list[User]:
        return [each for each in self.users.values() if each.tenant == tenant]

    def get(self, tenant: str, sub: str) -> User | None:
        return self.users.get(sub)

    def save(self, user: User) -> None:
        self.users[user.sub] = user

    def delete(self, tenant: str, sub: str) -> None:
        self.users.pop(sub, None)

    def choose(self, tenant: str, sub: str, choices: Mapping[NoticeKind, bool]) -> User | None:
        if found := self.users.get(sub):
            silent = {kind for kind, wanted in choices.items() if not wanted}
            self.users[sub] = replace(found, off=(found.off - choices.keys()) | silent)
        return self.users.get(sub)


@dataclass
class MemoryBook:
    notices: dict[tuple[str, str], Notice] = field(default_factory=dict)
    claims: dict[tuple[str, str], str] = field(default_factory=dict)
    states: dict[tuple[str, str], MailState] = field(default_factory=dict)
    counted: Counter[tuple[str, NoticeKind]] = field(default_factory=Counter)

    def keep(self, notice: Notice) -> None:
        self.notices.setdefault((notice.kind, notice.of), notice)

    def get(self, request: NoticeRequest) -> Notice | None:
        return self.notices.get((request.kind, request.of))

    def page(
        self, tenant: str, limit: int, cursor: str | None
    ) -> tuple[Sequence[Notice], str | None]:
        return list(self.notices.values())[:limit], None

    def mails(
        self, notices: Sequence[Notice], sub: str
    ) -> Mapping[tuple[NoticeKind, str], MailState]:
        return {
            (each.kind, each.of): self.states[each.of, sub]
            for each in notices
            if (each.of, sub) in self.states
        }

    def begin_mail(self, notice: Notice, sub: str, claim: str) -> bool:
        if self.claims.setdefault((notice.of, sub), claim) != claim:
            return False
        self.states[notice.of, sub] = "uncertain"
        return True

    def end_mail(self, notice: Notice, sub: str, state: MailState) -> None:
        self.states[notice.of, sub] = state

    def forget_mail(self, notice: Notice, sub: str) -> None:
        del self.claims[notice.of, sub], self.states[notice.of, sub]

    def count_mail(self, user: User, kind: NoticeKind, by: int = 1) -> int:
        self.counted[user.sub, kind] += by
        return self.counted[user.sub, kind]


@dataclass
class MemorySender:
    """``answer`` says how each send ends."""

    answer: Callable[[NoticeMail], Delivery] = sent
    mails: list[NoticeMail] = field(default_factory=list)

    def send(self, mail: NoticeMail) -> Delivery:
        end = self.answer(mail)
        if end in {"sent", "uncertain"}:
            self.mails.append(mail)
        return end
