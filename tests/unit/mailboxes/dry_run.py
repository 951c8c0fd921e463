"""A preview over fakes, and a folder with something of everything that can come of a mail."""

from collections.abc import Iterator
from dataclasses import replace

from malote.mailboxes.preview import Limits, Previewer
from malote.mailboxes.preview_views import Preview, PreviewedFile
from malote.ports import Reader
from tests.documents import CANCELLATION, NFE, note
from tests.fakes.credentials import FixedCredentials
from tests.fakes.folder import FakeServer
from tests.fakes.stores import MemoryRegistry
from tests.fakes.sweep import MemorySettled
from tests.unit.documents.test_register import BATCH, ISSUER, Here
from tests.unit.mailboxes.world import World
from tests.unit.unpacking import tnef_writer as tnef
from tests.unit.unpacking.archives import zip_of

RAR = b"Rar!\x1a\x07\x01\x00"
STRANGERS = NFE.replace(ISSUER.encode(), b"75277525000178").replace(b"57647232000153", b"1" * 14)


def look(world: World, reader: Reader | None = None, **settings: object) -> Preview:
    from_start = bool(settings.pop("from_start", False))
    return Previewer(
        mailboxes=world.mailboxes,
        server=FakeServer(world.folder, world.error),
        credentials=FixedCredentials(),
        tax_ids=MemoryRegistry(ids=frozenset({ISSUER})),
        settled=MemorySettled({("acme", sha256) for sha256 in world.archive.inbox}),
        reader=reader or Here(),
        limits=replace(Limits(), **settings),  # type: ignore[arg-type]
        clock=lambda: world.ticks.pop(0) if world.ticks else 0.0,
    ).preview("acme", "notas", from_start=from_start)


def files(preview: Preview) -> Iterator[tuple[int, PreviewedFile]]:
    for mail in preview.items:
        for file in mail.files:
            yield mail.uid, file


def fill(world: World) -> None:
    """Something of everything that can come of a mail."""
    world.archive.put_all("acme", [note(7)])  # was here before
    add = world.folder.add
    add(("text/plain", "", b"Segue."), ("application/xml", "nfe.xml", NFE))
    add(("application/xml", "outra.xml", NFE), ("application/pdf", "danfe.pdf", b"%PDF-1.4"))
    add(("application/zip", "n.zip", zip_of({"1.xml": note(1), "7.xml": note(7), "r.rar": RAR})))
    add(("application/xml", "lote.xml", BATCH % (note(2) + note(1) + note(7))))
    add(("application/xml", "alheia.xml", STRANGERS), ("application/xml", "x.xml", b"<a/>"))
    add(("application/ms-tnef", "winmail.dat", tnef.stream(tnef.attached(b"8.xml", note(8)))))
    add(("application/xml", "canc.xml", CANCELLATION), ("application/x-rar", "r.rar", RAR))
    add(("application/xml", "enorme.xml", NFE + b" " * 7_000_000))
    add(("application/xml", "quebrada.xml", NFE[:900]))
    add(("text/plain", "", b"Bom dia"))
