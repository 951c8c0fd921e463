"""What the cloud admin does to a tenant is in the tenant's audit trail."""

from datetime import UTC, datetime
from functools import cache

from malote import bootstrap
from malote.adapters.aws import client
from malote.audit import Action, Actor, Entry


def told(tenant: str, action: Action, target: str, **details: str) -> None:
    """Write down, before it is done, what the caller of this command does."""
    bootstrap.audit_trail().record(entry_of(tenant, action, target, **details))


def entry_of(tenant: str, action: Action, target: str, **details: str) -> Entry:
    """What the caller of this command does, to be written down by whoever does it."""
    actor = Actor("cloud_admin", _identity())
    return Entry(tenant, datetime.now(UTC), actor, action, target, details)


@cache
def _identity() -> str:
    return client("sts").get_caller_identity()["Arn"]
