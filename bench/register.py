"""CPU of registering 25 documents, against 25 ``put_item`` calls of an ordinary client.

Ours: ``Registry.register_all`` of 25 NF-e that were read, headers and ledger entries, with
their conditions, through the client that the functions use. The peer: boto3's client as it comes,
which puts the 25 headers alone, one by one, made ready before the clock starts, no conditions.
To be known: the same two writes as one transaction (docs/decisions), and the registering with all
that comes before it but S3: reading, signature, schema, remarks. The clock is the process's own
CPU time; the server answers from another process.
"""

import hashlib
import os
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from statistics import median
from time import process_time
from typing import Any
from unittest.mock import patch

import boto3

from bench.dynamodb import dynamodb
from bench.figure import Figure
from bench.rounds import ratio, rounds
from malote.adapters import keys
from malote.adapters.aws import client
from malote.adapters.headers import document_header
from malote.adapters.items import to_item
from malote.adapters.registry import Registry
from malote.adapters.table import Table
from malote.documents import Registration
from malote.fiscal import FiscalDocument, Inspection, Signature, Verdict, read
from malote.fiscal.inspector import Inspector
from malote.fiscal.schemas import Schemas
from tests.fakes.stores import NOON
from tests.unit.fiscal.nfelib_samples import HOME, SAMPLES

DOCUMENTS = 25
ROUNDS = 15
LIMIT = 0.5
_ACCOUNT = {
    "AWS_ACCESS_KEY_ID": "nobody",
    "AWS_SECRET_ACCESS_KEY": "nothing",
    "AWS_REGION": "sa-east-1",
    "AWS_DEFAULT_REGION": "sa-east-1",
}


def run() -> list[Figure]:
    """Ratios to the peer."""
    notes = [xml for path, xml in SAMPLES.items() if path.startswith("nfe/")]
    batch = list(islice(cycle(notes), DOCUMENTS))
    found = documents(batch)
    headers = [header(each) for each in found]
    with dynamodb() as address, patch.dict(os.environ, _ACCOUNT | {"AWS_ENDPOINT_URL": address}):
        ordinary = boto3.client("dynamodb")
        registry = Registry(Table("bench"))
        inspector = Inspector(Schemas(HOME))
        contenders: dict[str, Callable[[], object]] = {
            "Malote": partial(registry.register_all, found),
            "one by one": partial(_put_each, ordinary, headers),
            "one transaction": partial(_transact, found),
            "from the bytes": partial(_from_the_bytes, batch, found, inspector, registry),
        }
        for work in contenders.values():
            work()  # connects
        times = rounds(ROUNDS, {name: partial(_cpu, work) for name, work in contenders.items()})
    peer = times["one by one"]
    return [
        _figure("25 documents registered", times["Malote"], peer, LIMIT),
        _figure("the same as one transaction", times["one transaction"], peer, None),
        _figure("the same with reading and judging", times["from the bytes"], peer, None),
    ]


def documents(batch: list[bytes]) -> list[Registration]:
    """What reading gives, each with a key of its own."""
    found = []
    for number, content in enumerate(batch):
        record = read(content, details=False)
        assert isinstance(record, FiscalDocument)
        own = record.model_copy(update={"access_key": f"{number:044}"})
        judged = Inspection(own, Signature(verdict=Verdict.ABSENT))
        sha256 = hashlib.sha256(own.access_key.encode()).hexdigest()
        found.append(Registration("bench", sha256, 8000, NOON, judged))
    return found


def header(found: Registration) -> dict[str, Any]:
    """The attributes of a header, but for the few that the registry adds."""
    record = found.inspection.record
    assert isinstance(record, FiscalDocument)
    key = keys.document(found.tenant, record.access_key)
    return to_item({**key, **document_header(found.tenant, record, found.inspection)})


def _put_each(ordinary: Any, headers: list[dict[str, Any]]) -> None:
    for each in headers:
        ordinary.put_item(TableName="bench", Item=each)


def _transact(found: list[Registration]) -> None:
    """Two writes for each document; this ledger entry is as large as its header."""
    new = {"TableName": "bench", "ConditionExpression": "attribute_not_exists(PK)"}
    puts: Any = [{"Put": {**new, "Item": header(each)}} for each in (*found, *found)]
    client("dynamodb").transact_write_items(TransactItems=puts)


def _from_the_bytes(
    contents: list[bytes], found: list[Registration], inspector: Inspector, registry: Registry
) -> None:
    for content in contents:
        inspector.inspect(content, NOON)
    registry.register_all(found)


def _cpu(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


def _figure(what: str, ours: list[float], peer: list[float], limit: float | None) -> Figure:
    seen = f"{median(ours) * 1000:.1f} ms of CPU against {median(peer) * 1000:.1f}, {ROUNDS} rounds"
    return Figure(what, ratio(ours, peer), seen, at_most=limit)
