"""The certificates that are trusted, and the chains that lead to them (RFC 5280, section 6.1).

Policies and name constraints are not evaluated: a certificate with a critical extension that is
not looked at here leads nowhere. Chains are looked for by hand because ``cryptography`` verifies
only those of TLS servers and clients.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID

from malote.certificates.strangers import Certificate, load
from malote.errors import InvalidTrustStore

# ICP-Brasil's chains are leaf, two intermediates and root.
_MAX_CERTIFICATES = 6
_MAX_VERIFICATIONS = 24
_MAX_STORE = 2000
_SHA2 = (hashes.SHA224, hashes.SHA256, hashes.SHA384, hashes.SHA512)
_UNDERSTOOD = {
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.KEY_USAGE,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.CERTIFICATE_POLICIES,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
}

type Window = tuple[datetime, datetime]


class TrustStore:
    """The self-signed certificates are roots; the others may only help to reach one.

    ``authorities`` are the tax ids of those that are no CA's: whoever an admin put there signs
    documents of other people's, as a city and Receita sign NFS-e.
    """

    def __init__(self, certificates: Iterable[Certificate] = ()) -> None:
        self.certificates = tuple(certificates)
        self.roots = frozenset(each for each in self.certificates if _is_root(each))
        self.authorities = frozenset(
            each.holder.tax_id
            for each in self.certificates
            if each.holder.tax_id and each not in self.roots and not _is_authority(each)
        )
        # The time is no part of what is kept: only until when and from when each chain holds.
        self._windows = lru_cache(512)(self._find_windows)

    @classmethod
    def from_pem(cls, pem: bytes) -> "TrustStore":
        """Read a bundle of PEM certificates; blank is an empty store.

        Raises InvalidTrustStore when one of them cannot be read, or there is none.
        """
        if not pem.strip():
            return cls()
        try:
            found = x509.load_pem_x509_certificates(pem)
        except ValueError as error:
            raise InvalidTrustStore(str(error)) from None
        if len(found) > _MAX_STORE:
            raise InvalidTrustStore(f"{len(found)} certificados, de {_MAX_STORE} no máximo")
        loaded = []
        for place, one in enumerate(found, 1):
            certificate = load(one.public_bytes(Encoding.DER))
            if certificate is None or not certificate.key_is_fit:
                raise InvalidTrustStore(f"o {place}º certificado não pode ser usado")
            loaded.append(certificate)
        return cls(dict.fromkeys(loaded))

    def leads_to_root(
        self, leaf: Certificate, embedded: tuple[Certificate, ...], at: datetime
    ) -> bool:
        """Whether some chain from the leaf to a root held, every certificate of it, at ``at``.

        ``embedded`` are the other certificates that came with the leaf, at most a few.
        """
        return any(start <= at <= end for start, end in self._windows(leaf, embedded))

    def _find_windows(
        self, leaf: Certificate, embedded: tuple[Certificate, ...]
    ) -> tuple[Window, ...]:
        by_subject: dict[x509.Name, list[Certificate]] = {}
        for each in dict.fromkeys((*self.certificates, *embedded)):
            if _is_authority(each):
                by_subject.setdefault(each.subject, []).append(each)
        if not _all_understood(leaf):
            return ()
        return tuple(
            (max(each.not_before for each in chain), min(each.not_after for each in chain))
            for chain in self._chains((leaf,), by_subject, [_MAX_VERIFICATIONS])
        )

    def _chains(
        self,
        chain: tuple[Certificate, ...],
        by_subject: dict[x509.Name, list[Certificate]],
        left: list[int],
    ) -> Iterator[tuple[Certificate, ...]]:
        below = chain[-1]
        if len(chain) == _MAX_CERTIFICATES:
            return
        for issuer in by_subject.get(below.issuer, ()):
            if issuer in chain or not _has_room(issuer, chain):
                continue
            left[0] -= 1
            if left[0] < 0:  # strangers could cross-sign a maze
                return
            if not _issued(below, issuer):
                continue
            longer = (*chain, issuer)
            if issuer in self.roots:
                yield longer
            else:
                yield from self._chains(longer, by_subject, left)


def _is_root(certificate: Certificate) -> bool:
    return _signed(certificate, certificate)


def _issued(below: Certificate, issuer: Certificate) -> bool:
    # A collision in SHA-1 or MD5 makes a certificate that its authority never saw.
    try:
        algorithm = below.parsed.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return False
    return (algorithm is None or isinstance(algorithm, _SHA2)) and _signed(below, issuer)


def _signed(below: Certificate, issuer: Certificate) -> bool:
    try:
        below.parsed.verify_directly_issued_by(issuer.parsed)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _is_authority(certificate: Certificate) -> bool:
    usage, constraints = (
        _extension(certificate, x509.KeyUsage),
        _extension(certificate, x509.BasicConstraints),
    )
    return (
        certificate.key_is_fit
        and constraints is not None
        and constraints.ca
        and (usage is None or usage.key_cert_sign)
        and _all_understood(certificate)
    )


def _has_room(issuer: Certificate, chain: tuple[Certificate, ...]) -> bool:
    constraints = _extension(issuer, x509.BasicConstraints)
    room = constraints.path_length if constraints else 0
    return room is None or len(chain) - 1 <= room


def _all_understood(certificate: Certificate) -> bool:
    return all(
        not extension.critical or extension.oid in _UNDERSTOOD
        for extension in certificate.extensions
    )


def _extension[Found: x509.ExtensionType](
    certificate: Certificate, kind: type[Found]
) -> Found | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
