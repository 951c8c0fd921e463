"""The stand-in distributes: pages, numbers, keys, and why it does not."""

import pytest
from lxml import etree

from local.sefaz.schemas import valid
from local.sefaz.server import Sefaz
from malote.fiscal.access_key import check_digit
from tests.integration.sefaz.client import Client, Got
from tests.integration.sefaz.server import COMPANY, PERSON, SUPPLIER, sefaz_server

BRANCH = "34128745000233"
OTHER = "11222333000181"
DAY = 86400
SCHEMAS = "nfe_dist_dfe/schemas/v1_0"
CTE = b'<cteProc xmlns="http://www.portalfiscal.inf.br/cte" versao="4.00"/>'


def took(got: Got) -> tuple[str | None, int, int, int]:
    return got.status, got.last, got.highest, len(got.zips)


def test_a_thousand_documents_in_pages_of_fifty(sefaz: Sefaz) -> None:
    keys = sefaz.control.add_notes(COMPANY, 1000)
    client, position, seen = Client(sefaz), 0, []
    for _ in range(20):
        got = client.after(position)
        assert took(got) == ("138", position + 50, 1000, 50)
        assert valid(f"{SCHEMAS}/retDistDFeInt_v1.01.xsd", got.xml)
        for nsu, schema, xml in got.documents:
            position += 1
            summary = etree.fromstring(xml)
            assert (nsu, schema) == (f"{position:015}", "resNFe_v1.01.xsd")
            assert valid(f"{SCHEMAS}/resNFe_v1.01.xsd", summary)
            seen.append(summary.findtext("{*}chNFe"))
    assert seen == keys
    assert len(set(keys)) == 1000
    sefaz.control.advance(3600)
    assert took(client.after(1000)) == ("137", 1000, 1000, 0)


def test_holes_and_numbers_one_by_one(sefaz: Sefaz) -> None:
    control, client = sefaz.control, Client(sefaz)
    control.add_notes(COMPANY, 2)
    control.skip(COMPANY, 3)
    control.add_notes(COMPANY)
    control.skip(COMPANY)
    got = client.after(0)
    assert took(got) == ("138", 7, 7, 3)
    assert [int(nsu or 0) for nsu, _, _ in got.documents] == [1, 2, 6]
    assert took(client.at(6)) == ("138", 6, 7, 1)
    assert client.at(6).documents == got.documents[2:]
    assert took(client.at(4)) == ("137", 4, 7, 0)
    assert took(client.at(8)) == ("589", 0, 0, 0)


def test_more_than_there_is(sefaz: Sefaz) -> None:
    sefaz.control.add_notes(COMPANY)
    client = Client(sefaz)
    assert took(client.after(2)) == ("589", 0, 0, 0)
    assert took(client.after(0)) == ("138", 1, 1, 1)


def test_what_is_older_than_ninety_days_is_gone(sefaz: Sefaz) -> None:
    control, client = sefaz.control, Client(sefaz)
    old = control.add_notes(COMPANY, 2)
    control.advance(91 * DAY)
    control.add_notes(COMPANY)
    assert [int(nsu or 0) for nsu, _, _ in client.after(0).documents] == [3]
    assert client.at(1).status == "137"
    assert client.key(old[0]).status == "632"


def test_documents_without_a_number_and_broken_ones(sefaz: Sefaz) -> None:
    control, client = sefaz.control, Client(sefaz)
    content = b'<resNFe xmlns="http://www.portalfiscal.inf.br/nfe" versao="1.01"/>'
    assert control.add_unnumbered(COMPANY, content) == 1
    assert control.add_broken(COMPANY) == 2
    got = client.after(0)
    assert [each.get("NSU") for each in got.zips] == [None, f"{2:015}"]
    assert valid(f"{SCHEMAS}/retDistDFeInt_v1.01.xsd", got.xml)
    with pytest.raises(OSError, match="gzip"):
        assert got.documents


