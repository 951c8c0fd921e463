"""template.yaml as plain data: ``!Ref X`` reads as "${X}", ``!GetAtt X.Arn`` as "${X.Arn}"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from local.paths import ROOT


class _Loader(yaml.SafeLoader):
    pass


def _plainly(loader: _Loader, tag: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return f"${{{node.value}}}" if tag in {"Ref", "GetAtt"} else node.value
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    raise TypeError(node)


_Loader.add_multi_constructor("!", _plainly)


@cache
def template() -> dict[str, Any]:
    """The whole template."""
    loaded: dict[str, Any] = yaml.load((ROOT / "template.yaml").read_text(), _Loader)
    return loaded


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """The properties of all resources of a type, by name."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template()["Resources"].items()
        if resource["Type"] == kind
    }


def reference(expression: Any) -> str:
    """The name of the resource that ``!Ref`` or ``!GetAtt`` points to."""
    found = re.fullmatch(r"\$\{(\w+)(\.\w+)?\}", str(expression))
    assert found, expression
    return found[1]


def event_sources(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The functions that events of this type start: the name, and the event's properties."""
    for name, function in resources("AWS::Serverless::Function").items():
        for event in function["Events"].values():
            if event["Type"] == kind:
                yield name, event["Properties"]


@dataclass(frozen=True)
class Grant:
    """One action on one resource that a role is given, and where its policy says so."""

    role: str
    action: str
    resource: str
    statement: int
    nth: int

    def __str__(self) -> str:
        return f"{self.role} {self.action} {self.resource}"

    def taken_from(self, policy: dict[str, Any]) -> dict[str, Any]:
        """The deployed policy without this grant, and with everything else."""
        statements = list(policy["Statement"])
        broken = statements.pop(self.statement)
        actions, targets = as_list(broken["Action"]), as_list(broken["Resource"])
        others = [action for action in actions if action != self.action]
        elsewhere = [target for n, target in enumerate(targets) if n != self.nth]
        for kept, where in ((others, targets), ([self.action], elsewhere)):
            if kept and where:
                statements.append({**broken, "Action": kept, "Resource": where})
        return {**policy, "Statement": statements}


def grants() -> list[Grant]:
    """Every action on every resource that a function's role is given."""
    return [
        Grant(role, action, _short(resource), number, nth)
        for role in function_roles()
        for number, statement in enumerate(_policy(role)["Statement"])
        for action in as_list(statement["Action"])
        for nth, resource in enumerate(as_list(statement["Resource"]))
    ]


def function_roles() -> list[str]:
    """The role of each function."""
    functions = resources("AWS::Serverless::Function").values()
    return [reference(function["Role"]) for function in functions]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _policy(role: str) -> dict[str, Any]:
    (policy,) = resources("AWS::IAM::Role")[role]["Policies"]
    document: dict[str, Any] = policy["PolicyDocument"]
    return document


def _short(resource: str) -> str:
    """``${Table.Arn}/index/GSI1`` → ``Table/index/GSI1``; of any other ARN what follows the account."""
    return re.sub(r"\$\{(\w+)\.Arn\}", r"\1", resource).rpartition("${AWS::AccountId}:")[2]
