"""An untagged FETCH answer (RFC 9051 section 7.5.2) as values: nothing recursive, nothing guessed.

IMAPClient's parser goes from letter to letter, calls itself for each list, and takes twice as long.
"""

import re
from collections.abc import Sequence
from typing import Any

Record = dict[bytes, Any]
"""By item: text as bytes, a number as int, a list as tuple, NIL as None."""

_TOKEN = re.compile(
    rb"""[ \t]+
    | (?P<opens>\()
    | (?P<closes>\))
    | "(?P<quoted>(?:[^"\\]|\\.)*)"
    | (?P<literal>~?\{\d+\}$)
    | (?P<atom>(?:BODY|BINARY)\[[^\]]{0,500}\][^ \t()"]*|[^ \t()"]+)
    | (?P<wrong>.)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ESCAPED = re.compile(rb'\\(["\\])')


def parse(pieces: Sequence[Any]) -> Record:
    """One answer, as imaplib hands it over: (text, literal) for each literal, then the rest.

    Raises ValueError, IndexError or TypeError for what is no answer.
    """
    open_lists: list[list[Any]] = [[]]
    for piece in pieces:
        text, literal = piece if isinstance(piece, tuple) else (piece, None)
        for token in _TOKEN.finditer(text):
            match token.lastgroup:
                case None:
                    continue
                case "opens":
                    open_lists.append([])
                case "closes":
                    closed = tuple(open_lists.pop())
                    open_lists[-1].append(closed)
                case "quoted":
                    open_lists[-1].append(_ESCAPED.sub(rb"\1", token["quoted"]))
                case "literal" if literal is not None:
                    open_lists[-1].append(literal)
                case "atom":
                    open_lists[-1].append(_atom(token["atom"]))
                case _:
                    raise ValueError("no FETCH answer")
    ((_, items),) = open_lists
    return dict(zip(map(bytes.upper, items[::2]), items[1::2], strict=True))


def _atom(text: bytes) -> bytes | int | None:
    if text.isdigit():
        return int(text)
    return None if text.upper() == b"NIL" else text
