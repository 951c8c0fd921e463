"""Passwords come from a pipe or a hidden prompt: an argument would stay in the history."""

import sys
from typing import Annotated

import typer

from malote.errors import InvalidInput

PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the standard input.")
]


def read_password(prompt: str) -> str:
    """The password, from a pipe or typed unseen. Raises InvalidInput when it is empty."""
    if sys.stdin.isatty():
        return str(typer.prompt(prompt, hide_input=True))
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise InvalidInput("a senha está vazia")
    return password
