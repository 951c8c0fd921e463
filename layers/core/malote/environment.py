"""Which of the tax authority's two environments something is for."""

from enum import StrEnum


class Environment(StrEnum):
    """``tpAmb``: only production has fiscal value."""

    PRODUCTION = "production"
    HOMOLOGATION = "homologation"
