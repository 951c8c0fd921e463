"""Real archives and mails with something changed, cut, doubled or put in: thousands of them."""

import base64
import gzip
import time
import zipfile
from collections.abc import Callable, Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from malote.errors import AttachmentError
from malote.unpacking import Budget, Candidate, Caps, Found, Refusal, unpack, unpack_mail
from tests.unit.unpacking import tnef_writer as tnef
from tests.unit.unpacking.archives import CTE, NFE, attachment, mail_of, streamed_zip_of, zip_of

SMALL = Caps(document=2_000, total=20_000, parts=20, entries=20, attributes=200)

_ZIP = zip_of({"a.xml": NFE, "b.zip": zip_of({"c.xml": CTE}), "d.pdf": b"%PDF"})
_TNEF = tnef.stream(
    tnef.attached(b"a.xml", NFE, tnef.long_name("nota.xml")),
    tnef.attached(b"z.zip", _ZIP, tnef.variable(0x8001, tnef.BINARY, b"x", name=tnef.named("n"))),
    tnef.attached_mail(tnef.stream(tnef.attached(b"c.xml", CTE))),
)
_BASE64 = b"Content-Type: a/b\r\nContent-Transfer-Encoding: base64\r\n\r\n"
SEEDS = [
    _ZIP,
    zip_of({"a.xml": NFE * 9, "b.xml": CTE}, zipfile.ZIP_STORED),
    streamed_zip_of({"a.xml": NFE, "b.xml": CTE}),
    gzip.compress(_ZIP) + gzip.compress(NFE),
    _TNEF,
    zip_of({"winmail.dat": _TNEF}),
    mail_of(attachment(b"a.xml", NFE), attachment(b"m", mail_of(NFE), b"message/rfc822")),
    mail_of(_BASE64 + base64.encodebytes(_ZIP), _BASE64 + base64.encodebytes(_TNEF)),
    b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 n.xml\n#86)C\n`\nend\n",
]
_INTERESTING = [
    b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff", b"\x7f", b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06",
    b"\x1f\x8b\x08", b"\r\n\r\n", b"\r\n--frontier", b"\x78\x9f\x3e\x22", b";", b'"', b"=", NFE,
]  # fmt: skip

Mutation = Callable[[bytes], bytes]
places = st.integers(0, 1_500)
pieces = st.one_of(st.binary(max_size=8), st.sampled_from(_INTERESTING))


def _overwritten(at: int, piece: bytes) -> Mutation:
    return lambda content: content[:at] + piece + content[at + len(piece) :]


def _inserted(at: int, piece: bytes) -> Mutation:
    return lambda content: content[:at] + piece + content[at:]


def _without(at: int, size: int) -> Mutation:
    return lambda content: content[:at] + content[at + size :]


def _doubled(at: int, size: int) -> Mutation:
    return lambda content: content[: at + size] + content[at:]


mutations = st.one_of(
    st.builds(_overwritten, places, pieces),
    st.builds(_inserted, places, pieces),
    st.builds(_without, places, st.integers(1, 400)),
    st.builds(_doubled, places, st.integers(1, 400)),
)


def _found(content: bytes) -> Iterator[Found]:
    yield from unpack(content, "x", Budget(SMALL))
    yield from unpack_mail(content, "x", Budget(SMALL))


@settings(max_examples=3_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(st.sampled_from(SEEDS), st.lists(pieces, max_size=6).map(b"".join)),
    st.lists(mutations, max_size=4),
)
def test_any_bytes_give_typed_results_within_the_caps(
    content: bytes, changes: list[Mutation]
) -> None:
    for change in changes:
        content = change(content)
    began = time.process_time()
    found = list(_found(content))
    assert time.process_time() - began < 2
    documents = [each.content for each in found if isinstance(each, Candidate)]
    assert all(len(document) <= SMALL.document for document in documents)
    assert sum(map(len, documents)) <= 2 * (SMALL.total + len(content))
    for each in found:
        assert each.path.isprintable()
        if isinstance(each, Refusal):
            assert isinstance(each.error, AttachmentError)
            assert not each.error.detail.endswith("Error"), "a parser failed in its own way"
