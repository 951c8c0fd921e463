"""A document read and judged in one go: verdicts as remarks, and what is said of every sample."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nfelib  # type: ignore[import-untyped]
import pytest

from malote.certificates.trust import TrustStore
from malote.errors import FiscalError, SeveralDocuments
from malote.fiscal import Verdict, read
from malote.fiscal.inspector import Inspector
from malote.fiscal.schemas import Schemas
from tests.signing import Identity, authority, certificate, sign
from tests.unit.fiscal.conftest import CANCELLATION, NFE, NFE_KEY

PACKAGE = Path(nfelib.__path__[0])
RECEIVED = datetime(2026, 8, 4, tzinfo=UTC)
ROOT = authority()
ISSUER = certificate("12ABC34501DE35", ROOT)
BRANCH = certificate("12ABC34500XY90", ROOT)
STRANGER = certificate("11222333000181", ROOT)
UNKNOWN = certificate("12ABC34501DE35", authority("AC de Ninguém"))
TRUSTING = Inspector(trust=TrustStore.from_pem(ROOT.pem))


def signed(xml: str, signer: Identity) -> bytes:
    event = re.search(r'Id="(ID\d[^"]*)"', xml)
    return sign(xml.encode(), signer, event[1] if event else f"NFe{NFE_KEY}")


def judged(xml: bytes, inspector: Inspector = TRUSTING) -> tuple[str, set[str]]:
    found = inspector.inspect(xml, RECEIVED)
    about = {one.code for one in found.remarks if one.code.startswith("sign")}
    return found.signature.verdict, about


@pytest.mark.parametrize("xml", [NFE, CANCELLATION], ids=["document", "event"])
def test_the_signature_becomes_remarks(xml: str) -> None:
    good = signed(xml, ISSUER)
    assert judged(good) == (Verdict.VALID, set())
    assert judged(signed(xml, BRANCH)) == (Verdict.VALID, set())
    edited = good.replace(b"12ABC34501DE35</CNPJ>", b"11222333000181</CNPJ>", 1)
    assert judged(edited) == (Verdict.TAMPERED, {"signature_tampered"})
    assert judged(signed(xml, UNKNOWN)) == (Verdict.UNTRUSTED_CHAIN, {"signature_untrusted"})
    assert judged(signed(xml, STRANGER)) == (
        Verdict.UNTRUSTED_CHAIN, {"signature_untrusted", "signer_not_issuer"},
    )  # fmt: skip
    odd = good.replace(b"xmldsig#rsa-sha1", b"xmldsig#hmac-sha1")
    assert judged(odd) == (Verdict.UNSUPPORTED, {"signature_unsupported"})
    bare = re.sub(r"<Signature.*?</Signature>", "", xml, flags=re.DOTALL)
    assert judged(bare.encode()) == (Verdict.ABSENT, {"signature_absent"})


def test_without_roots_nothing_is_valid() -> None:
    assert judged(signed(NFE, ISSUER), Inspector())[0] is Verdict.UNTRUSTED_CHAIN


def test_a_document_without_issuer_is_signed_by_nobody_known() -> None:
    anonymous = NFE.replace("<CNPJ>12ABC34501DE35</CNPJ>", "")
    assert judged(signed(anonymous, ISSUER))[0] is Verdict.UNTRUSTED_CHAIN


def test_a_national_nfse_is_signed_by_an_authority() -> None:
    key = "42024042200000000000000000000000000126031234567892"
    note = (
        f'<NFSe xmlns="http://www.sped.fazenda.gov.br/nfse"><infNFSe Id="NFS{key}">'
        "<dhProc>2026-08-03T10:20:30-03:00</dhProc></infNFSe></NFSe>"
    )
    signed_note = sign(note.encode(), STRANGER, f"NFS{key}")
    naming = Inspector(trust=TrustStore.from_pem(ROOT.pem + STRANGER.pem))
    assert judged(signed_note, naming) == (Verdict.VALID, set())
    assert judged(signed_note) == (Verdict.UNTRUSTED_CHAIN, {"signature_untrusted"})


def test_nobody_signs_a_document_of_its_own_under_the_key_of_anothers() -> None:
    own = NFE.replace("<CNPJ>12ABC34501DE35</CNPJ>", "<CNPJ>11222333000181</CNPJ>", 1)
    for signer in (STRANGER, ISSUER):
        assert judged(signed(own, signer))[0] is Verdict.UNTRUSTED_CHAIN


def test_the_record_is_as_read_without_details() -> None:
    assert TRUSTING.inspect(NFE.encode(), RECEIVED).record == read(NFE.encode(), details=False)


def test_it_raises_what_reading_does() -> None:
    two = f"<x>{NFE.partition('?>')[2]}{CANCELLATION}</x>"
    with pytest.raises(SeveralDocuments):
        TRUSTING.inspect(two.encode(), RECEIVED)
    with pytest.raises(FiscalError):
        TRUSTING.inspect(b"<x/>", RECEIVED)


def test_ibs_cbs_that_no_schema_knows_yet_is_a_remark() -> None:
    sample = PACKAGE / "nfe" / "samples" / "v4_0" / "leiauteNFe" / "nfe_reforma_tributaria.xml"
    xml = sample.read_bytes()
    inspector = Inspector(Schemas(PACKAGE))
    said = {one.code: one.detail for one in inspector.inspect(xml, RECEIVED).remarks}
    assert "schema" not in said
    newer = xml.replace(b"<IBSCBS>", b"<IBSCBS><indNovo>1</indNovo>")
    found = inspector.inspect(newer, RECEIVED)
    said = {one.code: one.detail for one in found.remarks}
    assert said["schema"] == "indNovo: não é esperado aqui"
    assert found.record == inspector.inspect(xml, RECEIVED).record


COMMITTED = Path(__file__).with_name("sample_remarks.txt")


def said_of_samples() -> str:
    """The remarks on each of nfelib's samples a day after it was issued; codes only."""
    inspector = Inspector(Schemas(PACKAGE))
    lines = []
    for path in sorted(PACKAGE.rglob("samples/**/*.xml")):
        xml = path.read_bytes()
        try:
            record = inspector.inspect(xml, RECEIVED).record
        except FiscalError as error:
            said = f"({error.code})"
        else:
            written = getattr(record, "issued_at", None) or getattr(record, "occurred_at", None)
            at = written or RECEIVED
            found = inspector.inspect(xml, at + timedelta(days=1)).remarks
            said = " ".join(sorted(one.code for one in found)) or "-"
        lines.append(f"{path.relative_to(PACKAGE).as_posix()}\n    {said}\n")
    return "".join(lines)


def test_what_is_said_of_every_sample_is_as_committed() -> None:
    assert said_of_samples() == COMMITTED.read_text("utf-8")
