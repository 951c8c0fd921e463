"""Reading what became of a lot: each result goes to its own event, and to no other."""

from collections.abc import Callable
from datetime import datetime
from html import escape

import pytest
from lxml import etree

from malote.clock import BRASILIA
from malote.errors import SefazNonsense
from malote.sefaz.asking import render
from malote.sefaz.manifestation import read_answer
from malote.sefaz.operations import ManifestationKind
from tests.unit.sefaz.wire import KEY, NFE, OTHER_KEY, asking, event, lot, signer, soap

AWARENESS, CONFIRMATION = ManifestationKind.AWARENESS, ManifestationKind.CONFIRMATION
ONE = render(asking(lot(event(AWARENESS))), signer())
TWO = render(asking(lot(event(AWARENESS), event(CONFIRMATION, 2, OTHER_KEY))), signer())
FIRST, SECOND = (KEY, "210210", 1), (OTHER_KEY, "210200", 2)


def ret(
    status: str = "135",
    key: str | None = KEY,
    event_type: str | None = "210210",
    sequence: str | None = "1",
) -> str:
    said = {"chNFe": key, "tpEvento": event_type, "nSeqEvento": sequence}
    tags = "".join(f"<{name}>{text}</{name}>" for name, text in said.items() if text)
    return (
        "<retEvento versao='1.00'><infEvento><tpAmb>2</tpAmb><verAplic>AN</verAplic>"
        f"<cOrgao>91</cOrgao><cStat>{status}</cStat><xMotivo>Motivo de {status}</xMotivo>{tags}"
        "<dhRegEvento>2026-11-21T09:10:11-03:00</dhRegEvento><nProt>891</nProt>"
        "</infEvento></retEvento>"
    )


def lot_of(*results: str, status: str = "128") -> str:
    return (
        f'<retEnvEvento xmlns="{NFE}" versao="1.00"><idLote>17</idLote><tpAmb>2</tpAmb>'
        f"<verAplic>AN</verAplic><cOrgao>91</cOrgao><cStat>{status}</cStat>"
        f"<xMotivo>Lote processado</xMotivo>{''.join(results)}</retEnvEvento>"
    )


SECONDS = ret("596", OTHER_KEY, "210200", "2")
LOTS = {
    "in order": (TWO, [ret(), SECONDS], {FIRST: "135", SECOND: "596"}),
    "the other way round": (TWO, [SECONDS, ret("573")], {FIRST: "573", SECOND: "596"}),
    "one of them": (TWO, [SECONDS], {SECOND: "596"}),
    "none": (TWO, [], {}),
    "of another key": (ONE, [ret(key=OTHER_KEY)], {}),
    "of another type": (ONE, [ret(event_type="210200")], {}),
    "of another sequence": (ONE, [ret(sequence="2")], {}),
    "of the other's type": (TWO, [ret(event_type="210200")], {}),
    "more than were asked": (ONE, [ret(key=OTHER_KEY), ret()], {FIRST: "135"}),
    "twice": (ONE, [ret("135"), ret("999")], {FIRST: "135"}),
    "whose is not said": (ONE, [ret("215", None, None, None)], {FIRST: "215"}),
    "by its key alone": (TWO, [ret("215", OTHER_KEY, None, None)], {SECOND: "215"}),
    "by its place": (
        TWO, [ret("215", None, None, None), ret("216", None, None, None)],
        {FIRST: "215", SECOND: "216"},
    ),
    "in a place that is another's": (TWO, [ret("215", None, "210200", None)], {SECOND: "215"}),
    "in no place": (TWO, [ret("215", None, None, None)], {}),
}  # fmt: skip


@pytest.mark.parametrize(("request_", "results", "read"), LOTS.values(), ids=LOTS)
def test_whose_a_result_is(
    request_: bytes, results: list[str], read: dict[tuple[str, str, int], str]
) -> None:
    found = read_answer(soap(lot_of(*results)), request_)
    assert (found.status_code, found.reason) == ("128", "Lote processado")
    assert {of: each.status_code for of, each in found.results.items()} == read


@pytest.mark.parametrize("wrap", [str, escape, lambda text: f"<![CDATA[{text}]]>"])
def test_a_result_and_its_xml(wrap: Callable[[str], str]) -> None:
    (found,) = read_answer(soap(wrap(lot_of(ret()))), ONE).results.values()
    assert (found.reason, found.protocol) == ("Motivo de 135", "891")
    assert found.at == datetime(2026, 11, 21, 9, 10, 11, tzinfo=BRASILIA)
    alone = etree.fromstring(found.xml)
    assert (alone.tag, alone.nsmap) == (f"{{{NFE}}}retEvento", {None: NFE})
    assert alone.findtext(f".//{{{NFE}}}chNFe") == KEY


def test_a_lot_that_was_not_taken() -> None:
    found = read_answer(soap(lot_of(status="225")), ONE)
    assert (found.status_code, found.results) == ("225", {})


@pytest.mark.parametrize(
    "raw",
    [b"", soap("<retDistDFeInt/>"), soap(lot_of(status="")), soap(lot_of(ret(status="")))],
    ids=["nothing", "another's", "a lot without cStat", "a result without cStat"],
)
def test_nonsense(raw: bytes) -> None:
    with pytest.raises(SefazNonsense):
        read_answer(raw, ONE)
