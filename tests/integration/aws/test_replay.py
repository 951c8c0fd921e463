"""``malote-admin replay``: what is queued to be read again, and what comes of it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from local.cloud import Cloud
from malote import bootstrap
from malote.admin import replay
from malote.certificates.trust import TrustStore
from malote.errors import InvalidInput, NotFound
from malote.fiscal.inspector import Inspector
from tests.documents import KEY
from tests.fakes.stores import NOON
from tests.integration.aws.queues import named_in
from tests.schedules.ending import ending
from tests.schedules.play import Calm, Play
from tests.schedules.stage import Stage
from tests.schedules.world import world


@pytest.fixture(scope="module")
def stage(cloud: Cloud) -> Iterator[Stage]:
    """Everything arrived and was read while no authority was trusted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replay, "connect", lambda: None)
        stage = Stage(replace(world(), trust=TrustStore()), patch)
        for tenant in ("acme", "outra"):
            bootstrap.tenants().create(tenant, tenant, NOON)
        Play(stage, Calm()).perform()
        yield stage
        stage.close()


def told(*arguments: str) -> str:
    done = CliRunner().invoke(replay.app, arguments)
    if done.exception:
        raise done.exception
    return done.stdout


def queued(stage: Stage) -> list[str]:
    """The keys of the objects that the queue names."""
    return named_in(stage.collect("inbox"))


def read_again(stage: Stage) -> None:
    for body in stage.collect("inbox"):
        stage.deliver("inbox", [body])


def verdict() -> tuple[str, set[str]]:
    document = bootstrap.catalog().document("acme", KEY)
    assert document
    return document["signature"], {each["signature"] for each in document["events"]}


def documents(stage: Stage) -> list[str]:
    """The ending, without the trail, which tells of every replay."""
    return [line for line in ending(stage) if "#AUDIT" not in line]


def test_once_an_authority_is_trusted_what_it_signed_is_valid(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert verdict() == ("untrusted_chain", {"untrusted_chain"})
    trusting = Inspector(bootstrap.schemas(), world().trust)
    monkeypatch.setattr(bootstrap, "inspector", lambda: trusting)
    said = told("received", "acme", "2026-11")
    assert "Arquivos a reler: 12." in said
    assert "não há o que reler: 1." in said
    read_again(stage)
    assert verdict() == ("valid", {"valid"})
    after = documents(stage)
    told("received", "acme", "2026")
    told("issued", "acme", "2018")
    read_again(stage)
    assert documents(stage) == after, "read once more, nothing changes"


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (("message", "acme", "notas", "1", "4"), 1),
        (("message", "acme", "notas", "1", "3"), 2),  # a ZIP
        (("message", "acme", "notas", "1", "8"), 4),  # a batch, and the three inside
        (("message", "acme", "notas", "1", "2"), 0),  # no document in it
        (("message", "acme", "notas", "1", "7"), 0),  # a RAR
        (("message", "outra", "caixa", "1", "4"), 1),  # what is in quarantine is read again too
        (("received", "acme", "2026-11-21"), 12),
        (("received", "acme", "2026-11-20/2026-11-21", "--mailbox", "compras"), 3),
        (("received", "acme", "2026-11-22/2027"), 0),
        (("received", "acme", "2026-10"), 0),
        (("received", "outra", "2026"), 6),
        (("issued", "acme", "2018-08-15"), 9),  # every version, and the events
        (("issued", "acme", "2018-08-16/2026"), 0),
        (("issued", "outra", "2021/2022"), 3),
    ],
)
def test_what_is_counted_is_queued(stage: Stage, arguments: tuple[str, ...], count: int) -> None:
    assert f"Arquivos a reler: {count}." in told(*arguments, "--dry-run")
    assert queued(stage) == []
    assert f"Arquivos a reler: {count}." in told(*arguments)
    found = queued(stage)
    assert len(set(found)) == len(found) == count
    assert all(key.startswith(f"inbox/{arguments[1]}/") for key in found)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("message", "acme", "notas", "1", "99"), NotFound),
        (("message", "acme", "notas", "2", "1"), NotFound),
        (("message", "outra", "notas", "1", "1"), NotFound),
        (("received", "nenhuma", "2026"), NotFound),
        (("received", "acme", "2026", "--mailbox", "caixa"), NotFound),
        (("received", "acme", "outubro"), InvalidInput),
        (("issued", "acme", "2026-13"), InvalidInput),
        (("issued", "nenhuma", "2026"), NotFound),
        (("mailbox", "acme", "caixa"), NotFound),
    ],
)
def test_what_is_not_there_is_told(
    stage: Stage, arguments: tuple[str, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        told(*arguments)
    assert queued(stage) == []


def test_a_mailbox_is_read_again_from_its_first_mail(stage: Stage) -> None:
    boxes = bootstrap.mailboxes()
    before = boxes.get("acme", "notas")
    assert before
    assert boxes.reached("acme", "notas")
    assert "recomeça" in told("mailbox", "acme", "notas")
    assert boxes.reached("acme", "notas") is None
    after = boxes.get("acme", "notas")
    assert after == before.model_copy(update={"revision": after.revision if after else ""})
    assert after != before
