"""A mail as a strict stranger reads it: by hand, from its bytes alone (RFC 5322, 2045 to 2047, 2231)."""

import re
from base64 import b64decode
from binascii import a2b_qp
from typing import NamedTuple
from urllib.parse import unquote

_HEADER = re.compile(r"([A-Z][A-Za-z-]*): (.*)")
_WORD = re.compile(r"=\?utf-8\?([bq])\?([!->@-~]*)\?=")


class Wire(NamedTuple):
    """Headers in their order, each unfolded into its lines, and what follows them."""

    headers: list[tuple[str, list[str]]]
    body: str

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.headers]

    def lines(self, name: str) -> list[str]:
        (found,) = (lines for known, lines in self.headers if known == name)
        return found

    def addresses(self, name: str) -> list[str]:
        """Of a header that holds bare ones, each on its line."""
        *others, last = self.lines(name)
        assert all(line.endswith(",") for line in others)
        return [line.removesuffix(",") for line in others] + [last]

    def text(self, name: str) -> str:
        return decoded(self.lines(name))

    def named(self, name: str) -> tuple[str, str]:
        """The display name, and the address, which stands in brackets if there is a name."""
        *words, address = self.lines(name)
        if words:
            assert re.fullmatch(r"<[^<>\s]+>", address)
        return decoded(words), address.strip("<>")

    @property
    def parts(self) -> list["Wire"]:
        """Of a multipart, what its boundary divides."""
        (line,) = self.lines("Content-Type")
        found = re.fullmatch(r'multipart/mixed; boundary="([^"]+)"', line)
        assert found
        before, *parts, after = f"\r\n{self.body}".split(f"\r\n--{found[1]}")
        assert (before, after) == ("", "--\r\n")
        assert all(part.startswith("\r\n") for part in parts)
        return [_split(part[2:]) for part in parts]

    @property
    def content(self) -> bytes:
        match self.lines("Content-Transfer-Encoding"):
            case ["base64"]:
                return b64decode(self.body.replace("\r\n", ""), validate=True)
            case ["quoted-printable"]:
                assert all(len(line) <= 76 for line in self.body.split("\r\n"))
                return a2b_qp(self.body)
            case other:
                raise AssertionError(other)

    @property
    def file_name(self) -> str:
        lines = self.lines("Content-Disposition")
        assert lines[0] == "attachment;"
        pieces = [line.removesuffix(";").partition("=") for line in lines[1:]]
        if pieces[0][0] == "filename":
            ((_, _, quoted),) = pieces
            assert re.fullmatch(r'"[^"\\]+"', quoted)
            return quoted[1:-1]
        numbered = [f"filename*{n}*" for n in range(len(pieces))]
        assert [name for name, _, _ in pieces] == (numbered if pieces[1:] else ["filename*"])
        value = "".join(value for _, _, value in pieces)
        assert re.fullmatch(r"utf-8''[A-Za-z0-9._~%-]+", value)
        return unquote(value.removeprefix("utf-8''"), errors="strict")


def strictly_read(mail: bytes) -> Wire:
    """The mail; AssertionError for all that another reader might read otherwise."""
    text = mail.decode("ascii")
    assert not re.search(r"\r(?!\n)|(?<!\r)\n|[^\t\r\n -~]", text)
    assert text.endswith("\r\n")
    assert all(len(line) <= 998 for line in text.split("\r\n"))
    return _split(text)


def decoded(lines: list[str]) -> str:
    """Encoded words, or text that has none; what looks like one and is none is refused."""
    if not any("=?" in line for line in lines):
        return " ".join(lines)
    return "".join(map(_word, lines))


def _word(line: str) -> str:
    found = _WORD.fullmatch(line)
    assert found, line
    assert len(line) <= 75
    encoding, data = found.groups()
    raw = b64decode(data, validate=True) if encoding == "b" else a2b_qp(data, header=True)
    return raw.decode()


def _split(text: str) -> Wire:
    head, _, body = text.partition("\r\n\r\n")
    headers: list[tuple[str, list[str]]] = []
    for line in head.split("\r\n"):
        if line.startswith(" "):
            assert line.strip()
            headers[-1][1].append(line[1:])
        else:
            header = _HEADER.fullmatch(line)
            assert header, line
            headers.append((header[1], [header[2]]))
    return Wire(headers, body)
