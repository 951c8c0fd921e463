"""The one door: bytes of the inbox become a registered document, or a quarantine with a reason."""

from collections.abc import Iterable, Set
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from time import monotonic

from malote.attempt import attempt
from malote.documents.models import (
    Blob,
    Container,
    Outcome,
    Quarantined,
    Reason,
    Registration,
)
from malote.errors import FiscalError, NotAParty, SeveralDocuments
from malote.fiscal import FiscalDocument
from malote.fiscal.inspector import Inspector
from malote.ports import Archive, Registry

type Name = tuple[str, str]
"""Tenant and SHA-256 of a blob of the inbox."""

_AT_ONCE = 10  # fetched; each may be 6 MB
# Read one at a time: the worst XML under the cap takes 230 MB, and the function has 512.
_READING = Lock()


def examine(
    blob: Blob, tenant_tax_ids: Set[str], inspector: Inspector
) -> Registration | Container | Quarantined:
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
        return _quarantined(blob, error)
    record = inspection.record
    if isinstance(record, FiscalDocument) and not record.party_tax_ids & tenant_tax_ids:
        parties = ", ".join(sorted(record.party_tax_ids)) or "nenhuma"
        return _quarantined(blob, NotAParty(f"partes: {parties}"), record.access_key)
    return Registration(blob.tenant, blob.sha256, size, blob.received_at, inspection)


def _quarantined(blob: Blob, error: FiscalError, access_key: str | None = None) -> Quarantined:
    return Quarantined(
        tenant=blob.tenant,
        blob_id=blob.sha256,
        reason=Reason(error.code, error.detail),
        received_at=blob.received_at,
        size=len(blob.content),
        access_key=access_key,
    )


def settle_blobs(
    names: Iterable[Name],
    archive: Archive,
    registry: Registry,
    inspector: Inspector,
    until: float,
) -> dict[Name, Outcome | Exception]:
    """Fetch blobs of the inbox, and register, unpack or quarantine each. Repeats do no harm.

    What can be registered is written together. Each has an outcome of its own, or the exception
    that it alone failed with: TimeoutError for those not read ``until`` (``time.monotonic``),
    since a stranger may send more at once than an invocation can read.
    """
    blobs = list(dict.fromkeys(names))
    tax_ids = {tenant: attempt(registry.tax_ids, tenant) for tenant in {name[0] for name in blobs}}

    def settle(name: Name) -> Registration | Outcome:
        tenant, sha256 = name
        theirs = tax_ids[tenant]
        if isinstance(theirs, Exception):
            raise theirs
        content, received_at = archive.get(tenant, sha256)
        with _READING:
            if monotonic() > until:
                raise TimeoutError("left for another batch")
            found = examine(Blob(tenant, sha256, content, received_at), theirs, inspector)
            if isinstance(found, Container):  # which may hold 24 MB
                return _unpack(found, archive, registry)
        return registry.quarantine(found) if isinstance(found, Quarantined) else found

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        ends = pool.map(lambda name: attempt(settle, name), blobs)
        settled = dict(zip(blobs, ends, strict=True))
    readable = {name: each for name, each in settled.items() if isinstance(each, Registration)}
    registered = registry.register_all(list(readable.values()))
    done = {name: each for name, each in settled.items() if not isinstance(each, Registration)}
    return done | dict(zip(readable, registered, strict=True))


def _unpack(found: Container, archive: Archive, registry: Registry) -> Outcome:
    stored = archive.put_all(found.tenant, found.documents)
    return registry.unpacked(found, [sha256 for sha256, _ in stored])
