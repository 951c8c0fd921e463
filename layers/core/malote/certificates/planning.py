"""The whole of what is written when what a certificate serves is changed."""

from collections.abc import Collection
from dataclasses import replace
from uuid import uuid4

from malote.audit import Entry
from malote.certificates.binding import Placement, named
from malote.certificates.models import Binding, HistoryAction, HistoryRow, Installed, Remark
from malote.certificates.requests import MOST_BINDINGS
from malote.certificates.rows import remarks_of, row
from malote.errors import InvalidInput
from malote.portfolio import Change, Portfolio

_MOST_BINDINGS = 2000  # all of a tenant's are in one item, of 400 KB at most


def bind(
    portfolio: Portfolio,
    certificate: Installed,
    asked: Collection[Binding],
    placement: Placement,
    entry: Entry,
    action: HistoryAction,
) -> Change:
    """The certificate serves what it was placed at, and nothing else.

    It and its row come first in the change. Raises InvalidInput when it, which may be a renewal
    with more besides, or the tenant comes to have too many.
    """
    if len(placement.served) > MOST_BINDINGS:
        raise InvalidInput(f"bindings: um certificado atende {MOST_BINDINGS} no máximo")
    certificate_id = certificate.certificate_id
    bound = {binding: of for binding, of in portfolio.bound.items() if of != certificate_id}
    bound |= dict.fromkeys(placement.served, certificate_id)
    if len(bound) > _MOST_BINDINGS:
        raise InvalidInput(f"bindings: a empresa passaria de {_MOST_BINDINGS} ao todo")
    own = row(
        entry,
        action,
        certificate,
        asked=sorted(asked, key=str),
        before=portfolio.bindings_of(certificate_id),
        after=placement.served,
        remarks=remarks_of(placement, portfolio.certificates),
    )
    others = [
        _displaced(portfolio, other, lost, certificate, entry)
        for other, lost in placement.displaced.items()
    ]
    return Change(
        bound=bound,
        certificates=(renewed_revision(certificate), *(other for other, _ in others)),
        history=(own, *(told for _, told in others)),
    )


def hand_over(
    change: Change, portfolio: Portfolio, renewed: Installed, by: Installed, entry: Entry
) -> Change:
    """The change, with what becomes of the certificate that is renewed in it."""
    gets, *others = change.history
    got = Remark("handed_over", f"Recebe as filiais e os módulos de {named(renewed)}.")
    gave = Remark("handed_over", f"Renovado: {named(by)} recebe as filiais e os módulos.")
    return replace(
        change,
        certificates=(
            *change.certificates,
            renewed_revision(renewed).model_copy(update={"renewed_by": by.certificate_id}),
        ),
        history=(
            replace(gets, remarks=(got, *gets.remarks)),
            *others,
            row(
                entry,
                HistoryAction.RENEWAL,
                renewed,
                before=portfolio.bindings_of(renewed.certificate_id),
                remarks=[gave],
            ),
        ),
    )


def renewed_revision(certificate: Installed) -> Installed:
    """As it is, but changed."""
    return certificate.model_copy(update={"revision": uuid4().hex})


def _displaced(
    portfolio: Portfolio,
    certificate_id: str,
    lost: tuple[Binding, ...],
    by: Installed,
    entry: Entry,
) -> tuple[Installed, HistoryRow]:
    certificate = portfolio.certificates[certificate_id]
    before, gone = portfolio.bindings_of(certificate_id), frozenset(lost)
    told = row(
        entry,
        HistoryAction.EDIT,
        certificate,
        asked=before,
        before=before,
        after=[binding for binding in before if binding not in gone],
        remarks=[Remark("replaced", f"Substituído por {named(by)}.", one) for one in lost],
    )
    return renewed_revision(certificate), told
