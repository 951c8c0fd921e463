"""What an odd page changes in the ledger."""

import pytest

from malote.sefaz.applying import apply
from malote.sefaz.changes import Change
from malote.sefaz.feeds import Asked, Received
from malote.sefaz.models import SefazSettings, Service
from malote.sefaz.operations import Distribute
from malote.sefaz.planning import Situation
from tests.fakes.stores import NOON
from tests.sefaz.world import CNPJ, TENANT
from tests.unit.sefaz.test_answering import answer
from tests.unit.sefaz.test_gaps import gap, nsu, spans
from tests.unit.sefaz.test_pace import feed

SETTINGS = SefazSettings(tenant=TENANT, tax_id=CNPJ)


def page(position: int, last: int, *numbers: int) -> Change:
    """To a feed at ``position`` with a gap of 400 numbers."""
    at, came = nsu(position), [Received(nsu=nsu(x), schema_name="", sha256="a") for x in numbers]
    asked = Asked(operation=Distribute(service=Service.NFE, last_nsu=at), at=NOON)
    situation = Situation(feed(position=at, highest=at), SETTINGS, gaps=[gap(1, 400)])
    said = answer("138", last, 9999, *numbers)
    return apply(situation, asked, said, tuple(came), nsu(0), NOON)


def test_what_comes_with_a_page_that_goes_no_further_is_in_the_ledger() -> None:
    change = page(500, 500, 7, 500)
    assert change.page
    assert (change.page.first, change.page.last, len(change.page.documents)) == (
        nsu(500), nsu(500), 2,
    )  # fmt: skip
    assert spans([*change.gaps]) == [(1, 6), (8, 400)]


@pytest.mark.parametrize(("of_the_gap", "changes"), [(49, 90), (50, 40)])
def test_all_that_a_page_changes_fits_in_one_transaction(of_the_gap: int, changes: int) -> None:
    old, new = range(2, 2 * of_the_gap + 1, 2), range(502, 602, 2)
    change = page(500, 601, *old, *new)
    assert len(change.gaps) == changes
    assert spans([*change.gaps])[-1] == (579, 601)  # nothing that is missing is forgotten
