"""Rules as the API shows them, and how one is switched."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, StrictBool

from malote.messages.rules import SendRule


class SendRuleView(BaseModel):
    """``nfe``: each NF-e that the tenant issued is sent to its recipient, once, with its DANFE.

    What was authorized before ``since``, when it was switched on, is not.
    """

    name: str
    on: bool
    since: datetime | None = None

    @classmethod
    def of(cls, rule: SendRule) -> Self:
        """From the rule as it is."""
        return cls(name=rule.name, on=rule.on, since=rule.since)


class SendRuleList(BaseModel):
    """Every rule there is."""

    items: list[SendRuleView]
    next_cursor: str | None = None


class RuleSwitch(BaseModel):
    """On or off. On again, where it is on, changes nothing."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"on": True}]})

    on: StrictBool
