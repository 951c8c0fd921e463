"""``integrador`` alone."""

import sys

from integrador.errors import WindowMissing
from integrador.home import Home


def open_window(home: Home) -> None:
    """Until it is closed. Raises WindowMissing without Qt, and AlreadyRunning."""
    try:
        from integrador.window import main
    except ImportError as error:
        raise WindowMissing(str(error)) from None
    sys.exit(main(home))
