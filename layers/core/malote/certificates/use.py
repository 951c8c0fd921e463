"""Private keys, for whoever uses them: in this process's memory alone, and each use recorded."""

from dataclasses import dataclass
from datetime import datetime

from malote.audit import Action, Actor, Entry
from malote.certificates.facts import check_validity, facts_of
from malote.certificates.models import Binding, Installed
from malote.certificates.pfx import OpenedPfx, open_pfx
from malote.certificates.words import served
from malote.errors import CertificateError, KeptKeyLost, NoCertificateBound, NotFound
from malote.ports import AuditTrail, PfxVault, Portfolios


@dataclass(frozen=True, slots=True)
class Keys:
    """Opens what is kept of live certificates; ``purpose`` is told in the audit trail."""

    portfolios: Portfolios
    vault: PfxVault
    trail: AuditTrail

    def open(
        self, tenant: str, certificate_id: str, purpose: str, actor: Actor, at: datetime
    ) -> OpenedPfx:
        """One by its id. Raises NotFound, CertificateExpired, KeptKeyLost."""
        certificate = self.portfolios.get(tenant).certificate(certificate_id)
        return self._opened(certificate, purpose, actor, at)

    def for_binding(
        self, tenant: str, binding: Binding, purpose: str, actor: Actor, at: datetime
    ) -> OpenedPfx:
        """The one that serves this. Raises NoCertificateBound, CertificateExpired, KeptKeyLost."""
        portfolio = self.portfolios.get(tenant)
        if binding not in portfolio.bound:
            raise NoCertificateBound(served([binding]))
        certificate = portfolio.certificate(portfolio.bound[binding])
        return self._opened(certificate, purpose, actor, at)

    def _opened(
        self, certificate: Installed, purpose: str, actor: Actor, at: datetime
    ) -> OpenedPfx:
        facts = certificate.facts
        check_validity(facts, at)
        details = {"purpose": purpose, "holder": facts.holder, "tax_id": facts.tax_id}
        of, action = certificate.certificate_id, Action.CERTIFICATE_USED
        self.trail.record(Entry(certificate.tenant, at, actor, action, of, details))
        try:
            kept = self.vault.read(certificate.secret_name)
            opened = open_pfx(kept.pfx, kept.password.get_secret_value())
            found = facts_of(opened.certificate)
        except NotFound:  # its text has the secret's name
            raise KeptKeyLost("não há nada guardado") from None
        except CertificateError as error:
            raise KeptKeyLost(f"o que está guardado não se abre: {error.message}") from None
        if found.sha256 != facts.sha256:
            raise KeptKeyLost("o que está guardado é de outro certificado")
        return opened
