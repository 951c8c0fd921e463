"""Carrying what SEFAZ is asked with an A1, whose key is in this process's memory for a while."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from malote import tax_id
from malote.adapters.sefaz.transport import SefazTransport
from malote.audit import MALOTE
from malote.certificates.facts import facts_of
from malote.certificates.models import Binding
from malote.certificates.pfx import OpenedPfx
from malote.certificates.use import Keys
from malote.errors import SefazCertificateRefused
from malote.sefaz import asking as asked
from malote.sefaz.exchange import Exchange
from malote.sefaz.models import SefazSettings, Service
from malote.sefaz.operations import Asking, Distribute, Manifest, QueryNsu
from malote.sefaz.queued import Turn
from malote.sefaz.served import MODULES
from malote.sefaz.signing import PfxSigner

_KEPT_SECONDS = 300.0
_DISTRIBUTION = "consulta de documentos na SEFAZ"
_MANIFESTATION = "manifestação do destinatário na SEFAZ"


@dataclass(frozen=True, slots=True)
class _Use:
    """Whose key, which one and what for: of the audit trail, each is a use of its own."""

    tenant: str
    by: str | Binding
    purpose: str


@dataclass(frozen=True, slots=True)
class _Held:
    """``until`` is of ``time.monotonic``."""

    holder: str
    signer: PfxSigner
    transport: SefazTransport
    until: float


@dataclass(slots=True)
class A1Carrier:
    """The port ``Carrier``. ``roots`` gives PEM that is trusted besides the system's.

    ``base_url`` takes the place of SEFAZ's hosts. A key is opened, and its use recorded, once in
    five minutes and for each purpose: a page of fifty documents is not worth a secret's reading.
    """

    keys: Keys
    roots: Callable[[], bytes]
    base_url: str = ""
    _held: dict[_Use, _Held] = field(init=False, default_factory=dict, repr=False)

    def carry(
        self,
        settings: SefazSettings,
        asking: Asking,
        turn: Turn,  # noqa: ARG002, the port's: an answer at once needs nobody to come back to
        now: datetime,
    ) -> Exchange:
        """Ask at once. Raises what the port says, and nothing else."""
        held = self._opened(_use(settings, asking), now)
        if tax_id.base(held.holder) != tax_id.base(asking.tax_id):
            raise SefazCertificateRefused(
                f"o certificado é de {tax_id.formatted_base(held.holder)}"
                f" e a consulta, de {tax_id.formatted_base(asking.tax_id)}"
            )
        return asked.exchange(asking, held.signer, held.transport, self.base_url)

    def _opened(self, use: _Use, now: datetime) -> _Held:
        at = time.monotonic()
        for each in [use for use, held in self._held.items() if held.until <= at]:
            del self._held[each]
        if use not in self._held:
            opened = self._key(use, now)
            self._held[use] = _Held(
                facts_of(opened.certificate).tax_id,
                PfxSigner(opened),
                SefazTransport(opened, self.roots().decode("ascii", "ignore")),  # of comments
                at + _KEPT_SECONDS,
            )
        return self._held[use]

    def _key(self, use: _Use, now: datetime) -> OpenedPfx:
        if isinstance(use.by, str):
            return self.keys.open(use.tenant, use.by, use.purpose, MALOTE, now)
        return self.keys.for_binding(use.tenant, use.by, use.purpose, MALOTE, now)


def _use(settings: SefazSettings, asking: Asking) -> _Use:
    operation = asking.operation
    service = operation.service if isinstance(operation, Distribute | QueryNsu) else Service.NFE
    binding = Binding(branch=asking.tax_id, module=MODULES[service], environment=asking.environment)
    return _Use(
        settings.tenant,
        settings.certificate_id or binding,
        _MANIFESTATION if isinstance(operation, Manifest) else _DISTRIBUTION,
    )
