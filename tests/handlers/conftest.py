import pytest

from malote.settings import settings


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
