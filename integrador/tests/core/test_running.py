"""It is started and stopped, and its key may be wanting."""

from dataclasses import replace
from datetime import timedelta
from threading import Event, active_count
from time import monotonic, sleep

import pytest

from integrador.config import Config
from integrador.errors import PinWrong, ServiceUnreachable, TokenMissing
from integrador.keys import Keyring
from integrador.ports import Key
from integrador.references import CertificateRef
from integrador.states import State
from malote.sefaz.exchange import Exchange
from tests.core.conftest import QUICK, Agent, eventually
from tests.core.remote_service import RemoteService
from tests.core.sefaz import Sefaz
from tests.core.software_key import SoftwareKey


def test_a_wrong_pin_is_not_tried_again(agent: Agent, remote: RemoteService) -> None:
    agent.keyring.trouble = PinWrong()
    agent.service.start()
    eventually(lambda: agent.state is State.FAILED)
    eventually(lambda: not agent.service.at_work)
    assert agent.keyring.asked == 1
    assert "pin_wrong" in agent.kinds
    eventually(lambda: "pin_wrong" in remote.kinds())

    agent.keyring.trouble = None  # and now its user starts it by hand
    agent.service.start()
    eventually(lambda: agent.state is State.WORKING)
    assert agent.keyring.asked == 2
    assert agent.keyring.again == [agent.configured.certificate] * 2


def test_what_is_at_work_is_not_started_twice(agent: Agent, remote: RemoteService) -> None:
    agent.start()
    agent.start()
    eventually(lambda: "/remote/jobs" in remote.calls)
    assert agent.keyring.asked == 1
    assert agent.kinds.count("started") == 1


def test_a_token_that_comes_back_is_used_again(agent: Agent) -> None:
    agent.keyring.trouble = TokenMissing()
    agent.service.start()
    eventually(lambda: agent.state is State.CARD)
    assert agent.service.at_work
    agent.keyring.trouble = None
    eventually(lambda: agent.state is State.WORKING)


def test_its_user_is_waited_for_and_may_stop_meanwhile(agent: Agent) -> None:
    answered = Event()
    real = agent.keyring.key

    def slow(certificate: CertificateRef) -> Key:
        answered.wait(10)
        return real(certificate)

    agent.keyring.key = slow  # type: ignore[method-assign]
    agent.service.start()
    eventually(lambda: agent.state is State.PIN)
    agent.service.stop()
    answered.set()
    agent.service.close()
    assert agent.state is State.STOPPED
    assert "working" not in agent.kinds


def test_an_expired_certificate_is_not_used(agent: Agent) -> None:
    config = Config(agent.home)
    over = agent.configured.certificate_expires_at - timedelta(days=366)
    config.add(agent.configured.model_copy(update={"certificate_expires_at": over}))
    agent.service.start()
    eventually(lambda: agent.state is State.EXPIRED)
    eventually(lambda: not agent.service.at_work)
    assert agent.keyring.asked == 0


def test_stopping_is_prompt_and_gives_the_work_up(agent: Agent, remote: RemoteService) -> None:
    agent.start()
    eventually(lambda: "/remote/jobs" in remote.calls)
    began = monotonic()
    agent.service.stop()
    assert monotonic() - began < 2
    assert agent.state is State.STOPPED
    assert remote.held_by is None
    agent.service.stop()
    agent.start()


def test_a_job_in_hand_is_finished_before_a_new_start_begins(
    agent: Agent, remote: RemoteService, asked: Sefaz, key: SoftwareKey
) -> None:
    real, begun, go = agent.service._ask, Event(), Event()

    def slow(*what: object) -> Exchange:
        begun.set()
        go.wait(10)
        return real(*what)  # type: ignore[arg-type]

    agent.service._ask = slow
    agent.start()
    remote.hand(remote.job("job-0000001", key.ref.thumbprint))
    assert begun.wait(10)
    agent.service.stop()
    agent.service.start()
    go.set()
    eventually(lambda: agent.state is State.WORKING)
    assert remote.of_job("job-0000001") == ["answered"]
    assert len(asked.asked) == 1


def test_a_token_that_is_away_takes_no_work_and_is_said_once(
    agent: Agent, remote: RemoteService, key: SoftwareKey
) -> None:
    def ask(*_: object) -> Exchange:
        agent.keyring.trouble = TokenMissing()  # pulled out
        raise TokenMissing

    agent.service._ask = ask
    agent.start()
    remote.hand(remote.job("job-0000001", key.ref.thumbprint))
    eventually(lambda: agent.keyring.asked > 4)
    assert remote.calls.count("/remote/lease") == 1
    assert [each for each in agent.kinds if each == "token_missing"] == ["token_missing"] * 2
    # Once of the job, and once of the work.


def test_stopping_does_not_wait_for_a_question(agent: Agent, key: SoftwareKey) -> None:
    """Two with one token: one is asked for its PIN, and the other waits."""
    answered, asked = Event(), list[str]()

    def ask(ref: CertificateRef, warning: str) -> None:
        asked.append(warning)
        answered.wait(20)

    keyring = Keyring(ask)
    agent.service._keyring = keyring
    config = Config(agent.home)
    config.add(agent.configured.model_copy(update={"tax_id": "11222333000262"}))
    began = monotonic()
    agent.service.start()
    eventually(lambda: asked)
    agent.service.stop("11222333000262")
    agent.service.start("11222333000262")
    agent.service.stop()
    assert monotonic() - began < 4
    answered.set()
    agent.service.close()
    assert asked == [""]


def test_a_bucket_that_is_blocked_is_not_hammered(
    agent: Agent, remote: RemoteService, key: SoftwareKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    def blocked(*_: object) -> None:
        raise ServiceUnreachable

    monkeypatch.setattr("integrador.storing.put", blocked)
    agent.service._pace = replace(QUICK, first_retry=0.01, last_retry=30)
    agent.start()
    remote.hand(remote.job("job-0000001", key.ref.thumbprint))
    eventually(lambda: agent.state is State.OFFLINE)
    sleep(1.5)
    assert len([each for each in remote.calls if each.endswith("/upload")]) < 10
    assert agent.kinds.count("job_answered") == 1


def test_it_starts_and_stops_as_often_as_one_likes(
    agent: Agent, remote: RemoteService, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[object] = []
    monkeypatch.setattr("threading.excepthook", failed.append)
    before = active_count()
    for _ in range(50):
        agent.service.start()
        agent.service.stop()
    agent.start()
    agent.service.close()
    eventually(lambda: active_count() <= before + 3)
    assert failed == []
    assert agent.state is State.STOPPED


def test_what_one_cannot_begin_with_does_not_stop_the_other(agent: Agent) -> None:
    other = agent.configured.model_copy(
        update={"tax_id": "11222333000262", "public_key": "gone", "device_id": "device-9999"}
    )
    Config(agent.home).add(other)
    agent.service.start()
    eventually(
        lambda: [each.state for each in agent.service.statuses()] == [State.WORKING, State.FAILED]
    )
