"""An error as the API tells of it outside of a problem."""

from typing import Self

from pydantic import BaseModel

from malote.errors import error_of


class ErrorWords(BaseModel):
    """What went wrong, and what to do; ``code`` is stable."""

    code: str
    message: str
    action: str

    @classmethod
    def of(cls, code: str) -> Self:
        """The words for an error's code."""
        words = error_of(code)
        return cls(code=code, message=words.message, action=words.action)
