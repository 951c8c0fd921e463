"""The root of the tree, and finding one in it by its code."""

from typing import ClassVar


class MaloteError(Exception):
    code: ClassVar[str] = "internal_error"
    message: ClassVar[str] = "Ocorreu um erro inesperado."
    action: ClassVar[str] = "Tente de novo; se persistir, fale com o suporte."

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.code}: {detail}" if detail else self.code)
        self.detail = detail


def error_of(code: str) -> type[MaloteError]:
    """The words for a code that was stored; those of the root, if it is no more."""
    return known_codes().get(code, MaloteError)


def known_codes(kind: type[MaloteError] = MaloteError) -> dict[str, type[MaloteError]]:
    """Every error by its code."""
    found = {kind.code: kind} if "code" in vars(kind) else {}
    for child in kind.__subclasses__():
        found |= known_codes(child)
    return found
