"""Which records of the table's stream the template lets come to the function."""

import json
from typing import Any

from tests.integration.aws.conftest import resources


def passes(pattern: Any, value: Any) -> bool:
    """As the AWS Lambda guide says of "Filter rule syntax", as far as our patterns go."""
    if isinstance(pattern, dict):
        inside = value if isinstance(value, dict) else {}
        return all(passes(each, inside.get(name)) for name, each in pattern.items())
    return any(
        (value is not None) == test["exists"]
        if isinstance(test, dict) and "exists" in test
        else str(value).startswith(test["prefix"])
        if isinstance(test, dict)
        else value == test
        for test in pattern
    )


def comes(told: Any) -> bool:
    changes = resources()["FollowUpFunction"]["Properties"]["Events"]["Changes"]["Properties"]
    filters = changes["FilterCriteria"]["Filters"]
    return any(passes(json.loads(each["Pattern"]), told) for each in filters)
