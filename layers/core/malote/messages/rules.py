"""What a tenant has sent by itself: every NF-e that it issues, to its recipient.

Anybody can mail a forged NF-e of the tenant's to the tenant's mailbox, with any recipient in it.
What came by mail alone is sent only if its signature is proven, which nobody else can make.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from malote.fiscal import Environment, Kind, Verdict
from malote.fiscal.remarks import RemarkCode

RuleName = Literal["nfe"]
"""Every rule there is."""

_AUTHORIZED = {"100", "150"}  # in time, and after it (MOC NF-e 7.0, appendix of messages)


@dataclass(frozen=True, slots=True)
class SendRule:
    """``since`` (aware) is when it was switched on: what was issued before is not sent."""

    name: str
    on: bool
    since: datetime | None = None


class Brought(StrEnum):
    """Who brought a document; it may be registered a moment before that is written down."""

    BY_UPLOAD = "upload"
    BY_MAIL = "mail"
    UNKNOWN = "unknown"


class Skipped(StrEnum):
    """Why an NF-e of the tenant's own is not sent by itself."""

    NOT_AUTHORIZED = "not_authorized"
    HOMOLOGATION = "homologation"
    CANCELLED = "cancelled"
    BEFORE_THE_RULE = "before_the_rule"
    TAMPERED = "tampered"
    NOT_PROVEN = "not_proven"


def issued_by(tax_ids: Set[str], header: Mapping[str, Any]) -> bool:
    """Whether a stored document is a whole NF-e that the tenant issued."""
    return (
        header["record"] == "document"
        and header.get("kind") == Kind.NFE
        and header.get("issuer_tax_id") in tax_ids
    )


def skipped(rule: SendRule, header: Mapping[str, Any]) -> Skipped | None:
    """Why the NF-e is not to be sent, whoever brought it; None if nothing speaks against it."""
    if header.get("environment") != Environment.PRODUCTION:
        return Skipped.HOMOLOGATION
    if header.get("cancelled"):
        return Skipped.CANCELLED
    if not _authorized(header):
        return Skipped.NOT_AUTHORIZED
    if not _as_of(rule, header):
        return Skipped.BEFORE_THE_RULE
    return Skipped.TAMPERED if header.get("signature") == Verdict.TAMPERED else None


def _authorized(header: Mapping[str, Any]) -> bool:
    """By a protocol, and its own one."""
    return (
        header.get("status_code") in _AUTHORIZED
        and bool(header.get("protocol"))
        and RemarkCode.PROTOCOL_OF_ANOTHER not in header.get("remarks", {})
    )


def _as_of(rule: SendRule, header: Mapping[str, Any]) -> bool:
    at = header.get("authorized_at") or header.get("issued_at")
    if not at or not rule.since:
        return False
    return datetime.fromisoformat(at) >= rule.since
