"""What the API is asked of branches."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic.config import JsonDict

from malote.branches.models import ModuleParameters, State, TaxId

_EXAMPLE: JsonDict = {
    "name": "Filial Campinas",
    "state": "SP",
    "modules": {"billing": {"state_registration": "244123456110", "series": 1}},
}


def _plain(text: str) -> str:
    if not text.isprintable():
        raise ValueError("quebra de linha ou caractere de controle não é permitido")
    return text


class _BranchRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[
        str,
        StringConstraints(min_length=1, max_length=120, strip_whitespace=True),
        AfterValidator(_plain),
    ]
    state: State


class NewBranch(_BranchRequest):
    """A branch to be set up: its CNPJ or CPF, bare; ``modules`` that are left out can come later.

    A module may have parameters before it is licensed: it then only waits.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"tax_id": "12ABC34501DE35", **_EXAMPLE}]}
    )

    tax_id: TaxId
    modules: ModuleParameters = ModuleParameters()


class BranchEdit(_BranchRequest):
    """All that a branch is from now on: a module that is left out of ``modules`` is so no more.

    ``revision`` is the one that GET /branches showed: whoever changed the branch since is not
    overruled.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{**_EXAMPLE, "revision": "0" * 32}]})

    modules: ModuleParameters
    revision: Annotated[str, StringConstraints(max_length=64)]
