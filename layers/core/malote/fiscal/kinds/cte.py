"""CT-e, model 57, with or without protocol (MOC CT-e 4.00)."""

from itertools import chain

from malote.fiscal.codes import Kind
from malote.fiscal.cte_details import details
from malote.fiscal.cte_groups import icms_amount
from malote.fiscal.details import Details
from malote.fiscal.groups import (
    ENVIRONMENTS,
    access_keys,
    authorization,
    authorized_tax_ids,
    digest_value,
    identity,
    party,
)
from malote.fiscal.layout import Layout
from malote.fiscal.models import FiscalDocument, Party
from malote.fiscal.values import decimal, integer, moment
from malote.fiscal.xml import ABSENT, Element, Group

# Of three dozen tags: what registering a conveyance needs.
_IDE = ("natOp", "serie", "nCT", "dhEmi", "tpAmb", "tpCTe", "toma3", "toma03", "toma4")


def _authorized(root: Element) -> FiscalDocument:
    whole = Group(root)
    return _document(whole.group("CTe"), whole.group("protCTe").group("infProt"))


def _bare(root: Element) -> FiscalDocument:
    return _document(Group(root), ABSENT)


def _authorized_details(root: Element) -> Details:
    return details(Group(root).group("CTe").group("infCte"))


def _bare_details(root: Element) -> Details:
    return details(Group(root).group("infCte"))


def _document(conveyance: Group, protocol: Group) -> FiscalDocument:
    own = conveyance.group("infCte")
    key = identity(own, protocol, "chCTe")
    ide, sending = own.group("ide", *_IDE), own.group("rem")
    sender = party(sending, "enderReme")
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
        purpose=ide.text("tpCTe"),
        issuer=party(own.group("emit"), "enderEmit"),
        recipient=recipient,
        sender=sender,
        shipper=shipper,
        receiver=receiver,
        taker=_taker(ide, (sender, shipper, receiver, recipient)),
        authorized_tax_ids=authorized_tax_ids(own),
        total_amount=decimal(own.group("vPrest").text("vTPrest")),
        icms_amount=decimal(icms_amount(own)),
        carried_keys=_carried_keys(own.group("infCTeNorm", "infDoc").group("infDoc"), sending),
        authorization=authorization(protocol, "chCTe"),
        digest_value=digest_value(conveyance),
    )


def _taker(ide: Group, others: tuple[Party | None, ...]) -> Party | None:
    # toma3 points at one of the others by its place; toma4 names somebody else.
    role = integer((ide.group("toma3") or ide.group("toma03")).text("toma"))
    if role is not None and role < len(others):
        return others[role]
    return party(ide.group("toma4"), "enderToma")


def _carried_keys(*places: Group) -> tuple[str, ...]:
    # In ``infDoc``; layout 1.04 had them under the sender.
    notes = chain.from_iterable(place.groups("infNFe") for place in places)
    return access_keys(*(note.text("chave") for note in notes))


_NAMESPACE = "{http://www.portalfiscal.inf.br/cte}"
_SCHEMAS = "cte/schemas/v4_0"
ROOTS = {
    f"{_NAMESPACE}cteProc": Layout(
        _authorized, ("CTe", "infCte"), f"{_SCHEMAS}/procCTe_v4.00.xsd", _authorized_details
    ),
    f"{_NAMESPACE}CTe": Layout(_bare, ("infCte",), f"{_SCHEMAS}/cte_v4.00.xsd", _bare_details),
}
