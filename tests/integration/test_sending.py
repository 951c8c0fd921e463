"""Every boundary of the sender, with a SIGKILL at it. In full: tests/slow/test_sending.py."""

from tests.sending.prove import prove


def test_no_crash_loses_a_mail_or_sends_it_twice() -> None:
    proof = prove(messages=180, kills=90, seed=2, rate=8, say=print)
    assert proof.complaints == []
    assert proof.account.fates.total() == 180
    assert proof.account.by_deaths < proof.plans.kills
    assert not proof.plans.seen - set(proof.plans.deaths)
