"""An entry of the audit trail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import uuid4


class Action(StrEnum):
    """What was done: to what kind of thing, and what."""

    DOCUMENT_DECIDED = "document.decided"
    DOCUMENTS_UPLOADED = "documents.uploaded"
    QUARANTINE_RETRIED = "quarantine.retried"
    MAILBOX_CREATED = "mailbox.created"
    MAILBOX_CHANGED = "mailbox.changed"
    MAILBOX_CREDENTIAL_CHANGED = "mailbox.credential_changed"
    MAILBOX_PAUSED = "mailbox.paused"
    MAILBOX_RESUMED = "mailbox.resumed"
    MAILBOX_DELETED = "mailbox.deleted"
    MAILBOX_TESTED = "mailbox.tested"
    MAIL_SETTINGS_CHANGED = "mail_settings.changed"
    MAIL_SETTINGS_DELETED = "mail_settings.deleted"
    MAIL_SETTINGS_PAUSED = "mail_settings.paused"
    MAIL_SETTINGS_TESTED = "mail_settings.tested"
    MESSAGE_CREATED = "message.created"
    MESSAGE_CANCELLED = "message.cancelled"
    MESSAGE_RESENT = "message.resent"
    FILE_UPLOADED = "file.uploaded"
    TEMPLATE_CHANGED = "template.changed"
    TEMPLATE_DELETED = "template.deleted"
    SEND_RULE_CHANGED = "send_rule.changed"
    BRANCH_CREATED = "branch.created"
    BRANCH_CHANGED = "branch.changed"
    BRANCH_DELETED = "branch.deleted"
    CERTIFICATE_INSTALLED = "certificate.installed"
    CERTIFICATE_CHANGED = "certificate.changed"
    CERTIFICATE_DELETED = "certificate.deleted"
    CERTIFICATE_RESTORED = "certificate.restored"
    CERTIFICATE_USED = "certificate.used"
    BILLING_ACCOUNT_CHANGED = "billing_account.changed"
    BILLING_ACCOUNT_DELETED = "billing_account.deleted"
    BILLING_ACCOUNT_TESTED = "billing_account.tested"
    BILLING_TEST_OVERRIDDEN = "billing_account.test_overridden"
    CHARGE_CREATED = "charge.created"
    CHARGE_CANCELED = "charge.canceled"
    CHARGE_RESENT = "charge.resent"
    CHARGE_SETTLED = "charge.settled"
    CHARGE_RE_DATED = "charge.re_dated"
    SEFAZ_SETTINGS_CHANGED = "sefaz_settings.changed"
    SEFAZ_REQUESTED = "sefaz.requested"
    MANIFESTATION_REQUESTED = "sefaz.manifestation_requested"
    DEVICE_OFFERED = "device.offered"
    DEVICE_ENROLLED = "device.enrolled"
    DEVICE_REVOKED = "device.revoked"
    NOTICES_CHANGED = "notices.changed"
    POLL_REQUESTED = "mailbox.poll_requested"
    TENANT_CREATED = "tenant.created"
    MODULES_LICENSED = "tenant.modules_licensed"
    TAX_IDS_ADDED = "tenant.tax_ids_added"
    USER_CREATED = "user.created"
    TRUST_CHANGED = "trust.changed"
    REPLAY_REQUESTED = "replay.requested"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a user (by ``sub``), the cloud admin (an AWS identity), or Malote itself."""

    kind: Literal["user", "cloud_admin", "malote"]
    name: str
    email: str | None = None


MALOTE = Actor("malote", "malote")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done to ``target``, an id as the API shows it; ``details`` never hold a secret.

    Written before the thing is done: nothing is done that is not told, while an entry whose work
    then failed stays, as what somebody tried.
    """

    tenant: str
    at: datetime
    actor: Actor
    action: Action
    target: str
    details: Mapping[str, str] = field(default_factory=dict)
    entry_id: str = field(default_factory=lambda: uuid4().hex[:12])
