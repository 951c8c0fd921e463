"""Models that are kept as they are, and those whose every change counts."""

from typing import Self

from pydantic import BaseModel, ConfigDict


class Kept(BaseModel):
    """Changed by writing another in its place."""

    model_config = ConfigDict(frozen=True)


class Revised(Kept):
    """``revision`` counts its changes: it is written only in place of the one that was read."""

    revision: int = 0

    def changed(self, **values: object) -> Self:
        """As it is written next."""
        return self.model_copy(update={**values, "revision": self.revision + 1})
