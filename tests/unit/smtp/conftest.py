import pytest

from tests.unit.smtp.office import Office


@pytest.fixture
def office() -> Office:
    return Office()
