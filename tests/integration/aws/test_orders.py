"""Whatever the order, however often, together or one by one: the same state to the byte."""

import hashlib
import json
import random
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import permutations
from typing import Any

import boto3
import pytest

from malote.adapters.catalog import Catalog
from malote.adapters.registry import Registry
from malote.adapters.table import Table
from malote.certificates.trust import TrustStore
from malote.documents import Blob, Outcome, Registration
from malote.documents.queries import DocumentQuery
from malote.documents.register import examine
from malote.fiscal.inspector import Inspector
from tests.documents import BARE, CANCELLATION, KEY, NFE, SUMMARY
from tests.fakes.stores import NOON
from tests.signing import authority, certificate, sign

LETTER = (
    CANCELLATION.replace(b"110111", b"110110")
    .replace(b"<xJust>Pedido cancelado pelo cliente</xJust>", b"<xCorrecao>Peso: 10 kg</xCorrecao>")
    .replace(b"Cancelamento", b"Carta de Correcao")
)


def edited(xml: bytes, before: bytes, after: bytes) -> bytes:
    assert xml.count(before) == 1
    return xml.replace(before, after)


def arrival(content: bytes, trust: TrustStore | None = None) -> Registration:
    blob = Blob("acme", hashlib.sha256(content).hexdigest(), content, NOON)
    found = examine(blob, {"57647232000153"}, Inspector(trust=trust))
    assert isinstance(found, Registration)
    return found


def with_a_hash_over(one: bytes, other: bytes) -> bytes:
    """The same document, with blanks after it, as would win among equals."""
    least = hashlib.sha256(one).digest()
    spaced = (other + b" " * number for number in range(1000))
    return next(each for each in spaced if hashlib.sha256(each).digest() > least)


@cache
def stories() -> dict[str, list[Registration]]:
    then = (datetime(2015, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC))
    root, stranger = authority(valid=then), authority("AC Desconhecida", valid=then)
    issuer = certificate("34128745000152", root, valid=then)
    same_name = certificate("34128745000152", stranger, valid=then)
    trust = TrustStore.from_pem(root.pem)

    signed = sign(NFE, issuer, f"NFe{KEY}")
    (digest,) = re.findall(b"<DigestValue>(.*?)</DigestValue>", signed)
    genuine = re.sub(b"<digVal>.*?</digVal>", b"<digVal>%b</digVal>" % digest, signed)
    of_another = edited(genuine, b"<digVal>%b<" % digest, b"<digVal>AAAA<")
    forged = edited(genuine, b"<vNF>610.37<", b"<vNF>1.00<")
    cancelled = sign(CANCELLATION, issuer, f"ID110111{KEY}01")
    uncancelled = edited(cancelled, b"pelo cliente", b"por terceiros")
    letter = sign(LETTER, issuer, f"ID110110{KEY}01")
    contents = {
        "as they come": [NFE, NFE + b"\n", SUMMARY, CANCELLATION, LETTER],
        "forged too": [
            with_a_hash_over(genuine, forged),
            genuine,
            with_a_hash_over(genuine, of_another),
            uncancelled,
            sign(LETTER, same_name, f"ID110110{KEY}01"),
        ],
        "cancellations": [
            SUMMARY,
            sign(BARE, same_name, f"NFe{KEY}"),
            CANCELLATION,
            uncancelled,
            edited(letter, b"10 kg", b"10 t"),
        ],
    }
    return {story: [arrival(each, trust) for each in contents[story]] for story in contents}


@pytest.mark.parametrize(
    ("story", "verdicts"),
    [
        ("forged too", ["tampered", "valid", "valid", "tampered", "untrusted_chain"]),
        ("cancellations", ["absent", "untrusted_chain", "absent", "tampered", "tampered"]),
    ],
)
def test_the_stories_are_what_they_say(story: str, verdicts: list[str]) -> None:
    assert [each.inspection.signature.verdict for each in stories()[story]] == verdicts


type Way = Callable[[Registry, Sequence[Registration]], list[Outcome | Exception]]


