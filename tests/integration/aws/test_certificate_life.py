"""What becomes of certificates, as the unit tests tell it, over DynamoDB and Secrets Manager."""

import pytest

from malote.adapters.table import Table
from tests.certificate_life import STORIES
from tests.certificate_life.story import Story
from tests.integration.aws.certificate_world import Deployed


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_it_ends_as_told(story: Story, table: Table) -> None:
    world = Deployed(table)
    assert story.end(world) == (story.then, list(story.history))
    world.check_secrets()
    assert not list(world.ledger.leftovers(world.now))
