"""Events of the national NFS-e, registered or only asked for."""

from datetime import UTC, datetime
from pathlib import Path

import nfelib  # type: ignore[import-untyped]
import pytest
from nfelib.nfse.bindings.v1_0.ped_reg_evento_v1_01 import (  # type: ignore[import-untyped]
    PedRegEvento,
)
from xsdata.formats.dataclass.parsers import XmlParser

from malote.errors import IdentityMissing
from malote.fiscal import Effect, Environment, FiscalEvent, read

SAMPLE = Path(nfelib.__path__[0], "nfse/samples/v1_0/CancelarNFSe-ped-cannfse.xml")
NAMESPACE = "http://www.sped.fazenda.gov.br/nfse"
KEY = "35503082212ABC34501DE35000000000004226081234567890"


def request(event_type: str = "101101", said: str = "<xMotivo>Erro</xMotivo>") -> str:
    return f"""<pedRegEvento xmlns="{NAMESPACE}" versao="1.01">
     <infPedReg Id="PRE{KEY}{event_type}"><tpAmb>1</tpAmb>
      <dhEvento>2026-08-04T09:00:00-03:00</dhEvento><CNPJAutor>12ABC34501DE35</CNPJAutor>
      <chNFSe>{KEY}</chNFSe><e{event_type}><xDesc>Um evento</xDesc>{said}</e{event_type}>
     </infPedReg></pedRegEvento>"""


def registered(event_type: str = "101101", said: str = "<xMotivo>Erro</xMotivo>") -> str:
    return f"""<evento xmlns="{NAMESPACE}" versao="1.01">
     <infEvento Id="EVT{KEY}{event_type}002"><ambGer>2</ambGer><nSeqEvento>2</nSeqEvento>
      <dhProc>2026-08-04T09:00:07-03:00</dhProc><nDFSe>888</nDFSe>{request(event_type, said)}
     </infEvento></evento>"""


def event(xml: str) -> FiscalEvent:
    record = read(xml.encode())
    assert isinstance(record, FiscalEvent)
    return record


ASKED = FiscalEvent(
    access_key=KEY,
    event_type="101101",
    sequence=1,
    author_tax_id="12ABC34501DE35",
    occurred_at=datetime(2026, 8, 4, 12, tzinfo=UTC),
    description="Um evento",
    text="Erro",
    environment=Environment.PRODUCTION,
)


def test_what_is_only_asked_for_is_not_registered() -> None:
    assert event(request()) == ASKED
    assert not ASKED.registered


def test_what_the_authority_wrote_is_registered() -> None:
    found = event(registered())
    assert found == ASKED.model_copy(
        update={
            "sequence": 2,
            "protocol": "888",
            "registered_at": datetime(2026, 8, 4, 12, 0, 7, tzinfo=UTC),
            "by_authority": True,
        }
    )
    assert found.registered
    assert found.party_tax_ids == {"12ABC34501DE35"}


@pytest.mark.parametrize(
    ("event_type", "effect"),
    [
        ("101101", Effect.CANCELLATION),
        ("105102", Effect.CANCELLATION),
        ("105104", Effect.CANCELLATION),
        ("305101", Effect.CANCELLATION),
        ("101103", None),
        ("105105", None),
        ("305102", None),
        ("305103", None),
        ("202201", Effect.RECIPIENT_MANIFESTATION),
        ("203202", Effect.RECIPIENT_MANIFESTATION),
        ("204203", Effect.RECIPIENT_MANIFESTATION),
        ("205204", Effect.RECIPIENT_MANIFESTATION),
        ("202205", Effect.RECIPIENT_MANIFESTATION),
        ("203206", Effect.RECIPIENT_MANIFESTATION),
        ("204207", Effect.RECIPIENT_MANIFESTATION),
        ("205208", Effect.RECIPIENT_MANIFESTATION),
    ],
)
def test_what_each_does_to_its_note(event_type: str, effect: Effect | None) -> None:
    found = event(registered(event_type))
    assert (found.event_type, found.effect) == (event_type, effect)


def test_a_cancellation_by_the_city_has_its_own_tag_for_the_reason() -> None:
    assert event(registered("305101", "<xProcAdm>Processo 1</xProcAdm>")).text == "Processo 1"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"<chNFSe>{KEY}</chNFSe>", ""),
        (f"<chNFSe>{KEY}", "<chNFSe>"),
        ("e101101", "x101101"),
        (f'Id="EVT{KEY}101101002"', ""),
        (f'Id="PRE{KEY}101101"', ""),
        ("<nSeqEvento>2</nSeqEvento>", ""),
        (f'Id="EVT{KEY}101101002"', f'Id="evt{KEY.lower()} 101101002"'),
    ],
)
def test_identity_is_in_the_tags_or_in_an_id(before: str, after: str) -> None:
    found = event(registered().replace(before, after))
    assert (found.access_key, found.event_type, found.sequence) == (KEY, "101101", 2)


def test_the_tag_says_what_it_is_and_not_the_id() -> None:
    found = event(registered().replace("e101101", "e203202"))
    assert found.event_type == "203202"


def test_two_tags_say_two_things() -> None:
    two = registered().replace("e101101", "e202201")
    two = two.replace("</infPedReg>", "<e203202><xDesc/></e203202></infPedReg>")
    assert event(two).event_type == "101101"  # the Id's


@pytest.mark.parametrize("before", [f"<chNFSe>{KEY}</chNFSe>", "e101101"])
def test_no_identity(before: str) -> None:
    bare = registered().replace(f"EVT{KEY}", "EVT").replace(f"PRE{KEY}", "PRE")
    with pytest.raises(IdentityMissing):
        read(bare.replace(before, "" if before.startswith("<") else "x").encode())


def test_the_older_request_numbers_itself() -> None:
    older = request().replace("<tpAmb>", "<nPedRegEvento>003</nPedRegEvento><tpAmb>")
    assert event(older).sequence == 3
    assert event(request().replace(f'{KEY}101101"', f'{KEY}101101004"')).sequence == 4


@pytest.mark.parametrize("namespace", ["", "urn:other"])
def test_it_is_not_mistaken_for_the_nfes(namespace: str) -> None:
    assert event(registered().replace(NAMESPACE, namespace)) == event(registered())


def test_as_nfelib_reads_it() -> None:
    ours = event(SAMPLE.read_text("utf-8"))
    theirs = XmlParser().from_path(SAMPLE, PedRegEvento).infPedReg
    assert ours.access_key == theirs.chNFSe
    assert ours.event_type == "101101"
    assert ours.author_tax_id == theirs.CNPJAutor
    assert ours.occurred_at == datetime.fromisoformat(theirs.dhEvento)
    assert ours.text == theirs.e101101.xMotivo
    assert ours.description == theirs.e101101.xDesc.value
    assert ours.sequence == 1
    assert not ours.registered
