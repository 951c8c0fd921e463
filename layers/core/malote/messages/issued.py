"""An NF-e that the tenant issued goes to its recipient: once, whatever is repeated."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from malote.audit import Action, Actor, Entry
from malote.errors import MaloteError
from malote.fiscal import Verdict
from malote.messages.posting import Posting
from malote.messages.requests import MessageRequest, WantedDocument
from malote.messages.rules import Brought, Skipped, issued_by, skipped
from malote.ports import Headers, Origins, SendRules, TaxIds

RULE: str = "nfe"
_BY = Actor("malote", f"rule:{RULE}")
_ORIGIN_COMES = timedelta(minutes=3)


class OriginUnknown(Exception):
    """Nobody wrote down yet who brought the document: ask again."""


@dataclass(frozen=True, slots=True)
class _AsChecked:
    """A catalog of the one header that was judged: no other version of it may go out instead."""

    checked: dict[str, Any]

    def header(self, tenant: str, access_key: str) -> dict[str, Any]:  # noqa: ARG002
        return self.checked


@dataclass(frozen=True, slots=True)
class IssuedNfe:
    """The rule ``nfe``, applied to what a change tells of."""

    rules: SendRules
    tax_ids: TaxIds
    catalog: Headers
    origins: Origins
    posting: Posting

    def changed(self, tenant: str, access_key: str, at: datetime, now: datetime) -> str | None:
        """A document came or got better ``at`` that time: send it if the rule says so.

        ``sent`` (the same again, if it was before), or why not; None is for what is none of the
        rule's business. Raises OriginUnknown, which ends three minutes after the change.
        """
        rule = self.rules.get(tenant, RULE)
        header = self.catalog.header(tenant, access_key) if rule.on else None
        if not header or not issued_by(self.tax_ids.tax_ids(tenant), header):
            return None
        if reason := skipped(rule, header):
            return reason
        if header.get("signature") != Verdict.VALID:
            brought = self.origins.of(tenant, header["sha256"])
            if brought is Brought.UNKNOWN and now - at < _ORIGIN_COMES:
                raise OriginUnknown(access_key)
            if brought is not Brought.BY_UPLOAD:
                return Skipped.NOT_PROVEN
        return self._post(tenant, access_key, header, now)

    def uploaded(self, tenant: str, sha256: str, at: datetime, now: datetime) -> str | None:
        """A user brought these bytes, which may have come by mail before: as ``changed``."""
        access_key = self.origins.document(tenant, sha256)
        return self.changed(tenant, access_key, at, now) if access_key else None

    def _post(self, tenant: str, access_key: str, header: dict[str, Any], now: datetime) -> str:
        request = MessageRequest(
            branch=header["issuer_tax_id"],
            template="nfe",
            attachments=(
                WantedDocument(kind="xml", document=access_key),
                WantedDocument(kind="pdf", document=access_key),
            ),
        )
        entry = Entry(tenant, now, _BY, Action.MESSAGE_CREATED, access_key)
        composer = replace(self.posting.composer, catalog=_AsChecked(header))
        try:
            replace(self.posting, composer=composer).post(
                request, entry, key=f"{RULE}:{access_key}", what="rule"
            )
        except MaloteError as error:  # no account to send through, no address, no printed form
            return str(error)
        return "sent"
