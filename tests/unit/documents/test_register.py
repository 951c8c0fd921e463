"""What becomes of a blob, alone and in a batch."""

import hashlib
import math
from collections.abc import Generator, Mapping, Sequence, Set
from time import monotonic, sleep

import pytest

from malote.documents import Blob, Container, Outcome, Quarantined, Registration
from malote.documents.register import examine, settle_blobs
from malote.fiscal.inspector import Inspector
from tests.documents import CANCELLATION, KEY, NFE, note
from tests.fakes.stores import NOON, MemoryArchive, MemoryRegistry

ISSUER, RECIPIENT, STRANGER = "34128745000152", "57647232000153", "75277525000178"
BATCH = b"<enviNFe xmlns='http://www.portalfiscal.inf.br/nfe'>%s</enviNFe>"
INSPECTOR = Inspector()
FOREVER = math.inf


def blob(content: bytes) -> Blob:
    return Blob("acme", hashlib.sha256(content).hexdigest(), content, NOON)


@pytest.mark.parametrize("tax_id", [ISSUER, RECIPIENT])
def test_a_party_of_the_document_registers_it(tax_id: str) -> None:
    found = examine(blob(NFE), {tax_id, "00000000000191"}, INSPECTOR)
    assert isinstance(found, Registration)
    assert found.inspection.record.access_key == KEY
    assert (found.sha256, found.size) == (blob(NFE).sha256, len(NFE))


def test_somebody_elses_document_is_quarantined_with_its_parties() -> None:
    found = examine(blob(NFE), {STRANGER}, INSPECTOR)
    assert isinstance(found, Quarantined)
    assert (found.reason.code, found.access_key) == ("not_a_party", KEY)
    assert RECIPIENT in found.reason.detail


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_document"),
        (NFE[:2000], "malformed_xml"),
        (b"<a/>", "unsupported_document"),
        (b"<!DOCTYPE x []><x/>", "doctype_refused"),
        (b"<NFe xmlns='http://www.portalfiscal.inf.br/nfe'/>", "identity_missing"),
    ],
)
def test_an_unreadable_blob_is_quarantined_under_its_code(content: bytes, code: str) -> None:
    found = examine(blob(content), {ISSUER}, INSPECTOR)
    assert isinstance(found, Quarantined)
    assert found.reason.code == code
    assert found.blob_id == hashlib.sha256(content).hexdigest()


def test_an_event_registers_before_its_document_for_whoever_has_it() -> None:
    assert isinstance(examine(blob(CANCELLATION), {STRANGER}, INSPECTOR), Registration)


def test_a_batch_of_documents_is_taken_apart() -> None:
    notes = [note(number) for number in range(3)]
    found = examine(blob(BATCH % b"".join(notes)), {ISSUER}, INSPECTOR)
    assert isinstance(found, Container)
    assert len(found.documents) == 3
    for each in found.documents:
        assert isinstance(examine(blob(each), {ISSUER}, INSPECTOR), Registration)


class Here:
    """Reads in this process, each until a time, and fails as it is told to."""

    def __init__(self, *failures: Exception, until: float = 0) -> None:
        self.failures = list(failures)
        self.until = until
        self.asked: list[list[str]] = []

    def read(
        self, blobs: Sequence[Blob], tax_ids: Mapping[str, Set[str]]
    ) -> Generator[Registration | Container | Quarantined | Exception]:
        self.asked.append([each.sha256 for each in blobs])
        for each in blobs:
            sleep(max(0, self.until - monotonic()))
            known = tax_ids[each.tenant]
            yield self.failures.pop() if self.failures else examine(each, known, INSPECTOR)


def settle(archive: MemoryArchive, registry: MemoryRegistry, *contents: bytes) -> list[object]:
    names = [("acme", sha256) for sha256, _ in archive.put_all("acme", contents)]
    ends = settle_blobs(names, archive, registry, Here(), FOREVER)
    return [ends[name] for name in names]


