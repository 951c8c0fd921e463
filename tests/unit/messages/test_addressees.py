"""Whom a document names as the one to write to."""

import pytest

from malote.messages.addressees import email_of_recipient
from tests.unit.fiscal.conftest import CANCELLATION, CTE, NFE
from tests.unit.messages.desk import with_address


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("bia@cliente.test", "bia@cliente.test"),
        (" Bia@cliente.test\n", "Bia@cliente.test"),
        ("não tem", None),
        ("", None),
        ("a@b.test;c@d.test", "a@b.test"),
        ("nao@tem; c@d.test", "c@d.test"),
        ("a@b.test&#13;&#10;Bcc: x@y.test", "a@b.test"),
        ("&lt;a@b.test&gt;", None),
        ("a@b.test</email><email>c@d.test", None),  # which of the two?
        ("<b>a@b.test</b>", None),
    ],
)
def test_an_address_or_none(written: str, address: str | None) -> None:
    assert email_of_recipient(with_address(written)) == address


def test_only_what_is_signed_counts() -> None:
    aside = b"<dest><email>x@y.test</email></dest></NFe>"
    assert email_of_recipient(NFE.encode().replace(b"</NFe>", aside)) is None


@pytest.mark.parametrize("xml", [NFE, CTE, CANCELLATION, "<x/>", "", "\0", "<!DOCTYPE x><x/>"])
def test_a_document_without_one(xml: str) -> None:
    assert email_of_recipient(xml.encode()) is None


def test_a_conhecimentos_recipient() -> None:
    xml = CTE.replace("<enderDest>", "<email>bia@cliente.test</email><enderDest>")
    assert email_of_recipient(xml.encode()) == "bia@cliente.test"
