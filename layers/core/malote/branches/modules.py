"""Modules as the API shows them: enough for a program to draw the form of each."""

from typing import Any, Self, get_args

from pydantic import BaseModel

from malote.branches.models import MODULE_NAMES, Module, ModuleParameters
from malote.portfolio import Portfolio


class ModuleView(BaseModel):
    """A module; ``parameters`` is the JSON schema of what a branch says to use it."""

    id: Module
    name: str
    licensed: bool
    parameters: dict[str, Any]


class ModulePage(BaseModel):
    """All modules, whether or not the tenant is licensed for them."""

    items: list[ModuleView]
    next_cursor: str | None = None

    @classmethod
    def of(cls, portfolio: Portfolio) -> Self:
        """With the tenant's licence."""
        return cls(
            items=[
                ModuleView(
                    id=each,
                    name=MODULE_NAMES[each],
                    licensed=each in portfolio.licensed,
                    parameters=_schema(each),
                )
                for each in Module
            ]
        )


def _schema(module: Module) -> dict[str, Any]:
    parameters, _ = get_args(ModuleParameters.model_fields[module].annotation)  # or None
    schema: dict[str, Any] = parameters.model_json_schema()
    del schema["description"]  # it is for whoever reads the code
    return schema | {"title": MODULE_NAMES[module]}
