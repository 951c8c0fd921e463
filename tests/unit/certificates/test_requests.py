"""Requests that are refused before anything is opened, and what of them is shown."""

import base64
from typing import Any

import pytest
from pydantic import ValidationError

from malote.certificates.requests import CertificateEdit, NewCertificate
from malote.errors import InvalidInput, MaloteError, PfxTooLarge

BINDING = {"branch": "12ABC34501DE35", "module": "billing"}
MOST = 48 * 1024


def text(size: int) -> str:
    return base64.b64encode(bytes(size)).decode()


def asked(**fields: Any) -> NewCertificate:
    return NewCertificate.model_validate({"file": "AAAA", "password": ""} | fields)


def test_48_kb_are_the_most() -> None:
    assert asked(file=text(MOST)).pfx() == bytes(MOST)


def test_a_file_may_come_in_lines() -> None:
    lines = base64.encodebytes(bytes(MOST)).decode().replace("\n", "\r\n")
    assert asked(file=lines).pfx() == bytes(MOST)


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (text(MOST + 1), PfxTooLarge),
        ("é" * 6_000_000, PfxTooLarge),  # before it is decoded
        ("AAA", InvalidInput),
        ("data:application/x-pkcs12;base64,AAAA", InvalidInput),
        ("açaí", InvalidInput),
    ],
    ids=["large", "huge", "cut", "data URL", "no ASCII"],
)
def test_files_that_are_not_even_opened(file: str, error: type[MaloteError]) -> None:
    with pytest.raises(error) as raised:
        asked(file=file).pfx()
    assert type(raised.value) is error


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "x" * 257},
        {"file": None},
        {"file_name": "a\nb.pfx"},
        {"file_name": "fdp.\u202eexe.pfx"},
        {"renews": "0" * 31},
        {"renews": "../" + "0" * 29},
        {"bindings": [{**BINDING, "branch": "12abc34501de35"}]},
        {"by_hand": True},
    ],
    ids="-".join,
)
def test_what_is_not_taken(fields: dict[str, Any]) -> None:
    """More of it, as the API says it, is in test_cert_refusals.py."""
    with pytest.raises(ValidationError) as raised:
        asked(**fields)
    assert "input_value" not in str(raised.value)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\fakepath\\empresa.pfx", "empresa.pfx"),
        ("../../etc/empresa 2026.p12 ", "empresa 2026.p12"),
        ("", ""),
        ("/", ""),
    ],
)
def test_a_file_has_a_name_and_no_folder(given: str, kept: str) -> None:
    assert asked(file_name=given).file_name == kept


def test_bindings_are_in_order_and_once_each() -> None:
    other = {**BINDING, "module": "cte_receipt"}
    found = asked(bindings=[other, BINDING, {**BINDING, "environment": "production"}])
    assert [str(each) for each in found.bindings] == [
        "12ABC34501DE35#billing#production",
        "12ABC34501DE35#cte_receipt#production",
    ]
    edit = CertificateEdit.model_validate({"bindings": [other, BINDING] * 2, "revision": "1"})
    assert edit.bindings == found.bindings


def test_nothing_secret_is_shown() -> None:
    secret = asked(file=text(300), password="a senha")
    shown = f"{secret!r} {secret} {secret.model_dump_json()}"
    assert "a senha" not in shown
    assert "AAAA" not in shown


def test_the_fingerprint_is_of_everything() -> None:
    other = {
        "file": "BBBB", "password": "x", "file_name": "x", "bindings": [BINDING], "renews": "0" * 32
    }  # fmt: skip
    same = asked().fingerprint()
    prints = {asked(**{name: value}).fingerprint() for name, value in other.items()}
    assert asked().fingerprint() == same
    assert len(prints | {same}) == len(other) + 1
