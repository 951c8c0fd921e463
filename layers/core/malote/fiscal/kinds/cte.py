"""CT-e, model 57, with or without protocol (MOC CT-e 4.00)."""

from malote.fiscal.access_key import AccessKey
from malote.fiscal.groups import (
    ENVIRONMENTS,
    authorization,
    authorized_tax_ids,
    digest_value,
    identity,
    party,
)
from malote.fiscal.models import FiscalDocument, Kind, Party
from malote.fiscal.values import decimal, integer, moment
from malote.fiscal.xml import ABSENT, Element, Group


def _authorized(root: Element) -> FiscalDocument:
    whole = Group(root)
    return _document(whole.group("CTe"), whole.group("protCTe").group("infProt"))


def _bare(root: Element) -> FiscalDocument:
    return _document(Group(root), ABSENT)


def _document(conveyance: Group, protocol: Group) -> FiscalDocument:
    own = conveyance.group("infCte")
    key = identity(own, protocol, "chCTe")
    ide = own.group("ide")
    tax = own.group("imp").group("ICMS").choice()
    sender = party(own.group("rem"), "enderReme")
    shipper = party(own.group("exped"), "enderExped")
    receiver = party(own.group("receb"), "enderReceb")
    recipient = party(own.group("dest"), "enderDest")
    series, number = integer(ide.text("serie")), integer(ide.text("nCT"))
    return FiscalDocument(
        kind=Kind.CTE,
        access_key=key.value,
        model="57",
        series=key.series if series is None else series,
        number=key.number if number is None else number,
        issued_at=moment(ide.text("dhEmi")),
        environment=ENVIRONMENTS.get(ide.text("tpAmb") or protocol.text("tpAmb") or ""),
        operation_nature=ide.text("natOp"),
        issuer=party(own.group("emit"), "enderEmit"),
        recipient=recipient,
        sender=sender,
        shipper=shipper,
        receiver=receiver,
        taker=_taker(ide, (sender, shipper, receiver, recipient)),
        authorized_tax_ids=authorized_tax_ids(own),
        total_amount=decimal(own.group("vPrest").text("vTPrest")),
        icms_amount=decimal(tax.text("vICMS") or tax.text("vICMSOutraUF")),
        carried_keys=_carried_keys(own.group("infCTeNorm").group("infDoc")),
        authorization=authorization(protocol, "chCTe"),
        digest_value=digest_value(conveyance),
    )


def _taker(ide: Group, others: tuple[Party | None, ...]) -> Party | None:
    # toma3 points at one of the others by its place; toma4 names somebody else.
    role = integer((ide.group("toma3") or ide.group("toma03")).text("toma"))
    if role is not None and role < len(others):
        return others[role]
    return party(ide.group("toma4"), "enderToma")


def _carried_keys(documents: Group) -> tuple[str, ...]:
    keys = (AccessKey.find(note.text("chave")) for note in documents.groups("infNFe"))
    return tuple(key.value for key in keys if key)


_NAMESPACE = "{http://www.portalfiscal.inf.br/cte}"
ROOTS = {f"{_NAMESPACE}cteProc": _authorized, f"{_NAMESPACE}CTe": _bare}
