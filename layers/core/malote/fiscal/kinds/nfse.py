"""National NFS-e: the DPS that asked for it, within what the national or a city's system answers.

It needs no protocol beside it, for the authority signs it: ``authorization`` says when and under
which number it was made. ``number`` is the issuer's sequence, without series. ``total_amount`` is
``vServ``, the price of the service before anything is withheld, as the books have it: the net is
among the details. Source: the schema NFSe 1.01.
"""

from malote.errors import IdentityMissing
from malote.fiscal.codes import Kind
from malote.fiscal.details import Details
from malote.fiscal.document_id import find_nfse_key
from malote.fiscal.groups import ENVIRONMENTS, digest_value
from malote.fiscal.layout import Layout
from malote.fiscal.models import Authorization, FiscalDocument, Party
from malote.fiscal.service_declaration import declared_details, service_party
from malote.fiscal.values import decimal, integer, moment
from malote.fiscal.xml import Element, Group


def _document(root: Element) -> FiscalDocument:
    whole = Group(root)
    own = whole.group("infNFSe")
    key = find_nfse_key(own.attribute("Id"))
    if key is None:
        raise IdentityMissing("infNFSe sem o Id de uma NFS-e")
    declared = own.group("DPS").group("infDPS")
    number, made_at = integer(own.text("nNFSe")), moment(own.text("dhProc"))
    return FiscalDocument(
        kind=Kind.NFSE,
        access_key=key,
        model="NFSE",
        series=0,
        number=int(key[23:36]) if number is None else number,
        issued_at=made_at or moment(declared.text("dhEmi")),
        environment=ENVIRONMENTS.get(declared.text("tpAmb") or ""),
        purpose=declared.group("IBSCBS").text("finNFSe"),
        issuer=_provider(own, declared),
        recipient=service_party(declared.group("IBSCBS").group("dest")),
        service_taker=service_party(declared.group("toma")),
        intermediary=service_party(declared.group("interm")),
        total_amount=decimal(declared.group("valores").group("vServPrest").text("vServ")),
        authorization=Authorization(
            protocol=own.text("nDFSe"),
            status_code=own.text("cStat"),
            received_at=made_at,
            access_key=key,
        ),
        digest_value=digest_value(whole),
    )


def _provider(own: Group, declared: Group) -> Party | None:
    # emit has the name and the state that prest may leave out, but it is whoever issued: the
    # taker (tpEmit 2) or the intermediary (3) of a provider who did not, or who is abroad.
    by_provider = declared.text("tpEmit") in (None, "1")
    return service_party(own.group("emit") if by_provider else declared.group("prest"))


def _details(root: Element) -> Details:
    own = Group(root).group("infNFSe")
    return declared_details(own.group("DPS").group("infDPS"), own)


ROOTS = {
    "{http://www.sped.fazenda.gov.br/nfse}NFSe": Layout(
        _document,
        signed=("infNFSe",),
        schema="nfse/schemas/v1_0/NFSe_v1.01.xsd",
        details=_details,
    )
}
