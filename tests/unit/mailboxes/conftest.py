import pytest

from tests.unit.mailboxes.world import World


@pytest.fixture
def world() -> World:
    return World()
