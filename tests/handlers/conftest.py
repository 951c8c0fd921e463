from io import StringIO

import pytest

from malote import bootstrap
from malote.bootstrap import certificates
from malote.observability import logger
from malote.settings import settings
from tests.fakes.pace import FixedPace
from tests.unit.certificates.safe import Safe


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


@pytest.fixture
def safe(monkeypatch: pytest.MonkeyPatch) -> Safe:
    """What the functions of certificates are composed of, in memory."""
    safe = Safe()
    ports = {
        "portfolios": safe.portfolios, "certificate_ledger": safe.ledger, "pfx_vault": safe.vault,
        "once": safe.once, "audit_trail": safe.trail,
    }  # fmt: skip
    for name, port in ports.items():
        monkeypatch.setattr(certificates, name, lambda port=port: port)
    return safe
