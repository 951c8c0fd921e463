"""Passwords come from a pipe or a hidden prompt: an argument would stay in the history."""

import sys
from typing import Annotated

import typer

PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the standard input.")
]


def read_password(prompt: str) -> str:
    """The password, from a pipe or typed unseen."""
    if sys.stdin.isatty():
        return str(typer.prompt(prompt, hide_input=True))
    return sys.stdin.readline().rstrip("\r\n")
