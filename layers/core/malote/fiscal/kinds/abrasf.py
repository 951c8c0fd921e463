"""Municipal NFS-e in ABRASF's layouts, 1.00 to 2.04, whichever city's namespace they stand in.

In 1.00 (so in Ginfes, Betha and many others) all is in ``InfNfse``; in 2.0x what the provider
declared stands within it. ``number`` is the city's, without series: that one is the RPS's.
``total_amount`` is ``ValorServicos``, the price before anything is withheld. A document that
comes with its cancellation, or with the number of its substitute, is cancelled.
"""

from malote.errors import IdentityMissing
from malote.fiscal.abrasf_groups import confirmation, tax_id_of
from malote.fiscal.codes import Kind, Situation
from malote.fiscal.details import Details, Item, Tax, TaxName, Totals
from malote.fiscal.document_id import municipal_id
from malote.fiscal.groups import digest_value
from malote.fiscal.layout import Layout
from malote.fiscal.models import FiscalDocument, Party
from malote.fiscal.taxes import tax
from malote.fiscal.values import day, decimal, integer, moment, total
from malote.fiscal.withheld import total_withheld, withheld_tax
from malote.fiscal.xml import Element, Group, local_name

_TEXT_LIMIT = 2000
_YES = frozenset({"1", "true"})


def _document(root: Element) -> FiscalDocument:
    note, around = _note(root), Group(root)
    own = note.group("InfNfse")
    declared = _declared(own)
    issuer, number = _provider(own, declared), integer(own.text("Numero"))
    if issuer.tax_id is None or number is None:
        raise IdentityMissing("InfNfse sem Numero ou sem o CNPJ ou CPF do prestador")
    municipality = own.group("OrgaoGerador").text("CodigoMunicipio")
    address = own.group("PrestadorServico").group("Endereco").text("CodigoMunicipio")
    return FiscalDocument(
        kind=Kind.MUNICIPAL_NFSE,
        access_key=municipal_id(issuer.tax_id, number, municipality, address),
        model="NFSE",
        series=0,
        number=number,
        verification_code=own.text("CodigoVerificacao"),
        situation=Situation.CANCELLED if _cancelled(own, around) else None,
        issued_at=moment(own.text("DataEmissao")),
        issuer=issuer,
        service_taker=_party(declared, "TomadorServico", "Tomador"),
        intermediary=_party(declared, "IntermediarioServico", "Intermediario"),
        total_amount=decimal(declared.group("Servico").group("Valores").text("ValorServicos")),
        digest_value=digest_value(note),
    )


def _note(root: Element) -> Group:
    # By the root's name, for that is where the signature is looked for.
    return Group(root) if local_name(root) == "Nfse" else Group(root).group("Nfse")


def _declared(own: Group) -> Group:
    declaration = own.group("DeclaracaoPrestacaoServico")
    return declaration.group("InfDeclaracaoPrestacaoServico") or declaration or own


def _cancelled(own: Group, around: Group) -> bool:
    # An empty NfseCancelamento says nothing, and the substitute may carry its own number.
    replaced = around.group("NfseSubstituicao").group("SubstituicaoNfse").text("NfseSubstituidora")
    confirmed = confirmation(around.group("NfseCancelamento"))
    return bool(confirmed) or replaced not in (None, own.text("Numero"))


def _provider(own: Group, declared: Group) -> Party:
    shown, said = own.group("PrestadorServico"), declared.group("Prestador")
    identified = shown.group("IdentificacaoPrestador")
    return Party(
        tax_id=tax_id_of(identified) or tax_id_of(said),
        legal_name=shown.text("RazaoSocial") or said.text("RazaoSocial"),
        trade_name=shown.text("NomeFantasia"),
        municipal_registration=identified.text("InscricaoMunicipal")
        or said.text("InscricaoMunicipal"),
        uf=shown.group("Endereco").text("Uf"),
    )


def _party(declared: Group, *names: str) -> Party | None:
    group = declared.group(names[0]) or declared.group(names[1])
    if not group:
        return None
    identified = group.group(f"Identificacao{names[1]}") or group
    return Party(
        tax_id=tax_id_of(identified),
        foreign_id=group.text("NifTomador"),
        legal_name=group.text("RazaoSocial"),
        municipal_registration=identified.text("InscricaoMunicipal"),
        uf=group.group("Endereco").text("Uf"),
    )


def _details(root: Element) -> Details:
    own = _note(root).group("InfNfse")
    declared = _declared(own)
    service, shown = declared.group("Servico"), own.group("ValoresNfse")
    values = service.group("Valores")
    iss = _iss(service, values, shown)
    item = Item(
        number=1,
        code=service.text("ItemListaServico"),
        description=service.text("Discriminacao", _TEXT_LIMIT),
        nbs=service.text("CodigoNbs"),
        total_amount=decimal(values.text("ValorServicos")),
        discount_amount=total(
            values.text("DescontoIncondicionado"), values.text("DescontoCondicionado")
        ),
        taxes=(
            *iss,
            *withheld_tax(TaxName.PIS, values.text("ValorPis")),
            *withheld_tax(TaxName.COFINS, values.text("ValorCofins")),
            *withheld_tax(TaxName.INSS, values.text("ValorInss")),
            *withheld_tax(TaxName.IRRF, values.text("ValorIr")),
            *withheld_tax(TaxName.CSLL, values.text("ValorCsll")),
        ),
    )
    return Details(
        items=(item,),
        totals=Totals(
            services_amount=item.total_amount,
            discount_amount=item.discount_amount,
            deductions_amount=decimal(values.text("ValorDeducoes")),
            iss_base_amount=iss[0].base_amount if iss else None,
            iss_amount=iss[0].amount if iss else None,
            withheld_amount=total_withheld(item.taxes, values.text("OutrasRetencoes")),
            net_amount=decimal(shown.text("ValorLiquidoNfse") or values.text("ValorLiquidoNfse")),
            approximate_taxes_amount=decimal(values.text("ValTotTributos")),
        ),
        competence_on=day(declared.text("Competencia")),
        iss_municipality_code=service.text("MunicipioIncidencia"),
        additional_information=own.text("OutrasInformacoes", _TEXT_LIMIT)
        or declared.text("InformacoesComplementares", _TEXT_LIMIT),
    )


def _iss(service: Group, values: Group, shown: Group) -> tuple[Tax, ...]:
    kept = values.text("ValorIssRetido")  # 1.00 may write it instead of ValorIss
    return tax(
        TaxName.ISS,
        shown.text("BaseCalculo") or values.text("BaseCalculo"),
        shown.text("Aliquota") or values.text("Aliquota"),
        (kept if decimal(kept) else None) or shown.text("ValorIss") or values.text("ValorIss"),
        withheld=(service.text("IssRetido") or values.text("IssRetido")) in _YES,
    )


# Other cities' namespaces are found by the local name. ComplNfse is Betha's, tcCompNfse Curitiba's.
_NAMESPACE = "{http://www.abrasf.org.br/nfse.xsd}"
_WITH_ITS_FATE = Layout(_document, signed=("Nfse", "InfNfse"), details=_details)
ROOTS = {
    f"{_NAMESPACE}CompNfse": _WITH_ITS_FATE,
    f"{_NAMESPACE}ComplNfse": _WITH_ITS_FATE,
    f"{_NAMESPACE}tcCompNfse": _WITH_ITS_FATE,
    f"{_NAMESPACE}Nfse": Layout(_document, signed=("InfNfse",), details=_details),
}
