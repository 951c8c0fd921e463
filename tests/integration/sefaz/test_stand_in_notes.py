"""What the stand-in hands out is what issuers and SEFAZ make: by the schemas, and signed."""

from datetime import UTC, datetime, timedelta

from lxml import etree

from local.demo import supplier
from local.sefaz.schemas import valid
from local.sefaz.server import Sefaz
from malote.certificates.trust import TrustStore
from malote.fiscal.inspector import Inspector
from malote.fiscal.models import FiscalRecord
from malote.fiscal.signatures import Verdict
from tests.integration.sefaz.client import Client
from tests.integration.sefaz.server import COMPANY, PERSON, SUPPLIER

NFE = "nfe/schemas/v4_0/procNFe_v4.00.xsd"
CANCELLATION = "nfe_evento_cancel/schemas/v1_0/procEventoCancNFe_v1.00.xsd"
SUMMARY = "nfe_dist_dfe/schemas/v1_0/resEvento_v1.01.xsd"


def verified(xml: bytes, sefaz: Sefaz) -> FiscalRecord:
    trust = TrustStore.from_pem(sefaz.roots.read_bytes())
    found = Inspector(trust=trust).inspect(xml, datetime.now(UTC))
    assert found.signature.verdict == Verdict.VALID, found.signature
    return found.record


def test_the_whole_note_is_the_one_that_was_summed_up(sefaz: Sefaz) -> None:
    (key,) = sefaz.control.add_notes(COMPANY)
    client = Client(sefaz)
    summary = etree.fromstring(client.key(key).documents[0][2])
    client.manifest(key, "210210")
    content = client.key(key).documents[0][2]
    assert verified(content, sefaz).access_key == key
    whole = etree.fromstring(content)
    assert valid(NFE, whole)
    for name in ("chNFe", "dhEmi", "vNF", "digVal", "dhRecbto", "nProt"):
        assert summary.findtext(f".//{{*}}{name}") == whole.findtext(f".//{{*}}{name}"), name
    assert whole.findtext(".//{*}DigestValue") == summary.findtext("{*}digVal")
    assert whole.findtext(".//{*}dest/{*}CNPJ") == COMPANY
    assert whole.findtext(".//{*}emit/{*}CNPJ") == SUPPLIER


def test_other_issuers_and_recipients_and_days(sefaz: Sefaz) -> None:
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=60)
    issuer = "11222333000181"
    (key,) = sefaz.control.add_notes(
        PERSON, issuer=issuer, name="Outra Fabrica", authorized_at=at.isoformat()
    )
    content = sefaz.control.note(key)
    record = verified(content, sefaz)
    assert (record.access_key, key[6:20]) == (key, issuer)
    whole = etree.fromstring(content)
    assert valid(NFE, whole)
    assert whole.findtext(".//{*}dest/{*}CPF") == PERSON
    assert datetime.fromisoformat(whole.findtext(".//{*}dhRecbto") or "") == at


def test_a_cancellation_before_and_after_a_manifestation(sefaz: Sefaz) -> None:
    # The schema of the cancellation still wants digits in the key.
    one, other = sefaz.control.add_notes(COMPANY, 2, issuer="11222333000181")
    client = Client(sefaz)
    sefaz.control.cancel(one)
    client.manifest(other, "210200")
    sefaz.control.cancel(other)
    summary, _, whole = client.after(2).documents
    assert summary[1] == "resEvento_v1.01.xsd"
    assert valid(SUMMARY, etree.fromstring(summary[2]))
    assert whole[1] == "procEventoNFe_v1.00.xsd"
    assert verified(whole[2], sefaz).access_key == other
    assert valid(CANCELLATION, etree.fromstring(whole[2]))


def test_the_demo_s_own_note_stays_the_same() -> None:
    assert supplier.note() == supplier.note()
    assert supplier.access_key() == "35261112ABC34501DE35550010000043211123456782"
    assert valid(NFE, etree.fromstring(supplier.note()))
