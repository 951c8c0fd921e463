"""No password, no file and no secret's name in an answer, a log, an item or the trail."""

from io import StringIO
from typing import Any

import pytest

from tests.canaries import Canaries
from tests.handlers.certificates import ALL, CHECK, HISTORY, address, call
from tests.unit.certificates.safe import BILLING, STRANGER, Safe, asked, identity


def shown(safe: Safe, *more: object) -> list[str]:
    """All that is kept or told, but in the vault."""
    kept = [safe.portfolios.certificates, safe.portfolios.rows, safe.trail.kept, safe.once.kept]
    return [*map(str, kept), *map(repr, kept), repr(safe.vault.kept), *map(str, more)]


def test_nothing_secret_is_told(safe: Safe, log: StringIO) -> None:
    canaries = Canaries()
    password = canaries.plant("password")
    good = asked(identity(), BILLING, password=password)
    canaries.adopt("file", good["file"])
    foreign = asked(identity(STRANGER), password=password)
    canaries.adopt("another file", foreign["file"])
    wrong: list[dict[str, Any]] = [
        foreign, good | {"password": password[:-1]}, good | {"file": good["file"][:-8]},
        good | {"file": [good["file"]]}, good | {"file": f"{good['file']}é"},
        good | {"password": [password]}, good | {"password": {"is": password}},
        good | {"password": password * 20}, good | {"bindings": password},
        good | {"bindings": [{"branch": password, "module": good["file"]}]},
        good | {"renews": password}, good | {"file": good["file"] * 40},
    ]  # fmt: skip
    answers = [call("POST", path, body) for body in wrong for path in (ALL, CHECK)]
    answers += [call("POST", CHECK, good), call("POST", ALL, good, key="k")]
    certificate_id = safe.portfolios.get("acme").bound[BILLING]
    one = address(certificate_id)
    answers += [call("GET", each) for each in (ALL, HISTORY, one, f"{one}/history")]
    answers += [call("POST", f"{one}/test"), call("DELETE", one, confirm="true")]
    assert {answer["statusCode"] for answer in answers} == {200, 201, 400, 413, 422}
    told = shown(safe, *answers, log.getvalue())
    assert [canaries.found(each) for each in told] == [[]] * len(told)
    assert not [str(answer) for answer in answers if "malote/test/" in str(answer)]
    assert "malote/test/" not in log.getvalue() + repr(safe.trail.kept)


def test_nor_when_the_file_is_named_after_it(safe: Safe, log: StringIO) -> None:
    canaries = Canaries()
    password = canaries.plant("password", marks=" é=%+")  # which files are named with
    body = asked(identity(), BILLING, password=password)
    answers = [
        call("POST", ALL, body | {"file_name": f"ACME senha {password}.pfx"}),
        call("GET", ALL),
    ]
    assert [answer["statusCode"] for answer in answers] == [201, 200]
    assert "ACME senha ….pfx" in answers[1]["body"]
    told = shown(safe, *answers, log.getvalue())
    assert [canaries.found(each) for each in told] == [[]] * len(told)


@pytest.mark.parametrize("step", ["before keep", "kept", "before begin", "before commit"])
def test_nor_when_something_breaks(safe: Safe, log: StringIO, step: str) -> None:
    canaries = Canaries()
    body = asked(identity(), BILLING, password=canaries.plant("password"))
    canaries.adopt("file", body["file"])

    def broken(at: str) -> None:
        if at == step:
            raise ConnectionError(at)

    safe.portfolios.watch = safe.vault.watch = broken
    answer = call("POST", ALL, body)
    assert answer["statusCode"] == 500
    assert "ConnectionError" in log.getvalue()
    told = shown(safe, answer, log.getvalue())
    assert [canaries.found(each) for each in told] == [[]] * len(told)
