"""Genuine documents as chance spoils them: bytes and tags flipped, lost, doubled, swapped, spliced."""

import re
from collections.abc import Callable, Iterator

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.malformed.genuine import READABLE

_TAGS = re.compile(rb"(<[^>]*>)")

type Change = Callable[[bytes, float, float, bytes], bytes]


def _within(xml: bytes, start: float, length: float) -> tuple[int, int]:
    begin = int(start * len(xml))
    return begin, begin + 1 + int(length**4 * (len(xml) - begin))  # short ones, mostly


def _flipped(xml: bytes, start: float, length: float, other: bytes) -> bytes:
    begin, _ = _within(xml, start, length)
    return xml[:begin] + bytes([xml[begin] ^ 1 << int(length * 8)]) + xml[begin + 1 :]


def _lost(xml: bytes, start: float, length: float, other: bytes) -> bytes:
    begin, end = _within(xml, start, length)
    return xml[:begin] + xml[end:]


def _doubled(xml: bytes, start: float, length: float, other: bytes) -> bytes:
    begin, end = _within(xml, start, length)
    return xml[:end] + xml[begin:]


def _spliced(xml: bytes, start: float, length: float, other: bytes) -> bytes:
    begin, end = _within(other, start, length)
    place = int(start * len(xml))
    return xml[:place] + other[begin:end] + xml[place:]


def _tags_swapped(xml: bytes, start: float, length: float, other: bytes) -> bytes:
    tags: list[bytes] = _TAGS.split(xml)  # every second one is a tag
    places = [1 + 2 * int(place * (len(tags) // 2)) for place in (start, length)]
    if len(tags) > 1:
        tags[places[0]], tags[places[1]] = tags[places[1]], tags[places[0]]
    return b"".join(tags)


def _tag_of_another(xml: bytes, start: float, length: float, other: bytes) -> bytes:
    tags, others = _TAGS.split(xml), _TAGS.split(other)
    if len(tags) > 1:
        at = 1 + 2 * int(start * (len(tags) // 2))
        tags[at] = others[1 + 2 * int(length * (len(others) // 2))]
    return b"".join(tags)


_CHANGES: list[Change] = [_flipped, _lost, _doubled, _spliced, _tags_swapped, _tag_of_another]
_PLACE = st.floats(0, 1, exclude_max=True)


@st.composite
def _mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    xml, names = draw(st.sampled_from(READABLE)), []
    for change in draw(st.lists(st.sampled_from(_CHANGES), min_size=1, max_size=4)):
        xml = change(xml or b"<", draw(_PLACE), draw(_PLACE), draw(st.sampled_from(READABLE)))
        names.append(change.__name__.lstrip("_"))
    return " and ".join(names), xml


def mutations(count: int) -> Iterator[tuple[str, bytes]]:
    """So many, the same in every run."""
    found: list[tuple[str, bytes]] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    @given(_mutated())
    def collect(one: tuple[str, bytes]) -> None:
        found.append(one)

    collect()
    yield from found
