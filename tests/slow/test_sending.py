"""Five thousand mails by a sender that is killed all the time, to a server that hangs up."""

import pytest

from tests.sending.prove import prove


def test_five_thousand_mails_and_two_hundred_kills(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print()
        proof = prove(messages=5_000, kills=230, seed=5, rate=4, say=print)
    assert proof.complaints == []
    assert proof.account.fates.total() == 5_000
    assert proof.plans.kills >= 200
    assert proof.account.by_deaths < proof.plans.kills
    assert not proof.plans.seen - set(proof.plans.deaths)
