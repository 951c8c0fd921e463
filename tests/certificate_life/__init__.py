"""What becomes of certificates, told as stories, over whatever stands behind the ports.

@pytest.mark.parametrize("story", STORIES, ids=str)
def test_it_ends_as_told(story, world):
    assert story.end(world) == (story.then, list(story.history))
"""

from tests.certificate_life.changed import EDITED, RENEWED
from tests.certificate_life.deleted import DELETED, RESTORED
from tests.certificate_life.installed import INSTALLED

STORIES = (*INSTALLED, *EDITED, *RENEWED, *DELETED, *RESTORED)
