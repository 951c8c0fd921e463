"""Which blobs the ledger says the end of."""

from collections.abc import Mapping, Sequence, Set

from malote.adapters import keys
from malote.adapters.table import Table
from malote.documents import BlobName


class SettledBlobs:
    """Asks for a hundred entries a call, and of each for its outcome alone."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def unknown(self, names: Sequence[BlobName]) -> Set[BlobName]:
        """Those of which it does not say how they ended.

        One settled in this very moment may be among them: it is then read once more, in vain.
        """
        return set(names) - self.outcomes(names).keys()

    def outcomes(self, names: Sequence[BlobName]) -> Mapping[BlobName, str]:
        """How those ended of which it says so."""
        by_key = {keys.blob(*name)["PK"]: name for name in names}
        entries = self._table.get_all((keys.blob(*name) for name in names), ("PK", "outcome"))
        return {by_key[each["PK"]]: each["outcome"] for each in entries if "outcome" in each}
