"""What an installation keeps, tells and refuses; what a check says of it beforehand."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from malote.audit import Action
from malote.certificates.install import Checked
from malote.certificates.requests import NewCertificate
from malote.errors import InvalidInput, MaloteError, NotFound, OtherCompany
from tests.certificate_life.memory import Office
from tests.certificate_life.world import BRANCHES, bindings, short


def check(world: Office, asked: NewCertificate) -> Checked:
    return world.installer.check(asked, world.entry(Action.CERTIFICATE_INSTALLED))


def test_what_is_kept(world: Office) -> None:
    asked = world.asked("one", "A.bill")
    made, row = world.install("one", asked)
    kept = world.secrets.kept
    assert list(kept) == [f"malote/test/certificate/acme/{made.certificate_id}"]
    assert kept[made.secret_name].pfx == world.files["one"]
    assert kept[made.secret_name].password.get_secret_value() == "senha"
    assert made == world.memory.certificates["acme", made.certificate_id]
    assert (made.state, made.by_hand, made.file_name) == ("live", False, "one.pfx")
    assert (made.added_at, made.added_by) == (world.now, row.actor.email)
    assert (row.at, row.actor.name, row.holder, row.tax_id) == (
        world.now, "u-1", "ONE", BRANCHES["A"],
    )  # fmt: skip


def test_who_did_it_is_told_before_and_nothing_secret(world: Office) -> None:
    told: list[int] = []
    world.watch(
        lambda step: told.append(len(world.entries.kept)) if step == "before begin" else None
    )
    made, _ = world.install("one", world.asked("one", "A.bill X.bill"))
    assert told == [1]
    (entry,) = world.entries.kept
    assert (entry.action, entry.target) == (Action.CERTIFICATE_INSTALLED, made.certificate_id)
    assert entry.details == {
        "holder": "ONE", "tax_id": BRANCHES["A"], "file_name": "one.pfx", "bindings": "2",
    }  # fmt: skip


def test_a_repeated_request_is_answered_with_what_was_asked_then_and_is_now(
    world: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("malote.certificates.rows._PAGE", 1)
    asked = world.asked("one", "A.bill X.bill")
    _, row = world.install("one", asked, "k1")
    for _ in range(2):
        world.now += timedelta(minutes=1)
        edited, _ = world.edit("one", "B.bill")
    steps: list[str] = []
    world.watch(steps.append)
    assert world.install("one", asked, "k1") == (edited, replace(row, after=bindings("B.bill")))
    assert steps == ["read", "read"]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"password": "outra"}, "pfx_password_wrong"),
    ({"days": -1}, "certificate_expired"),
    ({"of": "Z"}, "other_company"),
    ({"name": "there"}, "certificate_installed"),
    ({"renews": "expired"}, "only_deletion"),
]


@pytest.fixture
def peopled(world: Office) -> Office:
    world.install("expired", world.asked("expired", "A.cte", days=1))
    world.now += timedelta(days=1)
    world.install("there", world.asked("there", "B.cte"))
    return world


@pytest.mark.parametrize(("how", "code"), REFUSED, ids=[code for _, code in REFUSED])
def test_what_is_refused_leaves_nothing(how: dict[str, Any], code: str, peopled: Office) -> None:
    asked = peopled.asked(**({"name": "one", "at": "A.bill"} | how))
    steps: list[str] = []
    entries = len(peopled.entries.kept)
    peopled.watch(steps.append)
    with pytest.raises(MaloteError) as raised:
        peopled.install("one", asked)
    assert raised.value.code == code
    assert set(steps) <= {"read"}
    assert len(peopled.entries.kept) == entries

    checked = check(peopled, asked)
    assert checked.error
    assert (checked.error.code, checked.error.detail) == (code, raised.value.detail)
    assert (checked.facts is None) == (code == "pfx_password_wrong")
    assert (checked.asked, checked.bound, checked.remarks) == (asked.bindings, (), ())


def test_a_check_says_what_would_come_of_it(peopled: Office) -> None:
    asked = peopled.asked("one", "A.bill B.cte X.bill", days=9)
    before, steps = peopled.memory.get("acme"), list[str]()
    peopled.watch(steps.append)
    checked = check(peopled, asked)
    assert steps == ["read"]
    assert peopled.memory.get("acme") == before
    assert checked.facts
    assert checked.facts.holder == "ONE"
    assert checked.error is None
    _, row = peopled.install("one", asked)
    assert (checked.asked, checked.bound) == (row.asked, row.after)
    assert short(checked.bound) == "A.bill"
    assert checked.remarks == row.remarks
    assert [remark.binding for remark in checked.remarks] == [
        *bindings("B.cte"), *bindings("X.bill"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "error"), [({"file": "é"}, InvalidInput), ({"renews": "0" * 32}, NotFound)]
)
def test_a_check_of_what_makes_no_sense_is_an_error(
    fields: dict[str, Any], error: type[MaloteError], world: Office
) -> None:
    asked = world.asked("one")
    given = {"file": asked.file.get_secret_value(), "password": "senha"} | fields
    with pytest.raises(error):
        check(world, NewCertificate.model_validate(given))


def test_remarks_are_sentences(world: Office) -> None:
    world.install("old", world.asked("old", "A.bill", days=9))
    _, row = world.install("one", world.asked("one", "A.bill A.mail"))
    assert {remark.code: remark.text for remark in row.remarks} == {
        "module_not_licensed": (
            "A licença da empresa não inclui este módulo: Importação por e-mail."
        ),
        "replaced": f"Substitui OLD, {world.ids['old']}.",
    }
    (edited,) = (one for one in world.memory.rows if one.certificate_id == world.ids["old"]
                 and one.action == "edit")  # fmt: skip
    assert [one.text for one in edited.remarks] == [f"Substituído por ONE, {world.ids['one']}."]


def test_a_tenant_has_so_many_bindings_at_most(
    world: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("malote.certificates.planning._MOST_BINDINGS", 2)
    world.install("one", world.asked("one", "A.bill A.cte", days=9))
    world.install("two", world.asked("two", "A.bill"))  # in the place of another
    with pytest.raises(InvalidInput, match="2 ao todo"):
        world.install("three", world.asked("three", "B.bill"))


def test_no_renewal_serves_more_than_can_be_asked_for(
    world: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("malote.certificates.planning.MOST_BINDINGS", 2)
    world.install("old", world.asked("old", "A.bill A.cte"))
    with pytest.raises(InvalidInput, match="um certificado atende 2 no máximo"):
        world.install("new", world.asked("new", "B.bill", renews="old"))
    world.install("new", world.asked("new", "X.bill", renews="old"))
    assert world.state("new") == "configured A.bill A.cte"


def test_a_tenant_has_so_many_certificates_at_most(
    world: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("malote.certificates.installation.MOST_LIVE", 2)
    asked = world.asked("one")
    for name in ("one", "two"):
        world.install(name, world.asked(name), name)
    for attempt in (world.asked("three"), world.asked("three", renews="two")):
        with pytest.raises(InvalidInput, match="já tem 2 certificados"):
            world.install("three", attempt)
    assert world.install("one", asked, "one")[0].certificate_id == world.ids["one"]
    world.delete("two")
    world.install("three", world.asked("three"))


def test_without_any_tax_id_it_is_another_companys(world: Office) -> None:
    elsewhere = replace(world.entry(Action.CERTIFICATE_INSTALLED), tenant="empty")
    with pytest.raises(OtherCompany, match=r"12\.ABC\.345; a empresa, de nenhum CNPJ"):
        world.installer.install(world.asked("one"), None, elsewhere)


def test_of_many_companies_some_are_named(world: Office) -> None:
    world.memory.tax_ids["acme"] = frozenset(f"{number}2345678000100" for number in range(1, 8))
    with pytest.raises(OtherCompany, match=r"a empresa, de 12\.345\.678, .*52\.345\.678 e mais 2$"):
        world.install("one", world.asked("one"))
