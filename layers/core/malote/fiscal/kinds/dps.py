"""DPS: the request that becomes a national NFS-e, as its provider (or its taker) sends it.

Its number and series are its own, not those of the NFS-e to come. ``total_amount`` is ``vServ``,
the price of the service before anything is withheld. Source: the schema DPS 1.01.
"""

from malote.errors import IdentityMissing
from malote.fiscal.codes import Kind
from malote.fiscal.details import Details
from malote.fiscal.document_id import find_dps_id
from malote.fiscal.groups import ENVIRONMENTS, digest_value
from malote.fiscal.layout import Layout
from malote.fiscal.models import FiscalDocument
from malote.fiscal.service_declaration import declared_details, service_party
from malote.fiscal.values import decimal, integer, moment
from malote.fiscal.xml import ABSENT, Element, Group


def _document(root: Element) -> FiscalDocument:
    whole = Group(root)
    own = whole.group("infDPS")
    name = find_dps_id(own.attribute("Id"))
    if name is None:
        raise IdentityMissing("infDPS sem o Id de uma DPS")
    series, number = integer(own.text("serie")), integer(own.text("nDPS"))
    return FiscalDocument(
        kind=Kind.DPS,
        access_key=name,
        model="DPS",
        series=int(name[25:30]) if series is None else series,
        number=int(name[30:]) if number is None else number,
        issued_at=moment(own.text("dhEmi")),
        environment=ENVIRONMENTS.get(own.text("tpAmb") or ""),
        purpose=own.group("IBSCBS").text("finNFSe"),
        issuer=service_party(own.group("prest")),
        recipient=service_party(own.group("IBSCBS").group("dest")),
        service_taker=service_party(own.group("toma")),
        intermediary=service_party(own.group("interm")),
        total_amount=decimal(own.group("valores").group("vServPrest").text("vServ")),
        digest_value=digest_value(whole),
    )


def _details(root: Element) -> Details:
    return declared_details(Group(root).group("infDPS"), ABSENT)


ROOTS = {
    "{http://www.sped.fazenda.gov.br/nfse}DPS": Layout(
        _document,
        signed=("infDPS",),
        schema="nfse/schemas/v1_0/DPS_v1.01.xsd",
        details=_details,
    )
}
