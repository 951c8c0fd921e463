"""What a device does not do, whoever asks it to."""

from base64 import b64encode
from datetime import timedelta

import pytest

from malote.relay.jobs import sign
from malote.relay.models import SignedJob
from tests.core.conftest import Agent, eventually
from tests.core.remote_service import RemoteService
from tests.core.sefaz import Sefaz
from tests.core.software_key import SoftwareKey

JOB = "job-0000001"


def altered(remote: RemoteService, mine: str) -> SignedJob:
    signed = remote.hand(remote.job(JOB, mine))
    return signed.model_copy(update={"job": signed.job.replace("0" * 15, "0" * 14 + "1")})


def signed_by_another(remote: RemoteService, mine: str) -> SignedJob:
    signed = remote.hand(remote.job(JOB, mine))
    return signed.model_copy(update={"signature": b64encode(bytes(64)).decode()})


def of_another_tenant(remote: RemoteService, mine: str) -> SignedJob:
    return sign(remote.job(JOB, mine, tenant="another"), remote)


def of_another_certificate(remote: RemoteService, mine: str) -> SignedJob:
    return sign(remote.job(JOB, "0" * 64), remote)


def of_another_tax_id(remote: RemoteService, mine: str) -> SignedJob:
    return sign(remote.job(JOB, mine, tax_id="11222333000262"), remote)


def expired(remote: RemoteService, mine: str) -> SignedJob:
    return sign(remote.job(JOB, mine, lasts=timedelta(seconds=-1)), remote)


@pytest.mark.parametrize(
    ("made", "kind", "told"),
    [
        (altered, "job_altered", []),
        (signed_by_another, "job_altered", []),
        (of_another_tenant, "job_of_another", []),
        (of_another_certificate, "job_of_another", []),
        (of_another_tax_id, "job_of_another", []),
        (expired, "job_expired", ["not_sent"]),
    ],
)
def test_a_job_is_refused_and_told(
    agent: Agent,
    remote: RemoteService,
    asked: Sefaz,
    key: SoftwareKey,
    made: "type[object]",
    kind: str,
    told: list[str],
) -> None:
    remote.waiting[JOB] = made(remote, key.ref.thumbprint)  # type: ignore[call-arg,assignment]
    agent.start()
    eventually(lambda: kind in remote.kinds())
    remote.waiting.clear()
    assert kind in agent.kinds
    assert asked.asked == []
    eventually(lambda: remote.of_job(JOB)[:1] == told)


def test_one_that_expires_before_it_is_asked_is_not(
    agent: Agent, remote: RemoteService, asked: Sefaz, key: SoftwareKey
) -> None:
    """It was taken in time, and its agent was killed; now it is too late."""
    from integrador.journal import Journal

    job = remote.job(JOB, key.ref.thumbprint, lasts=timedelta(seconds=-1))
    Journal(agent.home.journal(agent.configured.device_id)).begin(job)
    agent.start()
    eventually(lambda: remote.of_job(JOB) == ["not_sent"])
    assert remote.results[JOB][0].problem == "job_expired"
    assert asked.asked == []


def test_one_that_was_done_is_refused_and_what_came_of_it_told_again(
    agent: Agent, remote: RemoteService, asked: Sefaz, key: SoftwareKey
) -> None:
    job = remote.job(JOB, key.ref.thumbprint)
    agent.start()
    remote.hand(job)
    eventually(lambda: remote.results)
    remote.hand(job)
    eventually(lambda: "job_replayed" in remote.kinds())
    assert remote.of_job(JOB)[:2] == ["answered", "answered"]
    assert len(asked.asked) == 1
