"""nfelib's samples: each is named rightly or refused, and read as nfelib's own bindings read it."""

from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import nfelib  # type: ignore[import-untyped]
import pytest

from malote.errors import UnsupportedDocument
from malote.fiscal import (
    AccessKey,
    Effect,
    Environment,
    FiscalDocument,
    FiscalEvent,
    Kind,
    OperationType,
    Party,
    read,
)

SAMPLES = sorted(Path(nfelib.__path__[0]).rglob("samples/**/*.xml"))
NFE = [path for path in SAMPLES if path.parent.name == "leiauteNFe" or path.stem == "procNFe"]
NFCE = [path for path in SAMPLES if path.stem == "nfce_contingencia"]
CTE = [path for path in SAMPLES if path.stem.endswith(("-cte", "-cte-multimodal"))]
EVENTS = [path for path in SAMPLES if "cce" in path.name]
LATER = sorted(set(SAMPLES) - {*NFE, *NFCE, *CTE, *EVENTS})


def named(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.stem)


def document(path: Path) -> FiscalDocument:
    record = read(path.read_bytes())
    assert isinstance(record, FiscalDocument)
    return record


def bound(path: Path) -> Any:
    """The sample through nfelib's bindings."""
    xml = path.read_bytes().decode("utf-8-sig")
    if path in CTE:
        module, root = "nfelib.cte.bindings.v4_0.cte_v4_00", "Cte"
    elif path in NFCE:
        module, root = "nfelib.nfe.bindings.v4_0.nfe_v4_00", "Nfe"
    else:
        module, root = "nfelib.nfe.bindings.v4_0.proc_nfe_v4_00", "NfeProc"
    return getattr(import_module(module), root).from_xml(xml)


def value(code: Any) -> str | None:
    """The text behind an enumeration, or the text itself; an empty one says nothing."""
    text = getattr(code, "value", code)
    return (" ".join(text.split()) or None) if text else None


def tax_id(party: Any) -> str | None:
    return value(getattr(party, "CNPJ", None)) or value(getattr(party, "CPF", None))


def same_party(ours: Party | None, theirs: Any, address: str) -> None:
    if theirs is None:
        assert ours is None
        return
    assert ours is not None
    assert ours.tax_id == tax_id(theirs)
    assert ours.legal_name == value(theirs.xNome)
    assert ours.trade_name == value(getattr(theirs, "xFant", None))
    assert ours.foreign_id == value(getattr(theirs, "idEstrangeiro", None))
    assert ours.state_registration == value(theirs.IE)
    place = getattr(theirs, address) if address else theirs
    assert ours.uf == (value(place.UF) if place else None)


def test_no_sample_is_left_out() -> None:
    assert (len(NFE), len(NFCE), len(CTE), len(EVENTS)) == (18, 1, 2, 2)
    assert len(SAMPLES) == 49


@named(NFE + NFCE)
def test_nfe_as_nfelib_reads_it(path: Path) -> None:
    ours, theirs = document(path), bound(path)
    note = getattr(theirs, "NFe", theirs)
    inf = note.infNFe
    assert ours.kind == (Kind.NFCE if path in NFCE else Kind.NFE)
    assert ours.access_key == inf.Id.removeprefix("NFe")
    assert ours.model == value(inf.ide.mod)
    assert ours.series == int(inf.ide.serie)
    assert ours.number == int(inf.ide.nNF)
    assert ours.issued_at == datetime.fromisoformat(inf.ide.dhEmi)
    tp_amb, tp_nf = value(inf.ide.tpAmb), value(inf.ide.tpNF)
    assert (
        ours.environment
        == {"1": Environment.PRODUCTION, "2": Environment.HOMOLOGATION}[tp_amb or ""]
    )
    assert (
        ours.operation_type
        == {"0": OperationType.INCOMING, "1": OperationType.OUTGOING}[tp_nf or ""]
    )
    assert ours.operation_nature == value(inf.ide.natOp)
    assert ours.purpose == value(inf.ide.finNFe)
    totals = inf.total.ICMSTot
    assert str(ours.total_amount) == totals.vNF
    assert str(ours.products_amount) == totals.vProd
    assert str(ours.icms_amount) == totals.vICMS
    same_party(ours.issuer, inf.emit, "enderEmit")
    same_party(ours.recipient, inf.dest, "enderDest")
    same_party(ours.carrier, inf.transp.transporta, "")
    assert list(ours.authorized_tax_ids) == [tax_id(one) for one in inf.autXML]
    signature = getattr(note, "signature", None) or getattr(note, "Signature", None)
    assert (ours.digest_value is None) == (signature is None)


@named(NFE)
def test_protocol_as_nfelib_reads_it(path: Path) -> None:
    ours, theirs = document(path).authorization, bound(path).protNFe
    if theirs is None:
        assert ours is None
        return
    assert ours is not None
    protocol = theirs.infProt
    assert ours.protocol == value(protocol.nProt)
    assert ours.status_code == value(protocol.cStat)
    assert ours.received_at == datetime.fromisoformat(str(protocol.dhRecbto))
    assert ours.access_key == protocol.chNFe


@pytest.mark.filterwarnings("ignore:Failed to convert")  # nfelib has not every tpServ
@named(CTE)
def test_cte_as_nfelib_reads_it(path: Path) -> None:
    ours, theirs = document(path), bound(path)
    inf = theirs.infCte
    assert ours.kind is Kind.CTE
    assert ours.access_key == inf.Id.removeprefix("CTe")
    assert ours.series == int(inf.ide.serie)
    assert ours.number == int(inf.ide.nCT)
    assert ours.issued_at == datetime.fromisoformat(inf.ide.dhEmi)
    assert ours.operation_nature == value(inf.ide.natOp)
    assert str(ours.total_amount) == inf.vPrest.vTPrest
    same_party(ours.issuer, inf.emit, "enderEmit")
    same_party(ours.sender, inf.rem, "enderReme")
    same_party(ours.shipper, inf.exped, "enderExped")
    same_party(ours.receiver, inf.receb, "enderReceb")
    same_party(ours.recipient, inf.dest, "enderDest")
    documents = inf.infCTeNorm.infDoc
    assert list(ours.carried_keys) == [one.chave for one in (documents.infNFe if documents else [])]


@named(EVENTS)
def test_correction_letters(path: Path) -> None:
    record = read(path.read_bytes())
    assert isinstance(record, FiscalEvent)
    assert record.effect is Effect.CORRECTION_LETTER
    assert record.event_type == "110110"
    assert record.sequence == 1
    assert record.access_key in path.read_text("utf-8")
    assert record.text in ("VOLUME: 4 VOLUMES", "ide/cfop: 6353")
    assert {AccessKey(record.access_key).tax_id, record.author_tax_id} == record.party_tax_ids


@named(LATER)
def test_the_kinds_of_later_issues_are_refused_by_name(path: Path) -> None:
    with pytest.raises(UnsupportedDocument) as caught:
        read(path.read_bytes())
    assert caught.value.detail.startswith("{http://")
