"""A user decides: takes a document out of Retornadas, ignores it, puts it back, notes something."""

from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from malote.audit import Entry
from malote.documents.models import DecidedStatus, Decision
from malote.documents.views import DocumentHeader
from malote.errors import InvalidInput, NotFound
from malote.ports import AuditTrail, Decisions


class DecisionRequest(BaseModel):
    """What is decided: a status, a note, or both. What is left out stays as it was."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"status": "accepted", "note": "Conferida"}]},
    )

    status: Annotated[
        DecidedStatus | None,
        Field(description="accepted and ignored take it out of Retornadas, returned puts it back"),
    ] = None
    note: Annotated[
        str | None, Field(max_length=500, description="Empty to take the note away")
    ] = None


def decide(
    request: DecisionRequest, entry: Entry, decisions: Decisions, trail: AuditTrail
) -> DocumentHeader:
    """Write down what a user decides of a document or summary: who, which and when says ``entry``.

    Of several at once the last one is in force, and all are kept. A new version of the document
    changes nothing of it. Raises InvalidInput when nothing is decided, NotFound.
    """
    if request.status is None and request.note is None:
        raise InvalidInput("diga status, note ou os dois")
    said = {name: value for name, value in request if value is not None}
    trail.record(replace(entry, details=said))
    decision = Decision(
        tenant=entry.tenant,
        access_key=entry.target,
        decision_id=entry.entry_id,
        at=entry.at,
        user=entry.actor.name,
        email=entry.actor.email,
        status=request.status,
        note=request.note,
    )
    header = decisions.record(decision)
    if header is None:
        raise NotFound(entry.target)
    return DocumentHeader.of(header)
