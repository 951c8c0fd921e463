"""The XML samples that the package nfelib ships, read from where it is installed."""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import nfelib  # type: ignore[import-untyped]
import pytest
from lxml import etree
from xsdata.formats.dataclass.parsers import XmlParser

HOME = Path(nfelib.__path__[0])
SAMPLES = {
    path.relative_to(HOME).as_posix(): path.read_bytes()
    for path in sorted(HOME.rglob("samples/**/*.xml"))
}
_BINDINGS = {
    "BPe": "bpe.bindings.v1_0.bpe_v1_00.Bpe",
    "BPeTA": "bpe.bindings.v1_0.bpe_ta_v1_00.BpeTa",
    "BPeTM": "bpe.bindings.v1_0.bpe_tm_v1_00.BpeTm",
    "CTe": "cte.bindings.v4_0.cte_v4_00.Cte",
    "CTeOS": "cte.bindings.v4_0.cte_os_v4_00.CteOs",
    "DPS": "nfse.bindings.v1_0.dps_v1_01.Dps",
    "MDFe": "mdfe.bindings.v3_0.mdfe_v3_00.Mdfe",
    "NF3e": "nf3e.bindings.v1_0.nf3e_v1_00.Nf3E",
    "NFCom": "nfcom.bindings.v1_0.nfcom_v1_00.Nfcom",
    "NFSe": "nfse.bindings.v1_0.nfse_v1_01.Nfse",
    "NFe": "nfe.bindings.v4_0.nfe_v4_00.Nfe",
    "evento": "nfe_evento_cce.bindings.v1_0.cce_v1_00.Evento",
    "eventoCTe": "cte.bindings.v4_0.evento_cte_v4_00.EventoCte",
    "eventoMDFe": "mdfe.bindings.v3_0.evento_mdfe_v3_00.EventoMdfe",
    "inutNFe": "nfe.bindings.v4_0.inut_nfe_v4_00.InutNfe",
    "mdfeProc": "mdfe.bindings.v3_0.proc_mdfe_v3_00.MdfeProc",
    "nfeProc": "nfe.bindings.v4_0.proc_nfe_v4_00.NfeProc",
    "pedRegEvento": "nfse.bindings.v1_0.ped_reg_evento_v1_01.PedRegEvento",
}


def each(names: list[str]) -> pytest.MarkDecorator:
    """A case for each of the samples named."""
    return pytest.mark.parametrize("name", names, ids=lambda name: name.rpartition("/")[2][-40:])


@cache
def binding(xml: bytes) -> type[Any]:
    """nfelib's class for a document."""
    root = etree.QName(etree.fromstring(xml)).localname
    module, _, name = _BINDINGS[root].rpartition(".")
    found: type[Any] = getattr(import_module(f"nfelib.{module}"), name)
    return found


def bound(xml: bytes) -> Any:
    """The document through nfelib's bindings: what its ``from_xml`` does, which CteOs lacks."""
    return XmlParser().from_string(xml.decode("utf-8-sig"), binding(xml))
