"""The stand-in takes manifestations: each event has a result of its own."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from local.authority import Authority, Identity
from local.sefaz.schemas import valid
from local.sefaz.server import Sefaz
from tests.integration.sefaz.client import EVENTS, NFE, Client, envelope
from tests.integration.sefaz.server import COMPANY, PERSON, SUPPLIER

CONFIRMATION, AWARENESS, UNKNOWN, NOT_PERFORMED = "210200", "210210", "210220", "210240"
SCHEMAS = "nfe_evento_mde/schemas/v1_0"
DAY = 86400


@pytest.fixture
def client(sefaz: Sefaz) -> Client:
    return Client(sefaz)


@pytest.fixture
def key(sefaz: Sefaz) -> str:
    return sefaz.control.add_notes(COMPANY)[0]


@pytest.mark.parametrize("kind", [CONFIRMATION, AWARENESS, UNKNOWN, NOT_PERFORMED])
def test_an_event_is_registered_and_then_a_duplicate(
    sefaz: Sefaz, client: Client, key: str, kind: str
) -> None:
    event = client.event(key, kind)
    got = client.lot(event)
    assert (got.status, got.text("idLote"), got.results) == ("128", "7", ["135"])
    assert valid(f"{SCHEMAS}/retEnvConfRecebto_v1.00.xsd", got.xml)
    again = client.lot(event)
    assert again.results == ["573"]
    assert valid(f"{SCHEMAS}/retEnvConfRecebto_v1.00.xsd", again.xml)
    (kept,) = sefaz.control.events()
    assert (kept["access_key"], kept["event_type"], kept["sequence"]) == (key, kind, 1)
    assert (kept["protocol"], kept["asked"]) == (got.text("nProt"), 2)
    assert valid(f"{SCHEMAS}/procConfRecebtoNFe_v1.00.xsd", etree.fromstring(kept["xml"]))
    assert sefaz.control.counters()["duplicates"] == 1


@pytest.mark.parametrize(
    ("kind", "more"), [(CONFIRMATION, 1), (AWARENESS, 1), (NOT_PERFORMED, 1), (UNKNOWN, 0)]
)
def test_the_whole_note_comes_under_a_new_number_once(
    sefaz: Sefaz, client: Client, key: str, kind: str, more: int
) -> None:
    assert client.after(0).documents[0][1] == "resNFe_v1.01.xsd"
    for sequence in (1, 2):
        client.manifest(key, kind, sequence)
    sefaz.control.advance(3600)
    got = client.after(1)
    assert [each[:2] for each in got.documents] == [(f"{2:015}", "procNFe_v4.00.xsd")] * more
    assert all(xml == sefaz.control.note(key) for _, _, xml in got.documents)


def test_a_lot_of_twenty_and_not_one_more(sefaz: Sefaz, client: Client) -> None:
    events = [client.event(key) for key in sefaz.control.add_notes(COMPANY, 21)]
    got = client.lot(*events)
    assert (got.status, got.results) == ("215", [])
    assert valid(f"{SCHEMAS}/retEnvConfRecebto_v1.00.xsd", got.xml)
    assert client.lot(*events[:20]).results == ["135"] * 20
    assert client.lot().status == "215"
    assert [each["value"] for each in sefaz.control.calls()] == ["21", "20", "0"]


def test_results_are_in_the_lot_s_order(sefaz: Sefaz, client: Client) -> None:
    one, other = sefaz.control.add_notes(COMPANY, 2)
    assert client.manifest(one, AWARENESS) == "135"
    assert client.lot(client.event(one), client.event(other)).results == ["573", "135"]
    twice = client.event(one, CONFIRMATION)
    assert client.lot(twice, twice).status == "215"  # the schema has an Id once only


@pytest.mark.parametrize(
    ("kind", "sequence", "status"),
    [
        (AWARENESS, 2, "594"),
        (CONFIRMATION, 2, "135"),
        (UNKNOWN, 2, "135"),
        (NOT_PERFORMED, 2, "135"),
        (CONFIRMATION, 3, "594"),
        (CONFIRMATION, 0, "594"),
    ],
)
def test_sequences(client: Client, key: str, kind: str, sequence: int, status: str) -> None:
    assert client.manifest(key, kind, sequence) == status


@pytest.mark.parametrize("kind", [CONFIRMATION, UNKNOWN, NOT_PERFORMED])
def test_awareness_after_a_final_answer(client: Client, key: str, kind: str) -> None:
    assert client.manifest(key, kind) == "135"
    assert client.manifest(key, AWARENESS) == "655"


def test_awareness_before_a_final_answer_stays_a_duplicate(client: Client, key: str) -> None:
    kinds = (AWARENESS, CONFIRMATION, AWARENESS)
    assert [client.manifest(key, kind) for kind in kinds] == ["135", "135", "573"]


@pytest.mark.parametrize(("days", "status"), [(179, "135"), (181, "596")])
def test_the_deadline(sefaz: Sefaz, client: Client, key: str, days: int, status: str) -> None:
    sefaz.control.advance(days * DAY)
    assert client.manifest(key, CONFIRMATION) == status


@pytest.mark.parametrize(
    ("kind", "status"),
    [(AWARENESS, "650"), (UNKNOWN, "651"), (CONFIRMATION, "135"), (NOT_PERFORMED, "135")],
)
def test_a_cancelled_note(sefaz: Sefaz, client: Client, key: str, kind: str, status: str) -> None:
    sefaz.control.cancel(key)
    assert client.manifest(key, kind) == status


def test_a_note_that_is_not_there_yet(sefaz: Sefaz, client: Client) -> None:
    (key,) = sefaz.control.add_notes(COMPANY, linked=False)
    assert client.manifest(key, AWARENESS) == "136"
    assert client.manifest("35180834128745000152550010000476051695511860", AWARENESS) == "494"
    assert client.manifest("35180834128745000152550010000476051695511861", AWARENESS) == "236"


def test_who_is_not_the_recipient(sefaz: Sefaz, key: str) -> None:
    assert Client(sefaz, SUPPLIER).manifest(key, AWARENESS) == "575"
    assert Client(sefaz, "34128745000233").manifest(key, AWARENESS) == "135"


def test_a_person_manifests(sefaz: Sefaz) -> None:
    (key,) = sefaz.control.add_notes(PERSON)
    client = Client(sefaz, PERSON)
    got = client.lot(client.event(key))
    assert (got.results, got.text("CPFDest")) == (["135"], PERSON)
    assert valid(f"{SCHEMAS}/retEnvConfRecebto_v1.00.xsd", got.xml)


def test_whose_signature_it_is(sefaz: Sefaz, client: Client, key: str, tmp_path: Path) -> None:
    other = Client(sefaz, SUPPLIER).identity
    assert client.lot(client.event(key, signer=other)).results == ["213"]
    foreign = Identity(sefaz.authority.root, client.identity.key)
    assert client.lot(client.event(key, signer=foreign)).results == ["297"]
    stranger = Authority(tmp_path).identity("ALIMENTOS LTDA", COMPANY)
    assert client.lot(client.event(key, signer=stranger)).results == ["293"]
    person, own = Client(sefaz, PERSON), sefaz.control.add_notes(PERSON)[0]
    assert person.lot(person.event(own, signer=other)).results == ["227"]


def test_what_was_changed_after_it_was_signed(client: Client, key: str) -> None:
    event = client.event(key, NOT_PERFORMED)
    changed = event.replace("nao chegou", "chegou toda")
    assert client.lot(changed).results == ["297"]
    moved = event.replace('<Reference URI="#ID', '<Reference URI="#OTHER')
    assert client.lot(moved).results == ["298"]
    assert client.lot(event).results == ["135"]


def test_what_is_wrong_with_an_event(sefaz: Sefaz, client: Client, key: str) -> None:
    now = datetime.fromisoformat(sefaz.control.now())
    wrong = {
        "493": client.event(key, AWARENESS, justification="Nao se justifica isto"),
        "572": client.event(key, id_=f"ID{CONFIRMATION}{key}01"),
        "250": client.event(key, office="35"),
        "252": client.event(key, environment="2"),
        "578": client.event(key, at=now + timedelta(minutes=6)),
    }
    for status, event in wrong.items():
        got = client.lot(event)
        assert got.results == [status]
        assert valid(f"{SCHEMAS}/retEnvConfRecebto_v1.00.xsd", got.xml)
    assert client.lot(client.event(key, at=now + timedelta(minutes=4))).results == ["135"]


def test_a_lot_that_is_not_opened(client: Client, key: str) -> None:
    event = client.event(key)
    assert client.lot(event.replace("<CNPJ>", "<CNPJ>x")).status == "215"
    assert client.lot(event.replace("></infEvento>", ">\n</infEvento>")).status == "588"
    prefixed = event.replace(f'xmlns="{NFE}"', f'xmlns="{NFE}" xmlns:n="{NFE}"')
    prefixed = prefixed.replace("<verEvento>", "<n:verEvento>").replace("</ver", "</n:ver")
    assert client.lot(prefixed).status == "404"


def test_the_envelope_s_namespaces_are_not_signed_with_it(client: Client, key: str) -> None:
    xml = (
        f'<envEvento xmlns="{NFE}" versao="1.00"><idLote>1</idLote>{client.event(key)}</envEvento>'
    )
    wsdl = f"{NFE}/wsdl/NFeRecepcaoEvento4"
    body = envelope(f'<nfeDadosMsg xmlns="{wsdl}">{xml}</nfeDadosMsg>')
    body = body.replace(b"<soap12:Body", b'<soap12:Body xmlns:xsi="urn:x" xmlns:xsd="urn:y"')
    status, answer = client.raw(EVENTS, body)
    assert status == 200
    assert b"<cStat>135</cStat>" in answer
