"""A supplier of the demo's own: its authority, its e-CNPJ, and one NF-e that it signed.

nfelib's samples were printed anew by somebody, so none of their signatures verifies any more.
"""

import hashlib
import re
from base64 import b64encode
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from local.demo.authority import AUTHORITY, certificate, e_cnpj
from local.paths import LOCAL
from malote.fiscal.access_key import check_digit

TAX_ID = "12ABC34501DE35"
_HOME = LOCAL / "demo-supplier"
_DSIG = "http://www.w3.org/2000/09/xmldsig#"
_C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_VALID = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC))
_NOTE = Path(__file__).with_name("nfe.xml")


def access_key() -> str:
    """The NF-e's key, its check digit computed."""
    body = f"352611{TAX_ID}55001000004321112345678"
    return body + check_digit(body)


def roots() -> Path:
    """The PEM of the authority behind the supplier's certificate."""
    _keys()
    return _HOME / "root.pem"


def note() -> bytes:
    """The NF-e as SEFAZ authorized it: signed, with a protocol of the same digest."""
    key = access_key()
    text = (
        re.sub(r">\s+<", "><", _NOTE.read_text()).replace("{KEY}", key).replace("{DIGIT}", key[-1])
    )
    begin, end = text.index("<infNFe"), text.index("</infNFe>") + len("</infNFe>")
    namespace = ' xmlns="http://www.portalfiscal.inf.br/nfe"'
    alone = text[begin:end].replace("<infNFe", f"<infNFe{namespace}", 1)
    digest = b64encode(hashlib.sha1(_canonical(alone)).digest()).decode()
    signature = _signature(f"NFe{key}", digest)
    return f"{text[:end]}{signature}{text[end:]}".replace("{DIGEST}", digest).encode()


def _signature(reference: str, digest: str) -> str:
    signed_info = (
        f'<SignedInfo xmlns="{_DSIG}"><CanonicalizationMethod Algorithm="{_C14N}"/>'
        f'<SignatureMethod Algorithm="{_DSIG}rsa-sha1"/><Reference URI="#{reference}"><Transforms>'
        f'<Transform Algorithm="{_DSIG}enveloped-signature"/><Transform Algorithm="{_C14N}"/>'
        f'</Transforms><DigestMethod Algorithm="{_DSIG}sha1"/><DigestValue>{digest}</DigestValue>'
        f"</Reference></SignedInfo>"
    )
    key, own = _keys()
    value = key.sign(_canonical(signed_info), padding.PKCS1v15(), hashes.SHA1())
    der = own.public_bytes(serialization.Encoding.DER)
    return (
        f'<Signature xmlns="{_DSIG}">{signed_info.replace(f' xmlns="{_DSIG}"', "", 1)}'
        f"<SignatureValue>{b64encode(value).decode()}</SignatureValue><KeyInfo><X509Data>"
        f"<X509Certificate>{b64encode(der).decode()}</X509Certificate></X509Data></KeyInfo>"
        f"</Signature>"
    )


def _canonical(xml: str) -> bytes:
    canonical: bytes = etree.tostring(etree.fromstring(xml), method="c14n")
    return canonical


@cache
def _keys() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """The supplier's key and certificate, made once on this machine: its NF-e stays the same."""
    key_file, certificate_file = _HOME / "key.pem", _HOME / "certificate.pem"
    if not certificate_file.exists():
        _make(key_file, certificate_file)
    key = serialization.load_pem_private_key(key_file.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key, x509.load_pem_x509_certificate(certificate_file.read_bytes())


def _make(key_file: Path, certificate_file: Path) -> None:
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root = certificate(AUTHORITY, root_key.public_key(), *_VALID, ca=True)
    own = e_cnpj("FABRICA MODELO LTDA", TAX_ID, key.public_key(), *_VALID)
    pem = serialization.Encoding.PEM
    _HOME.mkdir(parents=True, exist_ok=True)
    key_file.touch(mode=0o600)
    key_file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (_HOME / "root.pem").write_bytes(root.sign(root_key, hashes.SHA256()).public_bytes(pem))
    certificate_file.write_bytes(own.sign(root_key, hashes.SHA256()).public_bytes(pem))
