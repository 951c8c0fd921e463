"""Malformed inputs end in quarantine. ``make test-slow`` tries them all, these are every ninth."""

from itertools import islice

from local.cloud import Cloud
from tests.malformed.proof import inputs, prove


def test_malformed_inputs_end_in_quarantine_and_good_ones_do_not(cloud: Cloud) -> None:
    *_, account = prove(islice(inputs(mutated=700), 0, None, 9))
    assert account.wrong == []
    assert account.malformed > 130
    assert account.good > 35
