"""Certificates edited, deleted and restored."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from malote.audit import Entry
from malote.certificates.binding import named, place
from malote.certificates.leftovers import settle
from malote.certificates.models import Binding, HistoryAction, HistoryRow, Installed
from malote.certificates.planning import bind, renewed_revision
from malote.certificates.requests import CertificateEdit
from malote.certificates.rows import row, rows_of, told
from malote.certificates.words import served
from malote.errors import (
    CertificateInstalled,
    ChangedMeanwhile,
    ConfirmationNeeded,
    NotFound,
    OnlyDeletion,
)
from malote.portfolio import Change, Portfolio, commit
from malote.ports import AuditTrail, CertificateLedger, PfxVault, Portfolios

_UNDER_WAY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CertificateChanges:
    """Of the certificate that is the entry's target, at the entry's time."""

    portfolios: Portfolios
    ledger: CertificateLedger
    vault: PfxVault
    trail: AuditTrail

    def edit(self, asked: CertificateEdit, entry: Entry) -> tuple[Installed, HistoryRow]:
        """Have it serve what is asked for. Raises NotFound, OnlyDeletion, ChangedMeanwhile."""

        def plan(portfolio: Portfolio) -> Change:
            certificate = portfolio.certificate(entry.target)
            if certificate.facts.expired(entry.at):
                raise OnlyDeletion(named(certificate))
            if certificate.revision != asked.revision:
                raise ChangedMeanwhile(named(certificate))
            placement = place(portfolio, certificate, asked.bindings, entry.at)
            return bind(
                portfolio, certificate, asked.bindings, placement, entry, HistoryAction.EDIT
            )

        change = self._commit(plan, entry)
        return change.certificates[0], change.history[0]

    def delete(self, entry: Entry, *, confirmed: bool) -> tuple[Installed, HistoryRow]:
        """Delete it; its secret can be recovered for a while.

        Again it completes what broke off, and answers the same. Raises NotFound, and
        ConfirmationNeeded while it serves anything.
        """

        def plan(portfolio: Portfolio) -> Change:
            certificate = portfolio.certificates.get(entry.target) or self._known(entry)
            before = portfolio.bindings_of(entry.target)
            if before and not confirmed:
                raise ConfirmationNeeded(served(before))
            gone = renewed_revision(certificate)
            if certificate.state == "deleted":
                return Change(portfolio.bound, (gone,))
            return Change(
                {binding: of for binding, of in portfolio.bound.items() if of != entry.target},
                (gone.model_copy(update={"state": "deleted", "deleted_at": entry.at}),),
                history=(row(entry, HistoryAction.DELETION, certificate, before=before),),
            )

        change = self._commit(plan, entry)
        gone = change.certificates[0]
        settle(gone, self.ledger, self.vault)
        rows = change.history or rows_of(self.ledger, entry.tenant, entry.target)
        return gone, next(one for one in rows if one.action is HistoryAction.DELETION)

    def restore(self, entry: Entry) -> tuple[Installed, HistoryRow]:
        """Take a deletion back; what it served it does not get back.

        Raises NotFound, also when it is too late, and CertificateInstalled when it is there.
        """

        def restorable(portfolio: Portfolio) -> Installed:
            certificate = self._known(entry)
            for other in portfolio.certificates.values():
                if other.facts.sha256 == certificate.facts.sha256:
                    raise CertificateInstalled(other.certificate_id)
            return renewed_revision(certificate)

        def announce(portfolio: Portfolio) -> Change:
            return Change(portfolio.bound, (restorable(portfolio),))

        def revive(portfolio: Portfolio) -> Change:
            live = restorable(portfolio).model_copy(update={"state": "live", "deleted_at": None})
            return Change(
                portfolio.bound, (live,), history=(row(entry, HistoryAction.RESTORATION, live),)
            )

        # Written once more as deleted: should this break off, the sweep knows of the secret again.
        gone = self._commit(announce, entry).certificates[0]
        try:
            self.vault.recover(gone.secret_name)
        except NotFound:  # its text has the secret's name
            raise NotFound(f"a chave de {named(gone)}: o prazo para recuperá-la passou") from None
        try:
            _, change = commit(self.portfolios, entry.tenant, revive)
        finally:
            settle(gone, self.ledger, self.vault)
        return change.certificates[0], change.history[0]

    def sweep(self, at: datetime) -> int:
        """Give up the secrets of what has been pending or deleted for an hour, in all tenants.

        How many they were. One that fails does not stop the others; an ExceptionGroup tells at
        the end.
        """
        done, failed = 0, []
        for certificate in self.ledger.leftovers(at - _UNDER_WAY):
            try:
                settle(certificate, self.ledger, self.vault)
                done += 1
            except Exception as error:
                failed.append(error)
        if failed:
            raise ExceptionGroup("secrets that could not be given up", failed)
        return done

    def _commit(self, plan: Callable[[Portfolio], Change], entry: Entry) -> Change:
        first = plan(self.portfolios.get(entry.tenant))  # what is refused leaves no trace
        bindings: tuple[Binding, ...] = ()
        for one in first.history[:1]:
            bindings = one.before if one.action is HistoryAction.DELETION else one.asked
        self.trail.record(told(entry, first.certificates[0], bindings))
        return commit(self.portfolios, entry.tenant, plan)[1]

    def _known(self, entry: Entry) -> Installed:
        found = self.ledger.get(entry.tenant, entry.target)
        if found is None or found.state == "pending":
            raise NotFound(f"certificado {entry.target}")
        return found
