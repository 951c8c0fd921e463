"""What a certificate says of itself, and when it is valid."""

from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from malote.certificates.facts import check_validity, facts_of
from malote.errors import (
    CertificateExpired,
    CertificateMalformed,
    CertificateNotYetValid,
    HolderMissing,
)
from tests.pfx.case import CNPJ, CPF
from tests.signing import VALID, Identity, authority, certificate

ROOT = authority()
ISSUER = authority("AC Teste Múltipla v5", ROOT)
SECOND = timedelta(seconds=1)


def with_policies(*oids: str) -> Identity:
    policies = [x509.PolicyInformation(x509.ObjectIdentifier(each), None) for each in oids]
    return certificate(CNPJ, ISSUER, extensions=[(x509.CertificatePolicies(policies), False)])


def test_an_e_cnpj() -> None:
    made = with_policies("2.16.76.1.2.1.133")
    facts = facts_of(made.certificate)
    assert facts.model_dump() == {
        "holder": "EMPRESA DE TESTE LTDA",
        "tax_id": CNPJ,
        "responsible_name": "FULANO DE TAL",
        "responsible_tax_id": CPF,
        "issuing_authority": "AC Teste Múltipla v5",
        "policy": "A1",
        "serial_number": f"{made.certificate.serial_number:x}",
        "sha256": made.certificate.fingerprint(hashes.SHA256()).hex(),
        "not_before": VALID[0],
        "expires_at": VALID[1],
    }


def test_an_e_cpf() -> None:
    facts = facts_of(certificate(CPF, ISSUER, "FULANO DE TAL").certificate)
    assert (facts.holder, facts.tax_id, facts.responsible_name) == ("FULANO DE TAL", CPF, None)


def test_a_holder_without_a_name_is_its_tax_id() -> None:
    made = certificate(CNPJ, ISSUER, common_name="06.157.250/0001-16", alternative_names=[])
    facts = facts_of(made.certificate)
    assert (facts.holder, facts.tax_id) == ("06157250000116", "06157250000116")


@pytest.mark.parametrize(
    ("oids", "policy"),
    [
        (["2.16.76.1.2.1.133"], "A1"),
        (["2.16.76.1.2.2.1"], "A2"),
        (["2.16.76.1.2.3.56"], "A3"),
        (["2.16.76.1.2.4.1"], "A4"),
        (["1.2.3", "2.16.76.1.2.3.56"], "A3"),
        (["2.16.76.1.2.101.1"], None),
        (["2.16.76.1.2.13.1"], None),
        (["2.16.76.1.1.1.1"], None),
    ],
)
def test_the_policy(oids: list[str], policy: str | None) -> None:
    assert facts_of(with_policies(*oids).certificate).policy == policy


def test_an_authority_without_a_common_name() -> None:
    name = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "ICP")])
    made = (
        x509.CertificateBuilder(name, certificate(CNPJ, ROOT).certificate.subject)
        .public_key(ROOT.key.public_key())
        .serial_number(1)
        .not_valid_before(VALID[0])
        .not_valid_after(VALID[1])
        .sign(ROOT.key, hashes.SHA256())
    )
    assert facts_of(made).issuing_authority == "O=ICP"


def test_nobody_s() -> None:
    made = certificate(CNPJ, ISSUER, common_name="www.exemplo.br", alternative_names=[])
    with pytest.raises(HolderMissing, match=r"www\.exemplo\.br"):
        facts_of(made.certificate)


def test_what_is_told_of_nobody_s_obeys_no_terminal() -> None:
    made = certificate(CNPJ, ISSUER, common_name="a\r\nb", alternative_names=[])
    with pytest.raises(HolderMissing) as raised:
        facts_of(made.certificate)
    assert raised.value.detail == "a  b"


def test_fields_that_cannot_be_read() -> None:
    # The sequence inside the policies is said to be longer than they are.
    der = with_policies("2.16.76.1.2.1.133").der
    policies = bytes.fromhex("0603551d20040d300b3009")
    broken = x509.load_der_x509_certificate(der.replace(policies, policies[:-1] + b"\x0a"))
    with pytest.raises(CertificateMalformed):
        facts_of(broken)


@pytest.mark.parametrize(
    ("at", "error"),
    [
        (VALID[0] - SECOND, CertificateNotYetValid),
        (VALID[0], None),
        (VALID[1] - SECOND, None),
        (VALID[1], CertificateExpired),
        (VALID[1] + SECOND, CertificateExpired),
    ],
)
def test_when_it_is_valid(at: datetime, error: type[Exception] | None) -> None:
    facts = facts_of(certificate(CNPJ, ISSUER).certificate)
    if error is None:
        check_validity(facts, at)
        return
    with pytest.raises(error, match=r"31/12/20[13]9 21:00"):  # as clocks in Brasília
        check_validity(facts, at)
