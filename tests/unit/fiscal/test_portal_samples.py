"""nfelib's samples of the Portal Fiscal's other kinds, as nfelib's own bindings read them."""

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from malote.fiscal import Effect, FiscalDocument, FiscalEvent, Kind, Party, read
from malote.fiscal.details import Details
from tests.unit.fiscal import nfelib_samples

# The signed group, the number's tag, the kind and the model, by the end of a sample's name.
KINDS = {
    "mdfe": ("infMDFe", "nMDF", Kind.MDFE, "58"),
    "bpe": ("infBPe", "nBP", Kind.BPE, "63"),
    "bpe-tm": ("infBPe", "nBP", Kind.BPE, "63"),
    "bpe-ta": ("infBPe", "nBP", Kind.BPE, "63"),
    "nf3e": ("infNF3e", "nNF", Kind.NF3E, "66"),
    "nfcom": ("infNFCom", "nNF", Kind.NFCOM, "62"),
    "cte-of": ("infCte", "nCT", Kind.CTE_OS, "67"),
}
ROOT = nfelib_samples.HOME
NAMED = {"procMDFe": "mdfe"} | dict(zip(KINDS, KINDS, strict=True))
SAMPLES = [
    (path, NAMED[end])
    for path in sorted(ROOT.rglob("samples/**/*.xml"))
    for end in NAMED
    if path.stem.endswith(end)
]
samples = pytest.mark.parametrize(
    ("path", "name"), SAMPLES, ids=lambda one: getattr(one, "stem", "")
)


def bound(path: Path, name: str) -> Any:
    return getattr(nfelib_samples.bound(path.read_bytes()), KINDS[name][0])


def value(code: Any) -> str | None:
    return getattr(code, "value", code) or None


def same(ours: object, theirs: Any) -> None:
    assert str(ours) == str(value(theirs)) if theirs is not None else ours is None


def document(path: Path) -> tuple[FiscalDocument, Details]:
    record = read(path.read_bytes())
    assert isinstance(record, FiscalDocument)
    assert record.details is not None
    return record, record.details


def party(ours: Party | None, theirs: Any) -> None:
    assert (ours is None) == (theirs is None)
    if ours and theirs:
        same(ours.tax_id, theirs.CNPJ if getattr(theirs, "CNPJ", None) else theirs.CPF)
        same(ours.legal_name, theirs.xNome)


def test_all_are_there() -> None:
    assert sorted(name for _, name in SAMPLES) == [
        "bpe", "bpe-ta", "bpe-tm", "cte-of", *["mdfe"] * 5, "nf3e", "nfcom",
    ]  # fmt: skip


@pytest.mark.filterwarnings("ignore:Failed to convert")  # a CT-e OS of layout 3.00
@samples
def test_header(path: Path, name: str) -> None:
    (ours, _), theirs = document(path), bound(path, name)
    *_, number, kind, model = KINDS[name]
    assert (ours.kind, ours.model) == (kind, model)
    assert theirs.Id.endswith(ours.access_key)
    assert len(ours.access_key) == 44
    assert (ours.series, ours.number) == (int(theirs.ide.serie), int(getattr(theirs.ide, number)))
    assert ours.issued_at == datetime.fromisoformat(theirs.ide.dhEmi)
    assert (
        ours.environment == {"1": "production", "2": "homologation"}[value(theirs.ide.tpAmb) or ""]
    )
    same(ours.operation_nature, getattr(theirs.ide, "natOp", None))
    party(ours.issuer, theirs.emit)
    assert ours.issuer
    same(ours.issuer.uf, theirs.emit.enderEmit.UF)
    assert list(ours.authorized_tax_ids) == [one.CNPJ or one.CPF for one in theirs.autXML]
    assert ours.authorization is None


@pytest.mark.filterwarnings("ignore:Failed to convert")  # a CT-e OS of layout 3.00
@samples
def test_amounts(path: Path, name: str) -> None:
    (ours, details), theirs = document(path), bound(path, name)
    totals = details.totals
    if name in ("nf3e", "nfcom"):
        same(ours.total_amount, theirs.total.vNF)
        same(totals.products_amount, theirs.total.vProd)
        same(totals.icms_base_amount, theirs.total.ICMSTot.vBC)
        same(ours.icms_amount, theirs.total.ICMSTot.vICMS)
        same(totals.pis_amount, theirs.total.vPIS)
        same(totals.cofins_amount, theirs.total.vCOFINS)
        kept = theirs.total.vRetTribTot
        parts = (kept.vRetPIS, kept.vRetCofins, kept.vRetCSLL, kept.vIRRF)
        assert totals.withheld_amount == sum(map(Decimal, parts))
        same(details.instalments[0].due_date if details.instalments else None, due(theirs))
        party(ours.recipient, theirs.dest)
    if name in ("bpe", "bpe-ta"):
        same(ours.total_amount, theirs.infValorBPe.vPgto)
        same(totals.services_amount, theirs.infValorBPe.vBP)
        assert [str(one.amount) for one in details.payments] == [one.vPag for one in theirs.pag]
        party(ours.recipient, theirs.comp or theirs.infPassagem.infPassageiro)
    if name == "bpe-tm":
        same(ours.total_amount, theirs.total.vBP)
        same(ours.icms_amount, theirs.total.ICMSTot.vICMS)
        same(totals.ibs_amount, theirs.total.IBSCBSTot.gIBS.vIBS)
        same(totals.cbs_amount, theirs.total.IBSCBSTot.gCBS.vCBS)
        same(details.competence_on, theirs.ide.dCompet)
    if name == "cte-of":
        same(ours.total_amount, theirs.vPrest.vTPrest)
        same(ours.icms_amount, theirs.imp.ICMS.ICMS00.vICMS)
        same(totals.net_amount, theirs.vPrest.vRec)
        party(ours.taker, theirs.toma)
    if name == "mdfe":
        assert ours.total_amount is None
        assert details.transport
        same(details.transport.cargo_amount, theirs.tot.vCarga)
        same(details.transport.cargo_weight, theirs.tot.qCarga)


