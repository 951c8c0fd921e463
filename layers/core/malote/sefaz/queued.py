"""What is queued to be taken a step further; the same twice does no harm."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from malote.environment import Environment
from malote.sefaz.models import FeedId, Service


class _Turn(BaseModel):
    model_config = ConfigDict(frozen=True)


class FeedTurn(_Turn):
    """A feed's: a page, or a query by NSU or key; ``asked`` names what a job is to ask."""

    turn: Literal["feed"] = "feed"
    tenant: str
    tax_id: str
    service: Service
    environment: Environment
    asked: str = ""

    @classmethod
    def of(cls, feed_id: FeedId, asked: str = "") -> Self:
        """The next one of this feed, or the one of what is asked."""
        return cls(**feed_id._asdict(), asked=asked)

    @property
    def feed_id(self) -> FeedId:
        """Whose it is."""
        return FeedId(self.tenant, self.tax_id, self.service, self.environment)


class ManifestationTurn(_Turn):
    """A manifestation's: the next lot of it."""

    turn: Literal["manifestation"] = "manifestation"
    tenant: str
    request_id: str


Turn = Annotated[FeedTurn | ManifestationTurn, Field(discriminator="turn")]
