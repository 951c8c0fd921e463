"""Header injection: every hostile string in every field is refused, or is text on the wire."""

import re
from collections import Counter
from email import message_from_bytes, policy

from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from malote.errors import MessageUnfit
from malote.mail_settings import MailSettings
from malote.messages.models import Message
from malote.messages.parts import Part
from malote.messages.render import render
from malote.unpacking.mime import leaves
from tests.hostile_mail import FIELDS, HOSTILE, MESSAGE, PART, SETTINGS, mails
from tests.wire import Wire, strictly_read

_PRINTABLE = st.text(max_size=200).filter(str.isprintable)


def refused(message: Message, settings: MailSettings, part: Part) -> bool:
    """Whether it is; if not, the wire shows what was meant and nothing else."""
    try:
        mail = render(message, settings, [part])
    except MessageUnfit:
        return True
    assert render(message, settings, [part]) == mail
    wire = strictly_read(mail)
    assert wire.names == [
        "From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
    ]  # fmt: skip
    name = settings.display_name if settings.display_name.strip() else ""
    assert wire.named("From") == (name, settings.from_address)
    assert wire.addresses("To") == list(message.to)
    assert wire.addresses("Cc") == list(message.cc)
    assert wire.addresses("Reply-To") == [message.reply_to]
    assert wire.text("Subject") == message.subject
    assert wire.lines("Message-ID") == [message.mime_id]
    assert not any(hidden.encode() in mail for hidden in message.bcc)
    text, attached = wire.parts
    assert text.headers == [
        ("Content-Type", ['text/plain; charset="utf-8"']),
        ("Content-Transfer-Encoding", ["quoted-printable"]),
    ]
    assert _lines(text.content) == _lines(message.text.encode())
    _check_attached(attached, part)
    _check_with_others(mail, message, part)
    return False


def _lines(text: bytes) -> list[bytes]:
    return re.split(rb"\r\n|\r|\n", re.sub(rb"(\r\n|\r|\n)\Z", b"", text))


def _check_attached(found: Wire, part: Part) -> None:
    assert found.names == ["Content-Type", "Content-Transfer-Encoding", "Content-Disposition"]
    kind, in_ascii = found.lines("Content-Type")
    assert kind == f"{part.content_type};"
    assert re.fullmatch(r'name="[A-Za-z0-9 ._()-]{1,60}"', in_ascii)
    assert found.file_name == file_name(part)
    assert found.content == part.content


def file_name(part: Part) -> str:
    return re.sub(r'[\\/:*?"<>|]', "_", part.name).strip() or "anexo"


def _check_with_others(mail: bytes, message: Message, part: Part) -> None:
    """The standard library, and Malote's own reading of mails, see the same."""
    theirs = message_from_bytes(mail, policy=policy.default)
    (attachment,) = theirs.iter_attachments()
    assert (theirs["Subject"], attachment.get_filename()) == (message.subject, file_name(part))
    assert [leaf.content for leaf in leaves(mail, 2)][1:] == [part.content]


def test_no_hostile_string_is_more_than_text() -> None:
    sent: Counter[str] = Counter()
    for field, message, settings, part in mails():
        unfit = refused(message, settings, part)
        assert not unfit or field in {"text", "mime_id", "name"}, field
        sent[field] += not unfit
    # A text may be nearly anything, an address hardly anything: were all refused, all would be well.
    most = len(HOSTILE) - 2  # lone surrogates
    assert sent["text"] == sent["content"] == most
    assert most > sent["name"] > sent["subject"] == sent["display_name"] > most / 2
    assert sent["to"] == sent["cc"] == sent["bcc"] == sent["reply_to"] == sent["from_address"] == 4
    assert sent["mime_id"] == 1
    assert set(sent) == {field for _, field in FIELDS} - {"message_id"}  # which has a strict form


@hypothesis(deadline=None)
@given(_PRINTABLE, _PRINTABLE, _PRINTABLE, st.text(max_size=300))
def test_any_text_is_text(subject: str, display_name: str, name: str, text: str) -> None:
    message = MESSAGE.model_copy(update={"subject": subject, "text": text})
    settings = SETTINGS.model_copy(update={"display_name": display_name})
    assert not refused(message, settings, Part(name, b"x"))


@hypothesis(deadline=None)
@given(st.text(max_size=50), st.text(max_size=50))
def test_not_even_what_no_model_has_seen(subject: str, display_name: str) -> None:
    fit = subject.isprintable() and (display_name.isprintable() or not display_name.strip())
    message = MESSAGE.model_copy(update={"subject": subject})
    settings = SETTINGS.model_copy(update={"display_name": display_name})
    assert refused(message, settings, PART) is not fit