def test_a_batch_ends_each_in_its_own_way() -> None:
    archive, registry = MemoryArchive(), MemoryRegistry(ids=frozenset({ISSUER}))
    contents = [NFE, b"<a/>", BATCH % (note(1) + note(2)), note(3), NFE]
    assert settle(archive, registry, *contents) == [
        Outcome.REGISTERED, Outcome.QUARANTINED, Outcome.UNPACKED, Outcome.REGISTERED,
        Outcome.REGISTERED,
    ]  # fmt: skip
    assert [each.sha256 for each in registry.registered] == [blob(NFE).sha256, blob(note(3)).sha256]
    (parts,) = registry.containers.values()
    assert len(parts) == 2
    assert set(parts) <= set(archive.inbox), "each part goes through the same door"
    assert registry.asked == ["acme"], "a tenant's tax ids are asked for once"


def test_a_failure_is_its_own_blobs_alone() -> None:
    archive, registry = MemoryArchive(), MemoryRegistry(ids=frozenset({ISSUER}))
    archive.put_all("acme", [NFE])
    missing, unwritable = ("acme", "0" * 64), ("acme", blob(note(1)).sha256)
    archive.put_all("acme", [note(1)])
    registry.broken = {unwritable[1]}
    names = [missing, ("acme", blob(NFE).sha256), unwritable]
    ends = settle_blobs(names, archive, registry, Here(), FOREVER)
    assert isinstance(ends[missing], KeyError)
    assert isinstance(ends[unwritable], ConnectionError)
    assert ends["acme", blob(NFE).sha256] is Outcome.REGISTERED


def test_without_a_tenants_tax_ids_only_that_tenant_waits() -> None:
    archive, registry = MemoryArchive(), MemoryRegistry(ids=frozenset({ISSUER}), down={"outra"})
    ((sha256, _),) = archive.put_all("acme", [NFE])
    ends = settle_blobs([("outra", sha256), ("acme", sha256)], archive, registry, Here(), FOREVER)
    assert isinstance(ends["outra", sha256], ConnectionError)
    assert ends["acme", sha256] is Outcome.REGISTERED


def test_what_could_not_be_read_fails_alone() -> None:
    archive, registry = MemoryArchive(), MemoryRegistry(ids=frozenset({ISSUER}))
    names = [("acme", sha256) for sha256, _ in archive.put_all("acme", [note(1), note(2)])]
    bug = ZeroDivisionError()
    ends = settle_blobs(names, archive, registry, Here(bug), FOREVER)
    assert ends == {names[0]: bug, names[1]: Outcome.REGISTERED}


def test_no_more_are_fetched_than_memory_holds() -> None:
    archive, registry, reader = MemoryArchive(), MemoryRegistry(ids=frozenset({ISSUER})), Here()
    stored = archive.put_all("acme", [note(number) for number in range(60)])
    names = [("acme", sha256) for sha256, _ in stored]
    ends = settle_blobs(names, archive, registry, reader, FOREVER)
    assert list(ends.values()) == [Outcome.REGISTERED] * 60
    assert [len(asked) for asked in reader.asked] == [25, 25, 10]


class Shut(MemoryRegistry):
    def register_all(self, found: Sequence[Registration]) -> list[Outcome | Exception]:
        raise ConnectionError


def test_when_none_can_be_written_each_fails_and_the_others_do_not() -> None:
    ends = settle(MemoryArchive(), Shut(ids=frozenset({ISSUER})), note(1), b"<a/>", note(2))
    assert [type(end) for end in ends] == [ConnectionError, Outcome, ConnectionError]


def test_what_an_invocation_has_no_time_for_has_no_end() -> None:
    archive, registry = MemoryArchive(), MemoryRegistry(ids=frozenset({ISSUER}))
    names = [("acme", sha256) for sha256, _ in archive.put_all("acme", [note(1), note(2)])]
    until = monotonic() + 0.5
    ends = settle_blobs(names, archive, registry, Here(until=until), until)
    assert ends == {names[0]: Outcome.REGISTERED}
    assert settle_blobs(names, archive, registry, Here(), until) == {}
    assert len(registry.registered) == 1