def due(theirs: Any) -> str | None:
    return theirs.gFat.dVencFat if theirs.gFat else None


def lines(theirs: Any, name: str) -> Iterable[tuple[Any, Any, Any]]:
    """Code, quantity and amount of every item."""
    match name:
        case "nfcom":
            return [(one.prod.cProd, one.prod.qFaturada, one.prod.vProd) for one in theirs.det]
        case "nf3e":
            found = [one for bill in theirs.NFdet for one in bill.det]
            return [
                (one.detItem.prod.cProd, one.detItem.prod.qFaturada, one.detItem.prod.vProd)
                if one.detItem
                else (one.detItemAnt.cClass, one.detItemAnt.qFaturada, one.detItemAnt.vProd)
                for one in found
            ]
        case "bpe" | "bpe-ta":
            return [(one.tpComp, None, one.vComp) for one in theirs.infValorBPe.comp]
        case "bpe-tm":
            counters = theirs.detBPeTM
            return [(one.idEqpCont, ride.qPass, ride.vBP) for one in counters for ride in one.det]
        case "cte-of":
            return [(None, None, one.vComp) for one in theirs.vPrest.comp]
    return []


@pytest.mark.filterwarnings("ignore:Failed to convert")  # a CT-e OS of layout 3.00
@samples
def test_items(path: Path, name: str) -> None:
    (_, details), theirs = document(path), bound(path, name)
    expected = list(lines(theirs, name))
    assert len(details.items) == len(expected)
    for ours, said in zip(details.items, expected, strict=True):
        for mine, theirs_own in zip(
            (ours.code, ours.quantity, ours.total_amount), said, strict=True
        ):
            same(mine, theirs_own)


@pytest.mark.parametrize("path", [path for path, name in SAMPLES if name == "mdfe"])
def test_what_a_manifest_carries(path: Path) -> None:
    (ours, details), theirs = document(path), bound(path, "mdfe")
    places = theirs.infDoc.infMunDescarga
    keys = [one.chNFe for place in places for one in place.infNFe]
    assert list(ours.carried_keys) == list(dict.fromkeys(keys))
    transport = details.transport
    assert transport
    assert transport.origin
    assert transport.destination
    assert (transport.origin.uf, transport.destination.uf) == (
        value(theirs.ide.UFIni), value(theirs.ide.UFFim),
    )  # fmt: skip
    xml = path.read_text("utf-8-sig")
    assert all(one.plate and f"<placa>{one.plate}<" in xml for one in transport.vehicles)
    assert len(transport.vehicles) == xml.count("<placa>")
    assert len(transport.drivers) == xml.count("<condutor>")
    assert len(details.instalments) == xml.count("<infPrazo>")


@pytest.mark.parametrize(
    ("start", "event_type", "effect", "text"),
    [
        ("cancelameto", "110111", Effect.CANCELLATION, "Justificativa do cancelamento"),
        ("encerramento", "110112", None, "Encerrado em 2013-10-31 município 4118402"),
        ("inclusaocondutor", "110114", None, "Condutor JOSE ALMEIDA CPF 00000000191"),
        (
            "inclusaoDFe", "110115", None,
            "Incluído 41190606117473000150550020000025691118027981",
        ),
        ("pagamentoOperacao", "110116", None, None),
        ("PagamentoOperacaoMDFe", "110116", None, None),
    ],
)  # fmt: skip
def test_events_of_manifests(
    start: str, event_type: str, effect: Effect | None, text: str | None
) -> None:
    (path,) = (
        one
        for one in ROOT.rglob("mdfe/samples/**/*-ped-eve.xml")
        if re.match(rf"{start}_?[0-9]", one.name)
    )
    event = read(path.read_bytes())
    assert isinstance(event, FiscalEvent)
    assert (event.event_type, event.effect, event.text) == (event_type, effect, text)
    assert event.model == "58"
    assert not event.registered
    assert f"<chMDFe>{event.access_key}<" in path.read_text("utf-8-sig")


def test_a_request_for_voiding() -> None:
    (path,) = ROOT.rglob("*-ped-inu.xml")
    theirs = nfelib_samples.bound(path.read_bytes()).infInut
    ours, details = document(path)
    assert ours.kind is Kind.NUMBER_VOIDING
    assert ours.access_key == theirs.Id
    assert ours.model == value(theirs.mod)
    assert (ours.series, ours.number, ours.last_number) == (
        int(theirs.serie), int(theirs.nNFIni), int(theirs.nNFFin),
    )  # fmt: skip
    assert ours.issuer == Party(tax_id=theirs.CNPJ)
    assert details.additional_information == theirs.xJust
    assert ours.authorization is None
