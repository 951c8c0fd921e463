"""Functions of notices and rules: who is refused, and what a link's page looks like."""

from typing import Any

import pytest

from functions.follow_up.handler import handle as follow_up
from functions.notices.handler import handle as notices
from functions.send_notices.handler import handle as send_notices
from functions.send_rules.handler import handle as send_rules
from malote.settings import settings
from tests.handlers.events import Context, api, sqs
from tests.handlers.test_api import CLAIMS, problem
from tests.unit.adapters.test_stream import FOLLOWED, OTHERS, record


@pytest.mark.parametrize(
    "claims", [None, {}, {"token_use": "access", "custom:tenant": "acme"}, {"token_use": "id"}]
)
@pytest.mark.parametrize(
    ("handle", "method", "path"),
    [
        (notices, "GET", "/notices"),
        (notices, "GET", "/notice-settings"),
        (notices, "PUT", "/notice-settings"),
        (send_rules, "GET", "/send-rules"),
        (send_rules, "PUT", "/send-rules/nfe"),
    ],
)
def test_without_a_tenant_in_an_id_token_nothing_is_done(
    handle: Any, method: str, path: str, claims: dict[str, str] | None
) -> None:
    body = {} if path == "/notice-settings" else {"on": True}
    event = api(method, path, claims, body=body)
    assert problem(handle(event, Context()))[:2] == (403, "forbidden")


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("/notice-settings", '{"parties": true}', "parties"),
        ("/notice-settings", '{"message_failed": "no"}', "message_failed"),
        ("/notice-settings", "[]", ""),
        ("/send-rules/nfe", '{"on": 1}', "on"),
        ("/send-rules/nfe", "{}", "on: falta"),
        ("/send-rules/nfe", '{"on": true, "since": "2000-01-01"}', "since: campo desconhecido"),
        ("/send-rules/cte", '{"on": true}', "name: use 'nfe'"),
    ],
)
def test_a_bad_choice_is_told_what_is_wrong(path: str, body: str, told: str) -> None:
    event = api("PUT", path, CLAIMS | {"cognito:groups": "admin"}, body=body)
    handle = send_rules if path.startswith("/send-rules") else notices
    status, code, found = problem(handle(event, Context()))
    assert (status, code) == (400, "invalid_input")
    assert told in found["detail"]


def test_a_rule_is_for_admins_to_switch() -> None:
    event = api("PUT", "/send-rules/nfe", CLAIMS, body={"on": True})
    assert problem(send_rules(event, Context()))[0] == 403


def test_a_record_that_fails_comes_again_with_all_that_follow_it() -> None:
    """No table answers here; what is no change needs none."""
    changes = [record(key, new) for key, new in OTHERS[-2:]]
    changes += [record(key, new, {}) for _, _, key, new in FOLLOWED[-2:]]
    for number, change in enumerate(changes):
        change["dynamodb"]["SequenceNumber"] = str(100 + number)
    assert follow_up({"Records": changes[:2]}, Context()) == {"batchItemFailures": []}
    answer = follow_up({"Records": changes}, Context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "102"}]}


BODY = '{"tenant": "acme", "kind": "message_failed", "of": "m#1"}'


def test_without_a_sender_no_notice_is_mailed() -> None:
    assert send_notices(sqs(BODY, "{"), Context()) == {"batchItemFailures": []}


def test_a_notice_that_fails_comes_again_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTICE_SENDER", "avisos@malote.test")
    settings.cache_clear()
    answer = send_notices(sqs(BODY, "{"), Context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}, {"itemIdentifier": "m1"}]}
