"""Sender and subject, for people: readable, on one line, and never a trap."""

import time

import pytest

from malote.mailboxes.headers import sender_and_subject


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        (b"NF-e 123", "NF-e 123"),
        (b"=?utf-8?q?Nota_de_a=C3=A7=C3=A3o?=", "Nota de ação"),
        (b"=?iso-8859-1?q?a=E7=E3o?=", "ação"),
        (b"=?zzz?q?abc?=", "abc"),
        (b"=?utf-8?b?broken", "=?utf-8?b?broken"),
        (b"a\r\n\tb", "a b"),
        (b"x\x1b[31m\x07y", "x [31m y"),
        ("nota \u202eexe.fdp".encode(), "nota exe.fdp"),
        (b"x" * 900, "x" * 200),
        (b"", ""),
    ],
)
def test_a_subject_as_people_read_it(header: bytes, shown: str) -> None:
    _, subject = sender_and_subject(b"From: a@b.test\r\nSubject: " + header + b"\r\n\r\n")
    assert subject == shown


@pytest.mark.parametrize("charset", [b"utf-7?q?+2AA-", b"idna?q?x", b"undefined?q?x"])
def test_no_subject_breaks_what_stores_it(charset: bytes) -> None:
    _, subject = sender_and_subject(b"Subject: =?" + charset + b"?=\r\n\r\n")
    assert subject.encode().decode() == subject


def test_a_header_made_to_keep_a_parser_busy() -> None:
    began = time.process_time()
    sender_and_subject(b"From: " + b";" * 100_000 + b"\r\nSubject: " + b"=?a?q?" * 50_000)
    assert time.process_time() - began < 2
