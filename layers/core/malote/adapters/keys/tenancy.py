"""A tenant's name, and the keys that begin with it."""

import re

Key = dict[str, str]

_TENANT = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]")


def checked(tenant: str) -> str:
    """The tenant's name, if it is one: 3 to 40 of a-z, 0-9 and hyphen. Raises ValueError."""
    if not _TENANT.fullmatch(tenant):
        raise ValueError(f"not a tenant: {tenant[:50]!r}")
    return tenant


def key(tenant: str, partition: str, sort: str) -> Key:
    """In a partition of the tenant's; ``partition`` is what follows its name."""
    return {"PK": f"TENANT#{checked(tenant)}{partition}", "SK": sort}
