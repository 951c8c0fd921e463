"""Reads a record and judges it: the signature's verdict and the remarks.

Not in ``malote.fiscal``: only who registers documents needs certificates and schemas.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from malote.certificates.trust import TrustStore
from malote.fiscal.checks import record_remarks, text_remarks
from malote.fiscal.codes import Kind
from malote.fiscal.document_id import issuer_tax_id
from malote.fiscal.event_models import FiscalEvent
from malote.fiscal.inspection import Inspection
from malote.fiscal.key_checks import key_remarks
from malote.fiscal.models import FiscalDocument, FiscalRecord
from malote.fiscal.reader import Reading, take_in
from malote.fiscal.remarks import Remark, RemarkCode
from malote.fiscal.schemas import Schemas
from malote.fiscal.signature import verify
from malote.fiscal.signatures import Signature, Verdict
from malote.tax_id import base

_SIGNATURE_REMARKS = {
    Verdict.ABSENT: RemarkCode.SIGNATURE_ABSENT,
    Verdict.TAMPERED: RemarkCode.SIGNATURE_TAMPERED,
    Verdict.UNTRUSTED_CHAIN: RemarkCode.SIGNATURE_UNTRUSTED,
    Verdict.UNSUPPORTED: RemarkCode.SIGNATURE_UNSUPPORTED,
}
# The national system or the city signs these, by certificates of its own.
_SIGNED_BY_AUTHORITY = frozenset({Kind.NFSE, Kind.MUNICIPAL_NFSE})


class Inspector:
    """Reads a document and judges it, in one parse. One thread at a time, as ``Schemas`` is.

    Without schemas nothing is said of them; without trusted roots no signature is ``valid``.
    """

    def __init__(self, schemas: Schemas | None = None, trust: TrustStore | None = None) -> None:
        self._schemas = schemas or Schemas(None)
        self._trust = trust or TrustStore()

    def inspect(self, xml: bytes, received_at: datetime) -> Inspection:
        """Read without details, verify and remark. Raises FiscalError, as ``read`` does."""
        reading = take_in(xml)
        record, root = reading.record, reading.root
        signers = _signers(record)
        signature = verify(
            root,
            reading.layout.signed,
            signers=signers,
            signed_at=_signed_at(record),
            trust=self._trust,
            xml=reading.xml,
        )
        remarks = chain(
            _signature_remarks(signature, signers) if reading.layout.signed else (),
            key_remarks(record),
            record_remarks(record, received_at),
            text_remarks(root, reading.xml),
            self._schema_remarks(reading),
        )
        return Inspection(record, signature, tuple(remarks))

    def _schema_remarks(self, reading: Reading) -> Iterator[Remark]:
        found = self._schemas.findings(reading.layout.schema, reading.root, len(reading.xml))
        if found:
            yield Remark.of(RemarkCode.SCHEMA, "; ".join(found))


def _signers(record: FiscalRecord) -> frozenset[str] | None:
    """Whose certificate may sign; None where an authority does."""
    keyed = issuer_tax_id(record.access_key)
    if isinstance(record, FiscalDocument):
        if record.kind in _SIGNED_BY_AUTHORITY:
            return None
        issuer = record.issuer.tax_id if record.issuer else None
        if record.kind is Kind.DPS:  # which the service's taker may issue: its own name says who
            return _known(keyed or issuer)
        # Or a company could sign a document of its own under the key of another's.
        return _known(issuer) if issuer and keyed and base(issuer) == base(keyed) else _known()
    if isinstance(record, FiscalEvent):
        on_nfse = len(record.access_key) != 44
        return None if on_nfse else _known(record.author_tax_id)
    return _known()


def _known(*tax_ids: str | None) -> frozenset[str]:
    return frozenset(filter(None, tax_ids))


def _signed_at(record: FiscalRecord) -> datetime | None:
    match record:
        case FiscalDocument():
            return record.issued_at
        case FiscalEvent():
            return record.occurred_at
        case _:
            return None


def _signature_remarks(signature: Signature, signers: frozenset[str] | None) -> Iterator[Remark]:
    if code := _SIGNATURE_REMARKS.get(signature.verdict):
        yield Remark.of(code, signature.detail)
    signer = signature.signer_tax_id
    if signer and signers is not None and base(signer) not in map(base, signers):
        yield Remark.of(RemarkCode.SIGNER_NOT_ISSUER, f"assinado por {signer}")
