"""The kinds that have a printed form, and where their XML keeps what is printed."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from malote.fiscal import Kind

_PORTAL = "http://www.portalfiscal.inf.br"


class Shape(NamedTuple):
    """By local name: the document, its parts that are printed, and SEFAZ's answer if it has one.

    The first part's ``Id`` is the access key after ``prefix``.
    """

    namespace: str
    document: str
    parts: tuple[str, ...]
    prefix: str
    answer: str = ""


SHAPES = {
    Kind.NFE: Shape(f"{_PORTAL}/nfe", "NFe", ("infNFe",), "NFe", "protNFe"),
    Kind.NFCE: Shape(f"{_PORTAL}/nfe", "NFe", ("infNFe", "infNFeSupl"), "NFe", "protNFe"),
    Kind.CTE: Shape(f"{_PORTAL}/cte", "CTe", ("infCte", "infCTeSupl"), "CTe", "protCTe"),
    Kind.MDFE: Shape(f"{_PORTAL}/mdfe", "MDFe", ("infMDFe", "infMDFeSupl"), "MDFe", "protMDFe"),
    Kind.NFSE: Shape("http://www.sped.fazenda.gov.br/nfse", "NFSe", ("infNFSe",), "NFS"),
}


def has_printed_form(header: Mapping[str, Any]) -> bool:
    """Whether a stored document has one, as far as its header tells."""
    return header["record"] == "document" and header.get("kind") in SHAPES
