"""DPS: the request of a national NFS-e."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import nfelib  # type: ignore[import-untyped]
import pytest
from nfelib.nfse.bindings.v1_0.dps_v1_01 import Dps  # type: ignore[import-untyped]

from malote.errors import IdentityMissing
from malote.fiscal import Environment, FiscalDocument, Kind, Party, read
from malote.fiscal.details import Details, Item, Tax, TaxName, Totals

SAMPLES = [
    path
    for path in sorted(Path(nfelib.__path__[0], "nfse/samples").rglob("*.xml"))
    if b"\n<DPS " in path.read_bytes()
]
NAME = "DPS3550308212ABC34501DE3500007000000000000042"

DPS = f"""<n:DPS versao="1.01" xmlns:n="http://www.sped.fazenda.gov.br/nfse"><n:infDPS Id="{NAME}">
 <n:tpAmb>2</n:tpAmb><n:dhEmi>2026-08-03T10:00:00-03:00</n:dhEmi><n:serie>00007</n:serie>
 <n:nDPS>42</n:nDPS><n:dCompet>2026-08-03</n:dCompet><n:tpEmit>1</n:tpEmit>
 <n:prest><n:CNPJ>12ABC34501DE35</n:CNPJ><n:xNome>Oficina Modelo Ltda</n:xNome></n:prest>
 <n:toma><n:NIF>PT-9</n:NIF><n:xNome>Lisboa Lda</n:xNome></n:toma>
 <n:interm><n:CPF>52998224725</n:CPF></n:interm>
 <n:serv><n:cServ><n:cTribNac>140101</n:cTribNac><n:xDescServ>Conserto</n:xDescServ></n:cServ>
 </n:serv>
 <n:valores><n:vServPrest><n:vServ>1000.00</n:vServ></n:vServPrest>
  <n:vDedRed><n:vDR>200.00</n:vDR></n:vDedRed><n:trib><n:tribMun><n:tribISSQN>1</n:tribISSQN>
   <n:tpRetISSQN>1</n:tpRetISSQN><n:pAliq>5.00</n:pAliq></n:tribMun></n:trib></n:valores>
</n:infDPS></n:DPS>"""


def document(xml: str) -> FiscalDocument:
    record = read(xml.encode())
    assert isinstance(record, FiscalDocument)
    return record


def test_every_field() -> None:
    assert document(DPS) == FiscalDocument(
        kind=Kind.DPS,
        access_key=NAME,
        model="DPS",
        series=7,
        number=42,
        issued_at=datetime(2026, 8, 3, 13, tzinfo=UTC),
        environment=Environment.HOMOLOGATION,
        issuer=Party(tax_id="12ABC34501DE35", legal_name="Oficina Modelo Ltda"),
        service_taker=Party(foreign_id="PT-9", legal_name="Lisboa Lda"),
        intermediary=Party(tax_id="52998224725"),
        total_amount=Decimal("1000.00"),
        details=Details(
            items=(
                Item(
                    number=1,
                    code="140101",
                    description="Conserto",
                    total_amount=Decimal("1000.00"),
                    taxes=(Tax(name=TaxName.ISS, situation="1", rate=Decimal("5.00")),),
                ),
            ),
            totals=Totals(services_amount=Decimal("1000.00"), deductions_amount=Decimal("200.00")),
            competence_on=date(2026, 8, 3),
        ),
    )


def test_series_and_number_missing_are_in_the_id() -> None:
    bare = DPS.replace("<n:serie>00007</n:serie>", "").replace("<n:nDPS>42</n:nDPS>", "")
    assert document(bare) == document(DPS)


def test_a_number_of_fifteen_digits() -> None:
    assert document(DPS.replace("<n:nDPS>42<", "<n:nDPS>999999999999999<")).number == 10**15 - 1


@pytest.mark.parametrize("instead", ["", 'Id="DPS1"', 'Id="NFS1"'])
def test_no_identity_without_its_id(instead: str) -> None:
    with pytest.raises(IdentityMissing):
        read(DPS.replace(f'Id="{NAME}"', instead).encode())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_as_nfelib_reads_it(path: Path) -> None:
    ours, inf = document(path.read_text("utf-8")), Dps.from_xml(path.read_text("utf-8")).infDPS
    assert ours.kind is Kind.DPS
    assert ours.access_key == inf.Id
    assert (ours.series, ours.number) == (int(inf.serie), int(inf.nDPS))
    assert ours.issued_at == datetime.fromisoformat(inf.dhEmi)
    assert ours.environment is (
        Environment.PRODUCTION if inf.tpAmb.value == "1" else Environment.HOMOLOGATION
    )
    assert ours.issuer is not None
    assert ours.issuer.tax_id == inf.prest.CNPJ
    assert ours.issuer.municipal_registration == inf.prest.IM
    assert (ours.service_taker and ours.service_taker.legal_name) == (inf.toma and inf.toma.xNome)
    assert str(ours.total_amount) == inf.valores.vServPrest.vServ
    assert ours.details is not None
    (item,) = ours.details.items
    assert (item.code, item.nbs) == (inf.serv.cServ.cTribNac, inf.serv.cServ.cNBS)
    assert item.description == inf.serv.cServ.xDescServ
    withheld = {tax.name: str(tax.amount) for tax in item.taxes if tax.withheld}
    federal = inf.valores.trib.tribFed
    theirs = {
        TaxName.INSS: federal and federal.vRetCP,
        TaxName.IRRF: federal and federal.vRetIRRF,
        TaxName.CSLL: federal and federal.vRetCSLL,
    }
    assert withheld == {name: text for name, text in theirs.items() if text and float(text)}


def test_no_sample_is_left_out() -> None:
    assert len(SAMPLES) == 3
