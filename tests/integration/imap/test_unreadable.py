"""A mail of which no answer can be read is told of all the same: the cursor goes on behind it."""

import pytest

from tests.integration.dovecot import Dovecot
from tests.integration.imap.scripted import Answers, Stage

DATE = b'INTERNALDATE "01-Nov-2026 10:00:00 -0300"'


def told(uid: int, described: bytes) -> bytes:
    return b"* %d FETCH (UID %d RFC822.SIZE 100 %b)\r\n" % (uid, uid, described)


@pytest.mark.parametrize(
    ("odd", "size"),
    [
        (b'INTERNALDATE "never ends', 0),
        (DATE + b" FLAGS (a[b)", 100),  # RFC 9051 section 9: an atom may have it
    ],
)
def test_it_is_told_with_or_without_its_description(
    dovecot: Dovecot, odd: bytes, size: int
) -> None:
    answers: Answers = {
        b"UID FETCH 1:3 ": told(1, DATE) + told(2, odd) + told(3, DATE) + b"{tag} OK done",
        b"UID FETCH 2 ": told(2, odd) + b"{tag} OK done",
    }
    with Stage(dovecot.certificates).open(answers) as (folder, _):
        found = folder.survey([1, 2, 3])
    assert [(message.uid, message.size) for message in found] == [(1, 100), (2, size), (3, 100)]
