"""What making a message needs beside the outbox, in memory."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from malote.errors import IdempotencyMismatch, NotFound
from malote.messages.models import SendRequest
from malote.messages.templates import OwnWords


@dataclass
class MemoryHeaders:
    """Stored headers, by tenant and access key."""

    kept: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def header(self, tenant: str, access_key: str) -> dict[str, Any] | None:
        return self.kept.get((tenant, access_key))


@dataclass
class MemoryUploads:
    kept: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def put(self, tenant: str, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        self.kept[tenant, sha256] = content
        return sha256

    def get(self, tenant: str, sha256: str) -> bytes:
        try:
            return self.kept[tenant, sha256]
        except KeyError:
            raise NotFound(sha256) from None

    def size(self, tenant: str, sha256: str) -> int:
        return len(self.get(tenant, sha256))


@dataclass
class MemoryOnce:
    kept: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)

    def claim(self, tenant: str, what: str, key: str, fingerprint: str, new_id: str) -> str:
        known = self.kept.setdefault((tenant, what, key), (fingerprint, new_id))
        if known[0] != fingerprint:
            raise IdempotencyMismatch
        return known[1]


@dataclass
class MemorySendQueue:
    """``broken``: SQS does not answer."""

    sent: list[SendRequest] = field(default_factory=list)
    broken: bool = False

    def send(self, requests: Iterable[SendRequest], *, after_seconds: int = 0) -> None:
        if self.broken:
            raise ConnectionError
        self.sent += requests


@dataclass
class MemoryTemplates:
    kept: dict[tuple[str, str], OwnWords] = field(default_factory=dict)

    def get(self, tenant: str, name: str) -> OwnWords | None:
        return self.kept.get((tenant, name))

    def list(self, tenant: str) -> dict[str, OwnWords]:
        return {name: own for (of, name), own in self.kept.items() if of == tenant}

    def save(self, tenant: str, name: str, own: OwnWords) -> None:
        self.kept[tenant, name] = own

    def delete(self, tenant: str, name: str) -> None:
        self.kept.pop((tenant, name), None)
