"""What follows from a change: which adapter stands behind each of its ports."""

from functools import cache
from typing import TYPE_CHECKING

from malote.bootstrap import catalog, registry, table
from malote.bootstrap.sending import posting
from malote.settings import settings

if TYPE_CHECKING:
    from malote.adapters.notice_book import NoticeItems
    from malote.adapters.notice_queue import SqsNoticeQueue
    from malote.adapters.send_rules import SendRuleItems
    from malote.adapters.user_directory import UserItems
    from malote.messages.issued import IssuedNfe
    from malote.notices.models import Notice, User
    from malote.notices.send import Herald


def users() -> "UserItems":
    """The tenants' users."""
    from malote.adapters.user_directory import UserItems

    return UserItems(table())


def notices() -> "NoticeItems":
    """What users are told of."""
    from malote.adapters.notice_book import NoticeItems

    return NoticeItems(table())


def notice_queue() -> "SqsNoticeQueue":
    """Where notices are queued to be mailed."""
    from malote.adapters.notice_queue import SqsNoticeQueue

    return SqsNoticeQueue(settings().notice_queue_url)


def send_rules() -> "SendRuleItems":
    """What each tenant has sent by itself."""
    from malote.adapters.send_rules import SendRuleItems

    return SendRuleItems(table())


@cache
def notice_key() -> bytes:
    """What signs the links in notices; read once in a process."""
    from malote.adapters.secrets import SecretsManager

    return SecretsManager().read(f"malote/{settings().stage}/notices/key").text.encode()


def herald() -> "Herald":
    """Mails notices, from the address that the settings name."""
    from malote.adapters.ses import Ses
    from malote.notices.send import Herald

    return Herald(notices(), users(), Ses(settings().notice_sender), _link)


def _link(user: "User", notice: "Notice") -> str:
    from malote.notices import tokens

    token = tokens.issue(notice_key(), tokens.Choice(user.tenant, user.sub, notice.kind))
    return f"{settings().api_url}/notices/unsubscribe?token={token}"


def issued_nfe() -> "IssuedNfe":
    """The rule that sends every NF-e that a tenant issues."""
    from malote.adapters.origins import OriginItems
    from malote.messages.issued import IssuedNfe

    return IssuedNfe(send_rules(), registry(), catalog(), OriginItems(table()), posting())
