"""What each tenant has sent by itself, in the table."""

from datetime import datetime

from malote.adapters import keys
from malote.adapters.items import Item
from malote.adapters.table import ConditionFailed, Table
from malote.messages.rules import SendRule


class SendRuleItems:
    """The port ``SendRules``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, tenant: str, name: str) -> SendRule:
        """A rule, off unless somebody switched it on."""
        return _rule(name, self._table.get(keys.send_rule(tenant, name)) or {})

    def switch(self, tenant: str, name: str, on: bool, at: datetime) -> SendRule:
        """Switch it; one that is on already keeps since when it is. The rule as it is then."""
        key = keys.send_rule(tenant, name)
        if not on:
            return _rule(name, self._table.update(key, {"on": False}, remove=["since"]))
        try:
            item = self._table.update(
                key,
                {"on": True, "since": at},
                condition="attribute_not_exists(#on) OR #on = :off",
                given={"off": False},
            )
        except ConditionFailed as found:
            item = found.item
        return _rule(name, item)


def _rule(name: str, item: Item) -> SendRule:
    since = item.get("since")
    return SendRule(name, bool(item.get("on")), datetime.fromisoformat(since) if since else None)
