"""How the functions of certificates refuse: each error its status, each wrong field its name."""

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509

from malote import errors
from malote.problems import problem as as_problem
from tests.handlers.certificates import ALL, CHECK, HISTORY, address, call, told
from tests.handlers.test_api import problem
from tests.signing import authority, certificate
from tests.unit.certificates.safe import BRANCH, STRANGER, Safe, asked, identity

NONE = address("0" * 32)
BINDING = {"branch": "12ABC34501DE35", "module": "billing"}
TOO_LARGE = {"file": b64encode(bytes(48 * 1024 + 1)).decode(), "password": ""}
CONFLICTS = {
    "OnlyDeletion", "ConfirmationNeeded", "BranchInUse", "CertificateInstalled", "KeptKeyLost",
}  # fmt: skip


@pytest.mark.parametrize(
    "name", sorted(n for n, each in vars(errors.certificates).items() if isinstance(each, type))
)
def test_each_error_has_its_status(name: str) -> None:
    kind = getattr(errors, name)
    status = (
        409
        if name in CONFLICTS
        else {
            "PfxTooLarge": 413,
            "NoCertificateBound": 404,
            "NotFound": 404,
            "MaloteError": 500,
        }.get(name, 422)
    )
    assert as_problem(kind("x")).status_code == status


CASES: dict[str, tuple[dict[str, Any], int, str, str]] = {
    "too large": (TOO_LARGE, 413, "pfx_too_large", "48 KB"),
    "1 MB": ({"file": "A" * 1_000_000, "password": ""}, 413, "pfx_too_large", "48 KB"),
    "no PKCS#12": ({"file": "MAAA", "password": ""}, 422, "pfx_unreadable", ""),
    "empty": ({"file": "", "password": ""}, 422, "pfx_unreadable", ""),
}


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_refused_with_its_cause(safe: Safe, case: str) -> None:
    body, status, code, said = CASES[case]
    refused = problem(call("POST", ALL, body))
    assert refused[:2] == (status, code)
    assert said in refused[2]["detail"]
    report = told(call("POST", CHECK, body))
    assert (report["status"], report["step"], report["code"]) == ("failed", "file", code)
    assert (report["message"], report["action"], report["detail"]) == tuple(
        refused[2][each] for each in ("title", "action", "detail")
    )
    assert [each["status"] for each in report["steps"]] == ["failed"] + ["skipped"] * 6
    assert report["certificate"] is None
    assert not safe.vault.kept
    assert not safe.trail.kept


@pytest.mark.parametrize("end", [b"00010101000001Z", b"20990101000000Z"])
def test_one_of_the_year_1_is_malformed(safe: Safe, end: bytes) -> None:
    """GeneralizedTime has years from 0000 on."""
    valid = (datetime(2098, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC))
    made = certificate(BRANCH, authority(), "ACME", valid)
    der = made.der.replace(b"20980101000000Z", b"00010101000000Z").replace(b"20990101000000Z", end)
    body = asked(replace(made, certificate=x509.load_der_x509_certificate(der)))
    assert problem(call("POST", ALL, body))[:2] == (422, "certificate_malformed")


def test_a_certificate_that_cannot_be_installed_is_told_of(safe: Safe) -> None:
    """As far as it could be read; each step up to there went well."""
    wrong = asked(identity()) | {"password": "x"}
    old, foreign = asked(identity(days=-400)), asked(identity(STRANGER))
    known = asked(identity(name="KNOWN"))
    told(call("POST", ALL, known), 201)
    for body, step, code, passed in (
        (wrong, "password", "pfx_password_wrong", 1),
        (old, "validity", "certificate_expired", 5),
        (foreign, "company", "other_company", 6),
        (known, None, "certificate_installed", 7),
    ):
        report = told(call("POST", CHECK, body))
        assert (report["status"], report["step"], report["code"]) == ("failed", step, code)
        assert [each["status"] for each in report["steps"]].count("ok") == passed
        assert (report["certificate"] is None) is (step == "password")
        assert problem(call("POST", ALL, body))[1] == code
    assert len(safe.vault.kept) == 1


