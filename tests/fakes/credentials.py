"""Credentials in memory."""

import math
from dataclasses import dataclass, field
from threading import Lock

from pydantic import SecretStr

from malote.mail_accounts import Account, Credential
from malote.ports import KeptSecret


def password(value: str) -> Credential:
    return Credential(SecretStr(value))


@dataclass(frozen=True)
class FixedCredentials:
    """The port ``Credentials``: one password for every mailbox."""

    value: str = "secret"

    def get(
        self, account: Account, *, renew: bool = False, deadline: float = math.inf
    ) -> Credential:
        return password(self.value)


@dataclass
class MemorySecrets:
    """The port ``Secrets``; ``wrote`` is every text that replaced another."""

    texts: dict[str, str]
    versions: dict[str, int] = field(default_factory=dict)
    wrote: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def read(self, name: str) -> KeptSecret:
        with self._lock:
            return KeptSecret(self.texts[name], str(self.versions.get(name, 0)))

    def replace(self, name: str, text: str, *, instead_of: str) -> bool:
        with self._lock:
            if str(self.versions.get(name, 0)) != instead_of:
                return False
            self.wrote.append(text)
        self.give(name, text)
        return True

    def give(self, name: str, text: str) -> None:
        """As an admin does: whatever was there."""
        with self._lock:
            self.texts[name] = text
            self.versions[name] = self.versions.get(name, 0) + 1
