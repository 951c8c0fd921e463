"""``integrador`` alone."""

import sys

from integrador.errors import WindowMissing


def open_window(home: str) -> None:
    """Until it is closed; ``home`` is what was asked for. Raises WindowMissing without Qt."""
    try:
        from integrador.window import main
    except ImportError as error:
        raise WindowMissing(str(error)) from None
    sys.exit(main(home))
