"""However events come, the end is the same to the byte. ``make test-slow`` tries 500 of these."""

from local.cloud import Cloud
from tests.schedules.proof import calm, prove
from tests.schedules.world import ACCOUNT


def test_everything_that_arrives_is_accounted_for(cloud: Cloud) -> None:
    assert calm()[1] == ACCOUNT


def test_shuffled_repeated_and_dropped_events_end_in_the_same_state(cloud: Cloud) -> None:
    figures = prove(range(10))
    assert figures.lost
    assert figures.recovered
