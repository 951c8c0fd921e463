"""One document with all that belongs to it."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from local.demo.mails import sample
from malote.documents.detail_views import EventView
from malote.documents.in_force import correction_letter, manifestation
from malote.documents.queries import DocumentQuery
from malote.documents.show import detail, link
from malote.errors import NotFound
from tests.fakes.stores import MemoryArchive

KEY = "35180834128745000152550010000476051695511860"
ISSUER, RECIPIENT, STRANGER = "34128745000152", "57647232000153", "75277525000178"
NFE = sample(f"nfe/samples/v4_0/leiauteNFe/{KEY}-nfe.xml")
NOON, LATER = "2026-11-21T12:00:00.000000+00:00", "2026-11-21T13:00:00.000000+00:00"

# As it was stored before there were signatures, remarks and decisions.
OLD = {
    "PK": "TENANT#acme#DOC", "SK": "DOCUMENT", "rank": "2", "access_key": KEY, "kind": "nfe",
    "record": "document", "status": "returned", "cancelled": False, "model": "55", "series": 1,
    "number": 47605, "registered_at": NOON, "recipient_tax_id": RECIPIENT,
}  # fmt: skip


def event(event_type: str = "110110", sequence: int = 1, **values: Any) -> dict[str, Any]:
    effect = "correction_letter" if event_type == "110110" else "recipient_manifestation"
    author = ISSUER if event_type == "110110" else RECIPIENT
    return {
        "event_type": event_type, "sequence": sequence, "effect": effect, "registered": True,
        "author_tax_id": author, "protocol": "135", "text": "x", "sha256": "e" * 64, **values,
    }  # fmt: skip


def blob(sha256: str, received_at: str, **values: Any) -> dict[str, Any]:
    source = {"kind": "mail", "received_at": received_at, "path": "a.xml", "mailbox_id": "notas"}
    entry = {"record": "document", "received_at": received_at, "size": 7, "sources": [source]}
    return {"sha256": sha256, "access_key": KEY, **entry, **values}


@dataclass
class MemoryCatalog:
    stored: dict[str, Any]
    events_: list[dict[str, Any]] = field(default_factory=list)

    def documents(
        self, tenant: str, query: DocumentQuery, limit: int, cursor: str | None
    ) -> tuple[list[dict[str, Any]], str | None]:
        raise NotImplementedError

    def header(self, tenant: str, access_key: str) -> dict[str, Any] | None:
        return self.stored if (tenant, access_key) == ("acme", KEY) else None

    def document(self, tenant: str, access_key: str) -> dict[str, Any] | None:
        return self.header(tenant, access_key)

    def has_version(self, tenant: str, access_key: str, sha256: str) -> bool:
        return sha256 in {each["sha256"] for each in self.stored["blobs"]}

    def events(self, tenant: str, access_key: str) -> list[dict[str, Any]]:
        return self.events_

    def quarantined(self, tenant: str, blob_id: str) -> dict[str, Any] | None:
        return None


@pytest.fixture
def archive() -> MemoryArchive:
    return MemoryArchive()


def stored(archive: MemoryArchive, **values: Any) -> MemoryCatalog:
    ((sha256, _),) = archive.put_all("acme", [NFE])
    blobs = [blob(sha256, LATER), blob("f" * 64, NOON, record="summary")]
    empty: dict[str, Any] = {"events": [], "decisions": [], "blobs": blobs}
    return MemoryCatalog({**OLD, "sha256": sha256, **empty, **values})


def test_a_document_of_an_older_edition_still_shows(archive: MemoryArchive) -> None:
    found = detail("acme", KEY, stored(archive), archive)
    assert found.content
    assert found.content.access_key == KEY
    assert (found.signature, found.remarks, found.note, found.decided_by) == (None, [], None, None)
    assert (found.correction_letter, found.manifestation, found.decisions) == (None, None, [])


def test_the_shown_xml_says_its_items(archive: MemoryArchive) -> None:
    content = detail("acme", KEY, stored(archive), archive).content
    assert content
    assert content.details
    assert content.details.items


@pytest.mark.parametrize(("items", "has_details"), [(990, True), (20_000, False), (100_000, False)])
def test_more_items_than_an_answer_holds_are_left_to_the_xml(
    archive: MemoryArchive, items: int, has_details: bool
) -> None:
    ends = NFE.rindex(b"</det>") + len(b"</det>")
    content = NFE[:ends] + b"<det><prod/></det>" * items + NFE[ends:]
    ((sha256, _),) = archive.put_all("acme", [content])
    found = detail("acme", KEY, stored(archive, sha256=sha256), archive)
    assert found.content
    assert bool(found.content.details) is has_details
    assert len(found.model_dump_json()) < 6_000_000


def test_every_version_is_listed_by_arrival_with_its_link(archive: MemoryArchive) -> None:
    catalog = stored(archive)
    found = detail("acme", KEY, catalog, archive)
    told = [(each.record, each.shown, each.sha256) for each in found.versions]
    assert told == [("summary", False, "f" * 64), ("document", True, found.sha256)]
    for version in found.versions:
        path, _, sha256 = version.xml.partition("?sha256=")
        assert path == f"/documents/{KEY}/xml"
        assert link("acme", KEY, sha256, catalog, archive).url == f"memory:{version.sha256}"
    assert [each.sha256 for each in found.sources] == ["f" * 64, found.sha256]
    assert link("acme", KEY, None, catalog, archive).url == f"memory:{found.sha256}"


def test_another_documents_bytes_are_not_handed_out(archive: MemoryArchive) -> None:
    with pytest.raises(NotFound):
        link("acme", KEY, "d" * 64, stored(archive), archive)
    with pytest.raises(NotFound):
        link("outra", KEY, None, stored(archive), archive)
    with pytest.raises(NotFound):
        detail("outra", KEY, stored(archive), archive)


def test_what_is_to_be_thought_of_it(archive: MemoryArchive) -> None:
    catalog = stored(
        archive, cancelled=True, cancellations=["absent"], remarks={"check_digit": "3, e não 0", "of_a_later_edition": ""},
        signature="untrusted_chain", signature_detail="AC desconhecida", signer_tax_id=ISSUER,
        signer_name="ALIMENTOS LTDA",
    )  # fmt: skip
    found = detail("acme", KEY, catalog, archive)
    assert found.status == "cancelled"
    told = [(each.code, each.detail) for each in found.remarks]
    assert told == [("cancellation_unverified", ""), ("check_digit", "3, e não 0")]
    assert all(each.message.endswith(".") for each in found.remarks)
    assert found.signature
    assert found.signature.model_dump(mode="json") == {
        "verdict": "untrusted_chain", "signer_tax_id": ISSUER, "signer_name": "ALIMENTOS LTDA",
        "detail": "AC desconhecida",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cancellations", "codes"),
    [(["absent", "valid"], []), (["tampered"], ["cancellation_tampered"]), ([], [])],
)
def test_a_cancellation_is_told_by_its_signature(
    archive: MemoryArchive, cancellations: list[str], codes: list[str]
) -> None:
    found = detail("acme", KEY, stored(archive, cancellations=cancellations), archive)
    assert [each.code for each in found.remarks] == codes


def test_decisions_come_newest_first(archive: MemoryArchive) -> None:
    decisions = [
        {"decided_at": NOON, "decided_by": "u-1", "status": "accepted"},
        {"decided_at": LATER, "decided_by": "u-2", "note": "paga"},
    ]
    found = detail("acme", KEY, stored(archive, decisions=decisions), archive)
    assert [(each.decided_by, each.status) for each in found.decisions] == [
        ("u-2", None), ("u-1", "accepted"),
    ]  # fmt: skip


def test_events_tell_their_own_signature(archive: MemoryArchive) -> None:
    catalog = stored(archive, events=[event(signature="valid"), event(sequence=2)])
    first, second = detail("acme", KEY, catalog, archive).events
    assert first.signature
    assert (first.signature.verdict, second.signature) == ("valid", None)


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        ([event(sequence=1, text="a"), event(sequence=10, text="b"), event(sequence=9)], "b"),
        ([event(sequence=1, text="a"), event(sequence=2, registered=False)], "a"),
        ([event(sequence=1, text="a"), event(sequence=2, signature="tampered")], "a"),
        ([event(sequence=1, text="a"), event(sequence=2, author_tax_id=STRANGER)], "a"),
        ([event(sequence=1, text="a", signature="valid"), event(sequence=2, text="b")], "a"),
        ([event(sequence=1, text="a"), event(sequence=2, text=None)], "a"),
        ([event(sequence=1, text="a"), event(sequence=2, protocol=None)], "a"),
        ([event("210200")], None),
        ([], None),
    ],
)
def test_the_last_letter_of_the_issuer_is_in_force(
    letters: list[dict[str, Any]], text: str | None
) -> None:
    for order in (letters, letters[::-1]):
        found = correction_letter(KEY, map(EventView.of, order))
        assert (found.text if found else None) == text


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ([event("210210", registered_at=NOON), event("210200", registered_at=LATER)],
         "Confirmação da Operação"),
        ([event("210210", registered_at=LATER), event("210200", occurred_at=NOON)],
         "Ciência da Operação"),
        ([event("210220", author_tax_id="57647232000234")], "Desconhecimento da Operação"),
        ([event("210240", author_tax_id=STRANGER)], None),
        ([event("210240", author_tax_id=None)], None),
        ([event("210240", registered=False)], None),
        ([event("210240", signature="tampered")], None),
        ([event("610110", author_tax_id=RECIPIENT)], "Prestação do Serviço em Desacordo"),
        ([event("610110", author_tax_id=STRANGER)], None),
        ([event("610110", author_tax_id=ISSUER)], None),
        ([event("203202", description="Confirmação do Tomador")], "Confirmação do Tomador"),
        ([event("110110")], None),
    ],
)  # fmt: skip
def test_what_the_recipient_said_last(said: list[dict[str, Any]], name: str | None) -> None:
    for order in (said, said[::-1]):
        found = manifestation(KEY, RECIPIENT, {ISSUER, RECIPIENT}, map(EventView.of, order))
        assert (found.name if found else None) == name


def test_of_a_summary_no_recipient_is_known_and_whoever_manifests_is() -> None:
    assert manifestation(KEY, None, set(), [EventView.of(event("210200"))])
    assert not manifestation(
        KEY, None, set(), [EventView.of(event("210200", author_tax_id=ISSUER))]
    )
