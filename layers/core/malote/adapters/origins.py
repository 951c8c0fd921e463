"""Who brought the bytes of a document, as the ledger has it in this very moment."""

from itertools import islice

from malote.adapters import keys
from malote.adapters.table import Table
from malote.documents import Outcome
from malote.messages.rules import Brought

_CONTAINERS_ASKED = 20  # anybody may mail a document in as many files as he likes
_DEEP = 3  # files in files in files


class OriginItems:
    """The port ``Origins``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of(self, tenant: str, sha256: str) -> Brought:
        """By a user, if by any; else by mail, if by any; of a document in a file, the file's."""
        return self._of(tenant, sha256, _DEEP)

    def document(self, tenant: str, sha256: str) -> str | None:
        """The access key of the document that these bytes are, once they are registered."""
        blob = self._table.get(keys.blob(tenant, sha256)) or {}
        return blob["access_key"] if blob.get("outcome") == Outcome.REGISTERED else None

    def _of(self, tenant: str, sha256: str, deep: int) -> Brought:
        if self._has(tenant, sha256, "UPLOAD#"):
            return Brought.BY_UPLOAD
        found = {
            self._of(tenant, each, deep - 1) for each in self._containers(tenant, sha256, deep)
        }
        if Brought.BY_UPLOAD in found:
            return Brought.BY_UPLOAD
        by_mail = self._has(tenant, sha256, "MAIL#") or Brought.BY_MAIL in found
        return Brought.BY_MAIL if by_mail else Brought.UNKNOWN

    def _has(self, tenant: str, sha256: str, kind: str) -> bool:
        # Each kind is asked for by itself: a flood of mails must not hide the one upload.
        key = keys.source(tenant, sha256, kind)
        pages = self._table.pages(key["PK"], begins=key["SK"], latest=True, limit=1)
        return bool(next(iter(pages))[0])

    def _containers(self, tenant: str, sha256: str, deep: int) -> list[str]:
        if not deep:
            return []
        key = keys.source(tenant, sha256, "CONTAINER#")
        found = self._table.query(key["PK"], begins=key["SK"], latest=True)
        return [item["container"] for item in islice(found, _CONTAINERS_ASKED)]
