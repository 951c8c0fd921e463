"""What was stored, by the mail that brought it or the document that it is of."""

from collections.abc import Iterator

from malote.adapters import keys
from malote.adapters.filters import Filter
from malote.adapters.items import Item
from malote.adapters.table import GSI1, Table


class History:
    """Reads the ledgers of mails and of blobs, always inside one tenant."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def mail(self, tenant: str, mailbox_id: str, uid_validity: int, uid: int) -> Item | None:
        """What became of one mail."""
        return self._table.get(keys.message(tenant, mailbox_id, uid_validity, uid))

    def mails(self, tenant: str, mailbox_id: str, period: tuple[str, str] | None) -> Iterator[Item]:
        """A mailbox's mails; those received in a period of UTC, as ``parse_period`` gives it."""
        within = []
        if period:
            at = ("received_at",)
            within = [Filter(at, ">=", period[0]), Filter(at, "<=", f"{period[1]}~")]
        some = keys.message(tenant, mailbox_id, 0, 0)
        for page, _ in self._table.pages(some["PK"], begins="MESSAGE#", filters=within):
            yield from page

    def versions(self, tenant: str, access_key: str) -> list[str]:
        """The SHA-256 of every blob of a document, and of its events."""
        partition = keys.document(tenant, access_key)["PK"]
        return [blob["GSI1SK"] for blob in self._table.query(partition, index=GSI1)]
