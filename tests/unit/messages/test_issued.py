"""The rule that sends NF-e: who may have it send one, and that it sends each once."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from local.demo.mails import sample
from malote.fiscal import Verdict
from malote.mail_settings import MailSettings
from malote.messages.compose import Composer
from malote.messages.issued import IssuedNfe, OriginUnknown
from malote.messages.models import Attached, SendRequest
from malote.messages.posting import Posting
from malote.messages.rules import Brought, SendRule
from malote.messages.templates import Template
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.stores import NOON, MemoryArchive
from tests.fakes.trail import MemoryTrail
from tests.unit.messages.test_rules import NFE, OURS

KEY = "35180834128745000152550010000476051695511860"
XML = sample(f"nfe/samples/v4_0/leiauteNFe/{KEY}-nfe.xml")
ADDRESS = "nfentrada@b.com.br"
HEADER = NFE | {
    "access_key": KEY, "model": "55", "series": 1, "number": 47605, "total_amount": "10.00",
    "issuer_name": "Nós", "recipient_name": "Cliente", "recipient_tax_id": "57647232000153",
}  # fmt: skip
ACCOUNT = MailSettings(
    tenant="acme", branch="12ABC34501DE35", host="smtp.acme.test", from_address="nfe@acme.test",
    username="nfe@acme.test", secret_name="s",
)  # fmt: skip
SOON, LATE = NOON + timedelta(minutes=2, seconds=59), NOON + timedelta(minutes=3)


@dataclass
class World:
    """One tenant, one NF-e, one account; every port that the rule and the composer ask."""

    header_: dict[str, Any]
    rule: SendRule = field(default_factory=lambda: SendRule("nfe", True, NOON))
    brought: Brought = Brought.UNKNOWN
    account: MailSettings | None = ACCOUNT
    queued: list[SendRequest] = field(default_factory=list)
    claims: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    archive: MemoryArchive = field(default_factory=MemoryArchive)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)

    def get(self, tenant: str, name: str) -> Any:
        """A rule, a branch's account, or the tenant's own template, of which there is none."""
        return {"nfe": self.rule, "12ABC34501DE35": self.account}.get(name)

    def tax_ids(self, tenant: str) -> frozenset[str]:
        return OURS

    def header(self, tenant: str, access_key: str) -> dict[str, Any]:
        return self.header_

    def of(self, tenant: str, sha256: str) -> Brought:
        return self.brought

    def document(self, tenant: str, sha256: str) -> str | None:
        return KEY if sha256 == self.header_["sha256"] else None

    def claim(self, tenant: str, what: str, key: str, fingerprint: str, new_id: str) -> str:
        claimed, as_ = self.claims.setdefault((what, key), (new_id, fingerprint))
        assert as_ == fingerprint
        return claimed

    def send(self, requests: list[SendRequest], *, after_seconds: int = 0) -> None:
        self.queued += requests

    @property
    def issued(self) -> IssuedNfe:
        files: Any = None
        this: Any = self
        rules = _Templates()
        composer = Composer(this, this, this, self.archive, files, rules, this)  # type: ignore[arg-type]
        posting = Posting(composer, self.outbox, this, this, MemoryTrail())
        return IssuedNfe(this, this, this, this, posting)

    def changed(self, now: datetime = NOON) -> str | None:
        return self.issued.changed("acme", KEY, NOON, now)


class _Templates:
    def get(self, tenant: str, name: str) -> Template | None:
        return None


def world(xml: bytes = XML, **header: Any) -> World:
    made = World({**HEADER, **header})
    ((sha256, _),) = made.archive.put_all("acme", [xml])
    made.header_["sha256"] = sha256
    return made


def test_it_goes_to_the_recipient_with_its_xml_and_danfe() -> None:
    acme = world()
    assert acme.changed() == "sent"
    ((_, entry),) = acme.outbox.entries.items()
    message, sha256 = entry.message, acme.header_["sha256"]
    assert (message.to, message.branch, message.template) == (
        (ADDRESS,), "12ABC34501DE35", "nfe",
    )  # fmt: skip
    assert message.attachments == (
        Attached(kind="xml", id=KEY, sha256=sha256, name=f"{KEY}-nfe.xml"),
        Attached(kind="pdf", id=KEY, sha256=sha256, name=f"{KEY}.pdf"),
    )
    assert (message.origin, message.requested_by) == ("rule", "rule:nfe")
    assert message.customer == "57647232000153"
    assert "47605" in message.subject


def test_it_goes_once_however_often_its_document_changes() -> None:
    acme = world()
    assert [acme.changed(), acme.changed(), acme.changed(LATE)] == ["sent"] * 3
    acme.header_ |= {"recipient_name": "Outro", "sha256": "f" * 64}  # a better version of it
    assert acme.changed() == "sent"
    assert len(acme.outbox.entries) == 1
    assert {each.message_id for each in acme.queued} == {key[1] for key in acme.outbox.entries}


@pytest.mark.parametrize(
    ("verdict", "brought", "end"),
    [
        (Verdict.VALID, Brought.BY_MAIL, "sent"),
        (Verdict.VALID, Brought.UNKNOWN, "sent"),
        (Verdict.UNTRUSTED_CHAIN, Brought.BY_MAIL, "not_proven"),
        (Verdict.ABSENT, Brought.BY_MAIL, "not_proven"),
        (Verdict.UNSUPPORTED, Brought.BY_MAIL, "not_proven"),
        (None, Brought.BY_MAIL, "not_proven"),  # stored before signatures were verified
        (Verdict.UNTRUSTED_CHAIN, Brought.BY_UPLOAD, "sent"),
        (Verdict.ABSENT, Brought.BY_UPLOAD, "sent"),
        (Verdict.TAMPERED, Brought.BY_UPLOAD, "tampered"),
        (Verdict.TAMPERED, Brought.BY_MAIL, "tampered"),
    ],
)
def test_a_stranger_cannot_have_a_forgery_sent(
    verdict: Verdict | None, brought: Brought, end: str
) -> None:
    acme = world(signature=verdict)
    acme.brought = brought
    assert acme.changed() == end
    assert len(acme.outbox.entries) == (end == "sent")


def test_who_brought_it_is_asked_again_for_three_minutes() -> None:
    acme = world(signature=Verdict.ABSENT)
    with pytest.raises(OriginUnknown):
        acme.changed(SOON)
    assert acme.changed(LATE) == "not_proven"
    acme.brought = Brought.BY_UPLOAD
    assert acme.changed(SOON) == "sent"


def test_an_upload_sends_what_came_by_mail_before() -> None:
    acme = world(signature=Verdict.ABSENT)
    acme.brought = Brought.BY_UPLOAD
    sha256 = acme.header_["sha256"]
    assert acme.issued.uploaded("acme", "0" * 64, NOON, NOON) is None
    assert acme.issued.uploaded("acme", sha256, NOON, NOON) == "sent"


def test_a_forgery_that_takes_the_place_of_what_was_judged_does_not_go_out() -> None:
    acme = world()
    judged = acme.header_["sha256"]
    forged = XML.replace(ADDRESS.encode(), b"ladrao@fora.test")
    ((sha256, _),) = acme.archive.put_all("acme", [forged])
    seen = [acme.header_, acme.header_ | {"sha256": sha256}]
    issued = acme.issued

    class Changing:
        def header(self, tenant: str, access_key: str) -> dict[str, Any]:
            return seen.pop(0) if len(seen) > 1 else seen[0]

    composer = replace(issued.posting.composer, catalog=Changing())
    posting = replace(issued.posting, composer=composer)
    replace(issued, catalog=Changing(), posting=posting).changed("acme", KEY, NOON, NOON)
    ((_, entry),) = acme.outbox.entries.items()
    assert entry.message.to == (ADDRESS,)
    assert {each.sha256 for each in entry.message.attachments} == {judged}


def test_nothing_is_asked_or_said_where_it_is_none_of_the_rules_business() -> None:
    acme = world()
    acme.rule = SendRule("nfe", False)
    assert acme.changed() is None
    assert world(issuer_tax_id="57647232000153").changed() is None
    assert world(record="summary").changed() is None


def test_without_an_account_or_an_address_it_says_so() -> None:
    acme = world()
    acme.account = None
    assert acme.changed() == "mail_settings_missing: 12ABC34501DE35"
    acme.account = ACCOUNT
    assert acme.changed() == "sent"  # the key that was claimed in vain stands in nobody's way
    nobody = world(XML.replace(ADDRESS.encode(), b"nao tem"))
    assert str(nobody.changed()).startswith("invalid_input: to: ")
