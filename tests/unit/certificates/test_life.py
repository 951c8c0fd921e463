"""The stories of certificates hold over the fakes; test_certificate_life.py has them over AWS."""

import pytest

from tests.certificate_life import STORIES
from tests.certificate_life.memory import Office
from tests.certificate_life.story import Story


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_it_ends_as_told(story: Story, world: Office) -> None:
    assert story.end(world) == (story.then, list(story.history))
