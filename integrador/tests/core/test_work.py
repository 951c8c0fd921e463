"""A job from the service to SEFAZ and back, and whether the work is this computer's."""

from datetime import timedelta

import pytest

from integrador.errors import KeyMissing, TokenMissing
from integrador.states import State
from malote.errors import (
    DeviceRevoked,
    DeviceUnknown,
    JobNotYours,
    MaloteError,
    SefazCertificateRefused,
    SefazNonsense,
    SefazUnreachable,
)
from malote.sefaz.exchange import Exchange
from tests.core.conftest import Agent, agent_on, eventually
from tests.core.remote_service import RemoteService
from tests.core.sefaz import KEY, SUMMARY, Sefaz
from tests.core.software_key import SoftwareKey


def test_a_job_is_asked_and_all_of_it_comes_back(
    agent: Agent, remote: RemoteService, asked: Sefaz, key: SoftwareKey
) -> None:
    agent.start()
    remote.hand(remote.job("job-0000001", key.ref.thumbprint))
    eventually(lambda: remote.results)

    assert remote.of_job("job-0000001") == ["answered"]
    digest = remote.results["job-0000001"][0].sha256
    exchange = Exchange.model_validate_json(remote.bucket[f"/answers/job-0000001/{digest}"])
    assert exchange.answer == asked.answer
    assert asked.asked == [exchange.request]
    assert remote.strange_headers == []

    files = sorted(each.name for each in agent.home.documents("11222333000181").glob("*/*"))
    assert [each.partition("-")[2] for each in files] == [
        "distribute-job-0000001.pedido.xml",
        "distribute-job-0000001.resposta.xml",
        "resNFe_v1.01.xml",
    ]
    assert files[-1].startswith(KEY)
    eventually(lambda: "job_reported" in remote.kinds())


def test_what_sefaz_did_not_answer_is_uncertain(
    agent: Agent, remote: RemoteService, asked: Sefaz, key: SoftwareKey
) -> None:
    asked.dumb = True
    agent.start()
    remote.hand(remote.job("job-0000001", key.ref.thumbprint))
    eventually(lambda: remote.results)
    assert remote.of_job("job-0000001") == ["uncertain"]
    assert len(asked.asked) == 1


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        (SefazCertificateRefused, "not_sent"),
        (SefazUnreachable, "not_sent"),
        (TokenMissing, "not_sent"),
        (SefazNonsense, "uncertain"),
        (ValueError, "uncertain"),
    ],
)
def test_what_failed_on_this_side_is_told(
    agent: Agent, remote: RemoteService, key: SoftwareKey, trouble: type[Exception], outcome: str
) -> None:
    def ask(*_: object) -> Exchange:
        raise trouble

    agent.service._ask = ask
    agent.start()
    remote.hand(remote.job("job-0000001", key.ref.thumbprint))
    eventually(lambda: remote.results)
    assert remote.of_job("job-0000001") == [outcome]
    eventually(lambda: agent.state is State.WORKING)  # and it goes on


def test_a_key_that_is_no_more_ends_it_after_that_is_told(
    agent: Agent, remote: RemoteService, key: SoftwareKey
) -> None:
    def ask(*_: object) -> Exchange:
        raise KeyMissing

    agent.service._ask = ask
    agent.start()
    remote.hand(remote.job("job-0000001", key.ref.thumbprint))
    eventually(lambda: agent.state is State.FAILED)
    assert remote.of_job("job-0000001") == ["not_sent"]
    eventually(lambda: not agent.service.at_work)


def test_another_computer_has_the_work(agent: Agent, remote: RemoteService, asked: Sefaz) -> None:
    remote.held_by = "another-session"
    agent.service.start()
    eventually(lambda: agent.state is State.ELSEWHERE)
    remote.held_by = None
    eventually(lambda: agent.state is State.WORKING)


def test_a_lost_lease_ends_the_work_and_is_said(
    agent: Agent, remote: RemoteService, asked: Sefaz, key: SoftwareKey
) -> None:
    agent.start()
    remote.held_by = "another-session"
    remote.hand(remote.job("job-0000001", key.ref.thumbprint))
    eventually(lambda: agent.state is State.ELSEWHERE)
    assert asked.asked == []
    eventually(lambda: "lease_held" in agent.kinds)


def test_without_a_lease_sefaz_is_not_asked(
    agent: Agent, remote: RemoteService, asked: Sefaz, key: SoftwareKey
) -> None:
    remote.seconds = 0  # over as soon as it is granted
    remote.hand(remote.job("job-0000001", key.ref.thumbprint))
    agent.service.start()
    eventually(lambda: remote.calls.count("/remote/lease") > 2)
    assert asked.asked == []


@pytest.mark.parametrize("refusal", [DeviceRevoked, DeviceUnknown])
def test_a_revoked_device_stops(
    agent: Agent, remote: RemoteService, refusal: type[MaloteError]
) -> None:
    agent.start()
    remote.refuses = refusal()
    eventually(lambda: agent.state is State.REVOKED)
    eventually(lambda: not agent.service.at_work)
    assert refusal.code in agent.kinds


def test_a_second_run_of_the_same_device_waits(
    agent: Agent, remote: RemoteService, key: SoftwareKey
) -> None:
    agent.start()
    copy = agent_on(agent.home, key, agent.configured)
    copy.service.start()
    eventually(lambda: copy.state is State.ELSEWHERE)
    agent.service.stop()
    eventually(lambda: copy.state is State.WORKING)
    copy.service.close()


def test_a_result_that_is_refused_for_good_is_not_told_for_ever(
    agent: Agent, remote: RemoteService, key: SoftwareKey
) -> None:
    remote.refuses_results = JobNotYours()
    agent.start()
    remote.hand(remote.job("job-0000001", key.ref.thumbprint))
    eventually(lambda: "job_not_yours" in agent.kinds)
    assert agent.state is State.WORKING


def test_its_clock_is_corrected_once(
    agent: Agent, remote: RemoteService, asked: Sefaz, key: SoftwareKey
) -> None:
    remote.offset = timedelta(hours=3)
    agent.start()
    remote.hand(remote.job("job-0000001", key.ref.thumbprint))
    eventually(lambda: remote.results)
    assert remote.of_job("job-0000001") == ["answered"]
    assert SUMMARY in (
        each.read_bytes() for each in agent.home.documents("11222333000181").glob("*/*")
    )
