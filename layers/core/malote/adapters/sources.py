"""Who brought a blob, as it is kept under the blob."""

from malote.adapters import keys
from malote.adapters.items import Value
from malote.documents import Source


def source_item(tenant: str, sha256: str, source: Source) -> dict[str, Value]:
    """A source under the blob that it brought."""
    return {
        **keys.source(tenant, sha256, source.source_id),
        "kind": source.kind,
        "received_at": source.received_at,
        "path": source.path,
        **source.details,
    }