def test_by_key(sefaz: Sefaz) -> None:
    control = sefaz.control
    key, cancelled = control.add_notes(COMPANY, 2)
    control.cancel(cancelled)
    client = Client(sefaz)
    for nsu in (None, "0" * 15, None):
        got = client.key(key)
        assert took(got) == ("138", 0, 0, 1)
        assert got.documents[0][:2] == (nsu, "resNFe_v1.01.xsd")
        assert valid(f"{SCHEMAS}/retDistDFeInt_v1.01.xsd", got.xml)
    assert client.manifest(key, "210210") == "135"
    assert client.key(key).documents[0][1:] == ("procNFe_v4.00.xsd", control.note(key))
    assert client.key(cancelled).status == "653"


def test_keys_that_are_nobody_s_or_somebody_else_s(sefaz: Sefaz) -> None:
    (key,) = sefaz.control.add_notes(COMPANY)
    unknown = "35180834128745000152550010000476051695511860"
    assert Client(sefaz, SUPPLIER).key(key).status == "641"
    assert Client(sefaz, OTHER).key(key).status == "640"
    assert Client(sefaz, BRANCH).key(key).status == "640"
    client = Client(sefaz)
    assert client.key(unknown).status == "217"
    assert client.key(unknown[:43] + "1").status == "236"
    consumer = f"{unknown[:20]}65{unknown[22:43]}"
    assert client.key(consumer + check_digit(consumer)).status == "618"


@pytest.mark.parametrize(
    ("tax_id", "holder", "status"),
    [
        (COMPANY, COMPANY, "137"),
        (BRANCH, COMPANY, "137"),
        (OTHER, COMPANY, "593"),
        (COMPANY, PERSON, "593"),
        (SUPPLIER, SUPPLIER, "137"),
        (PERSON, PERSON, "137"),
        (PERSON, COMPANY, "472"),
        ("52998224059", PERSON, "472"),
        ("34128745000153", COMPANY, "489"),
        ("52998224726", PERSON, "490"),
    ],
)
def test_whose_certificate_may_ask(sefaz: Sefaz, tax_id: str, holder: str, status: str) -> None:
    certificate = Client(sefaz, holder).identity
    assert Client(sefaz, tax_id, certificate).after(0).status == status


def test_a_branch_has_a_sequence_of_its_own(sefaz: Sefaz) -> None:
    sefaz.control.add_notes(BRANCH, 2)
    assert Client(sefaz).after(0).status == "137"
    assert took(Client(sefaz, BRANCH).after(0)) == ("138", 2, 2, 2)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("<distNSU><ultNSU>1</ultNSU></distNSU>", "215"),
        ("<consChNFe><chNFe>1</chNFe></consChNFe>", "215"),
        ("", "215"),
        ('<x:distNSU xmlns:x="http://www.portalfiscal.inf.br/nfe"/>', "404"),
    ],
)
def test_what_its_schema_does_not_take(sefaz: Sefaz, asked: str, status: str) -> None:
    got = Client(sefaz).distribution(asked)
    assert got.status == status
    assert valid(f"{SCHEMAS}/retDistDFeInt_v1.01.xsd", got.xml)


def test_the_other_environment(sefaz: Sefaz) -> None:
    assert Client(sefaz).after(0, environment="2").status == "252"
    with sefaz_server(homologation=True) as trial:
        trial.control.add_notes(COMPANY)
        assert Client(trial).after(0).status == "252"
        got = Client(trial).after(0, environment="2")
        assert (got.status, got.text("tpAmb")) == ("138", "2")


def test_cte_has_numbers_of_its_own_and_no_keys(sefaz: Sefaz) -> None:
    sefaz.control.add_notes(COMPANY, 3)
    sefaz.control.add_document(COMPANY, CTE, service="cte")
    client = Client(sefaz)
    got = client.after(0, "cte")
    assert took(got) == ("138", 1, 1, 1)
    assert got.documents == [(f"{1:015}", "procCTe_v4.00.xsd", CTE)]
    assert valid("cte_dist_dfe/schemas/v1_0/retDistDFeInt_v1.00.xsd", got.xml)
    assert took(client.at(1, "cte")) == ("138", 1, 1, 1)
    key = f"<consChNFe><chNFe>{'1' * 44}</chNFe></consChNFe>"
    assert client.distribution(key, "cte").status == "215"
