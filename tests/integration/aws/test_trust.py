"""The bundle of trusted certificates: set, read, kept for five minutes."""

import pytest

from malote.adapters import trust
from malote.errors import InvalidTrustStore
from tests.signing import authority


def test_an_absent_bundle_is_an_empty_store(bucket: str) -> None:
    assert trust.trust_store(bucket).certificates == ()


def test_a_bundle_is_taken_up_when_the_old_one_is_five_minutes_old(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(trust, "monotonic", lambda: now)
    assert trust.trust_store(bucket).certificates == ()
    trust.write_bundle(bucket, authority().pem)
    now += 299
    assert trust.trust_store(bucket).certificates == ()
    now += 2
    store = trust.trust_store(bucket)
    assert [each.name for each in store.roots] == ["AC Raiz de Teste"]
    now += 301
    assert trust.trust_store(bucket) is store  # the same bytes keep the chains found


def test_a_broken_bundle_is_told(bucket: str) -> None:
    trust.write_bundle(bucket, b"not PEM")
    with pytest.raises(InvalidTrustStore):
        trust.trust_store(bucket)
