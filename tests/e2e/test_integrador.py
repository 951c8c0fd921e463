"""A3: the real Integrador with a real token, through the deployed remote service, to SEFAZ."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from urllib.request import urlopen

import pytest
import xmlsec
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from local.sefaz.server import Sefaz
from tests.e2e.accounts import ask
from tests.e2e.devices import Office
from tests.e2e.integrador import Computer, computer, driver
from tests.e2e.sefaz import Company
from tests.e2e.tampering import Proxy
from tests.e2e.tenants import Tenant
from tests.e2e.waiting import until

pytestmark = pytest.mark.usefixtures("schedule")

TAX_ID = "4MRL7K2V000180"
KINDS = {
    "awareness": "210210", "confirmation": "210200",
    "unknown_operation": "210220", "not_performed": "210240",
}  # fmt: skip
NAME = "{http://www.portalfiscal.inf.br/nfe}evento"


@pytest.fixture(scope="module")
def office(
    new_tenant: Callable[..., Tenant], sefaz: Sefaz, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """Both computers are enrolled, and neither is at work; sixty notes wait."""
    tenant, folder = new_tenant(tax_ids=(TAX_ID,)), tmp_path_factory.mktemp("integrador")
    library = driver(folder)

    def make(name: str) -> Computer:
        pin = tenant.stack.secrets.plant(f"PIN of the {name} token", marks="-")
        return computer(folder / name, sefaz, TAX_ID, pin, library)

    office = Office(
        Company(tenant, sefaz, TAX_ID), make("first"), make("second"),
        Proxy(tenant.stack.cloud.api_url),
    )  # fmt: skip
    sefaz.control.add_notes(TAX_ID, 60)
    office.company.set_up("A3")
    office.enrol(office.first, office.proxy.url)
    office.enrol(office.second, tenant.stack.cloud.api_url)
    yield office
    for each in (office.first, office.second):
        each.close()
    office.proxy.close()


@pytest.fixture(scope="module")
def keys(office: Office) -> list[str]:
    """The notes that were distributed through the first computer, which is at work."""
    office.first.at_work()
    return until("sixty documents", office.company.tenant.documents, lambda it: len(it) == 60, 60)


def test_a_code_is_good_for_one_computer(office: Office) -> None:
    tenant = office.company.tenant
    code = office.enrol(office.second, tenant.stack.cloud.api_url)
    done = office.first.configure(code, office.proxy.url)
    assert (done.returncode, "já foi usado" in done.stderr) == (1, True), done.stderr
    kinds = [each["kind"] for each in tenant.get("/remote/events")["items"]]
    assert (kinds.count("enrolled"), kinds.count("enrolment_refused")) == (3, 1)


def test_a_wrong_pin_is_tried_once(office: Office) -> None:
    mine = office.first
    before = len(mine.logins)
    mine.start("errado-9999")
    assert mine.ends() == 1
    assert "O PIN (ou a senha) do certificado está errado." in mine.said
    assert "Parado por um problema" in mine.do("status").stdout
    mine.start()  # with the right one; but who knows that? Three wrong ones lock a card.
    assert mine.ends() == 1
    assert mine.logins[before:] == ["login wrong"]
    mine.start_at_a_terminal("PIN de ", "PIN: ")  # a person does
    assert mine.stop() == 0
    assert mine.logins[before:] == ["login wrong", "login"]


def test_distributed_notes_are_documents(office: Office, keys: list[str]) -> None:
    tenant = office.company.tenant
    assert len(set(keys)) == 60
    sources = [tenant.sources(each) for each in keys[:3]]
    assert [[(each["kind"]) for each in some] for some in sources] == [["integrador"]] * 3
    feed = until("the last page", office.company.feed, lambda it: it["rests_until"])
    assert (feed["position"], feed["behind"], feed["gaps"]) == (feed["highest"], 0, [])
    assert office.at_work() == [office.first.device_id]
    kept = office.first.kept()
    assert {name[:44] for name in kept} >= set(keys)
    asked = [name for name in kept if name.endswith(".pedido.xml")]
    assert len(asked) == len(office.calls())
    assert {name.replace(".pedido.", ".resposta.") for name in asked} <= kept.keys()


@pytest.fixture(scope="module")
def manifested(office: Office, keys: list[str]) -> dict[str, str]:
    """Each kind, and the note that was answered with it."""
    company, of = office.company, dict(zip(KINDS, keys, strict=False))
    made: list[str] = []
    for kind, key in of.items():
        why = {"justification": "Mercadoria não entregue"} if kind == "not_performed" else {}
        asking = company.asking("manifestation", manifestation=kind, access_keys=[key], **why)
        status, request = ask(company.tenant, "POST", "/sefaz/requests", asking)
        assert status == 201, request
        made.append(request["id"])
    for request_id in made:
        done = office.finished(request_id)
        (document,) = done["documents"]
        assert (done["status"], document["status_code"]) == ("done", "135"), done
    return of


@pytest.mark.parametrize("kind", KINDS)
def test_manifested(kind: str, office: Office, manifested: dict[str, str]) -> None:
    key, tenant = manifested[kind], office.company.tenant
    (event,) = (e for e in office.company.sefaz.control.events() if e["access_key"] == key)
    assert (event["event_type"], event["asked"]) == (KINDS[kind], 1)
    document = until(
        "the event on the document",
        lambda: tenant.get(f"/documents/{key}"),
        lambda it: it["manifestation"],
    )
    (shown,) = document["events"]
    link = tenant.get(f"/documents/{key}/xml?sha256={shown['sha256']}")
    with urlopen(link["url"], timeout=10) as answer:
        ours = answer.read()
    for signed in (event["xml"].encode(), ours):
        verify(signed, office.first)
    assert shown["signature"]["verdict"] == "valid"


def verify(proc_event: bytes, computer: Computer) -> None:
    """By xmlsec, with the key of the token's certificate and of no other."""
    root = etree.fromstring(proc_event)
    (event,) = root.iter(NAME)
    xmlsec.tree.add_ids(event, ["Id"])
    context = xmlsec.SignatureContext()
    der = computer.token.certificate.public_bytes(Encoding.DER)
    context.key = xmlsec.Key.from_memory(der, xmlsec.constants.KeyDataFormatCertDer)
    (signature,) = event.iterchildren(f"{{{xmlsec.constants.DSigNs}}}Signature")
    context.verify(signature)


