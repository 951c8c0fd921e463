"""From a BODYSTRUCTURE (RFC 9051 section 7.5.2) to the leaves that FETCH can hand over."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from malote.mailboxes.models import Part
from malote.unpacking.names import attachment_name

_DEEPEST = 40
_IN_CLEAR = {"", "7bit", "8bit", "binary"}


def to_parts(structure: object) -> tuple[Part, ...] | None:
    """Every leaf, those of mails inside included, or None if this is no structure at all."""
    try:
        return tuple(_mail(structure, "", 0)) or None
    except (TypeError, ValueError, IndexError, AttributeError, RecursionError):
        return None


def _mail(body: Any, section: str, depth: int) -> Iterator[Part]:
    """The leaves of a mail: one that is no multipart has its only part numbered 1."""
    if not _children(body):
        section = f"{section}.1" if section else "1"
    return _part(body, section, depth)


def _part(node: Any, section: str, depth: int) -> Iterator[Part]:
    if depth > _DEEPEST or not isinstance(node, tuple):
        raise ValueError("too deep, or no structure")
    if children := _children(node):
        for number, child in enumerate(children, 1):
            yield from _part(child, f"{section}.{number}" if section else str(number), depth + 1)
        return
    leaf = _leaf(node, section)
    # A mail in base64 is against RFC 2046 5.2.1, and servers describe its letters as its text.
    if leaf.content_type == "message/rfc822" and leaf.encoding in _IN_CLEAR and _is_mail(node):
        yield from _mail(node[8], section, depth + 1)
    else:
        yield leaf


def _children(node: Any) -> list[Any]:
    """A multipart's come first, and nothing else begins with a list."""
    return list(takewhile(lambda child: isinstance(child, tuple), node))


def _is_mail(node: Any) -> bool:
    return len(node) > 8 and isinstance(node[8], tuple) and bool(node[8])


def _leaf(node: Any, section: str) -> Part:
    if not (isinstance(node[0], bytes) and isinstance(node[1], bytes)):
        raise ValueError("no content type")
    content_type = f"{_text(node[0])}/{_text(node[1])}".lower()
    return Part(
        section=section,
        content_type=content_type,
        encoding=_text(node[5]).lower(),
        size=node[6] if isinstance(node[6], int) else 0,
        name=attachment_name(_disposition(node, content_type) + _pairs(node[2])),
    )


def _disposition(node: Any, content_type: str) -> list[tuple[str, str]]:
    """Its parameters. Before it come fields that depend on the type."""
    at = 11 if content_type == "message/rfc822" else 9 if content_type.startswith("text/") else 8
    disposition = node[at] if len(node) > at else None
    return _pairs(disposition[1]) if isinstance(disposition, tuple) else []


def _pairs(parameters: Any) -> list[tuple[str, str]]:
    if not isinstance(parameters, tuple):
        return []
    texts = [_text(value) for value in parameters]
    return list(zip(texts[::2], texts[1::2], strict=False))


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return value.decode("latin-1")
    return "" if value is None else str(value)
