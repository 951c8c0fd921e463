"""What SEFAZ's distribution gives instead of the whole: resNFe and resEvento (NT 2014.002)."""

from malote.fiscal.codes import Situation
from malote.fiscal.event_models import EventSummary
from malote.fiscal.events import event_identity
from malote.fiscal.groups import OPERATION_TYPES, identity, party, tax_id_of
from malote.fiscal.layout import Layout
from malote.fiscal.models import DocumentSummary
from malote.fiscal.values import decimal, moment
from malote.fiscal.xml import ABSENT, Element, Group

_SITUATIONS = {"1": Situation.AUTHORIZED, "2": Situation.DENIED, "3": Situation.CANCELLED}


def _document(root: Element) -> DocumentSummary:
    own = Group(root)
    return DocumentSummary(
        access_key=identity(own, own, "chNFe").value,
        issuer=party(own, ""),
        issued_at=moment(own.text("dhEmi")),
        operation_type=OPERATION_TYPES.get(own.text("tpNF") or ""),
        total_amount=decimal(own.text("vNF")),
        digest_value=own.text("digVal"),
        protocol=own.text("nProt"),
        authorized_at=moment(own.text("dhRecbto")),
        situation=_SITUATIONS.get(own.text("cSitNFe") or ""),
    )


def _event(root: Element) -> EventSummary:
    own = Group(root)
    key, event_type, sequence = event_identity(own, ABSENT, "chNFe")
    return EventSummary(
        access_key=key,
        event_type=event_type,
        sequence=sequence,
        author_tax_id=tax_id_of(own),
        organ=own.text("cOrgao"),
        occurred_at=moment(own.text("dhEvento")),
        description=own.text("xEvento"),
        protocol=own.text("nProt"),
        registered_at=moment(own.text("dhRecbto")),
    )


_NAMESPACE = "{http://www.portalfiscal.inf.br/nfe}"
_SCHEMAS = "nfe_dist_dfe/schemas/v1_0"
ROOTS = {
    f"{_NAMESPACE}resNFe": Layout(_document, schema=f"{_SCHEMAS}/resNFe_v1.01.xsd"),
    f"{_NAMESPACE}resEvento": Layout(_event, schema=f"{_SCHEMAS}/resEvento_v1.01.xsd"),
}
