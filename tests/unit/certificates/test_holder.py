"""Whose an ICP-Brasil certificate is, in the shapes that they come in."""

from collections.abc import Sequence

import pytest
from cryptography import x509

from malote.certificates.holder import holder_of
from tests.signing import authority, certificate, icp_brasil_names, other_name

CNPJ, CPF = "12ABC34501DE35", "52998224725"
NAMED = "EMPRESA DE TESTE LTDA"
SHAPES: dict[str, tuple[Sequence[x509.GeneralName], str | None, str | None, str | None]] = {
    "e-CNPJ": (icp_brasil_names(CNPJ), None, CNPJ, NAMED),
    "e-CPF": (icp_brasil_names(CPF), f"{NAMED}:{CPF}", CPF, NAMED),
    "UTF8String": (icp_brasil_names(CNPJ, 0x0C), None, CNPJ, NAMED),
    "PrintableString": (icp_brasil_names(CNPJ, 0x13), None, CNPJ, NAMED),
    "otherName before the common name": (
        icp_brasil_names("11222333000181"), f"{NAMED}:{CNPJ}", "11222333000181", NAMED
    ),
    "common name alone": ((), f"{NAMED}:{CNPJ}", CNPJ, NAMED),
    "a name with a colon": ((), f"A: B:{CPF}", CPF, "A: B"),
    "just a CNPJ, with dots": ((), "06.157.250/0001-16", "06157250000116", None),
    "other alternative names": ((x509.DNSName("a.example"),), f"{NAMED}:{CNPJ}", CNPJ, NAMED),
    "zeros for what is not known": (
        (other_name("2.16.76.1.3.3", "0" * 14),), f"{NAMED}:{CNPJ}", CNPJ, NAMED
    ),
    "nobody's": ((), "AC de Teste", None, "AC de Teste"),
    "an empty otherName": (
        (x509.OtherName(x509.ObjectIdentifier("2.16.76.1.3.3"), b"\4\0"),), "X", None, "X"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_holder(name: str) -> None:
    alternative_names, common_name, tax_id, holder_name = SHAPES[name]
    made = certificate(
        CNPJ, authority(), alternative_names=alternative_names, common_name=common_name
    )
    holder = holder_of(made.certificate)
    assert (holder.tax_id, holder.name) == (tax_id, holder_name)


def test_who_is_responsible() -> None:
    company = holder_of(certificate(CNPJ, authority()).certificate)
    assert (company.responsible_tax_id, company.responsible_name) == (CPF, "FULANO DE TAL")
    person = holder_of(certificate(CPF, authority()).certificate)
    assert (person.responsible_tax_id, person.responsible_name) == (None, None)
