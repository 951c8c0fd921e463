"""Municipal NFS-e of ABRASF's layouts: the old shape, the new one, and cities' own dialects."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from malote.errors import IdentityMissing
from malote.fiscal import (
    FiscalDocument,
    Kind,
    Party,
    Situation,
    read,
)
from malote.fiscal.details import Details, Item, Tax, TaxName, Totals
from tests.unit.fiscal.abrasf_notes import (
    CANCELLED,
    NAME,
    NAMESPACE,
    NEW,
    OLD,
    REFUSAL,
    SUBSTITUTED,
)

both = pytest.mark.parametrize("xml", [OLD, NEW], ids=["1.00", "2.04"])


def document(xml: str) -> FiscalDocument:
    record = read(xml.encode())
    assert isinstance(record, FiscalDocument)
    return record


@both
def test_every_field(xml: str) -> None:
    assert document(xml).model_copy(update={"details": None}) == FiscalDocument(
        kind=Kind.MUNICIPAL_NFSE,
        access_key=NAME,
        model="NFSE",
        series=0,
        number=202600000000042,
        verification_code="AB-12",
        issued_at=datetime(2026, 8, 3, 13, 20, 30, tzinfo=UTC),
        issuer=Party(
            tax_id="12ABC34501DE35",
            legal_name="Oficina Modelo Ltda",
            trade_name="Modelo",
            municipal_registration="4455",
            uf="SP",
        ),
        service_taker=Party(
            tax_id="11222333000181",
            legal_name="Loja Exemplo",
            municipal_registration="99",
            uf="MG",
        ),
        intermediary=Party(tax_id="52998224725", legal_name="Corretor"),
        total_amount=Decimal("1000.00"),
        digest_value="own=",
    )


@both
def test_every_detail(xml: str) -> None:
    new = xml is NEW

    def withheld(name: TaxName, amount: str) -> Tax:
        return Tax(name=name, amount=Decimal(amount), withheld=True)

    assert document(xml).details == Details(
        items=(
            Item(
                number=1,
                code="14.01",
                description="Conserto de prensa",
                nbs="120031000" if new else None,
                total_amount=Decimal("1000.00"),
                discount_amount=Decimal("2.00"),
                taxes=(
                    Tax(
                        name=TaxName.ISS,
                        base_amount=Decimal("900.00"),
                        rate=Decimal("0.0500"),
                        amount=Decimal("45.00"),
                        withheld=True,
                    ),
                    withheld(TaxName.PIS, "6.50"),
                    withheld(TaxName.COFINS, "30.00"),
                    withheld(TaxName.IRRF, "15.00"),
                    withheld(TaxName.CSLL, "10.00"),
                ),
            ),
        ),
        totals=Totals(
            services_amount=Decimal("1000.00"),
            discount_amount=Decimal("2.00"),
            deductions_amount=Decimal("100.00"),
            iss_base_amount=Decimal("900.00"),
            iss_amount=Decimal("45.00"),
            withheld_amount=Decimal("108.00"),
            net_amount=Decimal("890.00"),
            approximate_taxes_amount=Decimal("172.50") if new else None,
        ),
        competence_on=date(2026, 7, 31),
        iss_municipality_code="3509502" if new else None,
        additional_information="Lei 1.234",
    )


@both
def test_iss_not_withheld(xml: str) -> None:
    details = document(xml.replace("<IssRetido>1", "<IssRetido>2")).details
    assert details is not None
    assert not details.items[0].taxes[0].withheld
    assert details.totals.withheld_amount == Decimal("63.00")


@pytest.mark.parametrize(
    ("iss", "kept", "amount"),
    [("0.00", "45.00", "45.00"), ("45.00", "0.00", "45.00"), ("45.00", "x", "45.00")],
)
def test_iss_withheld_under_either_tag(iss: str, kept: str, amount: str) -> None:
    xml = OLD.replace("<ValorIss>45.00", f"<ValorIss>{iss}")
    details = document(xml.replace("<ValorIssRetido>45.00", f"<ValorIssRetido>{kept}")).details
    assert details is not None
    assert details.totals.iss_amount == Decimal(amount)
    assert details.totals.withheld_amount == Decimal("108.00")


@both
@pytest.mark.parametrize(
    "namespace",
    [
        "",
        "http://www.abrasf.org.br/ABRASF/arquivos/nfse.xsd",
        "http://www.ginfes.com.br/tipos_v03.xsd",
        "http://www.betha.com.br/e-nota-contribuinte-ws",
        "http://www.giss.com.br/tipos-v2_04.xsd",
    ],
)
def test_any_city(xml: str, namespace: str) -> None:
    assert document(xml.replace(NAMESPACE, namespace)) == document(xml)


@both
def test_prefixed_and_under_the_names_of_betha_and_curitiba(xml: str) -> None:
    cancelled = xml.replace("</CompNfse>", CANCELLED)
    for one in (xml, cancelled):
        body = one[one.index(">") + 1 : one.index("</CompNfse>")]
        for root in ("ComplNfse", "tcCompNfse", "p:CompNfse"):
            assert document(f'<{root} xmlns:p="urn:p">{body}</{root}>') == document(one)


@both
def test_the_one_note_in_a_citys_answer(xml: str) -> None:
    for name in ("ConsultarNfseRpsResposta", "GerarNfseResposta"):
        answer = f'<{name} xmlns="{NAMESPACE}"><ListaNfse>{xml}</ListaNfse></{name}>'
        assert document(answer) == document(xml)


@both
def test_the_note_alone(xml: str) -> None:
    alone = xml[xml.index("<Nfse ") : xml.index("</CompNfse>")]
    assert document(alone) == document(xml)


@both
@pytest.mark.parametrize(
    ("end", "situation"),
    [
        (CANCELLED, Situation.CANCELLED),
        (SUBSTITUTED.format(43), Situation.CANCELLED),
        (SUBSTITUTED.format(202600000000042), None),  # it is the substitute itself
        ("<NfseCancelamento/></CompNfse>", None),
        ("<NfseSubstituicao/></CompNfse>", None),
        (f"{REFUSAL}</CompNfse>", None),
    ],
)
def test_what_became_of_it(xml: str, end: str, situation: Situation | None) -> None:
    found = document(xml.replace("</CompNfse>", end))
    assert found == document(xml).model_copy(update={"situation": situation})


def test_a_note_within_a_note_is_not_the_note() -> None:
    forged = OLD[OLD.index("<Nfse ") : OLD.index("</CompNfse>")]
    genuine = forged.replace("1000.00", "10.00")
    wrapped = genuine.replace("</Nfse>", f"{forged}</Nfse>")
    assert document(wrapped) == document(genuine)


def test_declared_without_the_inner_group() -> None:
    older = NEW.replace("<InfDeclaracaoPrestacaoServico>", "")
    assert document(older.replace("</InfDeclaracaoPrestacaoServico>", "")) == document(NEW)


@pytest.mark.parametrize(
    ("municipality", "name"),
    [
        ("<CodigoMunicipio>6291</CodigoMunicipio>", NAME),  # then the provider's address
        ("", NAME),
        ("<CodigoMunicipio>3550308</CodigoMunicipio>", NAME.replace("3509502", "3550308")),
    ],
)
def test_which_city_made_it(municipality: str, name: str) -> None:
    made_by = "<OrgaoGerador><CodigoMunicipio>3509502</CodigoMunicipio>"
    assert document(OLD.replace(made_by, f"<OrgaoGerador>{municipality}")).access_key == name


def test_a_city_that_nobody_names() -> None:
    assert document(NEW.replace("<CodigoMunicipio>3509502</CodigoMunicipio>", "")).access_key == (
        "NFSE-0000000-12ABC34501DE35-202600000000042"
    )


@both
def test_a_person_as_provider(xml: str) -> None:
    person = xml.replace("<Cnpj>12ABC34501DE35</Cnpj>", "<Cpf>52998224725</Cpf>")
    assert document(person).access_key == "NFSE-3509502-52998224725-202600000000042"


@both
@pytest.mark.parametrize(
    "before", ["<Numero>202600000000042</Numero>", "<Cnpj>12ABC34501DE35</Cnpj>", "202600000000042"]
)
def test_no_identity(xml: str, before: str) -> None:
    with pytest.raises(IdentityMissing):
        read(xml.replace(before, "").encode())


@both
def test_one_tag_less_loses_nothing_else(xml: str) -> None:
    whole = document(xml)
    bare = document(xml.replace("<DataEmissao>2026-08-03T10:20:30</DataEmissao>", ""))
    assert bare == whole.model_copy(update={"issued_at": None})
    start, end = xml.index("<TomadorServico>"), xml.index("</TomadorServico>")
    anonymous = xml[:start] + xml[end + len("</TomadorServico>") :]
    assert document(anonymous) == whole.model_copy(update={"service_taker": None})
