"""The network is cut, and comes back."""

from integrador.asking import ask_sefaz
from integrador.states import State
from malote.sefaz.exchange import Exchange
from tests.core.conftest import Agent, eventually
from tests.core.remote_service import RemoteService
from tests.core.sefaz import Sefaz
from tests.core.software_key import SoftwareKey


def test_what_was_done_meanwhile_is_told_then(
    agent: Agent, remote: RemoteService, asked: Sefaz, key: SoftwareKey
) -> None:
    def ask(*what: object) -> Exchange:
        remote.cut = True  # after the job came, before its result goes
        return ask_sefaz(*what)  # type: ignore[arg-type]

    agent.service._ask = ask
    agent.start()
    remote.hand(remote.job("job-0000001", key.ref.thumbprint))
    eventually(lambda: agent.state is State.OFFLINE)
    assert remote.results == {}

    remote.cut = False
    eventually(lambda: remote.results)
    eventually(lambda: agent.state is State.WORKING)
    assert remote.of_job("job-0000001") == ["answered"]
    assert len(asked.asked) == 1
    eventually(lambda: "service_unreachable" in remote.kinds())


def test_an_outage_at_the_start_is_waited_out(agent: Agent, remote: RemoteService) -> None:
    remote.cut = True
    agent.service.start()
    eventually(lambda: agent.state is State.OFFLINE)
    remote.cut = False
    eventually(lambda: agent.state is State.WORKING)
    assert agent.kinds.count("service_unreachable") == 1  # told once, not at each attempt
