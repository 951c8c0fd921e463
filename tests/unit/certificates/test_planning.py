"""What a change costs when thousands of bindings are in it: 500 out of 2000 once took 7 s."""

from collections import Counter
from datetime import timedelta

import pytest
from pydantic import BaseModel

from malote.audit import Action
from malote.branches.models import Module
from malote.certificates.binding import Placement
from malote.certificates.models import Binding, HistoryAction
from malote.certificates.planning import bind
from malote.portfolio import Portfolio
from tests.fakes.stores import NOON
from tests.fakes.trail import entry
from tests.unit.branches.office import certificate

ALL = tuple(
    Binding(branch=f"12ABC345{number:04}00", module=module)
    for number in range(50)
    for module in Module
)


def test_a_binding_is_not_compared_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = certificate("a" * 32), certificate("b" * 32, NOON + timedelta(days=900))
    bound = dict.fromkeys(ALL, old.certificate_id)
    portfolio = Portfolio("acme", certificates={old.certificate_id: old}, bound=bound)
    compared: Counter[bool] = Counter()
    equal = BaseModel.__eq__

    def counting(one: BaseModel, other: object) -> bool:
        compared[True] += 1
        return equal(one, other)

    monkeypatch.setattr(Binding, "__eq__", counting)
    copies = tuple(each.model_copy() for each in ALL[:100])
    placement = Placement(copies, {}, {old.certificate_id: copies})
    told = entry(Action.CERTIFICATE_INSTALLED, "")
    change = bind(portfolio, new, copies, placement, told, HistoryAction.INSTALLATION)
    assert change.history[1].after == tuple(sorted(ALL[100:], key=str))
    assert compared[True] < 10 * len(ALL)
