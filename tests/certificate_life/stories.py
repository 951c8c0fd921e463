"""All of them."""

from tests.certificate_life.changed import EDITED, RENEWED
from tests.certificate_life.deleted import DELETED, RESTORED
from tests.certificate_life.installed import INSTALLED

STORIES = (*INSTALLED, *EDITED, *RENEWED, *DELETED, *RESTORED)
