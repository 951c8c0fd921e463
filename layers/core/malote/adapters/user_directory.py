"""The tenants' users in the table: Cognito cannot be asked for those of one tenant."""

from collections.abc import Mapping
from datetime import datetime

from malote.adapters import keys
from malote.adapters.items import Item
from malote.adapters.table import ConditionFailed, Table
from malote.notices.models import NoticeKind, User

_OFF = "off_"  # before a kind: an attribute of its own, so that two choices at once both count


class UserItems:
    """The port ``UserDirectory``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def list(self, tenant: str) -> list[User]:
        """All of them."""
        key = keys.user(tenant)
        return [_user(item) for item in self._table.query(key["PK"], begins=key["SK"])]

    def get(self, tenant: str, sub: str) -> User | None:
        """One of them."""
        item = self._table.get(keys.user(tenant, sub))
        return _user(item) if item else None

    def save(self, user: User) -> None:
        """Write one down; what he wants to be told stays as it was."""
        self._table.update(
            keys.user(user.tenant, user.sub),
            {"tenant": user.tenant, "sub": user.sub, "email": user.email, "group": user.group},
            once={"created_at": user.created_at},
        )

    def delete(self, tenant: str, sub: str) -> None:
        """Forget one."""
        self._table.delete(keys.user(tenant, sub))

    def choose(self, tenant: str, sub: str, choices: Mapping[NoticeKind, bool]) -> User | None:
        """Turn kinds on or off. The user as he is then, or None if there is no such user."""
        if not choices:
            return self.get(tenant, sub)
        try:
            return _user(
                self._table.update(
                    keys.user(tenant, sub),
                    {f"{_OFF}{kind}": not wanted for kind, wanted in choices.items()},
                    condition="attribute_exists(PK)",
                )
            )
        except ConditionFailed:
            return None


def _user(item: Item) -> User:
    return User(
        tenant=item["tenant"],
        sub=item["sub"],
        email=item["email"],
        group=item["group"],
        created_at=datetime.fromisoformat(item["created_at"]),
        off=frozenset(kind for kind in NoticeKind if item.get(f"{_OFF}{kind}")),
    )
