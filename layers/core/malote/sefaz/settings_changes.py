"""How SEFAZ is asked for a branch is changed: checked, told in the trail, saved, begun."""

from dataclasses import dataclass, replace
from uuid import uuid4

from malote.audit import Entry
from malote.certificates.facts import check_validity
from malote.errors import BranchOfAnotherCompany, ChangedMeanwhile
from malote.portfolio import Portfolio
from malote.ports import AuditTrail, Portfolios
from malote.ports.sefaz import Feeds, SefazQueue, SefazSettingsStore
from malote.sefaz.models import FeedId, SefazSettings
from malote.sefaz.queued import FeedTurn
from malote.sefaz.requests import SefazSettingsEdit
from malote.sefaz.served import first_nsu, served, services
from malote.sefaz.waking import wake
from malote.tax_id import base, formatted, formatted_base


@dataclass(frozen=True, slots=True)
class SettingsChanges:
    """Changes settings; a CNPJ that comes to be automatic is asked for at once."""

    settings: SefazSettingsStore
    portfolios: Portfolios
    feeds: Feeds
    queue: SefazQueue
    trail: AuditTrail

    def change(self, asked: SefazSettingsEdit, entry: Entry) -> SefazSettings:
        """Replace all settings of ``entry.target``, a branch.

        Raises NotFound, SefazNotConfigured, CertificateExpired, CertificateNotYetValid,
        BranchOfAnotherCompany, ChangedMeanwhile.
        """
        tax_id, portfolio = entry.target, self.portfolios.get(entry.tenant)
        branch = portfolio.branch(tax_id)
        served(portfolio, tax_id)
        _check_certificate(asked, portfolio, entry)
        given = {**dict(asked), "revision": uuid4().hex}
        saved = SefazSettings(tenant=entry.tenant, tax_id=tax_id, **given)
        before = self.settings.get(entry.tenant, tax_id)
        if asked.revision != (before.revision if before else ""):
            raise ChangedMeanwhile(f"SEFAZ, {formatted(tax_id)}")
        details = {name: f"{value}" for name, value in asked if name != "revision"}
        self.trail.record(replace(entry, details=details))
        ids = [
            FeedId(entry.tenant, tax_id, each, saved.environment)
            for each in services(portfolio, tax_id)
        ]
        if saved.automatic:  # before it is saved: who dies here leaves no CNPJ that never begins
            for each in ids:
                wake(self.feeds, each, entry.at, first_nsu(branch, each.service))
        if not self.settings.save(saved, instead_of=asked.revision or None):
            raise ChangedMeanwhile(f"SEFAZ, {formatted(tax_id)}")
        self.queue.send(FeedTurn.of(each) for each in ids)
        return saved


def _check_certificate(asked: SefazSettingsEdit, portfolio: Portfolio, entry: Entry) -> None:
    if asked.certificate_id is None:
        return
    facts = portfolio.certificate(asked.certificate_id).facts
    check_validity(facts, entry.at)
    if base(facts.tax_id) != base(entry.target):
        raise BranchOfAnotherCompany(
            f"o certificado é de {formatted_base(facts.tax_id)}"
            f" e a filial, de {formatted_base(entry.target)}"
        )
