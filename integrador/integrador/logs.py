"""The log folder: five files of 1 MB at most, the newest without a number."""

import logging
from logging.handlers import RotatingFileHandler

from integrador.home import Home

LOGGER = "integrador"
NAME = "integrador.log"
_BYTES = 1_000_000
_FILES = 5


def log_to(home: Home) -> logging.Logger:
    """The agent's logger, which writes into the home from now on; times are the computer's."""
    home.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        home.logs / NAME, maxBytes=_BYTES, backupCount=_FILES - 1, encoding="utf-8", delay=True
    )
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")
    )
    logging.raiseExceptions = False  # a full disk is no reason for tracebacks on the terminal
    logger = logging.getLogger(LOGGER)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    for old in list(logger.handlers):
        logger.removeHandler(old)
        old.close()
    logger.addHandler(handler)
    return logger


def last_lines(home: Home, count: int) -> list[str]:
    """Of the newest file."""
    try:
        text = (home.logs / NAME).read_text("utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return text.splitlines()[-count:]
