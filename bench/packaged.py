"""The functions and layers as they are deployed."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import yaml

from bench.figure import say
from local.build import build, compile_bytecode
from local.paths import BUILD, LOCAL


@dataclass(frozen=True, slots=True)
class Packaged:
    """A built function: what Lambda would put on its path and in its environment."""

    name: str
    paths: tuple[Path, ...]
    environment: dict[str, str]
    behind_api: bool


@cache
def folder() -> Path:
    """Where SAM has just built everything."""
    say("· building (sam build)")
    build()
    return BUILD


@cache
def peer() -> tuple[Path, ...]:
    """The layers, and boto3 with byte code as theirs: what a usual layer would hold."""
    installed = Path(boto3.__file__).parent.parent
    target = LOCAL / "bench-peer"
    for package in ("boto3", "s3transfer"):
        shutil.copytree(installed / package, target / package, dirs_exist_ok=True)
    compile_bytecode(target)
    return (target, *layers())


def functions() -> list[Packaged]:
    """Every function of the built template, with its own layers after those of all."""
    common = _template()["Globals"]["Function"]
    found = []
    for name, resource in _template()["Resources"].items():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        settings: dict[str, Any] = resource["Properties"]
        own = settings.get("Environment", {}).get("Variables", {})
        variables = common["Environment"]["Variables"] | own
        events = settings.get("Events", {}).values()
        found.append(
            Packaged(
                name,
                (folder() / name, *layers(), *_paths(settings.get("Layers", ()))),
                {key: _plain(value) for key, value in variables.items()},
                behind_api=any(event["Type"] == "Api" for event in events),
            )
        )
    return found


def _plain(value: str | dict[str, str]) -> str:
    """A parameter's default. What refers to a resource is left empty: nothing is called."""
    if isinstance(value, str):
        return value
    return str(_template()["Parameters"].get(value.get("Ref"), {}).get("Default", ""))


def layers() -> tuple[Path, ...]:
    """What Lambda merges into /opt/python for every function."""
    return _paths(_template()["Globals"]["Function"]["Layers"])


def _paths(references: Iterable[dict[str, str]]) -> tuple[Path, ...]:
    return tuple(folder() / each["Ref"] / "python" for each in references)


@cache
def _template() -> dict[str, Any]:
    """As built: it has no more tags of CloudFormation."""
    template: dict[str, Any] = yaml.safe_load((folder() / "template.yaml").read_text())
    return template
