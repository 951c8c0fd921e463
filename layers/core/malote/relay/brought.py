"""What a device put into the bucket as SEFAZ's answer to a job, judged before it is believed.

TLS ends at the device, so what SEFAZ said is the device's word. But it must be word of what was
asked: else one job's answer would speak for other documents, another CNPJ or another place in the
sequence. And events are signed by the job's certificate: who stole a device's key without the
card registers nothing.
"""

import hashlib

from cryptography.hazmat.primitives.hashes import SHA256

from malote.certificates.trust import TrustStore
from malote.errors import FiscalError, SefazNonsense, SefazUncertain
from malote.fiscal.signature import verify
from malote.fiscal.signatures import Verdict
from malote.fiscal.xml import local_name, parse
from malote.fiscal.xmldsig import DSIG, read_parts
from malote.relay.models import Job
from malote.sefaz.asking import render
from malote.sefaz.exchange import Exchange
from malote.sefaz.manifestation import signed_events

_MOST_MARKS = 20
"""An exchange is one object of two texts; each value more costs a hundred bytes of memory."""

_TELLING = frozenset(
    {"tpAmb", "CNPJ", "CPF", "ultNSU", "NSU", "chNFe", "tpEvento", "nSeqEvento", "xJust"}
)
"""What makes it another question; the rest may be as an older Integrador writes it."""

_SIGNED = frozenset({Verdict.VALID, Verdict.UNTRUSTED_CHAIN})
_NO_ROOTS = TrustStore.from_pem(b"")


def read(content: bytes, sha256: str, job: Job) -> Exchange:
    """The exchange that was announced, of this job. Raises SefazUncertain, SefazNonsense."""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise SefazUncertain("a resposta que o Integrador mandou não é a que anunciou")
    exchange = _exchange(content)
    try:
        told = _told(exchange.request) == _told(render(job.asking, _Nobody()))
        own = told and all(
            _signed_by(job.thumbprint, each) for each in signed_events(exchange.request).values()
        )
    except FiscalError as error:
        raise SefazUncertain(f"o pedido que o Integrador fez não se lê ({error.code})") from None
    if not own:
        raise SefazUncertain("a resposta que o Integrador mandou não é para o que lhe foi pedido")
    return exchange


def _exchange(content: bytes) -> Exchange:
    try:
        if sum(map(content.count, (b"{", b"[", b","))) > _MOST_MARKS:
            raise ValueError
        return Exchange.model_validate_json(content)
    except ValueError:  # pydantic's is one
        raise SefazNonsense("o que o Integrador mandou não é uma resposta") from None


def _told(envelope: bytes) -> list[tuple[str, str | None]]:
    """What is asked, of whom, in which service, in order."""
    return [(x.tag, x.text) for x in parse(envelope).iter("*") if local_name(x) in _TELLING]


def _signed_by(thumbprint: str, event: bytes) -> bool:
    root = parse(event)
    signed = verify(root, ("infEvento",), signers=None, signed_at=None, trust=_NO_ROOTS, xml=event)
    if signed.verdict not in _SIGNED:
        return False
    (signature,) = root.iterchildren(f"{{{DSIG}}}Signature")
    own = {each.parsed.fingerprint(SHA256()).hex() for each in read_parts(signature).certificates}
    return own == {thumbprint}


class _Nobody:
    """Signs nothing: what is asked is the same whoever signs it."""

    certificate = b""

    def sign(self, _data: bytes) -> bytes:
        return b""
