"""Undue consumption (656), NT 2014.002 from version 1.12 on: what one CNPJ may ask of a service.

The three reasons are SEFAZ's own words. Each refusal blocks everything for an hour, and whoever
asks in that hour begins it anew.
"""

from datetime import datetime, timedelta

HOUR = timedelta(hours=1)
QUERIES = 20
_WAIT = (
    "Rejeicao: Consumo Indevido (Deve ser aguardado 1 hora para efetuar nova solicitacao caso nao "
    "existam mais documentos a serem pesquisados. Tente apos 1 hora)"
)
_ORDER = (
    "Rejeicao: Consumo Indevido (Deve ser utilizado o ultNSU nas solicitacoes subsequentes. "
    "Tente apos 1 hora)"
)
_LIMIT = f"Rejeicao: Consumo Indevido (Ultrapassou o limite de {QUERIES} consultas por hora)"


class Undue(Exception):
    """Its text is the xMotivo."""


class Pace:
    """``delivered`` is the ultNSU that was handed out last."""

    def __init__(self) -> None:
        self.delivered = 0
        self.rests_until: datetime | None = None
        self.blocked_until: datetime | None = None
        self._delivered_at: datetime | None = None
        self._queries: list[datetime] = []
        self._reason = _WAIT

    def distribute(self, now: datetime, after: int) -> None:
        """Whether the documents after this NSU may be asked for. Raises Undue."""
        self._check_block(now)
        if self.rests_until and now < self.rests_until:
            raise self.block(now, _WAIT)
        recent = self._delivered_at and now < self._delivered_at + HOUR
        if recent and after < self.delivered:
            raise self.block(now, _ORDER)

    def query(self, now: datetime) -> None:
        """One by NSU or key more. Raises Undue."""
        self._check_block(now)
        self._queries = [each for each in self._queries if now < each + HOUR]
        if len(self._queries) >= QUERIES:
            raise self.block(now, _LIMIT)
        self._queries.append(now)

    def deliver(self, now: datetime, reached: int, *, end: bool) -> None:
        """Documents up to this NSU went out; at the end, nothing is to be asked for an hour."""
        self.delivered, self._delivered_at = reached, now
        self.rests_until = now + HOUR if end else None

    def block(self, now: datetime, reason: str = _WAIT) -> Undue:
        """From now on, for an hour."""
        self.blocked_until, self._reason = now + HOUR, reason
        return Undue(reason)

    def _check_block(self, now: datetime) -> None:
        if self.blocked_until and now < self.blocked_until:
            raise self.block(now, self._reason)
