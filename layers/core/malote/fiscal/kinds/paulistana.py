"""São Paulo's own NFS-e (Nota Fiscal Paulistana), layouts 1 and 2 of its web service.

Its root has the NF-e's name, and stands in no namespace inside the city's answers. ``number`` is
the city's, without series. ``total_amount`` is ``ValorServicos``, in layout 2 what was charged in
the end (``ValorFinalCobrado``). The city shows a cancelled document as such (``StatusNFe``).
"""

from malote.errors import IdentityMissing
from malote.fiscal.codes import Kind, Situation
from malote.fiscal.details import Details, Item, TaxName, Totals
from malote.fiscal.document_id import municipal_id
from malote.fiscal.groups import tax_id_of
from malote.fiscal.layout import Layout
from malote.fiscal.models import FiscalDocument, Party
from malote.fiscal.taxes import tax
from malote.fiscal.values import day, decimal, integer, moment
from malote.fiscal.withheld import total_withheld, withheld_tax
from malote.fiscal.xml import Element, Group

_SAO_PAULO = "3550308"
_TEXT_LIMIT = 2000
_SITUATIONS = {"N": Situation.AUTHORIZED, "C": Situation.CANCELLED}


def _document(root: Element) -> FiscalDocument:
    own = Group(root)
    key = own.group("ChaveNFe")
    provider, number = tax_id_of(own.group("CPFCNPJPrestador")), integer(key.text("NumeroNFe"))
    if provider is None or number is None:
        raise IdentityMissing("falta NumeroNFe ou CPFCNPJPrestador")
    return FiscalDocument(
        kind=Kind.MUNICIPAL_NFSE,
        access_key=municipal_id(provider, number, _SAO_PAULO),
        model="NFSE",
        series=0,
        number=number,
        verification_code=key.text("CodigoVerificacao"),
        situation=_SITUATIONS.get(own.text("StatusNFe") or ""),
        issued_at=moment(own.text("DataEmissaoNFe")),
        issuer=_party(own, "Prestador"),
        service_taker=_party(own, "Tomador"),
        intermediary=_party(own, "Intermediario"),
        total_amount=decimal(_price(own)),
    )


def _price(own: Group) -> str | None:
    return own.text("ValorServicos") or own.text("ValorFinalCobrado")


def _party(own: Group, role: str) -> Party | None:
    found = Party(
        tax_id=tax_id_of(own.group(f"CPFCNPJ{role}")),
        legal_name=own.text(f"RazaoSocial{role}"),
        state_registration=own.text(f"InscricaoEstadual{role}"),
        municipal_registration=own.text(f"InscricaoMunicipal{role}")
        or (own.group("ChaveNFe").text("InscricaoPrestador") if role == "Prestador" else None),
        uf=own.group(f"Endereco{role}").text("UF"),
    )
    return None if found == Party() else found


def _details(root: Element) -> Details:
    own = Group(root)
    iss = tax(
        TaxName.ISS,
        None,
        own.text("AliquotaServicos"),
        own.text("ValorISS"),
        situation=own.text("TributacaoNFe"),
        withheld=own.text("ISSRetido") == "true" or own.text("ISSRetidoIntermediario") == "true",
    )
    item = Item(
        number=1,
        code=own.text("CodigoServico"),
        description=own.text("Discriminacao", _TEXT_LIMIT),
        nbs=own.text("NBS"),
        total_amount=decimal(_price(own)),
        taxes=(
            *iss,
            *withheld_tax(TaxName.PIS, own.text("ValorPIS")),
            *withheld_tax(TaxName.COFINS, own.text("ValorCOFINS")),
            *withheld_tax(TaxName.INSS, own.text("ValorINSS")),
            *withheld_tax(TaxName.IRRF, own.text("ValorIR")),
            *withheld_tax(TaxName.CSLL, own.text("ValorCSLL")),
        ),
    )
    return Details(
        items=(item,),
        totals=Totals(
            services_amount=item.total_amount,
            deductions_amount=decimal(own.text("ValorDeducoes")),
            iss_amount=decimal(own.text("ValorISS")),
            withheld_amount=total_withheld(item.taxes),
            approximate_taxes_amount=decimal(own.text("ValorCargaTributaria")),
        ),
        competence_on=day(own.text("DataFatoGeradorNFe")),
    )


# In no namespace it would stand before the NF-e; the reader tries both by the name.
ROOTS = {"{http://www.prefeitura.sp.gov.br/nfe}NFe": Layout(_document, details=_details)}
