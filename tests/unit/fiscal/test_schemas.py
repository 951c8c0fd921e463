"""What a document breaks of its schema: brief, bounded, and never a refusal."""

import re
import socket
import sys
import tracemalloc
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time

import nfelib  # type: ignore[import-untyped]
import pytest

from malote.fiscal.schemas import Schemas
from malote.fiscal.xml import MAX_BYTES, parse

PACKAGE = Path(nfelib.__path__[0])
SCHEMAS = Schemas(PACKAGE)
NFE = "nfe/schemas/v4_0/procNFe_v4.00.xsd"
SAMPLE = (PACKAGE / "nfe" / "samples" / "v4_0" / "procNFe.xml").read_bytes()
FIRST, LAST = SAMPLE.index(b"<det "), SAMPLE.rindex(b"</det>") + len(b"</det>")
ITEM = SAMPLE[FIRST : SAMPLE.index(b"</det>") + len(b"</det>")]


def findings(xml: bytes, schema: str = NFE, size: int | None = None) -> tuple[str, ...]:
    return SCHEMAS.findings(schema, parse(xml), len(xml) if size is None else size)


def edited(old: str, new: str) -> bytes:
    assert re.search(old, SAMPLE.decode(), re.DOTALL)
    return re.sub(old, new, SAMPLE.decode(), count=1, flags=re.DOTALL).encode()


BROKEN = {
    "a value": (r"<NCM>\d+", "<NCM>X", "NCM: valor não aceito"),
    "an amount": (r"<vNF>[\d.]+", "<vNF>1,00", "vNF: valor não aceito"),
    "a tag more": ("</imposto>", "<novo/></imposto>", "novo: não é esperado aqui"),
    "a tag less": (r"<natOp>[^<]*</natOp>", "", "mod: não é esperado aqui"),
    "an end less": (r"<modFrete>\d</modFrete>", "", "transp: falta modFrete"),
    "the end of the root": ("<protNFe.*</protNFe>", "", "nfeProc: falta protNFe"),
    "an attribute less": (r'<det nItem="1">', "<det>", "det: atributo obrigatório ausente"),
    "an attribute more": (r'<det nItem="1">', '<det nItem="1" y="1">', "det/@y: não é previsto"),
    "an Id": (r'Id="NFe\d', 'Id="NFeX', "infNFe/@Id: valor não aceito"),
}


