"""The tenants' own words for mails, in memory."""

from dataclasses import dataclass, field

from malote.messages.templates import OwnWords


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
