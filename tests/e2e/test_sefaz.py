"""SEFAZ with an A1 in the cloud: asked at its pace, nothing lost, and answered by manifestations."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.request import urlopen

import pytest
from lxml import etree

from local.demo.mails import sample
from local.sefaz.server import Sefaz
from malote.sefaz.operations import EVENT_TYPES, ManifestationKind
from tests.by_xmlsec import by_xmlsec
from tests.e2e.sefaz import Company
from tests.e2e.tenants import Tenant
from tests.signing import DSIG

pytestmark = pytest.mark.usefixtures("schedule")

CNPJ = "81639791000104"
CTE = "43120178408960000182570010000000041000000047"  # which the CNPJ is a party in
WHY_NOT = "A mercadoria voltou com o mesmo caminhão"
KINDS = dict(zip(ManifestationKind, range(10, 14), strict=True))
"""Which of the notes is answered how."""


@pytest.fixture(scope="module")
def company(new_tenant: Callable[..., Tenant], sefaz: Sefaz, schedule: object) -> Company:
    return Company(new_tenant(tax_ids=(CNPJ,)), sefaz, CNPJ)


@pytest.fixture(scope="module")
def notes(company: Company) -> list[str]:
    """A hundred and five, with three numbers between them that hold nothing; the first was
    uploaded before."""
    control = company.sefaz.control
    keys = control.add_notes(CNPJ, 60)
    control.skip(CNPJ, 3)
    keys += control.add_notes(CNPJ, 45)
    control.add_document(CNPJ, sample(f"cte/samples/v4_0/{CTE}-cte.xml"), service="cte")
    company.tenant.upload(control.note(keys[0]))
    company.set_up()
    return keys


def test_pages_of_both_services_become_documents(company: Company, notes: list[str]) -> None:
    company.tenant.wait_for(*notes, CTE)
    assert [each["kind"] for each in company.tenant.sources(notes[1])] == ["sefaz"]
    assert [each["kind"] for each in company.tenant.sources(CTE)] == ["sefaz"]
    brought = Counter(each["kind"] for each in company.tenant.sources(notes[0]))
    assert brought == {"upload": 1, "sefaz": 1}
    assert Counter(company.answers()) == {"138": 4, "137": 3}


def test_the_ledger_says_how_far_it_has_come(company: Company, notes: list[str]) -> None:
    feed = company.feed()
    assert (feed["position"], feed["highest"], feed["behind"]) == (f"{108:015}", f"{108:015}", 0)
    assert feed["rests_until"]
    assert feed["why"]
    assert feed["gaps"] == []  # the three were asked for, and hold nothing
    assert feed["queries_left"] == 17
    rows = pages(company)
    assert Counter(len(row["documents"]) for row in rows if row["operation"] == "distribute") == {
        50: 2, 5: 1,
    }  # fmt: skip
    assert sorted(row["first"] for row in rows if row["operation"] == "query_nsu") == [
        f"{number:015}" for number in (61, 62, 63)
    ]
    assert company.feed("cte")["position"] == f"{1:015}"


def pages(company: Company) -> list[dict[str, Any]]:
    """The rows of the ledger, two at a time."""
    path, rows = f"/sefaz/nsu/pages?tax_id={CNPJ}&service=nfe&limit=2", []
    page = company.tenant.get(path)
    while cursor := page["next_cursor"]:
        rows += page["items"]
        page = company.tenant.get(f"{path}&cursor={cursor}")
    return [*rows, *page["items"]]


@pytest.mark.parametrize("kind", ManifestationKind)
def test_each_kind_of_manifestation_is_signed_and_registered(
    company: Company, notes: list[str], kind: ManifestationKind
) -> None:
    key = notes[KINDS[kind]]
    why = {"justification": WHY_NOT} if kind is ManifestationKind.NOT_PERFORMED else {}
    done = company.manifests(kind, key, **why)
    assert (done["status"], done["documents"][0]["status_code"]) == ("done", "135")
    (there,) = (each for each in company.sefaz.control.events() if each["access_key"] == key)
    assert there["event_type"] == EVENT_TYPES[kind]
    shown = company.tenant.get(f"/documents/{key}")
    (event,) = shown["events"]
    assert event["registered"]
    sha256 = done["documents"][0]["sha256"]
    url = company.tenant.get(f"/documents/{key}/xml?sha256={sha256}")["url"]
    with urlopen(url, timeout=10) as answer:
        kept = answer.read()
    for xml in (there["xml"].encode(), kept):
        signature = next(etree.fromstring(xml).iter(f"{{{DSIG}}}Signature"))
        assert by_xmlsec(signature)
    assert there["protocol"].encode() in kept


def test_the_whole_note_comes_once_it_was_answered(company: Company, notes: list[str]) -> None:
    """By its key at once, and by the distribution when SEFAZ may be asked again."""
    aware, confirmed = (
        notes[KINDS[kind]] for kind in (ManifestationKind.AWARENESS, ManifestationKind.CONFIRMATION)
    )
    done = company.asks("key", access_key=aware)
    assert (done["status"], done["received_count"]) == ("done", 1)
    company.an_hour_passes()
    assert company.asks("distribution", service="nfe")["status"] == "done"
    for key in (aware, confirmed):
        shown = company.tenant.get(f"/documents/{key}")
        assert shown["signature"]["verdict"] == "valid", shown["signature"]
        assert shown["content"]["access_key"] == key


def test_a_number_is_asked_for_by_itself(company: Company, notes: list[str]) -> None:
    done = company.asks("nsu", service="nfe", nsu=f"{7:015}")
    assert (done["status"], done["received_count"]) == ("done", 1)


def test_a_second_consumer_is_seen_and_what_it_took_is_fetched(
    company: Company, notes: list[str]
) -> None:
    control = company.sefaz.control
    company.an_hour_passes()
    taken = control.add_notes(CNPJ, 2)
    control.consume(CNPJ, 2)
    waits = company.asks("distribution", service="nfe")
    assert (waits["status"], waits["error"]["code"]) == ("waiting", "sefaz_blocked")
    assert waits["waits_until"]
    feed = company.feed()
    assert feed["blocked_until"]
    assert [(gap["cause"], gap["count"]) for gap in feed["gaps"]] == [("other_consumer", 2)]
    told = [each["kind"] for each in company.tenant.get("/notices")["items"]]
    assert "sefaz_error" in told
    company.an_hour_passes()
    assert company.asks("distribution", service="nfe")["status"] == "done"
    assert company.feed()["gaps"] == []
    assert set(taken) <= set(company.tenant.documents())
    assert company.answers().count("656") == 1


def test_an_answer_that_is_lost_is_not_asked_for_again_too_soon(
    company: Company, notes: list[str]
) -> None:
    company.an_hour_passes()
    company.sefaz.control.add_notes(CNPJ, 1)
    company.sefaz.control.misbehave("nfe", "cut", after=True)
    lost = company.asks("distribution", service="nfe")
    assert (lost["status"], lost["error"]["code"]) == ("uncertain", "sefaz_uncertain")
    assert company.feed()["asked_at"]
    asked = company.answers()
    assert company.asks("distribution", service="nfe")["status"] == "waiting"
    assert company.answers() == asked
    company.an_hour_passes()
    company.asks("distribution", service="nfe")
    assert company.request(lost["id"])["status"] == "done"


def test_deadlines_are_of_notes_that_wait_for_a_conclusive_answer(
    company: Company, notes: list[str]
) -> None:
    listed = company.tenant.all("/sefaz/deadlines")
    waiting = {each["access_key"] for each in listed}
    conclusive = {notes[n] for kind, n in KINDS.items() if kind is not ManifestationKind.AWARENESS}
    assert not waiting & conclusive
    assert set(notes) - conclusive <= waiting
    ends = [(each["authorized_at"], each["until"]) for each in listed]
    last = {datetime.fromisoformat(until) - datetime.fromisoformat(at) for at, until in ends}
    assert last == {timedelta(days=180)}


def test_automatic_awareness_brings_whole_notes_by_itself(
    company: Company, notes: list[str]
) -> None:
    company.an_hour_passes()
    assert company.settle(acknowledges=True)[0] == 200
    (new,) = company.sefaz.control.add_notes(CNPJ, 1)
    company.an_hour_passes()
    company.asks("distribution", service="nfe")
    events = [each for each in company.sefaz.control.events() if each["access_key"] == new]
    assert [each["event_type"] for each in events] == ["210210"]
    company.an_hour_passes()
    company.asks("distribution", service="nfe")
    assert company.tenant.get(f"/documents/{new}")["signature"]["verdict"] == "valid"
