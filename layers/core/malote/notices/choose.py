"""What a user wants to be mailed of: chosen, or turned off by the link of a notice."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from malote.audit import Action, Actor, Entry
from malote.errors import NotFound
from malote.notices.models import NoticeKind, User
from malote.notices.tokens import Choice
from malote.ports import AuditTrail, UserDirectory


def choose(
    choices: Mapping[NoticeKind, bool], entry: Entry, users: UserDirectory, trail: AuditTrail
) -> User:
    """Turn kinds on or off for the user that ``entry`` names. Raises NotFound."""
    said = {kind.value: "on" if wanted else "off" for kind, wanted in choices.items()}
    trail.record(replace(entry, details=said))
    user = users.choose(entry.tenant, entry.target, choices)
    if user is None:
        raise NotFound("este usuário ainda não recebe avisos: malote-admin user sync o inclui")
    return user


def turn_off(choice: Choice, at: datetime, users: UserDirectory, trail: AuditTrail) -> None:
    """Do what a link proves. Its user may be gone meanwhile: then there is nothing to do."""
    actor = Actor("user", choice.sub)
    details = {choice.kind.value: "off", "by": "link"}
    trail.record(Entry(choice.tenant, at, actor, Action.NOTICES_CHANGED, choice.sub, details))
    users.choose(choice.tenant, choice.sub, {choice.kind: False})
