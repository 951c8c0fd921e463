"""What an answer that is no success means: by API, status, code, and what was asked."""

import json

import pytest

from malote.adapters.efi.hosts import Api
from malote.adapters.efi.refusals import refusal
from malote.adapters.https import Answer
from malote.errors import (
    EfiCertificateRefused,
    EfiCredentialsRefused,
    EfiError,
    EfiOverQuota,
    EfiRefused,
    EfiUnavailable,
    EfiUncertain,
)

CHARGES = {"error": "x", "error_description": "o motivo"}
PIX = {"nome": "valor_invalido", "mensagem": "o motivo"}


@pytest.mark.parametrize(
    ("api", "status", "body", "making", "asking"),
    [
        ("charges", 400, {"code": 3500034} | CHARGES, EfiRefused, EfiRefused),
        ("charges", 500, {"code": 3500010} | CHARGES, EfiRefused, EfiRefused),
        ("charges", 500, {"code": 3500000} | CHARGES, EfiUncertain, EfiUnavailable),
        ("charges", 500, {"code": 4600100} | CHARGES, EfiUncertain, EfiUnavailable),
        ("charges", 500, {"code": "3500010"} | CHARGES, EfiUncertain, EfiUnavailable),
        ("charges", 500, CHARGES, EfiUncertain, EfiUnavailable),
        ("charges", 503, "<html>", EfiUncertain, EfiUnavailable),
        ("charges", 401, "", EfiCredentialsRefused, EfiCredentialsRefused),
        ("charges", 403, CHARGES, EfiRefused, EfiRefused),
        ("charges", 404, "<html>", EfiUnavailable, EfiUnavailable),
        ("charges", 408, "", EfiUncertain, EfiUnavailable),
        ("charges", 429, {"code": 3500055} | CHARGES, EfiOverQuota, EfiOverQuota),
        ("charges", 500, {"code": 3500049} | CHARGES, EfiOverQuota, EfiOverQuota),
        ("charges", 429, "", EfiUnavailable, EfiUnavailable),
        ("charges", 302, "", EfiUncertain, EfiUnavailable),
        ("pix", 400, PIX, EfiRefused, EfiRefused),
        ("pix", 409, PIX, EfiRefused, EfiRefused),
        ("pix", 500, PIX, EfiUncertain, EfiUnavailable),
        ("pix", 403, {"status": 403, "detail": "AcessoNegado"}, EfiCertificateRefused, EfiCertificateRefused),
        ("pix", 403, {"error": "insufficient_scope"}, EfiRefused, EfiRefused),
        ("pix", 400, "No required SSL certificate was sent", EfiCertificateRefused, EfiCertificateRefused),
    ],
    ids=str,
)  # fmt: skip
def test_kinds(
    api: Api, status: int, body: object, making: type[EfiError], asking: type[EfiError]
) -> None:
    content = body if isinstance(body, str) else json.dumps(body)
    answer = Answer(status, content.encode())
    assert type(refusal(api, answer, makes=True)) is making
    assert type(refusal(api, answer)) is asking


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (CHARGES, "o motivo"),
        ({"error_description": {"property": "/a", "message": "mal"}}, "/a: mal"),
        ({"error_description": {"message": "mal"}}, "mal"),
        ({"error_description": {"property": 5}, "error": "erro"}, "erro"),
        (PIX, "o motivo"),
        ({"status": 400, "title": "t", "detail": "d"}, "d"),
        ({"error": "a\r\nb\x00c\u202ed"}, "a  b c d"),
        ({"error": "x" * 5000}, "x" * 300),
        ({"error": ["x"]}, ""),
        (["x"], ""),
        ("x", ""),
    ],
    ids=lambda value: str(value)[:40],
)
def test_its_own_words(body: object, said: str) -> None:
    error = refusal("charges", Answer(400, json.dumps(body).encode()))
    assert error.said == said
    assert error.detail.isprintable()


def test_words_that_repeat_a_secret_are_not_passed_on() -> None:
    answer = Answer(400, json.dumps({"code": 7, "error": "bad secret-of-ours"}).encode())
    error = refusal("charges", answer, withheld=["secret-of-ours"])
    assert isinstance(error, EfiUnavailable | EfiRefused)
    assert "secret-of-ours" not in f"{error} {error.said} {error.detail}"
    assert refusal("charges", answer, withheld=["another"]).said == "bad secret-of-ours"
