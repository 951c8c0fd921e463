from io import StringIO

import pytest

from malote import bootstrap
from malote.observability import logger
from malote.settings import settings
from tests.fakes.pace import FixedPace


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Lambda would set; no AWS answers at this address."""
    values = {
        "STAGE": "test", "TABLE_NAME": "t", "BUCKET_NAME": "b", "POLL_QUEUE_URL": "http://q.invalid",
        "INBOX_QUEUE_URL": "http://q.invalid",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_REGION": "sa-east-1",
        "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_MAX_ATTEMPTS": "1",
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()


@pytest.fixture
def pace(monkeypatch: pytest.MonkeyPatch) -> FixedPace:
    pace = FixedPace()
    monkeypatch.setattr(bootstrap, "pace", lambda: pace)
    return pace


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    log = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", log)
    return log