def test_a_request_is_good_once(office: Office, keys: list[str]) -> None:
    stack = office.company.tenant.stack
    asked = next(each for each in office.proxy.passed if each.is_of("POST", "/events"))
    status, refused = stack.call(asked.method, asked.path, None, asked.body, asked.headers)
    assert (status, refused["code"]) == (401, "request_replayed")
    office.wait_for_event("request_replayed", office.first)


def test_second_computer_revocation_and_forged_jobs(office: Office, keys: list[str]) -> None:
    first, second, tenant = office.first, office.second, office.company.tenant
    second.start()
    second.becomes("elsewhere")
    office.wait_for_event("lease_held", second)
    assert first.stop() == 0
    second.becomes("working")
    assert office.answer("nsu", service="nfe", nsu=f"{1:015}")["received_count"] == 1

    assert tenant.call("DELETE", f"/remote/devices/{second.device_id}")[0] == 200
    first.at_work()
    before, forged = office.calls(), office.refusals()  # while the second one is still polling
    office.proxy.hand_out(*forged.values())
    for code in forged:
        office.wait_for_event(code, first, source="device")
        assert f"({code})" in first.log
    assert office.calls() == before
    assert second.ends() == 1
    assert "Autorização revogada" in second.do("status").stdout
    assert "(device_revoked)" in second.log
    for kind in ("revoked", "device_revoked"):
        office.wait_for_event(kind, second)
    assert office.at_work() == [first.device_id]


def test_killed_and_cut_off(office: Office, keys: list[str]) -> None:
    """When it was handed a job, when SEFAZ had answered, when that was told, when SEFAZ is asked."""
    first, company, proxy = office.first, office.company, office.proxy
    control = company.sefaz.control
    first.at_work()
    before, counted = office.calls(), control.counters()
    more = control.add_notes(TAX_ID, 130)

    def killed() -> None:
        first.kill()
        office.the_lease_runs_out()
        first.start()

    trap = proxy.trap("GET", "/remote/jobs", 200)
    distribute(office)
    for following in (("POST", "/upload"), ("POST", "/result", 200), ("POST", "/upload")):
        trap.wait()
        trap = proxy.trap(*following)
        killed()
    trap.wait()
    with proxy.cut() as tried:
        control.misbehave("nfe", "slow", after=True, seconds=5)
        until("some tries in vain", lambda: len(tried), lambda count: count >= 3)
        first.becomes("offline")
    asked = len(before) + 3  # pages: one with all those kills, one with the cut, and the slow one
    until("the third page", office.calls, lambda calls: len(calls) == asked)
    killed()
    feed = until(
        "what became of it", company.feed, lambda it: (it["last_answer"]["error"] or {}).get("code")
    )
    assert feed["last_answer"]["error"]["code"] == "sefaz_uncertain"
    due, last = (datetime.fromisoformat(feed[name]) for name in ("due_at", "asked_at"))
    assert due - last > timedelta(hours=1)  # SEFAZ may have counted that page as given
    assert len(office.calls()) == asked

    distribute(office)
    every = sorted([*keys, *more])
    until("every note", lambda: sorted(company.tenant.documents()), lambda it: it == every, 60)
    feed = until("rest", company.feed, lambda it: it["rests_until"])
    assert (feed["position"], feed["behind"], feed["gaps"]) == (feed["highest"], 0, [])
    assert {name[:44] for name in first.kept()} >= set(every)
    pages = [each["value"] for each in office.calls()[len(before) :]]
    assert len(pages) == 4
    assert pages[3] == pages[2] > pages[1] > pages[0]
    counters = control.counters()
    for name in ("undue", "hurried", "duplicates"):
        assert counters[name] == counted[name], name


def distribute(office: Office) -> None:
    """SEFAZ may be asked again, and is."""
    office.company.an_hour_passes()
    asking = office.company.asking("distribution", service="nfe")
    assert ask(office.company.tenant, "POST", "/sefaz/requests", asking)[0] == 201


def test_computers_keep_no_secret(office: Office) -> None:
    secrets = office.company.tenant.stack.secrets
    for each in (office.first, office.second):
        written = each.written()
        assert len(written) > 5
        assert not [found for file in written.items() for found in secrets.scan(*file)]
