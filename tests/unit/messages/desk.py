"""A tenant with one branch that sends, one NF-e of its own, and all that makes messages of them."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from malote.audit import Action, Actor, Entry
from malote.mail_settings import MailSettings
from malote.messages.bills import Bills
from malote.messages.compose import Composer
from malote.messages.models import Message
from malote.messages.posting import Posting
from malote.messages.requests import MessageRequest
from tests.fakes.charge_book import MemoryChargeBook
from tests.fakes.efi import ScriptedEfi
from tests.fakes.messages import (
    MemoryHeaders,
    MemoryOnce,
    MemorySendQueue,
    MemoryTemplates,
    MemoryUploads,
)
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.sending import MemoryMailSettings
from tests.fakes.stores import NOON, MemoryArchive, MemoryRegistry
from tests.fakes.trail import MemoryTrail
from tests.unit.fiscal.conftest import NFE, NFE_KEY

BRANCH = "12ABC34501DE35"
RECIPIENT = "11222333000181"
PLAIN = {"to": ["Bia@cliente.test"], "subject": "Olá", "text": "Tudo bem?\n"}
XML = {"kind": "xml", "document": NFE_KEY}
PDF = {"kind": "pdf", "document": NFE_KEY}


def with_address(email: str) -> bytes:
    """The NF-e, whose recipient has this address."""
    return NFE.replace("<IE>444555666</IE>", f"<IE>4</IE><email>{email}</email>").encode()


def settings(branch: str = BRANCH, tenant: str = "acme") -> MailSettings:
    return MailSettings(
        tenant=tenant, branch=branch, host="smtp.acme.test", username="notas@acme.test",
        from_address="notas@acme.test", secret_name="s", revision="1",
    )  # fmt: skip


@dataclass
class Desk:
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    queue: MemorySendQueue = field(default_factory=MemorySendQueue)
    once: MemoryOnce = field(default_factory=MemoryOnce)
    trail: MemoryTrail = field(default_factory=MemoryTrail)
    registry: MemoryRegistry = field(
        default_factory=lambda: MemoryRegistry(ids=frozenset({BRANCH}))
    )
    accounts: MemoryMailSettings = field(default_factory=MemoryMailSettings)
    headers: MemoryHeaders = field(default_factory=MemoryHeaders)
    archive: MemoryArchive = field(default_factory=MemoryArchive)
    files: MemoryUploads = field(default_factory=MemoryUploads)
    templates: MemoryTemplates = field(default_factory=MemoryTemplates)
    book: MemoryChargeBook = field(default_factory=MemoryChargeBook)
    efi: ScriptedEfi = field(default_factory=ScriptedEfi)

    def __post_init__(self) -> None:
        self.accounts.kept["acme", BRANCH] = settings()
        self.keep(NFE_KEY, NFE.encode())

    def keep(self, key: str, xml: bytes, **others: Any) -> None:
        """A document as it is stored, or another version of it."""
        self.archive.inbox[hashlib.sha256(xml).hexdigest()] = xml
        self.headers.kept["acme", key] = {
            "access_key": key, "record": "document", "kind": "nfe", "number": 4321, "series": 1,
            "issued_at": "2026-08-03T10:20:30-03:00", "total_amount": "105.50",
            "issuer_tax_id": BRANCH, "issuer_name": "Fábrica Modelo Ltda",
            "recipient_tax_id": RECIPIENT, "recipient_name": "Loja Exemplo",
            "sha256": hashlib.sha256(xml).hexdigest(), **others,
        }  # fmt: skip

    @property
    def posting(self) -> Posting:
        composer = Composer(
            self.registry, self.accounts, self.headers, self.archive, self.files, self.templates,
            lambda: Bills(self.book, self.efi, self.files),
        )  # fmt: skip
        return Posting(composer, self.outbox, self.queue, self.once, self.trail)

    def post(self, asked: dict[str, Any], key: str | None = None, tenant: str = "acme") -> Message:
        actor = Actor("user", "u-1", "ana@acme.test")
        entry = Entry(tenant, NOON, actor, Action.MESSAGE_CREATED, "")
        return self.posting.post(MessageRequest.model_validate(asked), entry, key)
