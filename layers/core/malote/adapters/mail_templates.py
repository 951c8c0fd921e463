"""The tenants' own words for mails: one item for each template that was reworded."""

from malote.adapters import keys
from malote.adapters.items import Item
from malote.adapters.table import Table
from malote.messages.templates import OwnWords


class MailTemplateItems:
    """The port ``MailTemplates``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, tenant: str, name: str) -> OwnWords | None:
        """What the tenant says instead of Malote, if anything."""
        item = self._table.get(keys.mail_template(tenant, name))
        return _own(item) if item else None

    def list(self, tenant: str) -> dict[str, OwnWords]:
        """All that it says, by the template's name."""
        key = keys.mail_template(tenant)
        found = self._table.query(key["PK"], begins=key["SK"])
        return {item["SK"].removeprefix(key["SK"]): _own(item) for item in found}

    def save(self, tenant: str, name: str, own: OwnWords) -> None:
        """Keep them, in place of what was there."""
        said = own.model_dump()
        unsaid = [field for field, words in said.items() if words is None]
        self._table.update(keys.mail_template(tenant, name), said, remove=unsaid)

    def delete(self, tenant: str, name: str) -> None:
        """Back to Malote's own."""
        self._table.delete(keys.mail_template(tenant, name))


def _own(item: Item) -> OwnWords:
    return OwnWords(subject=item.get("subject"), text=item.get("text"))
