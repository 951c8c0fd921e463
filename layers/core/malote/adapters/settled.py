"""Which blobs the ledger says the end of."""

from collections.abc import Sequence, Set

from malote.adapters import keys
from malote.adapters.table import Table


class SettledBlobs:
    """Asks for a hundred entries a call, and of each for its outcome alone."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def unknown(self, names: Sequence[tuple[str, str]]) -> Set[tuple[str, str]]:
        """Those, of tenant and SHA-256 each, of which it does not say how they ended.

        One settled in this very moment may be among them: it is then read once more, in vain.
        """
        by_key = {keys.blob(*name)["PK"]: name for name in names}
        entries = self._table.get_all((keys.blob(*name) for name in names), ("PK", "outcome"))
        settled = {by_key[entry["PK"]] for entry in entries if "outcome" in entry}
        return set(names) - settled
