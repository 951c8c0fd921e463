"""A dry run has an end: so many mails, so many seconds, so long an answer."""

from collections.abc import Generator, Mapping, Sequence, Set

import pytest

from malote.documents import Blob, Container, Quarantined, Registration
from malote.errors import MailboxTimeout
from tests.documents import NFE, note
from tests.fakes.stores import NOON
from tests.unit.documents.test_register import Here
from tests.unit.mailboxes.dry_run import RAR, files, look
from tests.unit.mailboxes.world import World
from tests.unit.unpacking.archives import zip_of


def test_of_many_mails_the_first_ones() -> None:
    world = World()
    for number in range(7):
        world.folder.add(("application/xml", "n.xml", note(number)))
    preview = look(world, mails=5)
    assert [mail.uid for mail in preview.items] == [1, 2, 3, 4, 5]
    assert preview.more
    assert preview.message == "5 e-mails seriam lidos, e há mais. Nada foi gravado."
    assert not look(world, mails=7).more


def test_out_of_time_what_is_told_is_whole() -> None:
    world = World()
    for number in range(3):
        world.folder.add(("application/xml", "n.xml", note(number) + b" " * 5_000_000))
    world.ticks = [0.0, 1.0, 2.0, 16.0]  # the start; a document and its batch; the next document
    preview = look(world)
    assert ([mail.uid for mail in preview.items], preview.more) == ([1], True)
    world.ticks = [0.0, 16.0]
    assert look(world).message == "Não deu tempo de ler nem um e-mail."


def test_a_server_too_slow_is_an_error_only_if_nothing_was_read() -> None:
    world = World()
    for number in range(2):
        world.folder.add(("application/xml", "n.xml", note(number) + b" " * 5_000_000))
    world.folder.poison[2] = MailboxTimeout()
    preview = look(world)
    assert ([mail.uid for mail in preview.items], preview.more) == ([1], True)
    world.folder.poison[1] = MailboxTimeout()
    with pytest.raises(MailboxTimeout):
        look(world)


def test_thousands_of_files_are_counted_and_not_all_listed() -> None:
    world = World()
    rars = {f"{number}.rar": RAR + bytes([number % 256, number // 256]) for number in range(300)}
    for _ in range(6):
        world.folder.add(("application/zip", "n.zip", zip_of(rars)))
    preview = look(world)
    assert preview.quarantined == 6 * 300
    assert [len(mail.files) for mail in preview.items] == [200] * 5 + [0]
    assert {file.code for _, file in files(preview)} == {"archive_unsupported", "archive_refused"}


class Boxes(Here):
    """Blobs of ``box`` elements hold the blob inside each."""

    def read(
        self, blobs: Sequence[Blob], tax_ids: Mapping[str, Set[str]]
    ) -> Generator[Registration | Container | Quarantined | Exception]:
        for each in blobs:
            inner = each.content.removeprefix(b"<box>")
            if inner == each.content:
                yield from super().read([each], tax_ids)
            else:
                yield Container("acme", each.sha256, len(inner), NOON, (inner, b"<box>" + inner))


def test_containers_inside_containers_end() -> None:
    world = World()
    world.folder.add(("application/xml", "n.xml", b"<box>" + NFE))
    shown = [(file.path, file.outcome) for _, file in files(look(world, Boxes()))]
    assert shown == [("n.xml/0", "registered"), ("n.xml/1", "duplicate")]
    world.folder.add(("application/xml", "m.xml", b"<box><box>" + note(1)))
    shown = [(file.path, file.outcome) for _, file in files(look(world, Boxes()))][2:]
    assert shown == [
        ("m.xml/0/0", "registered"), ("m.xml/0/1", "duplicate"), ("m.xml/1", "duplicate"),
    ]  # fmt: skip
