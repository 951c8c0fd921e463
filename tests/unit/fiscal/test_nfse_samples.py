"""National NFS-e: nfelib's samples as its own bindings read them."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import nfelib  # type: ignore[import-untyped]
import pytest
from nfelib.nfse.bindings.v1_0.nfse_v1_01 import Nfse  # type: ignore[import-untyped]

from tests.unit.fiscal.test_nfse import document

SAMPLES = [
    path
    for path in sorted(Path(nfelib.__path__[0], "nfse/samples").rglob("*.xml"))
    if b"<NFSe " in path.read_bytes()
]


def value(code: Any) -> str | None:
    text: str | None = getattr(code, "value", code)
    return text


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_as_nfelib_reads_it(path: Path) -> None:
    ours, theirs = document(path.read_text("utf-8")), Nfse.from_xml(path.read_text("utf-8"))
    inf, declared = theirs.infNFSe, theirs.infNFSe.DPS.infDPS
    assert ours.access_key == inf.Id.removeprefix("NFS")
    assert ours.number == int(inf.nNFSe)
    assert ours.issued_at == datetime.fromisoformat(inf.dhProc)
    assert ours.issuer is not None
    assert ours.issuer.tax_id == inf.emit.CNPJ
    assert ours.issuer.legal_name == inf.emit.xNome
    assert ours.issuer.municipal_registration == inf.emit.IM
    assert ours.issuer.uf == value(inf.emit.enderNac.UF)
    assert (ours.service_taker is None) == (declared.toma is None)
    if ours.service_taker:
        assert ours.service_taker.tax_id == declared.toma.CNPJ
        assert ours.service_taker.legal_name == declared.toma.xNome
    assert str(ours.total_amount) == declared.valores.vServPrest.vServ
    assert ours.authorization is not None
    assert ours.authorization.status_code == value(inf.cStat)
    assert ours.authorization.protocol == inf.nDFSe
    assert ours.details is not None
    (item,), totals = ours.details.items, ours.details.totals
    assert item.code == declared.serv.cServ.cTribNac
    assert item.description == declared.serv.cServ.xDescServ
    assert item.nbs == declared.serv.cServ.cNBS
    assert str(totals.net_amount) == inf.valores.vLiq
    assert (totals.withheld_amount and str(totals.withheld_amount)) == inf.valores.vTotalRet
    assert (totals.iss_amount and str(totals.iss_amount)) == inf.valores.vISSQN
    assert ours.details.competence_on == date.fromisoformat(declared.dCompet)
    if inf.IBSCBS:
        assert str(totals.cbs_amount) == inf.IBSCBS.totCIBS.gCBS.vCBS
        assert str(totals.ibs_amount) == inf.IBSCBS.totCIBS.gIBS.vIBSTot
        assert str(totals.total_with_taxes_amount) == inf.IBSCBS.totCIBS.vTotNF


def test_no_sample_is_left_out() -> None:
    assert len(SAMPLES) == 2
