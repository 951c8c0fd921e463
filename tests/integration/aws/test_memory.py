"""The largest real NF-e, 990 items in 5 MB, and a batch of 25 as large, in little memory."""

import os
import re
import sys
from pathlib import Path
from typing import Any

from local.schemas import PACKAGE
from malote.adapters import keys
from malote.adapters.archive import S3Archive
from malote.adapters.table import Table
from tests.documents import KEY, NFE
from tests.fresh import run
from tests.handlers.events import announced, sqs

ITEMS = 990
LIMIT = 256 * 1024  # KiB, as proc(5) counts
FUNCTION = 1024 * 1024  # of parse_xml, in template.yaml

# As Lambda does: import, one invocation; then what the API does to list it.
SCRIPT = """
import json, resource, sys
from functions.parse_xml.handler import handle
answer = handle(json.load(sys.stdin), None)
from malote import bootstrap
from malote.documents.queries import DocumentQuery
(header,), _ = bootstrap.catalog().documents("acme", DocumentQuery(), 50, None)
from tests.fresh import peak
reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"answer": answer, "header": header, "peak": peak(), "reader": reader}))
"""


def large() -> bytes:
    """Each item again and again, with the traceability that medicines carry."""
    (item,) = re.findall(rb"<det nItem=.1.>.*?</det>", NFE, re.DOTALL)
    before, _, after = NFE.partition(item)
    after = after[after.rindex(b"</det>") + 6 :] if b"</det>" in after else after
    batch = b"<rastro><nLote>L%06d</nLote><qLote>1.000</qLote><dFab>2018-01-01</dFab><dVal>2020-01-01</dVal></rastro>"
    room = 5_000_000 // ITEMS - len(item)
    batches = b"".join(batch % number for number in range(room // len(batch % 0)))
    whole = item.replace(b"</prod>", batches + b"</prod>")
    items = (re.sub(rb"nItem=.1.", b'nItem="%d"' % number, whole) for number in range(1, ITEMS + 1))
    return before + b"".join(items) + after.replace(b"</total>", b"<novo/></total>")


def registered(contents: list[bytes], table: Table, bucket: str, folder: Path) -> dict[str, Any]:
    """What the script tells of one invocation with all of them."""
    stored = S3Archive(bucket).put_all("acme", contents)
    table.put_all([{**keys.tax_id("acme", "57647232000153")}])
    bodies = [announced(keys.inbox("acme", sha256)) for sha256, _ in stored]
    (folder / "fiscal_schemas").symlink_to(PACKAGE)
    found = run(
        SCRIPT,
        sqs(*bodies),
        STAGE="test",
        TABLE_NAME=table._name,
        BUCKET_NAME=bucket,
        PYTHONPATH=os.pathsep.join([*sys.path, str(folder)]),
    )
    assert found["answer"] == {"batchItemFailures": []}
    assert found["header"]["access_key"] == KEY
    return found


def test_a_5_mb_document_is_read_registered_and_listed_below_256_mb(
    table: Table, bucket: str, tmp_path: Path
) -> None:
    content = large()
    assert 4_900_000 < len(content) < 5_100_000
    assert content.count(b"<det ") == ITEMS
    found = registered([content], table, bucket, tmp_path)
    assert "novo" in found["header"]["remarks"]["schema"], "validated to its end"
    assert found["peak"] < LIMIT
    assert found["reader"] < LIMIT


def test_25_of_6_mb_fit_in_the_function(table: Table, bucket: str, tmp_path: Path) -> None:
    padded = (NFE + b" " * (6_200_000 + number) for number in range(24))
    found = registered([*padded, large()], table, bucket, tmp_path)
    assert found["peak"] + found["reader"] < FUNCTION, "though they share much of it"
