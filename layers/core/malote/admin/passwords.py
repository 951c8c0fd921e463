"""Passwords come from a pipe or a hidden prompt: an argument would stay in the history."""

import sys
from typing import Annotated

import typer

from malote.errors import InvalidInput

PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the standard input.")
]


def read_password(prompt: str, *, may_be_empty: bool = False) -> str:
    """The password, from a pipe or typed unseen. Raises InvalidInput when it may not be empty."""
    if sys.stdin.isatty():
        default = (
            "" if may_be_empty else None
        )  # without a default it is asked for until it is given
        return str(typer.prompt(prompt, default, hide_input=True, show_default=False))
    password = sys.stdin.readline().rstrip("\r\n")
    if not password and not may_be_empty:
        raise InvalidInput("a senha está vazia")
    return password
