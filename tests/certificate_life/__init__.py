"""What becomes of certificates, told as stories, over whatever stands behind the ports.

@pytest.mark.parametrize("story", STORIES, ids=str)
def test_it_ends_as_told(story, world):
    story.check(world)
"""

from tests.certificate_life.stories import STORIES

__all__ = ["STORIES"]