def test_what_is_not_there(safe: Safe) -> None:
    edit = {"bindings": [], "revision": "1"}
    for method, path in [("GET", NONE), ("PUT", NONE), ("DELETE", NONE), ("GET", f"{NONE}/history"),
                         ("POST", f"{NONE}/test")]:  # fmt: skip
        assert problem(call(method, path, edit))[:2] == (404, "not_found")
    renewing = asked(identity()) | {"renews": "0" * 32}
    assert problem(call("POST", ALL, renewing))[:2] == (404, "not_found")


NEW: dict[str, Any] = {"file": "MAAA", "password": "p"}
EDIT: dict[str, Any] = {"bindings": [], "revision": "1"}


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        ("POST", ALL, "", "o corpo não é JSON"),
        ("POST", ALL, "{", "o corpo não é JSON"),
        ("POST", ALL, "x" * 1_000_000, "o corpo não é JSON"),
        ("POST", CHECK, "[" * 100_000, "o corpo não é JSON"),
        ("POST", ALL, [], "o corpo não é um objeto JSON"),
        ("POST", ALL, {}, "file: falta; password: falta"),
        ("POST", ALL, {**NEW, "file": 1}, "file: não é um texto"),
        ("POST", ALL, {**NEW, "file": "data:;base64,MAAA"}, "file: não é base64"),
        ("POST", ALL, {**NEW, "password": None}, "password: não é um texto"),
        ("POST", ALL, {**NEW, "senha": "x"}, "senha: campo desconhecido"),
        ("POST", ALL, {**NEW, "tenant": "outra"}, "tenant: campo desconhecido"),
        ("POST", ALL, {**NEW, "renews": "../x"}, "renews: não está na forma"),
        ("POST", ALL, {**NEW, "file_name": "a" * 999}, "file_name: tem mais de"),
        ("POST", ALL, {**NEW, "bindings": {}}, "bindings: não é uma lista"),
        ("POST", ALL, {**NEW, "bindings": [BINDING | {"module": "nfse"}]}, "bindings.0.module: use"),
        ("POST", ALL, {**NEW, "bindings": [BINDING | {"environment": "x"}]},
         "bindings.0.environment: use 'production' ou 'homologation'"),
        ("POST", CHECK, {**NEW, "bindings": [BINDING | {"branch": "12.ABC"}]},
         "bindings.0.branch: não está na forma"),
        ("POST", ALL, {**NEW, "bindings": [BINDING | {"x": 1}]}, "bindings.0.x: campo desconhecido"),
        ("POST", ALL, {**NEW, "bindings": [BINDING] * 501}, "bindings: é longo demais"),
        ("PUT", NONE, {"bindings": []}, "revision: falta"),
        ("PUT", NONE, {"revision": "1"}, "bindings: falta"),
        ("PUT", NONE, EDIT | {"file": "MAAA"}, "file: campo desconhecido"),
        ("PUT", "/certificates/ABC", EDIT, "certificate_id: não está na forma"),
        ("GET", "/certificates/ABC", None, "certificate_id: não está na forma"),
        ("DELETE", "/certificates/check", None, "certificate_id: não está na forma"),
        ("POST", "/certificates/x/test", None, "certificate_id: não está na forma"),
    ],
)  # fmt: skip
def test_a_bad_request_is_told_what_is_wrong(
    safe: Safe, method: str, path: str, body: Any, said: str
) -> None:
    status, code, refused = problem(call(method, path, body))
    assert (status, code) == (400, "invalid_input")
    assert refused["detail"].startswith(said)


@pytest.mark.parametrize(
    ("method", "path", "query", "said"),
    [
        ("GET", ALL, {"expiring_in": "-1"}, "expiring_in: é menor do que 0"),
        ("GET", ALL, {"expiring_in": "3651"}, "expiring_in: é maior do que 3650"),
        ("GET", ALL, {"expiring_in": "logo"}, "expiring_in: não é um número inteiro"),
        ("GET", HISTORY, {"limit": "0"}, "limit: é menor do que 1"),
        ("GET", HISTORY, {"cursor": "zzz"}, "cursor"),
        ("DELETE", NONE, {"confirm": "talvez"}, "confirm: use true ou false"),
    ],
)
def test_a_bad_parameter_is_named(
    safe: Safe, method: str, path: str, query: dict[str, str], said: str
) -> None:
    status, code, refused = problem(call(method, path, **query))
    assert (status, code) == (400, "invalid_input")
    assert refused["detail"].startswith(said)
