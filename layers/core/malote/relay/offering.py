"""A tenant's admin has a code made, for one device and one CNPJ or CPF."""

from dataclasses import dataclass, replace

from malote.audit import Entry
from malote.ports import AuditTrail, Portfolios
from malote.ports.relay import Devices
from malote.relay import enrolling
from malote.relay.models import Enrolment
from malote.sefaz.served import served


@dataclass(frozen=True, slots=True)
class Offering:
    """Codes are shown once: only their SHA-256 is kept."""

    portfolios: Portfolios
    devices: Devices
    trail: AuditTrail

    def offer(self, tax_id: str, entry: Entry) -> tuple[str, Enrolment]:
        """A new code and what is kept of it; ``entry`` says who asks, and when.

        Raises SefazNotConfigured of what is no branch, or of one that asks nothing of SEFAZ.
        """
        served(self.portfolios.get(entry.tenant), tax_id)
        code = enrolling.new_code()
        enrolment = Enrolment(
            code_sha256=enrolling.code_sha256(code),
            tenant=entry.tenant,
            tax_id=tax_id,
            created_at=entry.at,
            created_by=entry.actor.name,
            expires_at=entry.at + enrolling.LASTS,
        )
        self.trail.record(replace(entry, target=tax_id))
        self.devices.offer(enrolment)
        return code, enrolment
