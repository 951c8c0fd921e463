"""Mails as they are sent, papers and words for them, in a real bucket and a real table."""

import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from malote.adapters import keys
from malote.adapters.aws import client
from malote.adapters.mail_templates import MailTemplateItems
from malote.adapters.papers import S3Papers
from malote.adapters.sent_mails import S3SentMails
from malote.adapters.table import Table
from malote.messages.templates import OwnWords

ID = "20261121t120000000-0123456789ab"


@pytest.fixture
def mails(bucket: str) -> S3SentMails:
    return S3SentMails(bucket)


def test_what_is_kept_first_stays(mails: S3SentMails, bucket: str) -> None:
    assert mails.get("acme", ID) is None
    assert mails.put_once("acme", ID, b"first\r\n") == b"first\r\n"
    assert mails.put_once("acme", ID, b"second\r\n") == b"first\r\n"
    assert mails.get("acme", ID) == b"first\r\n"
    assert mails.get("outra", ID) is None
    kept = client("s3").head_object(Bucket=bucket, Key=keys.sent_mail("acme", ID))
    assert kept["ContentType"] == "message/rfc822"


def test_of_many_at_once_all_get_the_same(mails: S3SentMails) -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(lambda n: mails.put_once("acme", ID, b"%d" % n), range(24)))
    assert kept == {mails.get("acme", ID)}


def test_a_link_downloads_it(mails: S3SentMails) -> None:
    mails.put_once("acme", ID, b"Subject: x\r\n\r\n")
    with urllib.request.urlopen(mails.link("acme", ID, 60)) as answer:
        assert answer.read() == b"Subject: x\r\n\r\n"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{ID}.eml"'


def test_a_paper_is_read_back(bucket: str) -> None:
    papers = S3Papers(bucket)
    papers.put("acme", "a-b", b"%PDF")
    assert papers.get("acme", "a-b") == b"%PDF"


def test_words_are_kept_for_each_template(table: Table) -> None:
    templates = MailTemplateItems(table)
    assert templates.get("acme", "nfe") is None
    templates.save("acme", "nfe", OwnWords(subject="Nota {numero}", text="Olá\n{emitente}"))
    templates.save("acme", "boleto", OwnWords(text="Boleto"))
    templates.save("acme", "nfe", OwnWords(text="Só o texto"))  # nothing of the older is left
    assert templates.list("acme") == {
        "boleto": OwnWords(text="Boleto"),
        "nfe": OwnWords(text="Só o texto"),
    }
    assert templates.get("acme", "nfe") == OwnWords(text="Só o texto")
    assert templates.list("acme-2") == {}
    for _ in range(2):
        templates.delete("acme", "nfe")
    assert templates.list("acme") == {"boleto": OwnWords(text="Boleto")}
