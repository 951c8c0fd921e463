"""A user decides: takes a document out of Retornadas, ignores it, puts it back, notes something."""

from datetime import datetime
from typing import Annotated
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from malote.documents.models import DecidedStatus, Decision
from malote.documents.views import DocumentHeader
from malote.errors import InvalidInput, NotFound
from malote.ports import Decisions


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
    tenant: str,
    access_key: str,
    request: DecisionRequest,
    user: str,
    email: str | None,
    at: datetime,
    decisions: Decisions,
) -> DocumentHeader:
    """Write down what a user (by its ``sub``) decides of a document or summary, and when.

    Of several at once the last one is in force, and all are kept. A new version of the document
    changes nothing of it. Raises InvalidInput when nothing is decided, NotFound.
    """
    if request.status is None and request.note is None:
        raise InvalidInput("diga status, note ou os dois")
    decision = Decision(
        tenant=tenant,
        access_key=access_key,
        decision_id=uuid4().hex[:12],
        at=at,
        user=user,
        email=email,
        status=request.status,
        note=request.note,
    )
    header = decisions.record(decision)
    if header is None:
        raise NotFound(access_key)
    return DocumentHeader.of(header)
