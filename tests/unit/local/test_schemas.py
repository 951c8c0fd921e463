"""The schemas that a build ships: all that the layouts name, each whole without the package."""

from pathlib import Path

import pytest
from lxml import etree

from local.schemas import PACKAGE, closure, copy_schemas
from malote.fiscal.reader import layouts


def test_every_layout_s_schema_compiles_from_the_copy(tmp_path: Path) -> None:
    copy_schemas(tmp_path)
    named = {layout.schema for layout in layouts().values() if layout.schema}
    assert len(named) > 20
    for name in named:
        etree.XMLSchema(file=str(tmp_path / name))
    shipped = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert shipped == {
        path.relative_to(PACKAGE) for path in closure(PACKAGE / name for name in named)
    }
    assert {path.suffix for path in shipped} == {".xsd"}


def test_a_root_and_its_schema_agree() -> None:
    for root, layout in layouts().items():
        if layout.schema:
            schema = etree.parse(str(PACKAGE / layout.schema)).getroot()
            elements = schema.iterchildren("{http://www.w3.org/2001/XMLSchema}element")
            qualified = {
                f"{{{schema.get('targetNamespace')}}}{one.get('name')}" for one in elements
            }
            # Texts write procInutNFe, and the schema ProcInutNFe.
            assert root.lower() in map(str.lower, qualified)


def test_a_schema_that_is_not_there_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="absent"):
        closure([tmp_path / "absent.xsd"])
    (tmp_path / "broken.xsd").write_text(
        '<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema"><s:include schemaLocation="absent.xsd"/></s:schema>'
    )
    with pytest.raises(OSError, match="absent"):
        closure([tmp_path / "broken.xsd"])
