"""What a certificate serves, as its users read it."""

import pytest

from malote.branches.models import Module
from malote.certificates.models import Binding
from malote.certificates.words import served
from malote.environment import Environment
from tests.unit.certificates.safe import BILLING, OTHER, SEFAZ


def test_what_is_served_is_told_by_branch() -> None:
    trial = SEFAZ.model_copy(update={"environment": Environment.HOMOLOGATION})
    other = Binding(branch=OTHER, module=Module.CTE_RECEIPT)
    assert served([]) == ""
    assert served([BILLING, other, trial]) == (
        "12.ABC.345/01DE-35 (Faturamento, SEFAZ em homologação); "
        "12.ABC.345/0002-69 (Recebimento CT-e)"
    )


@pytest.mark.parametrize(
    ("branches", "end"), [(5, "(SEFAZ)"), (6, " e mais 1 filial"), (7, " e mais 2 filiais")]
)
def test_of_many_branches_some_are_named(branches: int, end: str) -> None:
    many = [Binding(branch=f"{number:014}", module=Module.SEFAZ) for number in range(branches)]
    assert served(many).count("SEFAZ") == 5
    assert served(many).endswith(end)
