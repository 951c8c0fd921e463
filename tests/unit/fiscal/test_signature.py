"""Genuine documents verify, whatever they look like; forged ones never do."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import nfelib  # type: ignore[import-untyped]
import pytest

from malote.certificates.trust import TrustStore
from malote.fiscal.signature import verify
from malote.fiscal.signatures import Signature, Verdict
from malote.fiscal.xml import parse
from tests.signing import C14N, DSIG, ENVELOPED, Identity, authority, certificate, sign
from tests.unit.fiscal.conftest import CANCELLATION, CTE, CTE_KEY, NFE, NFE_KEY

ISSUER = "12ABC34501DE35"
CARRIER = "0X0J92JY000196"
WHEN = datetime(2026, 8, 3, 13, 20, 30, tzinfo=UTC)
ROOT = authority()
TRUST = TrustStore.from_pem(ROOT.pem)
NFSE = (
    Path(nfelib.__path__[0]) / "nfse/samples/v1_0/ConsultarNFSeEnvio-ped-sitnfse.xml"
).read_text("utf-8")
NFSE_ID = re.findall(r'infNFSe Id="(\w+)"', NFSE)[0]


def judged(
    xml: bytes,
    path: tuple[str, ...] = ("NFe", "infNFe"),
    signers: frozenset[str] | None = frozenset({ISSUER}),
    signed_at: datetime | None = WHEN,
    trust: TrustStore = TRUST,
) -> Signature:
    return verify(parse(xml), path, signers=signers, signed_at=signed_at, trust=trust, xml=xml)


def signed_nfe(signer: Identity | None = None) -> bytes:
    return sign(NFE.encode(), signer or certificate(ISSUER, ROOT), f"NFe{NFE_KEY}")


DOCUMENTS = {
    "nfe": (NFE, f"NFe{NFE_KEY}", ("NFe", "infNFe"), ISSUER),
    "nfe alone": (
        re.sub(r"(?s)^.*?<nfeProc[^>]*>\s*<NFe>|<protNFe.*$", "", NFE).join(
            ['<NFe xmlns="http://www.portalfiscal.inf.br/nfe">', ""]
        ),
        f"NFe{NFE_KEY}",
        ("infNFe",),
        ISSUER,
    ),
    "cte": (CTE, f"CTe{CTE_KEY}", ("CTe", "infCte"), CARRIER),
    "event": (CANCELLATION, f"ID110111{NFE_KEY}01", ("evento", "infEvento"), ISSUER),
    "nfse": (NFSE, NFSE_ID, ("infNFSe",), "00000000000191"),
}
DRESSES: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "ISO-8859-1": lambda xml: (
        '<?xml version="1.0" encoding="ISO-8859-1"?>' + re.sub(r"^\s*<\?.*?\?>", "", xml)
    ).encode("iso-8859-1", "xmlcharrefreplace"),
    "with BOM": lambda xml: b"\xef\xbb\xbf" + xml.encode(),
    "on one line": lambda xml: re.sub(r">\s+<", "><", xml).encode(),
    "pretty": lambda xml: re.sub(r">\s*<", ">\r\n\t<", xml).encode(),
    "entities and CDATA": lambda xml: re.sub(
        r"<xNome>(.)([^<]*)<", r"<xNome>&#x41;&amp;\1<![CDATA[\2 & <Cia>]]><", xml
    ).encode(),
    "blanks and quotes": lambda xml: re.sub(r' versao="([\d.]+)"', r"\n versao = '\1' ", xml).encode(),
    "more namespaces": lambda xml: re.sub(
        r'^((?:<\?.*?\?>)?\s*<\w+)', r'\1 xmlns:xsi="urn:i" xmlns:ds="urn:d"', xml
    ).encode(),
}  # fmt: skip


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha512"])
@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_genuine(name: str, dress: str, method: str) -> None:
    text, group_id, path, issuer = DOCUMENTS[name]
    xml = sign(DRESSES[dress](text), certificate(issuer, ROOT), group_id, method)  # type: ignore[arg-type]
    found = judged(xml, path, frozenset({issuer}))
    assert (found.verdict, found.detail) == (Verdict.VALID, "")
    assert found.signer_tax_id == issuer
    assert found.signer_name == "EMPRESA DE TESTE LTDA"


def test_the_whole_document_signed() -> None:
    text = DOCUMENTS["nfe alone"][0].partition("<Signature")[0] + "<!-- kept --><?kept?></NFe>\n"
    xml = sign(text.encode(), certificate(ISSUER, ROOT), "")
    assert judged(xml, ("infNFe",)).verdict is Verdict.VALID
    assert judged(xml.replace(b"105.50", b"105.51"), ("infNFe",)).verdict is Verdict.TAMPERED
    assert judged(xml.replace(b"<?kept?>", b""), ("infNFe",)).verdict is Verdict.TAMPERED
    for ending in (b"", b"<?kept?>"):  # what stood around the signature is joined without it
        unsigned = DOCUMENTS["nfe alone"][0].partition("<Signature")[0].encode() + ending
        blank = sign(unsigned + b"  </NFe>", certificate(ISSUER, ROOT), "")
        between = blank.replace(b"  <Signature", b" <Signature")
        assert judged(between.replace(b"</Signature>", b"</Signature> "), ("infNFe",)).verdict is (
            Verdict.VALID
        )
    wrapped = b"<nfeProc>" + xml.strip() + b"</nfeProc>"
    assert judged(wrapped).verdict is Verdict.UNSUPPORTED


def test_every_value_edited() -> None:
    genuine = signed_nfe()
    group = genuine[: genuine.index(b"</infNFe>")]
    values = list(re.finditer(rb">([^<>]*\w[^<>]*)<|\s(?:nItem|versao)=\"([^\"]+)\"", group))
    assert len(values) > 35
    for value in values:
        if value.start() < group.index(b"<infNFe"):
            continue
        place = 1 if value[1] else 2
        for new in (value[place] + b"1", value[place][:-1], b" " + value[place]):
            forged = genuine[: value.start(place)] + new + genuine[value.end(place) :]
            assert judged(forged).verdict is Verdict.TAMPERED, value[0]
        if place == 1:
            for inserted in (b"<?x?>", b"<x/>"):
                forged = genuine[: value.end(1)] + inserted + genuine[value.end(1) :]
                assert judged(forged).verdict is Verdict.TAMPERED, value[0]


def test_a_comment_inside_a_value_changes_neither_the_value_nor_the_verdict() -> None:
    split = signed_nfe().replace(b"<CNPJ>12ABC345", b"<CNPJ>12ABC345<!-- -->")
    assert judged(split).verdict is Verdict.VALID
    assert parse(split).findtext(".//{*}emit/{*}CNPJ") == ISSUER


GENUINE = signed_nfe()
GROUP = re.search(rb"(?s)<infNFe.*</infNFe>", GENUINE)[0]  # type: ignore[index]
SIGNATURE = re.search(rb"(?s)<Signature.*</Signature>", GENUINE)[0]  # type: ignore[index]
EVIL = GROUP.replace(b"105.50", b"999.99")
EVIL_ID = EVIL.replace(b'Id="NFe', b'Id="EvilNFe')
BEFORE, _, AFTER = GENUINE.partition(GROUP)
AFTER = AFTER.replace(SIGNATURE, b"")
HIDDEN = SIGNATURE.replace(b"</Signature>", b"<Object>" + GROUP + b"</Object></Signature>")
TWO_REFERENCES = re.sub(
    rb"(?s)(<Reference.*</Reference>)",
    lambda found: found[1].replace(b"#NFe", b"#EvilNFe") + found[1],
    SIGNATURE,
)
TAMPERED, UNSUPPORTED, ABSENT = Verdict.TAMPERED, Verdict.UNSUPPORTED, Verdict.ABSENT
WRAPPINGS = {
    "the signed one in an Object": (EVIL_ID + HIDDEN, TAMPERED),
    "the same, of the same Id": (EVIL + HIDDEN, TAMPERED),
    "side by side": (EVIL + GROUP + SIGNATURE, TAMPERED),
    "side by side, the other way": (GROUP + EVIL_ID + SIGNATURE, TAMPERED),
    "the signed one within": (
        EVIL.replace(b"</infNFe>", GROUP + b"</infNFe>") + SIGNATURE,
        TAMPERED,
    ),
    "an Id in lower case": (EVIL.replace(b" Id=", b" id=") + HIDDEN, TAMPERED),
    "both cases": (EVIL.replace(b" Id=", b' id="x" Id=') + HIDDEN, TAMPERED),
    "another namespace": (
        EVIL.replace(b"<infNFe", b'<infNFe xmlns="urn:evil"') + GROUP + SIGNATURE,
        TAMPERED,
    ),
    "a reference by XPointer": (
        EVIL + HIDDEN.replace(b'URI="#', b'URI="#xpointer(id(').replace(b'"><Tr', b'))"><Tr'),
        TAMPERED,
    ),
    "no URI": (EVIL + re.sub(rb' URI="[^"]*"', b"", HIDDEN), UNSUPPORTED),
    "an empty URI": (EVIL + re.sub(rb'URI="[^"]*"', b'URI=""', HIDDEN), UNSUPPORTED),
    "two references": (EVIL_ID + TWO_REFERENCES, UNSUPPORTED),
    "two signatures": (EVIL + SIGNATURE + HIDDEN, UNSUPPORTED),
    "two SignedInfo": (
        EVIL + HIDDEN.replace(b"<SignedInfo>", b"<SignedInfo/><SignedInfo>"),
        UNSUPPORTED,
    ),
    "two documents": (EVIL_ID + b"</NFe><NFe>" + GROUP + SIGNATURE, TAMPERED),
    "the signed document as a sibling": (
        EVIL + b"</NFe><x><NFe>" + GROUP + SIGNATURE + b"</NFe></x><NFe>",
        TAMPERED,
    ),
    "the signature elsewhere": (EVIL + b"<x>" + GROUP + SIGNATURE + b"</x>", ABSENT),
    "the signature in another namespace": (
        EVIL
        + SIGNATURE.replace(b"<Signature ", b'<e:Signature xmlns:e="urn:e" ').replace(
            b"</Signature>", b"</e:Signature>"
        ),
        UNSUPPORTED,
    ),
}


@pytest.mark.parametrize("shape", WRAPPINGS)
def test_signature_wrapping(shape: str) -> None:
    body, verdict = WRAPPINGS[shape]
    assert judged(BEFORE + body + AFTER).verdict is verdict


def test_a_signature_of_another_group_is_told_from_an_edited_one() -> None:
    another = judged(BEFORE + EVIL_ID + HIDDEN + AFTER)
    assert another.detail == "A assinatura é de outro grupo, e não do que traz os valores."
    assert judged(BEFORE + EVIL + SIGNATURE + AFTER).detail == (
        "O conteúdo foi alterado depois de assinado."
    )


@pytest.mark.parametrize("declared", ["UTF-8", "UTF-16", "US-ASCII"])
def test_an_encoding_hides_nothing(declared: str) -> None:
    text = GENUINE.decode().replace('encoding="UTF-8"', f'encoding="{declared}"')
    for old, new in (("<ide>", "<ide><?x?>"), ("<NFe>", '<NFe xmlns:a="urn:a">')):
        xml = text.replace(old, new).encode("utf-16")
        assert judged(xml).verdict is TAMPERED
    assert judged(text.encode("utf-16")).verdict is Verdict.VALID


def test_the_same_id_elsewhere() -> None:
    for attribute in (b"Id", b"ID", b"id", b"xml:id"):
        twin = b"<protNFe " + attribute + b'="NFe' + NFE_KEY.encode() + b'" '
        assert judged(GENUINE.replace(b"<protNFe ", twin)).verdict is TAMPERED
    text = f'<xMotivo>="NFe{NFE_KEY}"</xMotivo>'.encode()
    assert judged(GENUINE.replace(b"</infProt>", text + b"</infProt>")).verdict is Verdict.VALID


HMAC = f"{DSIG}hmac-sha1"
MD5 = "http://www.w3.org/2001/04/xmldsig-more#md5"
XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
SHAPES = {
    "HMAC by the certificate": (f"{DSIG}rsa-sha1", HMAC, UNSUPPORTED),
    "MD5": (f"{DSIG}sha1", MD5, UNSUPPORTED),
    "XPath": (ENVELOPED, XPATH, UNSUPPORTED),
    "an unknown C14N": (C14N, "urn:c14n", UNSUPPORTED),
    "parameters": ("/><DigestValue>", "><x/></DigestMethod><DigestValue>", UNSUPPORTED),
    "one transform": (f'<Transform Algorithm="{C14N}"/>', "", UNSUPPORTED),
    "no certificate": ("X509Certificate>", "X509SKI>", UNSUPPORTED),
    "no KeyInfo": ("KeyInfo>", "NoKeyInfo>", UNSUPPORTED),
    "certificate not base64": ("<X509Certificate>", "<X509Certificate>é", UNSUPPORTED),
    "certificate cut": ("<X509Certificate>MIID", "<X509Certificate>MIIE", UNSUPPORTED),
    "no SignatureValue": ("SignatureValue>", "Value>", UNSUPPORTED),
    "value not base64": ("<SignatureValue>", "<SignatureValue>*", TAMPERED),
    "value empty": (r"<SignatureValue>[^<]*", "<SignatureValue>", TAMPERED),
    "digest empty": (r"<DigestValue>[^<]*", "<DigestValue>", TAMPERED),
}


@pytest.mark.parametrize("name", SHAPES)
def test_what_no_layout_allows(name: str) -> None:
    old, new, verdict = SHAPES[name]
    pattern = old if "[^<]" in old else re.escape(old)
    xml = re.sub(pattern, new, GENUINE.decode(), count=0)
    assert xml != GENUINE.decode()
    found = judged(xml.encode())
    assert found.verdict is verdict
    assert found.detail.endswith(".")
    assert found.signer_tax_id is None


def test_absent() -> None:
    assert judged(BEFORE + GROUP + AFTER).verdict is ABSENT
    assert judged(GENUINE, path=()).verdict is ABSENT
    assert judged(b"<nfeProc><NFe/></nfeProc>").verdict is ABSENT


def test_cheap_documents_stay_cheap() -> None:
    attributes = b" ".join(b'a%d="1"' % number for number in range(40_000))
    many = GENUINE.replace(b"<nfeProc ", b"<nfeProc " + attributes + b" ")
    assert judged(many).verdict is UNSUPPORTED
    spaces = b" ".join(b'xmlns:a%d="urn:%d"' % (number, number) for number in range(2_000))
    many = GENUINE.replace(b"<nfeProc ", b"<nfeProc " + spaces + b" ")
    assert (
        judged(many.replace(b"</infProt>", b"<x/>" * 50_000 + b"</infProt>")).verdict is UNSUPPORTED
    )
    assert judged(GENUINE.replace(b"<ide>", b'<ide xmlns:a="a">')).verdict is UNSUPPORTED