def one_by_one(registry: Registry, order: Sequence[Registration]) -> list[Outcome | Exception]:
    """And some of them again, at any time."""
    chance = random.Random(order[0].sha256 + order[1].sha256)
    ends = []
    for position, each in enumerate(order):
        ends += registry.register_all([each])
        if chance.random() < 0.5:
            registry.register_all([chance.choice(order[: position + 1])])
    return ends


def together(registry: Registry, order: Sequence[Registration]) -> list[Outcome | Exception]:
    return registry.register_all(order)


def at_once(registry: Registry, order: Sequence[Registration]) -> list[Outcome | Exception]:
    """As three functions do that were handed the same messages, in parts."""
    batches = [order[:3], order[3:], order[1:4]]
    with ThreadPoolExecutor(3) as pool:
        return [end for ends in pool.map(registry.register_all, batches) for end in ends]


@pytest.mark.parametrize("way", [one_by_one, together, at_once])
@pytest.mark.parametrize("story", ["as they come", "forged too", "cancellations"])
def test_every_order_ends_in_the_same_state(table: Table, story: str, way: Way) -> None:
    registry, listings = Registry(table, now=lambda: NOON), set()
    orders = list(permutations(stories()[story]))
    assert len(orders) == 120
    for number, order in enumerate(orders):
        tenant = f"acme-{number:03}"
        ends = way(registry, [replace(each, tenant=tenant) for each in order])
        assert not [end for end in ends if isinstance(end, Exception)]
        listing = Catalog(table).documents(tenant, DocumentQuery(), 50, None)
        listings.add(json.dumps(listing, sort_keys=True).replace(tenant, "acme"))
    assert len(listings) == 1
    states = final_states(table)
    assert len(states) == 120
    assert len(set(states.values())) == 1


def final_states(table: Table) -> dict[str, str]:
    """By tenant all of its items, each a line, as DynamoDB has them."""
    scanned = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table._name)
    lines: dict[str, list[str]] = {}
    for page in scanned:
        for item in page["Items"]:
            line = json.dumps(_settled(item), sort_keys=True)
            (tenant,) = set(re.findall(r"acme-\d{3}", line))
            lines.setdefault(tenant, []).append(line.replace(tenant, "acme"))
    return {tenant: "\n".join(sorted(each)) for tenant, each in lines.items()}


def _settled(item: Any) -> Any:
    """Sets have no order of their own."""
    return {
        name: {"SS": sorted(value["SS"])} if "SS" in value else value
        for name, value in item.items()
    }


def shown(table: Table, arrivals: Sequence[Registration]) -> dict[str, Any]:
    Registry(table, now=lambda: NOON).register_all(arrivals)
    ((header,), _) = Catalog(table).documents("acme", DocumentQuery(), 50, None)
    return header


def test_a_forged_first_arrival_does_not_block_the_genuine_one(table: Table) -> None:
    genuine = stories()["forged too"][1]
    header = shown(table, stories()["forged too"])
    assert (header["sha256"], header["signature"]) == (genuine.sha256, "valid")
    assert (header["total_amount"], header["total_cents"]) == ("610.37", 61037)
    assert "signature_tampered" not in header["remarks"], "its own, not the replaced version's"
    assert not header["cancelled"], "a tampered cancellation cancels nothing"
    assert header["cancellations"] == ["tampered"], "and is told of"


def test_a_cancellation_keeps_the_verdicts_of_all_that_came(table: Table) -> None:
    header = shown(table, stories()["cancellations"])
    assert header["cancelled"]
    assert header["cancellations"] == ["absent", "tampered"]


def test_of_the_same_document_twice_in_a_batch_one_is_registered(table: Table) -> None:
    forged, genuine, *_ = stories()["forged too"]
    registry = Registry(table, now=lambda: NOON)
    ends = registry.register_all([genuine, arrival(CANCELLATION), forged, genuine])
    registered, duplicate = Outcome.REGISTERED, Outcome.DUPLICATE
    assert ends == [registered, registered, duplicate, duplicate]
    assert registry.register_all([genuine, forged]) == [duplicate, duplicate]
