"""What every kind declares: a schema that nfelib has and that is of that root."""

from pathlib import Path

import nfelib  # type: ignore[import-untyped]
import pytest
from lxml import etree

from malote.fiscal.layout import Layout
from malote.fiscal.reader import layouts

SCHEMAS = Path(nfelib.__path__[0])
PORTAL = ("/cte}", "/mdfe}", "/bpe}", "/nf3e}", "/nfcom}")
# nfelib has none for these: CT-e's voiding ended with 3.00, BPeTA's answer is not published yet.
WITHOUT = {"procInutNFe", "procInutCTe", "inutCTe", "bpeTAProc"}
FOUND = {
    root: layout
    for root, layout in layouts().items()
    if any(one in root for one in PORTAL) or "nut" in root
}


@pytest.mark.parametrize(("root", "layout"), FOUND.items())
def test_the_schema_is_of_that_root(root: str, layout: Layout) -> None:
    name = root.rpartition("}")[2]
    if name in WITHOUT:
        assert not layout.schema
        return
    schema = etree.XMLSchema(file=str(SCHEMAS / layout.schema))
    assert not schema.validate(etree.Element(root))
    errors = "".join(str(one) for one in schema.error_log)  # type: ignore[attr-defined]
    assert "No matching global declaration" not in errors
