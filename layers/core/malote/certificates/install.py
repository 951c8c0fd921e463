"""Certificates installed, also in the place of another: checked before anything is saved."""

from dataclasses import dataclass, replace
from uuid import uuid4

from malote.audit import Entry
from malote.certificates.facts import check_validity, facts_of
from malote.certificates.installation import check_company, plan_installation
from malote.certificates.leftovers import settle
from malote.certificates.models import Binding, Facts, HistoryRow, Installed, Remark
from malote.certificates.pfx import open_pfx
from malote.certificates.requests import NewCertificate
from malote.certificates.rows import rows_of, told
from malote.errors import (
    CertificateError,
    CertificateInstalled,
    MaloteError,
    NotFound,
    OnlyDeletion,
)
from malote.portfolio import Portfolio, commit
from malote.ports import AuditTrail, CertificateLedger, KeptPfx, Once, PfxVault, Portfolios


@dataclass(frozen=True, slots=True)
class Checked:
    """What installing it would come to; ``error``: why it would not be installed."""

    facts: Facts | None
    error: MaloteError | None
    asked: tuple[Binding, ...]
    bound: tuple[Binding, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Installer:
    """A pending item comes first, then the secret, and with the commit the certificate is live.

    Whatever breaks off in between is left to the daily sweep.
    """

    portfolios: Portfolios
    ledger: CertificateLedger
    vault: PfxVault
    once: Once
    trail: AuditTrail

    def check(self, asked: NewCertificate, entry: Entry) -> Checked:
        """What ``install`` would do; nothing is saved.

        Raises InvalidInput, NotFound (of what it renews), and ChangedMeanwhile if that is renewed.
        """
        facts = None
        try:
            facts = _facts(asked)
            portfolio = self._admitting(facts, entry)
            certificate = self._pending(uuid4().hex, asked, facts, entry)
            row = plan_installation(certificate, asked, entry)(portfolio).history[0]
        except (CertificateError, CertificateInstalled, OnlyDeletion) as error:
            return Checked(facts, error, asked.bindings)
        return Checked(facts, None, row.asked, row.after, row.remarks)

    def install(
        self, asked: NewCertificate, key: str | None, entry: Entry, *, by_hand: bool = False
    ) -> tuple[Installed, HistoryRow]:
        """Install it. ``key`` is the request's Idempotency-Key: the same gives the same answer.

        One installed ``by_hand`` has to serve something. Raises CertificateError, InvalidInput,
        IdempotencyMismatch, CertificateInstalled, OnlyDeletion, ChangedMeanwhile, NotFound (of
        what it renews) and NotBound, if by hand.
        """
        facts = _facts(asked)
        portfolio = self._admitting(facts, entry)
        new_id = uuid4().hex
        if key is not None:
            new_id = self.once.claim(entry.tenant, "certificate", key, asked.fingerprint(), new_id)
        certificate = self._pending(new_id, asked, facts, entry, by_hand=by_hand)
        if done := self._done(certificate):
            return done
        plan = plan_installation(certificate, asked, entry)
        plan(portfolio)  # what is refused leaves no trace
        self.trail.record(told(entry, certificate, asked.bindings))
        self.ledger.begin(certificate)
        self.vault.keep(certificate.secret_name, KeptPfx(asked.pfx(), asked.password))
        try:
            _, change = commit(self.portfolios, entry.tenant, plan)
        except MaloteError:
            if done := self._done(certificate):  # by the same request, sent twice at once
                return done
            settle(certificate, self.ledger, self.vault)
            raise
        return change.certificates[0], change.history[0]

    def _admitting(self, facts: Facts, entry: Entry) -> Portfolio:
        check_validity(facts, entry.at)
        portfolio = self.portfolios.get(entry.tenant)
        check_company(facts, portfolio)
        return portfolio

    def _pending(
        self,
        new_id: str,
        asked: NewCertificate,
        facts: Facts,
        entry: Entry,
        *,
        by_hand: bool = False,
    ) -> Installed:
        return Installed(
            tenant=entry.tenant,
            certificate_id=new_id,
            revision=uuid4().hex,
            facts=facts,
            file_name=asked.shown_name(),
            by_hand=by_hand,
            added_at=entry.at,
            added_by=entry.actor.email or entry.actor.name,
            secret_name=self.vault.name_of(entry.tenant, new_id),
            renews=asked.renews,
        )

    def _done(self, certificate: Installed) -> tuple[Installed, HistoryRow] | None:
        """By an earlier request with the same key.

        The row's ``after`` is what it serves now: its revision is the one that it has now, too.
        """
        known = self.ledger.get(certificate.tenant, certificate.certificate_id)
        if known is None or known.state == "pending":
            return None
        portfolio = self.portfolios.get(certificate.tenant)
        found = portfolio.certificates.get(certificate.certificate_id)
        if found is None:
            raise NotFound(f"o certificado {known.certificate_id}, deste pedido, foi excluído")
        *_, first = rows_of(self.ledger, found.tenant, found.certificate_id)
        return found, replace(first, after=portfolio.bindings_of(found.certificate_id))


def _facts(asked: NewCertificate) -> Facts:
    opened = open_pfx(asked.pfx(), asked.password.get_secret_value())
    return facts_of(opened.certificate)
