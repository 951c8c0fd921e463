"""A notice as a mail to one user, with two ways to turn its kind off."""

from malote.notices.models import Notice, NoticeMail, User
from malote.notices.words import NAMES, words

_ENDING = """{text}

--
Malote

Você recebe este aviso porque é usuário do Malote. Para não receber mais avisos de {kind}, abra
{link}
ou use PUT /notice-settings. Os avisos de todos os tipos ficam em GET /notices."""

_LAST = (
    "\n\nEste é o último aviso deste tipo que mandamos hoje por e-mail: "
    "se houver outros, eles estão em GET /notices."
)


def mail(notice: Notice, user: User, link: str, *, last: bool) -> NoticeMail:
    """``link`` is where this user turns this kind off; ``last`` is said of the day's last one."""
    said = words(notice)
    text = said.text + (_LAST if last else "")
    return NoticeMail(
        to_address=user.email,
        subject=said.subject,
        text=_ENDING.format(text=text, kind=NAMES[notice.kind], link=link),
        headers={
            "List-Unsubscribe": f"<{link}>",  # RFC 2369
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
            "Auto-Submitted": "auto-generated",  # RFC 3834
        },
    )
