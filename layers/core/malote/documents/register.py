"""The one door: bytes of the inbox become a registered document, or a quarantine with a reason."""

from collections.abc import Iterable, Mapping, Sequence, Set
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from itertools import batched
from time import monotonic

from malote.attempt import attempt
from malote.documents.models import (
    Blob,
    BlobName,
    Container,
    Examined,
    Outcome,
    Quarantined,
    Reason,
    Registration,
)
from malote.errors import FiscalError, NotAParty, SeveralDocuments
from malote.fiscal import FiscalDocument
from malote.fiscal.inspector import Inspector
from malote.ports import Archive, Reader, Registry

_TOGETHER = 25  # in memory; each may be 6 MB
_AT_ONCE = 10  # calls


def examine(blob: Blob, tenant_tax_ids: Set[str], inspector: Inspector) -> Examined:
    """Read a blob and decide what becomes of it. Raises nothing: a bad blob is a quarantine.

    Only a full document names its parties. A summary does not name its recipient (SEFAZ hands it
    to interested parties alone), and an event may come before the document that it belongs to:
    both register, and show nothing of anybody else's document.
    """
    size = len(blob.content)
    try:
        inspection = inspector.inspect(blob.content, blob.received_at)
    except SeveralDocuments as several:
        return Container(blob.tenant, blob.sha256, size, blob.received_at, several.documents)
    except FiscalError as error:
        return refusal(blob, error)
    record = inspection.record
    if isinstance(record, FiscalDocument) and not record.party_tax_ids & tenant_tax_ids:
        parties = ", ".join(sorted(record.party_tax_ids)) or "nenhuma"
        return refusal(blob, NotAParty(f"partes: {parties}"), record.access_key)
    return Registration(blob.tenant, blob.sha256, size, blob.received_at, inspection)


def refusal(blob: Blob, error: FiscalError, access_key: str | None = None) -> Quarantined:
    """A blob that is to be kept in quarantine, and why."""
    return Quarantined(
        tenant=blob.tenant,
        blob_id=blob.sha256,
        reason=Reason(error.code, error.detail),
        received_at=blob.received_at,
        size=len(blob.content),
        access_key=access_key,
    )


def settle_blobs(
    names: Iterable[BlobName], archive: Archive, registry: Registry, reader: Reader, until: float
) -> dict[BlobName, Outcome | Exception]:
    """Fetch blobs of the inbox, and register, unpack or quarantine each. Repeats do no harm.

    What can be registered is written together. Each has an outcome of its own, or the exception
    that it alone failed with. Those not read ``until`` (``time.monotonic``) have neither, since a
    stranger may send more at once than an invocation can read.
    """
    settled: dict[BlobName, Outcome | Exception] = {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for some in batched(dict.fromkeys(names), _TOGETHER):
            if monotonic() < until:
                settled |= _settle(some, archive, registry, reader, until, pool)
    return settled


def _settle(
    names: Sequence[BlobName],
    archive: Archive,
    registry: Registry,
    reader: Reader,
    until: float,
    pool: Executor,
) -> dict[BlobName, Outcome | Exception]:
    tax_ids = {tenant: attempt(registry.tax_ids, tenant) for tenant in {name[0] for name in names}}
    known = {tenant: ids for tenant, ids in tax_ids.items() if not isinstance(ids, Exception)}

    def fetch(name: BlobName) -> Blob:
        tenant, sha256 = name
        if isinstance(unknown := tax_ids[tenant], Exception):
            raise unknown
        return Blob(tenant, sha256, *archive.get(tenant, sha256))

    fetched = dict(zip(names, pool.map(lambda name: attempt(fetch, name), names), strict=True))
    ends: dict[BlobName, Registration | Quarantined | Outcome | Exception] = {
        name: failure for name, failure in fetched.items() if isinstance(failure, Exception)
    }
    blobs = [blob for blob in fetched.values() if isinstance(blob, Blob)]
    # The pool rests meanwhile, for a reader may fork.
    with closing(reader.read(blobs, known)) as readings:
        for found, blob in zip(readings, blobs, strict=True):
            ends[blob.tenant, blob.sha256] = (
                attempt(_unpack, found, archive, registry)  # it may hold 24 MB
                if isinstance(found, Container)
                else found
            )
            if monotonic() > until:
                break
    return _written(ends, registry, pool)


def _written(
    ends: Mapping[BlobName, Registration | Quarantined | Outcome | Exception],
    registry: Registry,
    pool: Executor,
) -> dict[BlobName, Outcome | Exception]:
    refused = {name: end for name, end in ends.items() if isinstance(end, Quarantined)}
    readable = {name: end for name, end in ends.items() if isinstance(end, Registration)}
    kept = pool.map(lambda each: attempt(registry.quarantine, each), refused.values())
    registered = attempt(registry.register_all, list(readable.values()))
    if isinstance(registered, Exception):
        registered = [registered] * len(readable)
    return {
        **{name: end for name, end in ends.items() if isinstance(end, Outcome | Exception)},
        **dict(zip(refused, kept, strict=True)),
        **dict(zip(readable, registered, strict=True)),
    }


def _unpack(found: Container, archive: Archive, registry: Registry) -> Outcome:
    stored = archive.put_all(found.tenant, found.documents)
    return registry.unpacked(found, [sha256 for sha256, _ in stored])
