"""What a page brings besides documents: deadlines, settled ones, and automatic awareness."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from malote.audit import Action
from malote.sefaz.made import SefazRequest
from malote.sefaz.models import FeedId, SefazSettings
from malote.sefaz.noticing import Noticing
from malote.sefaz.operations import ManifestationKind
from malote.sefaz.queued import ManifestationTurn
from tests.fakes.sefaz import (
    MemoryDeadlines,
    MemorySefazQueue,
    MemorySefazRequests,
)
from tests.fakes.sefaz_made import FEED, TAX_ID
from tests.fakes.stores import NOON, MemoryRegistry
from tests.fakes.trail import MemoryTrail
from tests.unit.sefaz.manifesting_world import OTHER, key

_NFE = "http://www.portalfiscal.inf.br/nfe"
STRANGER, CARRIER = "34128745000152", "45723174000110"


def res_nfe(of: str, situation: str = "1", at: str | None = "2026-11-20T10:00:00-03:00") -> bytes:
    received = f"<dhRecbto>{at}</dhRecbto>" if at else ""
    return (
        f'<resNFe xmlns="{_NFE}" versao="1.01"><chNFe>{of}</chNFe><CNPJ>{of[6:20]}</CNPJ>'
        f"<xNome>Alimentos</xNome><dhEmi>2026-11-20T09:00:00-03:00</dhEmi><tpNF>1</tpNF>"
        f"<vNF>610.37</vNF>{received}<nProt>1</nProt><cSitNFe>{situation}</cSitNFe></resNFe>"
    ).encode()


def proc_nfe(of: str, recipient: str = TAX_ID, status: str = "100") -> bytes:
    return (
        f'<nfeProc xmlns="{_NFE}" versao="4.00"><NFe><infNFe Id="NFe{of}" versao="4.00">'
        f"<ide><mod>55</mod><serie>1</serie><nNF>1</nNF><tpAmb>1</tpAmb></ide>"
        f"<emit><CNPJ>{of[6:20]}</CNPJ><xNome>Alimentos</xNome></emit>"
        f"<dest><CNPJ>{recipient}</CNPJ></dest>"
        f"<total><ICMSTot><vNF>10.00</vNF></ICMSTot></total></infNFe></NFe>"
        f"<protNFe versao='4.00'><infProt><chNFe>{of}</chNFe><nProt>1</nProt>"
        f"<dhRecbto>2026-11-19T10:00:00-03:00</dhRecbto><cStat>{status}</cStat></infProt></protNFe>"
        "</nfeProc>"
    ).encode()


def res_event(of: str, event_type: str, author: str = TAX_ID) -> bytes:
    return (
        f'<resEvento xmlns="{_NFE}" versao="1.01"><cOrgao>91</cOrgao><CNPJ>{author}</CNPJ>'
        f"<chNFe>{of}</chNFe><dhEvento>2026-11-20T10:00:00-03:00</dhEvento>"
        f"<tpEvento>{event_type}</tpEvento><nSeqEvento>1</nSeqEvento><xEvento>x</xEvento>"
        "<dhRecbto>2026-11-20T10:00:01-03:00</dhRecbto><nProt>1</nProt></resEvento>"
    ).encode()


def proc_event(of: str, event_type: str, author: str = TAX_ID, status: str = "135") -> bytes:
    return (
        f'<procEventoNFe xmlns="{_NFE}" versao="1.00"><evento versao="1.00">'
        f'<infEvento Id="ID{event_type}{of}01"><cOrgao>91</cOrgao><tpAmb>1</tpAmb>'
        f"<CNPJ>{author}</CNPJ><chNFe>{of}</chNFe><dhEvento>2026-11-20T10:00:00-03:00</dhEvento>"
        f"<tpEvento>{event_type}</tpEvento><nSeqEvento>1</nSeqEvento><verEvento>1.00</verEvento>"
        '</infEvento></evento><retEvento versao="1.00"><infEvento>'
        f"<cStat>{status}</cStat><chNFe>{of}</chNFe><tpEvento>{event_type}</tpEvento>"
        "<nSeqEvento>1</nSeqEvento><nProt>1</nProt></infEvento></retEvento></procEventoNFe>"
    ).encode()


@dataclass
class Office:
    deadlines: MemoryDeadlines = field(default_factory=MemoryDeadlines)
    requests: MemorySefazRequests = field(default_factory=MemorySefazRequests)
    queue: MemorySefazQueue = field(default_factory=MemorySefazQueue)
    trail: MemoryTrail = field(default_factory=MemoryTrail)

    def notice(
        self, *contents: bytes, acknowledges: bool = False, now: datetime = NOON, of: FeedId = FEED
    ) -> None:
        registry = MemoryRegistry(ids=frozenset({TAX_ID, OTHER}))
        stores = self.deadlines, self.requests, registry, self.queue, self.trail
        settings = SefazSettings(
            tenant="acme", tax_id=TAX_ID, acknowledges=acknowledges, revision="1"
        )
        named = [(f"{number:064x}", each) for number, each in enumerate(contents)]
        Noticing(*stores).notice(of, settings, named, now)

    @property
    def waiting(self) -> list[str]:
        return [access_key for _, access_key in self.deadlines.kept]

    @property
    def asked(self) -> list[SefazRequest]:
        return list(self.requests.kept.values())


WAITS: dict[str, tuple[Sequence[bytes], bool]] = {
    "a summary": ([res_nfe(key())], True),
    "a whole note": ([proc_nfe(key())], True),
    "a whole note to another branch": ([proc_nfe(key(), OTHER)], True),
    "a note that we carry": ([proc_nfe(key(), CARRIER)], False),
    "a note that was denied": ([proc_nfe(key(), status="110")], False),
    "our own note": ([res_nfe(key(issuer=TAX_ID))], False),
    "our own branch's note": ([proc_nfe(key(issuer=OTHER))], False),
    "a denied one": ([res_nfe(key(), "2")], False),
    "a cancelled one": ([res_nfe(key(), "3")], False),
    "one without a time": ([res_nfe(key(), at=None).replace(b"dhEmi", b"x")], False),
    "one without the time of its authorisation": ([res_nfe(key(), at=None)], True),
    "cancelled on the same page": (
        [res_nfe(key()), res_event(key(), "110111", STRANGER)], False,
    ),
    "cancelled, whole": (
        [proc_event(key(), "110111", STRANGER), proc_nfe(key())], False,
    ),
    "a cancellation that was refused": (
        [res_nfe(key()), proc_event(key(), "110111", STRANGER, "999")], True,
    ),
    "a letter of correction": ([res_nfe(key()), res_event(key(), "110110", STRANGER)], True),
    "confirmed elsewhere": ([res_nfe(key()), res_event(key(), "210200")], False),
    "confirmed by another branch": ([res_nfe(key()), res_event(key(), "210200", OTHER)], False),
    "not performed": ([res_nfe(key()), proc_event(key(), "210240")], False),
    "known, elsewhere": ([res_nfe(key()), res_event(key(), "210210")], True),
    "confirmed by a stranger": ([res_nfe(key()), res_event(key(), "210200", CARRIER)], True),
    "a CT-e's key": ([res_nfe(key(model="57"))], False),
    "nothing that reads": ([b"<resNFe", b"", b"<x/>", b"\xff\xfe"], False),
}  # fmt: skip


@pytest.mark.parametrize(("contents", "waits"), WAITS.values(), ids=WAITS)
def test_which_notes_wait(contents: Sequence[bytes], waits: bool) -> None:
    office = Office()
    office.notice(*contents)
    assert office.waiting == [key()] * waits
    assert not office.asked


def test_what_is_told_of_one_that_waits() -> None:
    office = Office()
    office.notice(res_nfe(key()))
    (found,) = office.deadlines.kept.values()
    authorized = datetime(2026, 11, 20, 13, tzinfo=UTC)
    assert (found.authorized_at, found.until) == (authorized, authorized + timedelta(days=180))
    assert (found.issuer_tax_id, found.issuer_name, found.total_amount, found.tax_id) == (
        STRANGER, "Alimentos", "610.37", TAX_ID,
    )  # fmt: skip


@pytest.mark.parametrize(
    "event", [res_event(key(), "110111", STRANGER), res_event(key(), "210220")]
)
def test_one_that_waited_waits_no_more(event: bytes) -> None:
    office = Office()
    office.notice(res_nfe(key()), res_nfe(key(2)))
    office.notice(event)
    assert office.waiting == [key(2)]
    office.notice(res_nfe(key()))
    assert office.waiting == [key(2)]


def test_awareness_of_what_nobody_answered_and_once() -> None:
    office = Office()
    page = [
        res_nfe(key(1)), res_nfe(key(2)), proc_nfe(key(3)), res_nfe(key(4, issuer=OTHER)),
        res_nfe(key(5), "3"), res_nfe(key(6)), res_event(key(6), "210210"),
        res_nfe(key(7)), res_event(key(7), "210240"), res_nfe(key(8), "2"),
    ]  # fmt: skip
    office.notice(*page, acknowledges=True)
    (request,) = office.asked
    assert request.manifestation is ManifestationKind.AWARENESS
    assert [(each.access_key, each.sequence) for each in request.documents] == [
        (key(1), 1), (key(2), 1),
    ]  # fmt: skip
    assert (request.by, request.resumes_at, request.tax_id) == ("malote", NOON, TAX_ID)
    turn = ManifestationTurn(tenant="acme", request_id=request.request_id)
    assert office.queue.sent == [(turn, 0)]
    assert [(e.action, e.target, e.actor.kind) for e in office.trail.kept] == [
        (Action.MANIFESTATION_REQUESTED, request.request_id, "malote")
    ]
    office.notice(*page, acknowledges=True, now=NOON + timedelta(hours=1))
    office.notice(*reversed(page), acknowledges=True)
    assert office.asked == [request]


def test_without_its_authorisation_the_deadline_is_of_its_issue() -> None:
    office = Office()
    office.notice(res_nfe(key(), at=None))
    (found,) = office.deadlines.kept.values()
    assert found.until == datetime(2026, 11, 20, 12, tzinfo=UTC) + timedelta(days=180)


def test_a_note_that_comes_twice_is_asked_for_once() -> None:
    office = Office()
    again = res_nfe(key(1), at="2026-11-20T10:00:07-03:00")
    office.notice(res_nfe(key(1)), again, res_nfe(key(2)), acknowledges=True)
    (request,) = office.asked
    assert [each.access_key for each in request.documents] == [key(1), key(2)]


def test_one_that_a_user_asks_for_meanwhile_takes_no_other_with_it() -> None:
    office, add = Office(), MemorySefazRequests.add

    def beaten(request: SefazRequest) -> bool:
        del office.requests.add
        office.requests.claims["acme", key(2)] = {("awareness", 1): "a user's"}
        return add(office.requests, request)

    office.requests.add = beaten  # type: ignore[method-assign]
    office.notice(*(res_nfe(key(n)) for n in range(1, 51)), acknowledges=True)
    (request,) = office.asked
    assert [x.access_key for x in request.documents] == [key(n) for n in range(1, 51) if n != 2]
    turn = ManifestationTurn(tenant="acme", request_id=request.request_id)
    assert office.queue.sent == [(turn, 0)]


@pytest.mark.parametrize("taken", [("awareness", 1), ("confirmation", 1)])
def test_what_a_user_asked_for_is_left_alone(taken: tuple[str, int]) -> None:
    office = Office()
    office.requests.claims["acme", key(1)] = {taken: "another"}
    office.notice(res_nfe(key(1)), res_nfe(key(2)), acknowledges=True)
    (request,) = office.asked
    assert [each.access_key for each in request.documents] == [key(2)]


def test_many_are_asked_in_fifties() -> None:
    office = Office()
    office.notice(*(res_nfe(key(n)) for n in range(1, 102)), acknowledges=True)
    assert sorted(len(each.documents) for each in office.asked) == [1, 50, 50]
    assert len(office.queue.sent) == 3


@pytest.mark.parametrize("broken", ["note", "add", "send"])
def test_who_died_in_the_middle_is_made_good_by_the_page_again(broken: str) -> None:
    office = Office()
    page = [res_nfe(key(n)) for n in range(1, 61)]

    def die(*_: Any, **__: Any) -> None:
        raise ConnectionError

    port = {"note": office.deadlines, "add": office.requests, "send": office.queue}[broken]
    setattr(port, broken, die)
    with pytest.raises(ConnectionError):
        office.notice(*page, acknowledges=True)
    delattr(port, broken)
    office.notice(*page, acknowledges=True)
    assert len(office.waiting) == 60
    keys = [each.access_key for request in office.asked for each in request.documents]
    assert sorted(keys) == sorted(map(key, range(1, 61)))
