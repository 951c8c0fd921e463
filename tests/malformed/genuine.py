"""The genuine documents that inputs are made from, and that stand among them."""

from malote.errors import FiscalError
from malote.fiscal import FiscalDocument, read
from tests.integration.aws.documents import BARE, KEY
from tests.unit.fiscal.nfelib_samples import SAMPLES

ISSUER = "34128745000152"
NAMESPACE = "http://www.portalfiscal.inf.br/nfe"


def _parties(xml: bytes) -> frozenset[str] | None:
    try:
        record = read(xml, details=False)
    except FiscalError:
        return None
    return record.party_tax_ids if isinstance(record, FiscalDocument) else frozenset()


_READ = {name: _parties(xml) for name, xml in SAMPLES.items() if len(xml) < 20_000}
READABLE = [SAMPLES[name] for name, parties in _READ.items() if parties is not None]
TAX_IDS = sorted({tax_id for parties in _READ.values() for tax_id in parties or ()})
# One of each kind: the shortest.
KINDS = [
    SAMPLES[min((name for name in _READ if name.startswith(f"{kind}/")), key=lambda n: len(SAMPLES[n]))]
    for kind in ("bpe", "cte", "nf3e", "nfcom", "nfe", "nfe_evento_cce", "nfse")
]  # fmt: skip


def key(number: int) -> str:
    return f"{KEY[:25]}{number:09}{KEY[34:]}"


def note(number: int, more: bytes = b"") -> bytes:
    """An NF-e without protocol, with a key of its own, and something more in it."""
    own = BARE.replace(KEY.encode(), key(number).encode())
    return own.replace(b"</infNFe>", more + b"</infNFe>")
