"""A whole signature is valid only by the issuer's own certificate, trusted when it signed."""

from datetime import UTC, datetime

import pytest
from cryptography import x509

from malote.certificates.trust import TrustStore
from malote.fiscal.signature import verify
from malote.fiscal.signatures import Signature, Verdict
from malote.fiscal.xml import parse
from tests.signing import Identity, authority, certificate, sign
from tests.unit.fiscal.conftest import NFE, NFE_KEY

ISSUER = "12ABC34501DE35"
WHEN = datetime(2026, 8, 3, 13, 20, 30, tzinfo=UTC)
PAST = (datetime(2019, 1, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC))
FUTURE = (datetime(2026, 8, 4, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
ROOT = authority()
MIDDLE = authority("AC Intermediária de Teste", ROOT)
LAST = authority("AC Emissora de Teste", MIDDLE)
TRUST = TrustStore.from_pem(ROOT.pem + MIDDLE.pem)


def judged(
    signer: Identity,
    *chain: Identity,
    signers: frozenset[str] | None = frozenset({ISSUER}),
    signed_at: datetime | None = WHEN,
    trust: TrustStore = TRUST,
) -> Signature:
    xml = sign(NFE.encode(), signer, f"NFe{NFE_KEY}", chain=chain)
    return verify(
        parse(xml), ("NFe", "infNFe"), signers=signers, signed_at=signed_at, trust=trust, xml=xml
    )


GENUINE = {
    "by a root": (certificate(ISSUER, ROOT),),
    "by an intermediate in the store": (certificate(ISSUER, MIDDLE),),
    "by an intermediate that came with it": (certificate(ISSUER, LAST), LAST),
    "with others too": (certificate(ISSUER, LAST), ROOT, MIDDLE, LAST),
    "the head office's": (certificate("12ABC345000177", ROOT),),
}


@pytest.mark.parametrize("name", GENUINE)
def test_valid(name: str) -> None:
    found = judged(*GENUINE[name])
    assert (found.verdict, found.detail) == (Verdict.VALID, "")


def test_a_persons_document_by_an_e_cpf() -> None:
    person = certificate("52998224725", ROOT, "MARIA DE TESTE")
    found = judged(person, signers=frozenset({"52998224725"}))
    assert found.verdict is Verdict.VALID
    assert (found.signer_tax_id, found.signer_name) == ("52998224725", "MARIA DE TESTE")
    assert judged(person, signers=frozenset({"11144477735"})).verdict is Verdict.UNTRUSTED_CHAIN


def test_an_authority_signs_only_if_the_store_names_it() -> None:
    city, company = certificate("00000000000191", ROOT), certificate(ISSUER, ROOT)
    naming = TrustStore.from_pem(ROOT.pem + city.pem)
    assert judged(city, signers=None, trust=naming).verdict is Verdict.VALID
    for signer, trust in ((company, naming), (city, TRUST)):
        found = judged(signer, signers=None, trust=trust)
        assert found.verdict is Verdict.UNTRUSTED_CHAIN
        assert "não está entre as autoridades" in found.detail
    assert judged(city, trust=naming).verdict is Verdict.UNTRUSTED_CHAIN  # of a company's own


OTHER = authority("AC de Ninguém")
EXPIRED = authority("AC Vencida", ROOT, PAST)
NO_CA = authority("AC sem CA", ROOT, ca=False)
NO_CONSTRAINTS = authority("AC sem restrições", ROOT, ca=None)
NO_CERT_SIGN = authority("AC que não assina certificados", ROOT, cert_sign=False)
SHORT = authority("AC de comprimento zero", ROOT, path_length=0)
BELOW_SHORT = authority("AC abaixo da de zero", SHORT)
IMPOSTOR = authority("AC Raiz de Teste", key_name="outra chave")
ANOTHERS = certificate("11222333000181", ROOT, "OUTRA EMPRESA")
CRITICAL = (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\5\0"), True)
NO_CHAIN = "O certificado não leva a uma raiz confiável e válida na data da assinatura."
UNTRUSTED = {
    "another's": (
        (ANOTHERS,),
        "Assinado com o certificado de OUTRA EMPRESA (11.222.333/0001-81), "
        "mas o documento é de 12.ABC.345/01DE-35.",
    ),
    "expired": (
        (certificate(ISSUER, ROOT, valid=PAST),),
        "O certificado estava vencido desde 31/07/2026 21:00 quando assinou, em 03/08/2026 10:20.",
    ),
    "not yet valid": (
        (certificate(ISSUER, ROOT, valid=FUTURE),),
        "O certificado só valia a partir de 03/08/2026 21:00, depois da assinatura, "
        "em 03/08/2026 10:20.",
    ),
    "by an expired intermediate": ((certificate(ISSUER, EXPIRED), EXPIRED), NO_CHAIN),
    "by a company's certificate": ((certificate(ISSUER, ANOTHERS), ANOTHERS), NO_CHAIN),
    "by an authority that is none": ((certificate(ISSUER, NO_CA), NO_CA), NO_CHAIN),
    "without constraints": ((certificate(ISSUER, NO_CONSTRAINTS), NO_CONSTRAINTS), NO_CHAIN),
    "without keyCertSign": ((certificate(ISSUER, NO_CERT_SIGN), NO_CERT_SIGN), NO_CHAIN),
    "too long": ((certificate(ISSUER, BELOW_SHORT), BELOW_SHORT, SHORT), NO_CHAIN),
    "by itself": ((certificate(ISSUER, None),), NO_CHAIN),
    "by an unknown root": ((certificate(ISSUER, OTHER), OTHER), NO_CHAIN),
    "by a root of the same name": ((certificate(ISSUER, IMPOSTOR), IMPOSTOR), NO_CHAIN),
    "intermediate missing": ((certificate(ISSUER, LAST),), NO_CHAIN),
    "an extension nobody knows": ((certificate(ISSUER, ROOT, extensions=(CRITICAL,)),), NO_CHAIN),
    "without any name": (
        (certificate(ISSUER, ROOT, alternative_names=(), common_name="Sem CNPJ"),),
        "Assinado com o certificado de Sem CNPJ (sem CNPJ nem CPF), "
        "mas o documento é de 12.ABC.345/01DE-35.",
    ),
}


@pytest.mark.parametrize("name", UNTRUSTED)
def test_untrusted(name: str) -> None:
    identities, detail = UNTRUSTED[name]
    found = judged(*identities)
    assert found.verdict is Verdict.UNTRUSTED_CHAIN
    assert found.detail.startswith(detail)
    assert found.signer_name


def test_nothing_is_trusted_without_roots_or_a_date() -> None:
    signer = certificate(ISSUER, MIDDLE)
    for trust in (TrustStore(), TrustStore.from_pem(MIDDLE.pem)):
        found = judged(signer, trust=trust)
        assert found.verdict is Verdict.UNTRUSTED_CHAIN
        assert found.detail == "Nenhuma raiz confiável está configurada."
    found = judged(signer, signed_at=None)
    assert found.verdict is Verdict.UNTRUSTED_CHAIN
    assert found.detail == "O documento não diz quando foi assinado."
    assert judged(signer, signers=frozenset()).verdict is Verdict.UNTRUSTED_CHAIN


def test_the_same_certificate_at_other_times() -> None:
    signer = certificate(ISSUER, ROOT, valid=PAST)
    verdicts = [
        judged(signer, signed_at=at).verdict
        for at in (WHEN, PAST[1], PAST[0], datetime(2018, 1, 1, tzinfo=UTC), WHEN)
    ]
    bad = Verdict.UNTRUSTED_CHAIN
    # 2019 is inside the certificate's validity, but before its root's.
    assert verdicts == [bad, Verdict.VALID, bad, bad, bad]
