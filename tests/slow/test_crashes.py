"""Ten thousand mails by functions that are killed all the time: none lost, none doubled."""

import pytest

from tests.crash.prove import prove


def test_ten_thousand_mails_and_three_hundred_kills(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print()
        proof = prove(mails=10_000, boxes=24, kills=350, seed=7, say=print)
    assert proof.complaints == []
    assert proof.account.fates.total() == 10_000
    assert proof.plans.kills >= 300
    assert not proof.plans.seen - set(proof.plans.deaths)
