"""Opening a PFX (PKCS#12), and saying exactly why one cannot be used.

``cryptography`` opens them too, with one message for most causes, the first of several keys, and
nothing for old ciphers where OpenSSL's legacy algorithms are off. So only keys, certificates and
ciphers are its work here.
"""

from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from malote.certificates.models import MAX_PFX_BYTES
from malote.certificates.pfx.derivation import Secret, Work
from malote.certificates.pfx.kinds import kind_of
from malote.certificates.pfx.pair import find_pair, is_key, only_key
from malote.certificates.pfx.passwords import readings
from malote.certificates.pfx.protection import Sealed
from malote.certificates.pfx.structure import Bags, Structure, add_bags, read_structure
from malote.certificates.refusing import refusing
from malote.errors import PfxPasswordWrong, PfxTooCostly, PfxTooLarge, PfxUnreadable, PfxUnsupported

_OTHERWISE = "a senha confere, mas não abre a chave ou o certificado"


@dataclass(frozen=True, slots=True)
class OpenedPfx:
    """A private key, its certificate, and the others that came with it, in the file's order."""

    key: rsa.RSAPrivateKey = field(repr=False)
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


def open_pfx(pfx: bytes, password: str) -> OpenedPfx:
    """Open it, or refuse what would take longer than a second or so of CPU.

    Raises the CertificateError of the first check that it does not pass, of those of the file, the
    password, the key and the certificate.
    """
    if len(pfx) > MAX_PFX_BYTES:
        raise PfxTooLarge(f"{len(pfx) // 1024} KB, de {MAX_PFX_BYTES // 1024} no máximo")
    with refusing(PfxUnreadable(kind_of(pfx))):
        keys, certificates = _unsealed(read_structure(pfx), password)
        key = only_key(keys)
        return OpenedPfx(key, *find_pair(key, certificates))


def _unsealed(structure: Structure, password: str) -> tuple[list[bytes], list[bytes]]:
    work = Work()
    work.allow(structure.cost)
    proven = False
    for number, secret in enumerate(readings(password)):
        try:
            if structure.mac is None or structure.mac.proves(secret, work):
                proven = structure.mac is not None
                return _opened(structure, secret, work)
        except PfxPasswordWrong:
            continue
        except PfxTooCostly:
            if number == 0 or proven:
                raise
            break
    raise PfxUnsupported(_OTHERWISE) if proven else PfxPasswordWrong()


def _opened(structure: Structure, secret: Secret, work: Work) -> tuple[list[bytes], list[bytes]]:
    bags = Bags([*structure.bags.keys], [*structure.bags.certificates])
    with refusing(PfxPasswordWrong()):  # without a MAC, what comes out tells
        for sealed in structure.sealed:
            add_bags(bags, sealed.open(secret, work))
        keys = [_key(each, secret, work) for each in bags.keys]
    return keys, bags.certificates


def _key(key: bytes | Sealed, secret: Secret, work: Work) -> bytes:
    if isinstance(key, bytes):
        return key
    opened = key.open(secret, work)
    if not is_key(opened):
        raise PfxPasswordWrong
    return opened
