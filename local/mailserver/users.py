"""Who has a mailbox: a JSON file of ``{"ana@empresa.test": "password"}``, read again at will."""

import json
from pathlib import Path


class Users:
    """The file may change while the servers run: a new password counts from the next login on."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def passwords(self) -> dict[str, str]:
        """By address, in lower case."""
        users: dict[str, str] = json.loads(self._path.read_text())
        return {address.lower(): password for address, password in users.items()}

    def has(self, address: str) -> bool:
        """Whether mail to this address is taken."""
        return address.lower() in self.passwords()
