"""Keys of the bucket."""

import re

from malote.adapters.keys.tenancy import checked

INBOX = "inbox/"
TRUSTED_ROOTS = "trust/roots.pem"


def inbox(tenant: str, sha256: str) -> str:
    return f"{INBOX}{checked(tenant)}/{sha256}"


def quarantine(tenant: str, blob_id: str) -> str:
    return f"quarantine/{checked(tenant)}/{blob_id}"


def pdf(tenant: str, name: str) -> str:
    return f"pdf/{checked(tenant)}/{name}.pdf"


def export_file(tenant: str, month: str, export_id: str, name: str) -> str:
    return f"exports/{checked(tenant)}/{month}/{export_id}/{name}"


def file(tenant: str, sha256: str) -> str:
    return f"files/{checked(tenant)}/{sha256}"


def sent_mail(tenant: str, message_id: str) -> str:
    return f"sent/{checked(tenant)}/{message_id}.eml"


def remote_answer(tenant: str, job_id: str) -> str:
    return f"remote/{checked(tenant)}/{job_id}"


def of_inbox(object_key: str) -> tuple[str, str]:
    """Tenant and SHA-256 of an inbox object. Raises ValueError on any other key."""
    match = re.fullmatch(r"inbox/([^/]+)/([0-9a-f]{64})", object_key)
    if not match:
        raise ValueError(f"not an inbox object: {object_key[:100]!r}")
    return checked(match[1]), match[2]
