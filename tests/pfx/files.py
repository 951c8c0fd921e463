"""Files that are no PFX, or not in the shape that is asked for, and some that only look odd."""

from base64 import b64encode

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import serialize_certificates

from tests.pfx.case import PASSWORD, Case, leaf, usual
from tests.pfx.der import indefinite, integer, octets, oid, sequence
from tests.pfx.parts import (
    certificate_bag,
    content,
    data,
    encrypted,
    key_bag,
    key_der,
    nested,
    plain,
    whole,
)
from tests.pfx.protected import AES, TRIPLE_DES
from tests.pfx.protections import Pbes2, mac

_GCM = Pbes2(cipher="2.16.840.1.101.3.4.1.46")


def _indefinite() -> bytes:
    # As Java's and NSS's: lengths that are not told, strings in pieces.
    safe = sequence(plain(*_bags()))
    pieces = indefinite(0x24, *(octets(safe[at : at + 500]) for at in range(0, len(safe), 500)))
    info = indefinite(0x30, oid("1.2.840.113549.1.7.1"), indefinite(0xA0, pieces))
    return indefinite(0x30, integer(3), info, mac(safe, PASSWORD, "sha1", 2000, 2000))


def _bags() -> tuple[bytes, ...]:
    return key_bag(key_der(leaf().key)), certificate_bag(leaf().der)


def _nested(depth: int) -> bytes:
    bags = _bags()
    for _ in range(depth):
        bags = (nested(*bags),)
    return whole([plain(*bags)], PASSWORD)


FILES = {
    "BER": Case(_indefinite),
    "nested parts": Case(lambda: _nested(3)),
    "nested a thousand times": Case(lambda: _nested(1000)),
    "something after the end": Case(lambda: usual(AES) + b"\r\n\0\0"),
    "1 MB": Case(lambda: usual(AES) + bytes(1 << 20), "pfx_too_large"),
    "48 KB and a byte": Case(lambda: bytes(48 * 1024 + 1), "pfx_too_large"),
    "empty": Case(bytes, "pfx_unreadable"),
    "truncated": Case(lambda: usual(AES)[:-1], "pfx_unreadable"),
    "truncated to a byte": Case(lambda: usual(AES)[:1], "pfx_unreadable"),
    "PEM": Case(lambda: leaf().pem, "pfx_unreadable"),
    "a certificate": Case(lambda: leaf().der, "pfx_unreadable"),
    "a private key": Case(lambda: key_der(leaf().key), "pfx_unreadable"),
    "PKCS#7": Case(
        lambda: serialize_certificates([leaf().certificate], Encoding.DER), "pfx_unreadable"
    ),
    "base64": Case(lambda: b64encode(usual(AES)), "pfx_unreadable"),
    "JKS": Case(lambda: b"\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1", "pfx_unreadable"),
    "ZIP": Case(lambda: b"PK\x03\x04\x14\0\0\0", "pfx_unreadable"),
    "HTML": Case(lambda: b"<!DOCTYPE html><html>", "pfx_unreadable"),
    "zeros": Case(lambda: bytes(3000), "pfx_unreadable"),
    "lengths without end": Case(lambda: b"\x30\x80" * 20_000, "pfx_unreadable"),
    "a length of 2^1000": Case(lambda: b"\x30\xfe" + b"\xff" * 126, "pfx_unreadable"),
    "a part that is no bags": Case(lambda: whole([data(b"oi")], PASSWORD), "pfx_unreadable"),
    "an unknown part": Case(lambda: whole([content(99, octets())], PASSWORD), "pfx_unreadable"),
    "an unsupported cipher": Case(lambda: usual(_GCM), "pfx_unsupported"),
    "an unsupported cipher, a wrong password": Case(
        lambda: usual(_GCM), "pfx_unsupported", "errada"
    ),
    "two passwords": Case(
        lambda: whole([plain(*_bags()), _other_password()], PASSWORD), "pfx_unsupported"
    ),
    "encrypted for a key": Case(
        lambda: whole([content(3, sequence())], PASSWORD), "pfx_unsupported"
    ),
    "signed with a key": Case(
        lambda: sequence(integer(3), content(2, sequence())), "pfx_unsupported"
    ),
}


def _other_password() -> bytes:
    return encrypted(_bags(), TRIPLE_DES, "outra")
