"""The papers that were drawn, in memory."""

from dataclasses import dataclass, field


@dataclass
class MemoryPapers:
    kept: dict[str, bytes] = field(default_factory=dict)

    def has(self, tenant: str, name: str) -> bool:
        return f"{tenant}/{name}" in self.kept

    def put(self, tenant: str, name: str, pdf: bytes) -> None:
        self.kept[f"{tenant}/{name}"] = pdf

    def get(self, tenant: str, name: str) -> bytes:
        return self.kept[f"{tenant}/{name}"]

    def link(self, tenant: str, name: str, filename: str, seconds: int) -> str:
        return f"memory:{tenant}/{name}"
