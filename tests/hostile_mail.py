"""What a stranger may write into every field of a mail, hoping that it becomes something else."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from pydantic import ValidationError

from malote.mail_settings import MailSettings
from malote.messages.models import Message
from malote.messages.parts import Part
from tests.fakes.outbox import message

HOSTILE = [
    # another header, another mail, another command
    "x\r\nBcc: x@evil.test", "x\nBcc: x@evil.test", "x\rBcc: x@evil.test", "\r\nBcc: x@evil.test",
    "x\r\n Bcc: x@evil.test", "x\r\n\tBcc: x@evil.test", "x\r\n\r\n<b>mail</b>", "x\n\nmail", "\r\n",
    "x\r\n.\r\nMAIL FROM:<x@evil.test>\r\n", "x\n.\nMAIL FROM:<x@evil.test>\n", ".", "..", ".\r\n",
    "x\r\n.\rMAIL FROM:<x@evil.test>", "x\r.\r\n", "a@x.test>\r\nRCPT TO:<x@evil.test", "From x",
    # what some reader takes for the end of a line
    "x\0Bcc: x@evil.test", "x\x0bBcc: x@evil.test", "x\x0cBcc: x@evil.test", "x\x1cBcc: x@evil.test",
    "x\x85Bcc: x@evil.test", "x\u2028Bcc: x@evil.test", "x\u2029Bcc: x@evil.test", "x\x7f", "x\x1b[2J",
    "x嘊嘍Bcc: x@evil.test",  # cut to their last bytes, LF and CR
    # encoded words, in which it stands already
    "=?utf-8?q?=0D=0ABcc:=20x@evil.test?=", "=?utf-8?b?DQpCY2M6IHhAZXZpbC50ZXN0?=", "=?utf-8?q?a?=",
    "x =?iso-8859-1?Q?=0D=0ABcc=3A_x@evil.test?= y", "=?utf-8?q?unfinished", "?=", "=?=", "=?x?x?x?=",
    "=?utf-8?q?a?= =?utf-8?q?b?=", "utf-8''%0D%0ABcc%3A%20x", "x%0D%0ABcc: x@evil.test", "=0D=0ABcc:",
    # what has a meaning inside a header
    'a" <x@evil.test>, "b', '"', '"a', "'", "\\", '\\"', "a\\", "a <x@evil.test>", "<x@evil.test>",
    "x@evil.test", "a@x.test, x@evil.test", "a@x.test; x@evil.test", "a@x.test x@evil.test", "<>", "<",
    ">", "a@x.test>", "a,b", "a;b", "a:b", "group: x@evil.test;", "(comment)", "((((", "a (b", "[x]",
    "@", "@x.test", "a@", "a@b@c.test", "a..b@x.test", '"a b"@x.test', "a@[127.0.0.1]", "a@x.test\t",
    'x"; filename="y.html', "x; name=y", "x\r\nContent-Type: text/html", 'x";\r\n name="y',
    "--=_", "--", "a@exämple.test", "ä@x.test", "a@xn--.test", "a@x。test", "Ｂcc@x.test",
    # paths, the bidirectional, the invisible, the lone, the long
    "../../etc/passwd", "C:\\x.exe", "a/b", "nota\u202efdp.exe", "\u202e", "\u200f", "a\u200db", "\ufeff",
    "\ud800", "x\udcff", "\U0010ffff", "", " ", "   x   ", "\t", "\u00a0", "x" * 200, "x" * 201, "x " * 99,
    "é" * 200, "日" * 200, "\U0001f4e8" * 200, "x" * 5000, "a" * 64 + "@x.test", "a@" + "b" * 5000 + ".test",
]  # fmt: skip
_SETTINGS = ("display_name", "from_address", "host", "username", "secret_name", "tenant", "branch")
_MESSAGE = (
    "subject", "text", "to", "cc", "bcc", "reply_to", "mime_id", "customer", "template", "branch",
    "requested_by", "message_id", "tenant", "attachments",
)  # fmt: skip
_PART = ("name", "content")
FIELDS = [
    *(("settings", each) for each in _SETTINGS),
    *(("message", each) for each in _MESSAGE),
    *(("part", each) for each in _PART),
]
MESSAGE = message(
    to=("bia@cliente.test", "ana@cliente.test"), cc=("caio@cliente.test",),
    bcc=("oculto@cliente.test",), reply_to="financeiro@acme.test",
)  # fmt: skip
SETTINGS = MailSettings(
    tenant="acme", branch="12ABC34501DE35", host="smtp.acme.test", from_address="nfe@acme.test",
    display_name="Padaria São João", username="nfe@acme.test", secret_name="s",
)  # fmt: skip
PART = Part("nota.xml", b"<nfeProc/>")


def mails() -> Iterator[tuple[str, Message, MailSettings, Part]]:
    """Every string in every field, but for what the models refuse: the field, and the mail."""
    for (of, field), hostile in product(FIELDS, HOSTILE):
        try:
            yield field, *_with(of, field, hostile)
        except (ValidationError, UnicodeEncodeError):  # of a Part's content alone: bytes
            continue


def _with(of: str, field: str, hostile: str) -> tuple[Message, MailSettings, Part]:
    value: Any = hostile
    if field in {"to", "cc", "bcc"}:
        value = (*getattr(MESSAGE, field), hostile)
    if field == "attachments":
        value = ({"kind": "file", "id": "0", "sha256": "0", "name": hostile},)
    if field == "content":
        value = hostile.encode()
    given = {field: value}
    return (
        Message.model_validate(MESSAGE.model_dump() | given) if of == "message" else MESSAGE,
        MailSettings.model_validate(SETTINGS.model_dump() | given)
        if of == "settings"
        else SETTINGS,
        Part(**{each: given.get(each, getattr(PART, each)) for each in _PART})
        if of == "part"
        else PART,
    )
