"""How things stand, as ``integrador status`` tells them to people and to programs."""

from typing import Self

from pydantic import AwareDatetime, BaseModel

from integrador.config import Config, Configured
from integrador.home import Home
from integrador.locking import is_running
from integrador.states import State, Status, last_known


class Standing(BaseModel):
    """One CNPJ or CPF. ``since`` and ``detail`` are of ``last``, what was told of it last.

    ``status`` is "stopped" wherever no Integrador runs; ``last`` None: it was never started.
    """

    tax_id: str
    company: str
    holder: str
    state: str
    certificate_kind: str
    certificate_expires_at: AwareDatetime
    api_url: str
    status: State
    last: State | None = None
    since: AwareDatetime | None = None
    detail: str = ""

    @classmethod
    def of(cls, configured: Configured, known: Status | None, running: bool) -> Self:
        """As it is configured, and as it stood last."""
        told = known.model_dump(include={"since", "detail"}) if known else {}
        return cls(
            **configured.model_dump(include=set(cls.model_fields)),
            **told,
            certificate_kind=configured.certificate.kind,
            status=known.state if known and running else State.STOPPED,
            last=known.state if known else None,
        )


class Report(BaseModel):
    """All of them; ``at_work``: something is configured, and every one of them is at work."""

    home: str
    running: bool
    at_work: bool
    configured: tuple[Standing, ...]

    @classmethod
    def of(cls, home: Home) -> Self:
        """Raises SettingsBroken."""
        running, known = is_running(home), last_known(home)
        standings = tuple(
            Standing.of(each, known.get(each.tax_id), running) for each in Config(home).all()
        )
        return cls(
            home=str(home.root),
            running=running,
            at_work=bool(standings) and all(each.status is State.WORKING for each in standings),
            configured=standings,
        )
