"""Requests that came with an Idempotency-Key, for good: one item for each."""

import hashlib

from malote.adapters import keys
from malote.adapters.table import Table
from malote.errors import IdempotencyMismatch


class OnceItems:
    """The port ``Once``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def claim(self, tenant: str, what: str, key: str, fingerprint: str, new_id: str) -> str:
        """The id that the key stands for: ``new_id``, or that of the first request with it.

        Raises IdempotencyMismatch if that one had another ``fingerprint``.
        """
        item = self._table.update(
            keys.once(tenant, what, hashlib.sha256(key.encode()).hexdigest()),
            {},
            once={"new_id": new_id, "fingerprint": fingerprint},
        )
        if item["fingerprint"] != fingerprint:
            raise IdempotencyMismatch
        return str(item["new_id"])
