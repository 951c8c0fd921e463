"""A dry run: what it says happens then, and it leaves no trace."""

import copy
import re
from collections import Counter

import pytest

from malote.documents.register import settle_blobs
from malote.errors import (
    CredentialsRefused,
    HostUnreachable,
    MailboxError,
    NotFound,
    ProcessingFailed,
)
from malote.mailboxes.models import AfterImport, Cursor
from tests.documents import KEY, NFE, note
from tests.fakes.stores import MemoryRegistry
from tests.unit.documents.test_register import FOREVER, ISSUER, Here
from tests.unit.mailboxes.dry_run import files, fill, look
from tests.unit.mailboxes.world import MAILBOX, World


def settle_all(world: World, before: set[str]) -> MemoryRegistry:
    """Have the inbox read as its queue does, what comes out of containers too."""
    registry = MemoryRegistry(ids=frozenset({ISSUER}))
    done = set(before)
    while waiting := [("acme", each) for each in world.archive.inbox if each not in done]:
        settle_blobs(waiting, world.archive, registry, Here(), FOREVER)
        done |= {sha256 for _, sha256 in waiting}
    return registry


def test_everything_it_said_happens() -> None:
    world = World()
    fill(world)
    before = set(world.archive.inbox)
    said = list(files(look(world)))
    assert world.report().mails == 10
    registry = settle_all(world, before)
    polled = [
        (mail.message.uid, part) for mail in world.ledger.mails.values() for part in mail.parts
    ]

    def told(outcome: str, attribute: str) -> Counter[str]:
        return Counter(getattr(file, attribute) for _, file in said if file.outcome == outcome)

    assert [(uid, part.path) for uid, part in polled] == list(
        dict.fromkeys((uid, re.sub(r"lote.xml/.*", "lote.xml", file.path)) for uid, file in said)
    )
    records = [found.inspection.record for found in registry.registered]
    assert told("registered", "access_key") == Counter(each.access_key for each in records)
    refused = [*registry.kept.values(), *world.quarantine.kept.values()]
    codes = Counter(kept.reason.code for kept in refused)
    assert told("quarantined", "code") == codes + Counter(archive_unsupported=1)  # the same twice
    assert told("ignored", "code") == {"not_a_document": 3}
    assert told("duplicate", "path") == Counter(
        ["outra.xml", "n.zip/7.xml", "lote.xml/1", "lote.xml/2"]
    )
    (parts,) = registry.containers.values()
    assert [part in before for part in parts] == [False, False, True]
    assert [part.path for _, part in polled if part.outcome == "duplicate"] == [
        "outra.xml", "n.zip/7.xml",
    ]  # fmt: skip


def test_a_document_is_shown_as_it_would_be_listed() -> None:
    world = World()
    fill(world)
    preview = look(world)
    shown = {file.path: file for _, file in files(preview)}
    nfe = shown["nfe.xml"]
    assert (nfe.kind, nfe.record, nfe.access_key, nfe.number) == ("nfe", "document", KEY, 47605)
    assert (nfe.issuer_tax_id, nfe.total_amount) == (ISSUER, "610.37")
    assert nfe.issuer_name
    assert nfe.signature
    assert nfe.message == "Seria registrado."
    assert (shown["canc.xml"].record, shown["canc.xml"].access_key) == ("event", KEY)
    assert shown["alheia.xml"].access_key == KEY.replace(ISSUER, "75277525000178")
    refused = shown["n.zip/r.rar"]
    assert refused.action == "Peça ao fornecedor o XML solto ou num ZIP."
    assert (preview.registered, preview.duplicate) == (5, 4)
    assert (preview.quarantined, preview.ignored, preview.more) == (6, 3, False)
    assert preview.message == "10 e-mails seriam lidos. Nada foi gravado."


@pytest.mark.parametrize("after_import", AfterImport)
def test_nothing_is_written(after_import: AfterImport) -> None:
    world = World()
    world.mailboxes.mailbox = MAILBOX.model_copy(
        update={"after_import": after_import, "paused": "credentials_refused"}
    )
    fill(world)
    before = copy.deepcopy(world)
    preview = look(world)
    assert preview.registered == 5, "a paused one is looked into too"
    world.folder.asked.clear()
    assert world == before
    assert look(world) == preview


def test_it_begins_where_the_next_poll_does() -> None:
    world = World()
    for number in range(3):
        world.folder.add(("application/xml", "n.xml", note(number)))
    world.mailboxes.cursor = Cursor(1, 2)
    assert [mail.uid for mail in look(world).items] == [3]
    assert [mail.uid for mail in look(world, from_start=True).items] == [1, 2, 3]
    world.mailboxes.cursor = Cursor(9, 2)  # another epoch
    assert [mail.uid for mail in look(world).items] == [1, 2, 3]
    world.mailboxes.cursor = Cursor(1, 3)
    assert look(world).message == "Não há e-mail novo na caixa."


@pytest.mark.parametrize("error", [CredentialsRefused("no"), HostUnreachable("x")])
def test_a_mailbox_that_cannot_be_read_says_so_and_does_not_pause(error: MailboxError) -> None:
    world = World(error=error)
    with pytest.raises(type(error)):
        look(world)
    assert world.mailboxes.mailbox.paused is None


def test_an_unknown_mailbox() -> None:
    world = World()
    world.mailboxes.mailbox = MAILBOX.model_copy(update={"tenant": "outra"})
    with pytest.raises(NotFound):
        look(world)


def test_a_document_that_kills_its_reader_is_told_as_it_would_end() -> None:
    world = World()
    world.folder.add(("application/xml", "n.xml", NFE), ("application/xml", "b.xml", note(1)))
    shown = [file for _, file in files(look(world, Here(ProcessingFailed("MemoryError"))))]
    assert [(file.outcome, file.code) for file in shown] == [
        ("quarantined", "processing_failed"), ("registered", None),
    ]  # fmt: skip
    with pytest.raises(ConnectionError):
        look(world, Here(ConnectionError()))


def test_a_mail_without_anything_says_why() -> None:
    world = World()
    world.folder.add(("application/xml", "n.xml", NFE))
    world.folder.gone.add(1)
    (mail,) = look(world).items
    assert (mail.reason, mail.message, mail.files) == (
        "vanished", "O e-mail foi apagado durante a leitura.", [],
    )  # fmt: skip
