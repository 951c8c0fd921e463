"""The answer of a test, as the API gives it."""

from typing import Literal

from pydantic import BaseModel

from malote.errors import Step


class StepView(BaseModel):
    """One step of the talk, in its order; what comes after a failure is ``skipped``."""

    step: Step
    status: Literal["ok", "failed", "skipped"]


class CheckReport(BaseModel):
    """How the test of a mail account went.

    ``message`` is one line for people; when it ``failed``, ``step`` is where, ``code`` a stable
    name of what happened, ``server_said`` the server's own words with nothing secret in them,
    ``cause`` what they mean and ``action`` what to do at this ``provider`` (``help_url`` its page
    on it).
    """

    status: Literal["ok", "failed"]
    message: str
    step: Step | None = None
    code: str | None = None
    server_said: str = ""
    cause: str = ""
    action: str = ""
    provider: str | None = None
    help_url: str | None = None
    steps: list[StepView] = []
    seconds: float
