"""The signature of an event: verified by us and by xmlsec, in the envelope and out of it."""

from pathlib import Path

import nfelib  # type: ignore[import-untyped]
import pytest
from lxml import etree

from malote.certificates.trust import TrustStore
from malote.errors import SefazNonsense
from malote.fiscal.event_models import FiscalEvent
from malote.fiscal.reader import read
from malote.fiscal.signature import verify
from malote.fiscal.signatures import Verdict
from malote.fiscal.xml import parse
from malote.sefaz.answers import EventResult
from malote.sefaz.asking import render
from malote.sefaz.manifestation import proc_event, signed_events
from malote.sefaz.operations import EVENT_TYPES, ManifestationKind
from tests.by_xmlsec import by_xmlsec
from tests.signing import C14N, DSIG, ENVELOPED, authority
from tests.unit.sefaz.wire import (
    AT,
    CNPJ,
    CPF,
    KEY,
    LETTERS,
    NFE,
    OPERATIONS,
    asking,
    event,
    lot,
    signer,
)

TRUST = TrustStore.from_pem(authority().pem)


def by_us(xml: bytes, path: tuple[str, ...], signer_id: str = CNPJ) -> Verdict:
    signers = frozenset({signer_id})
    return verify(parse(xml), path, signers=signers, signed_at=AT, trust=TRUST, xml=xml).verdict


@pytest.mark.parametrize("tax_id", [CNPJ, CPF, LETTERS])
def test_each_event_is_signed(tax_id: str) -> None:
    request = render(asking(lot(), tax_id), signer(tax_id))
    in_place = [*etree.fromstring(request).iter(f"{{{DSIG}}}Signature")]
    assert [by_xmlsec(each) for each in in_place] == [True] * 4
    events = signed_events(request)
    assert [*events] == [(KEY, EVENT_TYPES[kind], 1) for kind in ManifestationKind]
    for xml in events.values():
        assert by_us(xml, ("infEvento",), tax_id) is Verdict.VALID
        (signature,) = etree.fromstring(xml).iter(f"{{{DSIG}}}Signature")
        assert by_xmlsec(signature)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"<tpEvento>210210", b"<tpEvento>210200"),
        (b"<dhEvento>2026-11-20T23", b"<dhEvento>2026-11-20T22"),
        (b"<DigestValue>", b"<DigestValue>A"),
        (b'<infEvento Id="ID', b'<infEvento Id="IE'),
    ],
)
def test_an_altered_event_verifies_nowhere(was: bytes, becomes: bytes) -> None:
    request = render(asking(lot(event(ManifestationKind.AWARENESS))), signer())
    (xml,) = signed_events(request).values()
    assert was in xml
    altered = xml.replace(was, becomes, 1)
    (signature,) = etree.fromstring(altered).iter(f"{{{DSIG}}}Signature")
    assert by_us(altered, ("infEvento",)) is Verdict.TAMPERED
    assert not by_xmlsec(signature)


def test_the_signature_is_made_as_the_layout_has_it() -> None:
    (xml, *_) = signed_events(render(asking(lot()), signer())).values()
    own, signature = etree.fromstring(xml)
    assert etree.QName(own).localname == "infEvento"
    algorithms = [each.get("Algorithm") for each in signature.iter() if each.get("Algorithm")]
    assert algorithms == [C14N, f"{DSIG}rsa-sha1", ENVELOPED, C14N, f"{DSIG}sha1"]
    (reference,) = signature.iter(f"{{{DSIG}}}Reference")
    assert reference.get("URI") == f"#{own.get('Id')}"
    (key_info,) = signature.iter(f"{{{DSIG}}}KeyInfo")
    names = [etree.QName(each).localname for each in key_info.iter()]
    assert names == ["KeyInfo", "X509Data", "X509Certificate"]


RESULT = (
    f'<retEvento versao="1.00" xmlns="{NFE}"><infEvento><tpAmb>2</tpAmb><verAplic>AN 1</verAplic>'
    "<cOrgao>91</cOrgao><cStat>135</cStat><xMotivo>Evento registrado</xMotivo>"
    f"<chNFe>{KEY}</chNFe><tpEvento>210240</tpEvento><nSeqEvento>1</nSeqEvento>"
    "<dhRegEvento>2026-11-20T23:05:00-03:00</dhRegEvento><nProt>891260000000001</nProt>"
    "</infEvento></retEvento>"
).encode()


def test_an_event_with_its_answer_is_a_document() -> None:
    made = event(ManifestationKind.NOT_PERFORMED)
    (signed,) = signed_events(render(asking(lot(made)), signer())).values()
    of = EventResult("135", "", "891260000000001", AT, RESULT)
    document = proc_event(signed, of)
    assert by_us(document, ("evento", "infEvento")) is Verdict.VALID
    (signature,) = etree.fromstring(document).iter(f"{{{DSIG}}}Signature")
    assert by_xmlsec(signature)
    found = read(document)
    assert isinstance(found, FiscalEvent)
    assert (found.access_key, found.event_type, found.sequence) == (KEY, "210240", 1)
    assert (found.author_tax_id, found.protocol) == (CNPJ, "891260000000001")
    assert (found.text, found.answer_is_anothers) == (made.justification, False)
    root = etree.fromstring(document)
    assert (root.tag, root.get("versao")) == (f"{{{NFE}}}procEventoNFe", "1.00")
    assert [etree.QName(each).localname for each in root] == ["evento", "retEvento"]
    path = "nfe_evento_mde/schemas/v1_0/procConfRecebtoNFe_v1.00.xsd"
    etree.XMLSchema(etree.parse(Path(nfelib.__path__[0]) / path)).assertValid(root)


@pytest.mark.parametrize("request_", [b"", b"<a", b"<!DOCTYPE a><a/>"])
def test_what_is_no_request_has_no_events(request_: bytes) -> None:
    with pytest.raises(SefazNonsense):
        signed_events(request_)


def test_a_distribution_is_signed_by_nothing() -> None:
    for operation in OPERATIONS.values():
        assert b"Signature" not in render(asking(operation), signer())
