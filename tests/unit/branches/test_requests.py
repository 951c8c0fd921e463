"""What is no description of a branch."""

from typing import Any

import pytest
from pydantic import ValidationError

from malote.branches.models import Module, ModuleParameters
from malote.branches.requests import BranchEdit, NewBranch
from tests.unit.branches.office import ASKED, BILLING, HEAD

EDIT = {"name": "Matriz", "state": "SP", "modules": {}, "revision": "r"}


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("tax_id", "12.ABC.345/01DE-35"), ("tax_id", "12abc34501de35"), ("tax_id", HEAD + "\n"),
        ("tax_id", 12), ("name", ""), ("name", "   "), ("name", "n" * 121), ("name", "a\r\nb"),
        ("name", "a\0"), ("name", "a\u202eb"), ("name", None), ("state", "sp"), ("state", "XX"),
        ("state", None), ("modules", None), ("modules", []), ("modules", {"billing": {}}),
        ("modules", {"faturamento": {}}), ("modules", {"billing": BILLING | {"serie": 1}}),
        ("modules", {"billing": BILLING | {"series": 890}}),
        ("modules", {"billing": BILLING | {"series": -1}}),
        ("modules", {"billing": {"state_registration": "isento"}}),
        ("modules", {"billing": {"state_registration": "1"}}),
        ("modules", {"sefaz": {"from_nsu": "1"}}), ("modules", {"sefaz": {"from_nsu": "1" * 16}}),
        ("modules", {"cte_receipt": {"from_nsu": 0}}), ("modules", {"mail_import": {}}),
        ("modules", {"mail_import": {"mailbox": "../notas"}}), ("tenant", "other"),
    ],
    ids=str,
)  # fmt: skip
def test_it_is_refused(field: str, bad: Any) -> None:
    NewBranch.model_validate(ASKED)
    with pytest.raises(ValidationError):
        NewBranch.model_validate(ASKED | {field: bad})
    if field != "tax_id":
        with pytest.raises(ValidationError):
            BranchEdit.model_validate(EDIT | {field: bad})


@pytest.mark.parametrize("field", EDIT)
def test_an_edit_says_everything(field: str) -> None:
    BranchEdit.model_validate(EDIT)
    with pytest.raises(ValidationError, match="Field required"):
        BranchEdit.model_validate({name: EDIT[name] for name in EDIT if name != field})


def test_a_name_is_trimmed_and_may_be_long_and_accented() -> None:
    made = NewBranch.model_validate(ASKED | {"name": f" {'ã' * 119}& "})
    assert made.name == f"{'ã' * 119}&"


def test_every_module_has_parameters_and_nothing_else_has() -> None:
    assert set(ModuleParameters.model_fields) == set(Module)
