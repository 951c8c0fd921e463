"""A world of mails of every shape, each with the truth of what must become of it."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from random import Random

from tests.crash import documents
from tests.unit.unpacking.archives import handmade_zip, zip_of

TENANTS = {"loja": "11222333000181", "mercado": "98765432000198"}
"""Each with its one tax id."""
_STRANGER = "33444555000181"
_PDF = b"%PDF-1.4\n" + bytes(3000)


@dataclass(frozen=True)
class Truth:
    """One blob that a mail brings: how it must end, and which documents come of it."""

    sha256: str
    outcome: str  # registered, unpacked, quarantined by the parser, refused by the intake
    code: str = ""
    documents: tuple[str, ...] = ()
    event_of: str = ""


@dataclass
class Mail:
    """``fate``: document, quarantined or ignored; ``uid`` is the server's."""

    tenant: str
    box: str
    name: str
    fate: str
    content: bytes
    blobs: tuple[Truth, ...] = ()
    uid: int = 0


@dataclass
class _Post:
    """Whoever sends to one tenant; every number is used once."""

    tenant: str
    rng: Random
    numbers: Iterator[int]
    sent: list[tuple[bytes, Truth]] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)

    @property
    def tax_id(self) -> str:
        return TENANTS[self.tenant]

    def nfe(self) -> tuple[bytes, Truth]:
        number = next(self.numbers)
        self.notes.append(number)
        made = _registered(documents.nfe(number, self.tax_id), documents.key(number))
        self.sent.append(made)
        return made

    def cte(self) -> tuple[bytes, Truth]:
        number = next(self.numbers)
        key = documents.key(number, documents.CTE_KEY)
        return _registered(documents.cte(number, self.tax_id), key)

    def batch(self) -> tuple[bytes, Truth]:
        numbers = range(first := next(self.numbers), first + 3)
        next(self.numbers), next(self.numbers)
        xml = documents.batch(numbers, self.tax_id)
        keys = tuple(documents.key(each) for each in numbers)
        return xml, Truth(_sha256(xml), "unpacked", documents=keys)

    def cancellation(self) -> tuple[bytes, Truth]:
        if not self.notes:
            return self.nfe()
        number = self.notes.pop(self.rng.randrange(len(self.notes)))  # each once
        xml = documents.cancellation(number)
        return xml, Truth(_sha256(xml), "registered", event_of=documents.key(number))

    def stranger(self) -> tuple[bytes, Truth]:
        xml = documents.nfe(next(self.numbers), _STRANGER)
        return xml, Truth(_sha256(xml), "quarantined", "not_a_party")

    def broken(self) -> tuple[bytes, Truth]:
        xml = documents.nfe(next(self.numbers), self.tax_id)
        half = xml[: len(xml) // 2]
        return half, Truth(_sha256(half), "quarantined", "malformed_xml")

    def rar(self) -> tuple[bytes, Truth]:
        rar = b"Rar!\x1a\x07\x01\x00" + self.rng.randbytes(64)
        return rar, Truth(_sha256(rar), "refused", "archive_unsupported")

    def locked(self) -> tuple[bytes, Truth]:
        locked = handmade_zip(b"nota.xml", self.rng.randbytes(64), flags=1)
        return locked, Truth(_sha256(locked), "refused", "archive_refused")


def make(boxes: list[tuple[str, str]], count: int, seed: int) -> list[Mail]:
    """So many mails for these mailboxes, by turns; some repeat one that came before."""
    rng = Random(seed)
    numbers = iter(range(1, 100 * count))
    posts = {tenant: _Post(tenant, rng, numbers) for tenant in TENANTS}
    shapes = list(_SHAPES)
    weights = list(_SHAPES.values())
    mails = []
    for number in range(count):
        tenant, box = boxes[number % len(boxes)]
        shape = _again if number % 10 == 9 else rng.choices(shapes, weights)[0]
        mail = shape(posts[tenant], Mail(tenant, box, f"{number:06}@crash.test", "ignored", b""))
        mails.append(mail)
    return mails


def _alone(
    make_one: Callable[[_Post], tuple[bytes, Truth]],
) -> Callable[[_Post, Mail], Mail]:
    return lambda post, mail: _carrying(mail, make_one(post))


def _again(post: _Post, mail: Mail) -> Mail:
    """The same bytes as a mail before, unless there is none yet."""
    return _carrying(mail, post.rng.choice(post.sent) if post.sent else post.nfe())


def _with_pdf(post: _Post, mail: Mail) -> Mail:
    xml, truth = post.nfe()
    return _carrying(mail, (xml, truth), _PDF)


def _zipped(post: _Post, mail: Mail) -> Mail:
    (one, first), (other, second) = post.nfe(), post.nfe()
    archive = zip_of({"um.xml": one, "pasta/dois.xml": other})
    return _sealed(mail, [archive], (first, second))


def _forwarded(post: _Post, mail: Mail) -> Mail:
    xml, truth = post.nfe()
    return _sealed(mail, [_message("inner@crash.test", [xml])], (truth,))


def _nothing(_post: _Post, mail: Mail) -> Mail:
    return _sealed(mail, [], ())


_SHAPES: dict[Callable[[_Post, Mail], Mail], int] = {
    _alone(_Post.nfe): 50,
    _with_pdf: 8,
    _zipped: 7,
    _forwarded: 5,
    _alone(_Post.cte): 5,
    _alone(_Post.cancellation): 5,
    _alone(_Post.stranger): 3,
    _alone(_Post.broken): 3,
    _alone(_Post.rar): 2,
    _alone(_Post.locked): 2,
    _alone(_Post.batch): 3,
    _nothing: 7,
}


def _carrying(mail: Mail, found: tuple[bytes, Truth], *beside: bytes) -> Mail:
    return _sealed(mail, [found[0], *beside], (found[1],))


def _sealed(mail: Mail, attachments: Sequence[bytes | Message], blobs: tuple[Truth, ...]) -> Mail:
    mail.content, mail.blobs = _message(mail.name, attachments).as_bytes(), blobs
    if blobs:
        lost = all(each.outcome in {"quarantined", "refused"} for each in blobs)
        mail.fate = "quarantined" if lost else "document"
    return mail


def _message(name: str, attachments: Sequence[bytes | Message]) -> Message:
    message = MIMEMultipart()  # email.message.EmailMessage takes ten times as long
    message["From"] = "faturamento@fornecedor.test"
    message["Subject"] = f"Nota {name}"
    message["Date"] = "Mon, 03 Aug 2026 10:00:00 -0300"
    message["Message-ID"] = f"<{name}>"
    message.attach(MIMEText("Segue em anexo."))
    for each in attachments:
        if isinstance(each, bytes):
            message.attach(MIMEApplication(each, Name="anexo"))
        else:
            message.attach(MIMEMessage(each))
    return message


def _registered(xml: bytes, key: str) -> tuple[bytes, Truth]:
    return xml, Truth(_sha256(xml), "registered", documents=(key,))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
