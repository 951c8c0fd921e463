"""A tenant's certificates over fakes."""

import pytest

from tests.certificate_life.memory import Office


@pytest.fixture
def world() -> Office:
    return Office()
