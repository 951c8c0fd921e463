"""The bucket: the same bytes are one object, whoever puts them at once."""

import hashlib
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from malote.adapters.archive import S3Archive


def test_new_bytes_are_new_once(bucket: str) -> None:
    archive = S3Archive(bucket)
    answers = archive.put_all("acme", [b"a", b"b", b"a"])
    assert answers == [
        (hashlib.sha256(b"a").hexdigest(), True),
        (hashlib.sha256(b"b").hexdigest(), True),
        (hashlib.sha256(b"a").hexdigest(), False),
    ]
    assert archive.put_all("acme", [b"a"])[0][1] is False
    assert archive.put_all("outra", [b"a"])[0][1] is True


def test_many_at_once_put_one_object(bucket: str) -> None:
    archive = S3Archive(bucket)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: archive.put_all("acme", [b"x"])[0][1], range(8)))
    assert answers.count(True) == 1


def test_a_link_gives_the_bytes_back_as_they_came(bucket: str) -> None:
    archive = S3Archive(bucket)
    content = b"\xff\xfe<\x00a\x00/\x00>\x00"
    ((sha256, _),) = archive.put_all("acme", [content])
    assert archive.get("acme", sha256)[0] == content
    with urllib.request.urlopen(archive.link("acme", sha256, "nota.xml", 60)) as answer:
        assert answer.read() == content
        assert 'filename="nota.xml"' in answer.headers["Content-Disposition"]


def test_what_is_put_aside_stays_out_of_the_inbox(bucket: str) -> None:
    archive = S3Archive(bucket)
    archive.put_aside("acme", "0" * 64, b"Rar!")
    archive.put_aside("acme", "0" * 64, b"Rar!")
    assert archive.put_all("acme", [b"Rar!"])[0][1] is True