@pytest.mark.parametrize(("old", "new", "finding"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_said(old: str, new: str, finding: str) -> None:
    assert findings(edited(old, new))[0] == finding


@pytest.mark.parametrize(("old", "new", "finding"), BROKEN.values(), ids=BROKEN)
def test_a_stream_finds_the_same(old: str, new: str, finding: str) -> None:
    assert findings(edited(old, new), size=MAX_BYTES)[0] == finding


def test_nothing_is_said_of_what_is_right() -> None:
    assert findings(SAMPLE) == findings(SAMPLE, size=MAX_BYTES) == ()
    commented = SAMPLE.replace(b"<NCM>", b"<!-- --><NCM><!-- -->")
    assert findings(commented) == ()


def test_five_findings_at_most_each_once() -> None:
    many = re.sub(rb"<(NCM|CFOP|qCom|vProd|uCom|orig|xProd)>", rb"<\1>\n~", SAMPLE)
    found = findings(many)
    assert len(found) == len(set(found)) == 5


def test_another_version_is_not_wrong() -> None:
    assert findings(edited(r"<NCM>\d+", "<NCM>X").replace(b'versao="4.00"', b'versao="3.10"')) == ()
    bare = b'<CTe xmlns="http://www.portalfiscal.inf.br/cte"><infCte versao="%s"/></CTe>'
    assert findings(bare % b"3.00", "cte/schemas/v4_0/cte_v4.00.xsd") == ()
    assert findings(bare % b"4.00", "cte/schemas/v4_0/cte_v4.00.xsd") != ()
    assert findings(b"<NFe/>") == ()


def test_letters_in_a_cnpj_are_right_before_every_schema_says_so() -> None:
    schema = "nfe_evento_generico/schemas/v1_0/procEventoNFe_v1.00.xsd"
    event = (
        '<procEventoNFe xmlns="http://www.portalfiscal.inf.br/nfe" versao="1.00"><evento versao="1.00">'
        '<infEvento Id="ID110111352608{0}55001000004321112345678501"><cOrgao>35</cOrgao><tpAmb>1</tpAmb>'
        "<CNPJ>{0}</CNPJ><chNFe>352608{0}550010000043211123456785</chNFe></infEvento></evento></procEventoNFe>"
    )
    digits = findings(event.format("11222333000181").encode(), schema)
    letters = findings(event.format("12ABC34501DE35").encode(), schema)
    assert letters == digits
    assert not any("CNPJ" in one or "ch" in one or "Id" in one for one in letters)
    wrong = findings(event.format("12ABC34501DEXX").encode(), schema)
    assert "CNPJ: valor não aceito" in wrong


def test_a_root_out_of_its_namespace() -> None:
    stranger = SAMPLE.replace(b"http://www.portalfiscal.inf.br/nfe", b"urn:x")
    assert findings(stranger) == ("nfeProc: não é a raiz de nenhum documento do esquema",)


def test_without_schemas_nothing_is_said() -> None:
    broken = parse(edited(r"<NCM>\d+", "<NCM>X"))
    assert Schemas(None).findings(NFE, broken, 1) == ()
    assert Schemas(Path("/nowhere")).findings(NFE, broken, 1) == ()
    assert SCHEMAS.findings("", broken, 1) == ()


def test_the_build_s_folder_is_found_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = parse(edited(r"<NCM>\d+", "<NCM>X"))
    assert Schemas.find().findings(NFE, broken, 1) == ()
    (tmp_path / "fiscal_schemas").symlink_to(PACKAGE)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    assert Schemas.find().findings(NFE, broken, 1) == ("NCM: valor não aceito",)


def test_no_document_sends_us_anywhere() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        there = f"http://127.0.0.1:{server.getsockname()[1]}/x.xsd"
        hint = (
            f' xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="urn:x {there}"'
            f' i:noNamespaceSchemaLocation="{there}"'
        ).encode()
        hinted = SAMPLE.replace(b"<nfeProc", b"<nfeProc" + hint, 1)
        findings(hinted)
        findings(hinted, size=MAX_BYTES)
        with pytest.raises(TimeoutError):
            server.accept()


def items(count: int, item: bytes = ITEM) -> bytes:
    numbered = (re.sub(rb'nItem="\d+"', b'nItem="%d"' % n, item) for n in range(1, count + 1))
    return SAMPLE[:FIRST] + b"".join(numbered) + SAMPLE[LAST:]


LONG = ITEM.replace(b"</imposto>", b"</imposto><infAdProd>" + b"x" * 499 + b"</infAdProd>")


def test_a_5_mb_document_of_990_items() -> None:
    padded = LONG.replace(b"</prod>", b"</prod>" + b" " * 3000)
    large = items(990, padded)
    assert 4_500_000 < len(large) < MAX_BYTES
    broken = large.replace(b"<NCM>", b"<NCM>X")
    assert findings(broken) == ("NCM: valor não aceito",)


HOSTILE = {
    "attributes": b'<nfeProc xmlns="http://www.portalfiscal.inf.br/nfe" versao="4.00" %s/>'
    % b" ".join(b'a%x=""' % n for n in range(390_000)),
    "children": SAMPLE.replace(b"<det ", b"<i/>" * 390_000 + b"<det ", 1),
    "items": items(2000, ITEM.replace(b"<NCM>", b"<NCM>X")),
    "text": edited("<natOp>", "<natOp>" + "ã" * 3_000_000),
    "depth": SAMPLE.replace(b"<det ", b"<i>" * 240 + b"</i>" * 240 + b"<det ", 1),
}


@pytest.mark.parametrize("xml", HOSTILE.values(), ids=HOSTILE)
def test_hostile_documents_cost_little(xml: bytes) -> None:
    assert len(xml) <= MAX_BYTES
    root = parse(xml)
    before, began = getrusage(RUSAGE_SELF).ru_maxrss, process_time()
    assert len(SCHEMAS.findings(NFE, root, len(xml))) <= 5
    assert process_time() - began < 3
    assert getrusage(RUSAGE_SELF).ru_maxrss - before < 220 * 1024


def test_a_flood_of_errors_is_cut_short() -> None:
    """A CT-e's charges have no limit of number, and each of these is wrong four times."""
    schema = "cte/schemas/v4_0/cte_v4.00.xsd"
    sample = next((PACKAGE / "cte").rglob("*-cte.xml")).read_bytes().replace(b"3.00", b"4.00")
    assert b"<vPrest>" in sample
    flood = sample.replace(b"</vPrest>", b"<Comp><xNome/><vComp/></Comp>" * 90_000 + b"</vPrest>")
    assert 1_000_000 < len(flood) <= MAX_BYTES
    root = parse(flood)
    tracemalloc.start()
    assert "Comp: falta" not in SCHEMAS.findings(schema, root, len(flood))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * MAX_BYTES
