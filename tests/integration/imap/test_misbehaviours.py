"""All misbehaviours, and good servers among them, in one process: each ends by itself, as told."""

import pytest

from tests.integration.dovecot import Dovecot
from tests.integration.imap.good_and_hostile import Outcome, polled
from tests.integration.imap.misbehaviours import ALL


@pytest.fixture(scope="module")
def outcome(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return polled(
        dovecot,
        tmp_path_factory.mktemp("hostile"),
        12,
        ALL,
        poll={"enough": 3, "cut": 4},
        session={"read": 2, "lines": 10_000},
    )


@pytest.mark.parametrize("name", ALL)
def test_it_ends_as_it_should(outcome: Outcome, name: str) -> None:
    assert outcome.hostile[name].complaints(outcome.of(name)) == []


def test_the_good_ones_are_read_and_all_together_cost_little(outcome: Outcome) -> None:
    assert outcome.complaints() == []
    assert outcome.account.megabytes < 512
    assert max(polled.seconds for polled in outcome.account.polls.values()) < 30
    assert {name: polled.cpu for name in ALL if (polled := outcome.of(name)).cpu > 2} == {}
