"""Every boundary between two calls, with a SIGKILL at it. In full: tests/slow/test_crashes.py."""

from tests.crash.prove import prove


def test_no_crash_loses_or_doubles_anything() -> None:
    proof = prove(mails=180, boxes=6, kills=60, seed=2, say=print)
    assert proof.complaints == []
    assert proof.account.fates.total() == 180
    assert not proof.plans.seen - set(proof.plans.deaths)
