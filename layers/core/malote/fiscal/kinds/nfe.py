"""NF-e and NFC-e, models 55 and 65, with or without protocol (MOC NF-e 7.0, annex I)."""

from malote.fiscal.codes import Kind
from malote.fiscal.details import Details
from malote.fiscal.groups import (
    ENVIRONMENTS,
    OPERATION_TYPES,
    authorization,
    authorized_tax_ids,
    digest_value,
    identity,
    party,
)
from malote.fiscal.layout import Layout
from malote.fiscal.models import FiscalDocument
from malote.fiscal.nfe_details import details
from malote.fiscal.values import decimal, integer, moment
from malote.fiscal.xml import ABSENT, Element, Group

# Of two dozen tags: what registering a note needs.
_IDE = ("natOp", "mod", "serie", "nNF", "dhEmi", "dEmi", "tpNF", "tpAmb", "finNFe")
_KINDS = {"55": Kind.NFE, "65": Kind.NFCE}


def _authorized(root: Element) -> FiscalDocument:
    whole = Group(root)
    return _document(whole.group("NFe"), whole.group("protNFe").group("infProt"))


def _bare(root: Element) -> FiscalDocument:
    return _document(Group(root), ABSENT)


def _authorized_details(root: Element) -> Details:
    return details(Group(root).group("NFe").group("infNFe"))


def _bare_details(root: Element) -> Details:
    return details(Group(root).group("infNFe"))


def _document(note: Group, protocol: Group) -> FiscalDocument:
    own = note.group("infNFe")
    key = identity(own, protocol, "chNFe")
    ide = own.group("ide", *_IDE)
    totals = own.group("total").group("ICMSTot", "vNF", "vProd", "vICMS")
    model, series, number = ide.text("mod"), integer(ide.text("serie")), integer(ide.text("nNF"))
    if model not in _KINDS:
        model = key.model
    return FiscalDocument(
        kind=_KINDS.get(model, Kind.NFE),
        access_key=key.value,
        model=model,
        series=key.series if series is None else series,
        number=key.number if number is None else number,
        issued_at=moment(ide.text("dhEmi") or ide.text("dEmi")),  # dEmi: layout 2.00
        environment=ENVIRONMENTS.get(ide.text("tpAmb") or protocol.text("tpAmb") or ""),
        operation_nature=ide.text("natOp"),
        operation_type=OPERATION_TYPES.get(ide.text("tpNF") or ""),
        purpose=ide.text("finNFe"),
        issuer=party(own.group("emit"), "enderEmit"),
        recipient=party(own.group("dest"), "enderDest"),
        carrier=party(own.group("transp").group("transporta"), ""),
        authorized_tax_ids=authorized_tax_ids(own),
        total_amount=decimal(totals.text("vNF")),
        products_amount=decimal(totals.text("vProd")),
        icms_amount=decimal(totals.text("vICMS")),
        authorization=authorization(protocol, "chNFe"),
        digest_value=digest_value(note),
    )


_NAMESPACE = "{http://www.portalfiscal.inf.br/nfe}"
_SCHEMAS = "nfe/schemas/v4_0"
ROOTS = {
    f"{_NAMESPACE}nfeProc": Layout(
        _authorized, ("NFe", "infNFe"), f"{_SCHEMAS}/procNFe_v4.00.xsd", _authorized_details
    ),
    f"{_NAMESPACE}NFe": Layout(_bare, ("infNFe",), f"{_SCHEMAS}/nfe_v4.00.xsd", _bare_details),
}
