"""Looking back at all that the other tests made the stack say."""

import json

import pytest

from tests.e2e.stack import Stack
from tests.e2e.template import resources

pytestmark = pytest.mark.usefixtures("schedule")


def test_no_function_logged_an_error_that_no_test_asked_for(stack: Stack) -> None:
    def expected(at: float) -> bool:
        return any(
            began.timestamp() - 1 <= at <= ended.timestamp() + 1 for began, ended in stack.broken
        )

    errors = [
        line
        for at, line in stack.logs()
        if level(line) in {"ERROR", "CRITICAL"} and not expected(at.timestamp())
    ]
    assert not errors, "\n".join(errors)[:8000]


def level(line: str) -> str:
    """Of a log line; what is no JSON came from outside of our logger."""
    try:
        return str(json.loads(line)["level"])
    except (ValueError, TypeError, KeyError):
        return "ERROR" if "Traceback" in line or "[ERROR]" in line else ""


def test_no_secret_is_in_anything_that_was_said_or_kept(stack: Stack) -> None:
    looked = [(name, stack.secrets.scan(name, told)) for name, told in stack.everything()]
    assert len(stack.secrets.planted) > 20
    assert len(looked) > 500
    assert not [found for _, found in looked if found]


def test_nothing_was_given_up(stack: Stack) -> None:
    for queue in resources("AWS::SQS::Queue"):
        if not queue.endswith("Dlq"):
            continue
        assert stack.waiting(queue) == 0
