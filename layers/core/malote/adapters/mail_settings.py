"""The branches' accounts in the table: one item each, every write conditional on its revision."""

from datetime import datetime

from malote.adapters import keys
from malote.adapters.items import Item
from malote.adapters.table import ConditionFailed, Table
from malote.mail_settings import MailSettings


class MailSettingsItems:
    """The port ``MailSettingsStore``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, tenant: str, branch: str) -> MailSettings | None:
        """The settings, or None."""
        item = self._table.get(keys.mail_settings(tenant, branch))
        return MailSettings.model_validate(item) if item else None

    def list(self, tenant: str) -> list[MailSettings]:
        """Those of all branches that have some, by branch."""
        key = keys.mail_settings(tenant)
        found = self._table.query(key["PK"], begins=key["SK"], latest=True)
        return [*map(MailSettings.model_validate, found)]

    def save(self, settings: MailSettings, *, instead_of: str | None) -> bool:
        """Write them, neither paused nor held.

        False if the ``revision`` is no more this one (None: none).
        """
        try:
            self._table.update(
                keys.mail_settings(settings.tenant, settings.branch),
                settings.model_dump(mode="json", exclude={"paused"}),
                remove=["paused", "held_until"],
                condition="revision = :former" if instead_of else "attribute_not_exists(PK)",
                given={"former": instead_of} if instead_of else None,
            )
        except ConditionFailed as failed:
            # botocore repeats a call whose answer was lost: then it is we who came first.
            return failed.item.get("revision") == settings.revision
        return True

    def delete(self, settings: MailSettings) -> bool:
        """Forget them. False if they were changed meanwhile, or are gone."""
        key = keys.mail_settings(settings.tenant, settings.branch)
        try:
            self._table.delete(key, *_unchanged(settings))
        except ConditionFailed:
            return False
        return True

    def pause(self, settings: MailSettings, code: str) -> bool:
        """Stop sending through them; False if they were changed meanwhile."""
        return self._note(settings, {"paused": code})

    def hold(self, settings: MailSettings, until: datetime) -> None:
        """No mail of this account before ``until``, or later if that was said already.

        New settings forget it.
        """
        longer = "(attribute_not_exists(held_until) OR held_until < :until)"
        self._note(settings, {"held_until": until}, longer, {"until": until})

    def held_until(self, settings: MailSettings) -> datetime | None:
        """Until when the account rests, read anew."""
        item = self._table.get(keys.mail_settings(settings.tenant, settings.branch)) or {}
        if item.get("revision") != settings.revision or "held_until" not in item:
            return None
        return datetime.fromisoformat(item["held_until"])

    def _note(
        self, settings: MailSettings, what: Item, only_if: str = "", given: Item | None = None
    ) -> bool:
        condition, unchanged = _unchanged(settings)
        try:
            self._table.update(
                keys.mail_settings(settings.tenant, settings.branch),
                what,
                condition=f"{condition} AND {only_if}" if only_if else condition,
                given=unchanged | (given or {}),
            )
        except ConditionFailed:
            return False
        return True


def _unchanged(settings: MailSettings) -> tuple[str, dict[str, str]]:
    return "revision = :revision", {"revision": settings.revision}
