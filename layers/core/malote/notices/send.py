"""A notice to each of a tenant's users: once, and never again if it is not known to have failed."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from malote.notices.mail import mail
from malote.notices.models import Notice, NoticeRequest, User
from malote.ports import NoticeBook, NoticeSender, UserDirectory

MAILS_A_DAY = 20
"""Of one kind to one user; whatever else happens is in GET /notices."""


class NoticesDelayed(Exception):
    """The sender wants some of them to be tried again later."""


@dataclass(frozen=True, slots=True)
class Herald:
    """Tells users; ``link`` gives the address where one turns a kind off."""

    book: NoticeBook
    users: UserDirectory
    sender: NoticeSender
    link: Callable[[User, Notice], str]

    def tell(self, request: NoticeRequest) -> Counter[str]:
        """Mail a notice to whoever wants it and was not mailed it. How many ended how.

        Raises NoticesDelayed; the same request again then mails those that are left.
        """
        notice = self.book.get(request)
        if notice is None:
            return Counter()
        claim = uuid4().hex
        users = [each for each in self._meant(notice) if notice.kind not in each.off]
        ends = Counter(
            self._tell(notice, user)
            for user in users
            if self.book.begin_mail(notice, user.sub, claim)
        )
        if ends["later"]:
            raise NoticesDelayed(f"{ends['later']} of {len(users)}")
        return ends

    def _meant(self, notice: Notice) -> list[User]:
        """Those that it names; once all of them have left, somebody else has to know."""
        everybody = self.users.list(notice.tenant)
        named = {address.lower() for address in notice.only}
        return [each for each in everybody if each.email.lower() in named] or everybody

    def _tell(self, notice: Notice, user: User) -> str:
        # Whatever dies from here on leaves the mail marked, and so nobody sends it again.
        today = self.book.count_mail(user, notice.kind)
        if today > MAILS_A_DAY:
            self.book.end_mail(notice, user.sub, "not_sent")
            return "held"
        made = mail(notice, user, self.link(user, notice), last=today == MAILS_A_DAY)
        end = self.sender.send(made)
        match end:
            case "sent":
                self.book.end_mail(notice, user.sub, "sent")
            case "refused":
                self.book.end_mail(notice, user.sub, "not_sent")
            case "later":
                self.book.forget_mail(notice, user.sub)
                self.book.count_mail(user, notice.kind, -1)
        return end
