"""Authorities that the service did not sign are not trusted, and SEFAZ is not asked."""

import pytest

from integrador.states import State
from tests.core.conftest import Agent, eventually
from tests.core.remote_service import RemoteService
from tests.core.sefaz import PlainTransport, Sefaz
from tests.core.software_key import SoftwareKey


@pytest.mark.parametrize(("signed", "told"), [("", "rogue"), ("PEM", "PEM and rogue"), ("PEM", "")])
def test_those_of_another_end_it(
    agent: Agent, remote: RemoteService, asked: Sefaz, key: SoftwareKey, signed: str, told: str
) -> None:
    remote.signed_roots, remote.roots_pem = signed, told
    remote.hand(remote.job("job-0000001", key.ref.thumbprint))
    agent.service.start()
    eventually(lambda: agent.state is State.FAILED)
    eventually(lambda: not agent.service.at_work)
    assert "assinatura do Malote" in agent.service.statuses()[0].detail
    assert "roots_altered" in agent.kinds
    assert asked.asked == []
    assert "/remote/jobs" not in remote.calls
    assert remote.held_by is None, "another computer is kept waiting"


def test_the_services_own_are_what_sefaz_is_trusted_by(
    agent: Agent, remote: RemoteService, key: SoftwareKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted: list[str] = []
    real = key.transport

    def transport(pem: str) -> PlainTransport:
        trusted.append(pem)
        return real(pem)

    monkeypatch.setattr(key, "transport", transport)
    remote.signed_roots = remote.roots_pem = "PEM"
    agent.start()
    assert trusted == ["PEM"]
