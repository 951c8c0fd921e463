"""Two tenants, three mailboxes and four uploads: what reaches them, and what must become of it."""

import gzip
import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from local.demo.mails import sample
from malote.certificates.trust import TrustStore
from tests.documents import BARE, CANCELLATION, KEY, NFE, SUMMARY
from tests.fakes.folder import FakeFolder
from tests.integration.aws.test_orders import LETTER, edited
from tests.signing import authority, certificate, sign
from tests.unit.unpacking.archives import zip_of

TENANTS = {"acme": ("57647232000153",), "outra": ("75277525000178",)}
MAILBOXES = (("acme", "notas"), ("acme", "compras"), ("outra", "caixa"))

_THEIRS = [
    sample(f"nfe/samples/v4_0/leiauteNFe/{key}-procNFe.xml")
    for key in (
        "42210775277525000178550030000266631762885493",
        "42211275277525000178550030000276771368212013",
        "42220575277525000178550030000292481295366801",
    )
]
_BROKEN = NFE[: len(NFE) // 2]
_RAR = b"Rar!\x1a\x07\x01\0"
_NOTHING = ("text/plain", "", b"Bom dia.")
_VALID = (datetime(2015, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC))

type Part = tuple[str, str, bytes]


@dataclass(frozen=True)
class World:
    """``mails`` by tenant and mailbox, in UID order; ``uploads`` are tenant, request and body."""

    mails: Mapping[tuple[str, str], Sequence[Sequence[Part]]]
    uploads: Sequence[tuple[str, str, bytes]]
    trust: TrustStore
    two_doors: frozenset[str]
    """The hashes of what a tenant is brought twice, by senders who know nothing of each other."""

    def folders(self) -> dict[tuple[str, str], FakeFolder]:
        """The mailboxes, empty still."""
        return {name: FakeFolder() for name in self.mails}


# What becomes of everything that arrives, counted by hand from the lists below.
ACCOUNT = {
    "ignored": 3,  # two mails without a document, and a DANFE
    "registered": 12,  # nine to acme, three to outra
    "duplicate": 5,  # the same bytes to the same tenant: the NF-e twice more, three by two doors
    "unpacked": 2,
    "quarantined": 7,  # broken, a stranger's or a RAR: four at acme, three at outra
}


@cache
def world() -> World:
    """Made once: keys and signatures are dear."""
    root = authority(valid=_VALID)
    issuer = certificate("34128745000152", root, valid=_VALID)
    signed = sign(NFE, issuer, f"NFe{KEY}")
    (digest,) = re.findall(b"<DigestValue>(.*?)</DigestValue>", signed)
    genuine = re.sub(b"<digVal>.*?</digVal>", b"<digVal>%b</digVal>" % digest, signed)
    forged = edited(genuine, b"<vNF>610.37<", b"<vNF>1.00<")
    cancelled = sign(CANCELLATION, issuer, f"ID110111{KEY}01")
    uncancelled = edited(cancelled, b"pelo cliente", b"por terceiros")
    letter = sign(LETTER, issuer, f"ID110110{KEY}01")
    mails: dict[tuple[str, str], list[list[Part]]] = {
        ("acme", "notas"): [
            [xml(NFE), ("application/pdf", "danfe.pdf", b"%PDF-1.4\n" + bytes(2000))],
            [_NOTHING],
            [zipped({"a.xml": BARE, "b.xml": uncancelled})],
            [xml(genuine)],
            [xml(_BROKEN)],
            [xml(_THEIRS[0])],
            [("application/x-rar", "notas.rar", _RAR)],
            [xml(batch(letter, forged, LETTER))],
            [xml(NFE)],
        ],
        ("acme", "compras"): [[xml(NFE)], [xml(cancelled)], [xml(SUMMARY)]],
        ("outra", "caixa"): [
            [xml(_THEIRS[0])],
            [xml(genuine)],
            [_NOTHING],
            [xml(_BROKEN)],
            [xml(batch(_THEIRS[1], _THEIRS[2]))],
        ],
    }
    uploads = [
        ("acme", "u1", genuine),
        ("acme", "u2", zipped({"s.xml": SUMMARY, "deles.xml": _THEIRS[1]})[2]),
        ("outra", "u3", _THEIRS[0]),
        ("outra", "u4", _RAR + b"outro"),
    ]
    twice = frozenset(
        hashlib.sha256(each).hexdigest() for each in (NFE, genuine, SUMMARY, _THEIRS[0])
    )
    return World(mails, uploads, TrustStore.from_pem(root.pem), twice)


def xml(content: bytes) -> Part:
    return "application/xml", "nfe.xml", content


def zipped(entries: dict[str, bytes]) -> Part:
    return "application/zip", "notas.zip", zip_of(entries)


def batch(*documents: bytes) -> bytes:
    """Several documents as SEFAZ's distribution hands them out (NT 2014.002)."""
    pack: Callable[[bytes], str] = lambda each: b64encode(gzip.compress(each, mtime=0)).decode()  # noqa: E731
    zips = "".join(f"<docZip>{pack(each)}</docZip>" for each in documents)
    lot = f"<loteDistDFeInt>{zips}</loteDistDFeInt>"
    return (
        f'<retDistDFeInt xmlns="http://www.portalfiscal.inf.br/nfe">{lot}</retDistDFeInt>'.encode()
    )
