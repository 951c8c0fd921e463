"""The genuine documents that inputs are made from, and that stand among them."""

from collections.abc import Iterator

from malote.errors import FiscalError
from malote.fiscal import FiscalDocument, read
from tests.unit.fiscal.nfelib_samples import SAMPLES

ISSUER = "34128745000152"
NAMESPACE = "http://www.portalfiscal.inf.br/nfe"

type Inputs = Iterator[tuple[str, bytes]]
"""Each with its name."""


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
