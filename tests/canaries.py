"""Secrets that are planted, and looked for in all that the tests make Malote write or say."""

import gzip
import io
import re
import secrets
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from string import ascii_letters, digits

MARKS = 'é"\\+/=% &<'
"""What every encoding writes in another way: defences that look for a secret as it is miss it."""

_RUN = re.compile(r"[A-Za-z0-9]{12,}")
_BROKEN_LINES = re.compile(rb"=?(?:\\r|\\n|\r|\n)+")
_DEEPEST = 3
_LARGEST = 64 * 1024 * 1024


@dataclass
class Canaries:
    """Each secret by its purpose, as ``plant`` made it or ``adopt`` was told of it.

    A secret is known by its long runs of letters and digits, which most encodings leave as they
    are: one of them is enough, so that half a secret is found too, in whatever quotes or escapes.
    """

    planted: dict[str, str] = field(default_factory=dict)
    _signs: dict[bytes, str] = field(default_factory=dict)

    def plant(self, purpose: str, marks: str = MARKS) -> str:
        """A new secret; ``marks`` are the characters in it besides letters and digits."""
        head, tail = (
            "".join(secrets.choice(ascii_letters + digits) for _ in range(13)) for _ in range(2)
        )
        return self.adopt(purpose, f"Aa1{head}{marks}{tail}9zZ")  # as policies of passwords want

    def adopt(self, purpose: str, secret: str) -> str:
        """A secret that somebody else made. Raises ValueError if chance could write it."""
        runs = _RUN.findall(secret)
        if not runs:
            raise ValueError(f"{purpose}: 12 letters and digits in a row are wanted")
        self.planted[purpose] = secret
        telling = sorted(runs, key=len)[-2:]  # a token has many, and each costs time
        self._signs |= {sign: purpose for run in telling for sign in _signs(run[:32].encode())}
        return secret

    def found(self, told: str | bytes) -> list[str]:
        """The purposes of those that are in it, gzip and zip files opened."""
        data = told.encode("utf-8", "surrogatepass") if isinstance(told, str) else told
        seen: set[str] = set()
        for content in _opened(data):
            joined = _BROKEN_LINES.sub(b"", content)
            for text in {content, joined, content.replace(b"\0", b"")}:
                seen |= {purpose for sign, purpose in self._signs.items() if sign in text}
        return sorted(seen)

    def scan(self, name: str, told: str | bytes) -> list[str]:
        """What to show for each that is in ``told``, or in its own name (a key, a path)."""
        return [f"{purpose} in {name!r}" for purpose in {*self.found(name), *self.found(told)}]


def _signs(run: bytes) -> Iterator[bytes]:
    yield run
    yield run.hex().encode()
    yield run.hex().upper().encode()
    for before in range(3):
        # What is encoded together with its neighbours is left out.
        whole = slice(-(-before * 8 // 6), (before + len(run)) * 8 // 6)
        yield b64encode(bytes(before) + run)[whole]  # of these, base64url is the same


def _opened(data: bytes, depth: int = 0) -> Iterator[bytes]:
    yield data
    if depth == _DEEPEST:
        return
    if data.startswith(b"\x1f\x8b"):
        with suppress(OSError, EOFError, zlib.error), gzip.open(io.BytesIO(data)) as file:
            yield from _opened(file.read(_LARGEST), depth + 1)
    # Tests keep broken, encrypted and exploding archives: what cannot be opened hides nothing.
    with suppress(Exception), zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            with suppress(Exception), archive.open(name) as file:
                yield from _opened(file.read(_LARGEST), depth + 1)
