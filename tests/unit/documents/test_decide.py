"""What users decide of documents."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import ValidationError

from malote.audit import Action
from malote.documents import Decision
from malote.documents.decide import DecisionRequest, decide
from malote.documents.views import DocumentHeader
from malote.errors import InvalidInput, NotFound
from tests.fakes.stores import NOON
from tests.fakes.trail import MemoryTrail, entry

KEY = "35180834128745000152550010000476051695511860"
HEADER = {
    "access_key": KEY, "record": "summary", "status": "returned", "cancelled": False,
    "model": "55", "series": 1, "number": 47605,
}  # fmt: skip


@dataclass
class MemoryDecisions:
    header: dict[str, Any] | None = field(default_factory=lambda: dict(HEADER))
    kept: list[Decision] = field(default_factory=list)

    def record(self, decision: Decision) -> dict[str, Any] | None:
        self.kept.append(decision)
        if self.header is None:
            return None
        said = {"status": decision.status, "note": decision.note, "decided_by": decision.user}
        self.header |= {name: value for name, value in said.items() if value is not None}
        return self.header


def ask(body: str, decisions: MemoryDecisions) -> DocumentHeader:
    request = DecisionRequest.model_validate_json(body)
    trail = MemoryTrail()
    header = decide(request, entry(Action.DOCUMENT_DECIDED, KEY), decisions, trail)
    assert [each.entry_id for each in trail.kept] == [decisions.kept[-1].decision_id]
    return header


def test_who_and_when_go_with_what() -> None:
    decisions = MemoryDecisions()
    header = ask('{"status": "accepted", "note": "conferida"}', decisions)
    assert (header.status, header.note, header.decided_by) == ("accepted", "conferida", "u-1")
    (kept,) = decisions.kept
    assert (kept.tenant, kept.access_key, kept.at) == ("acme", KEY, NOON)
    assert (kept.user, kept.email) == ("u-1", "ana@acme.test")


def test_what_is_left_out_stays() -> None:
    decisions = MemoryDecisions()
    ask('{"status": "ignored"}', decisions)
    header = ask('{"note": "ver com o fornecedor"}', decisions)
    assert (header.status, header.note) == ("ignored", "ver com o fornecedor")
    assert ask('{"note": ""}', decisions).note == ""


def test_two_alike_are_two() -> None:
    decisions = MemoryDecisions()
    ask('{"status": "accepted"}', decisions)
    ask('{"status": "accepted"}', decisions)
    assert len({each.decision_id for each in decisions.kept}) == 2


@pytest.mark.parametrize("body", ["{}", '{"status": null, "note": null}'])
def test_nothing_is_no_decision(body: str) -> None:
    decisions = MemoryDecisions()
    with pytest.raises(InvalidInput, match="status"):
        ask(body, decisions)
    assert decisions.kept == []


def test_what_does_not_exist_is_not_decided() -> None:
    with pytest.raises(NotFound):
        ask('{"status": "accepted"}', MemoryDecisions(header=None))


@pytest.mark.parametrize(
    "body",
    ['{"status": "cancelled"}', '{"status": "ACCEPTED"}', '{"note": 1}', '{"state": "accepted"}',
     '{"status": "accepted", "decided_by": "u-2"}', f'{{"note": "{"n" * 501}"}}', "[]", "null",
     '"accepted"', "", "{", '{"note": "\\ud800"}', "[" * 100_000],
)  # fmt: skip
def test_anything_else_is_refused(body: str) -> None:
    with pytest.raises(ValidationError):
        DecisionRequest.model_validate_json(body)
