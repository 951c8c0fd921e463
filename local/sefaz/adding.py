"""What comes into the sequences: notes and their summaries, whole notes later, cancellations."""

from collections.abc import Callable
from functools import partial

from local.sefaz.cancellations import Cancellation
from local.sefaz.notes import Note
from local.sefaz.world import World

type Made = tuple[str, Callable[[], bytes]]


def add_note(world: World, note: Note) -> None:
    """Its summary, to the recipient."""
    world.notes[note.key] = note
    _append(world, note, distributed(world, note))


def give_whole(world: World, note: Note) -> None:
    """The recipient manifested: the whole note is distributed to him, once."""
    if not note.manifested:
        note.manifested = True
        _append(world, note, distributed(world, note))


def distributed(world: World, note: Note) -> Made:
    """Its schema, and what makes the XML: whole only for who manifested."""
    if note.manifested:
        signer = world.options.authority.kept(note.issuer_name.upper(), note.issuer)
        return "procNFe_v4.00.xsd", partial(note.whole, signer)
    return "resNFe_v1.01.xsd", note.summary


def cancel(world: World, note: Note) -> None:
    """The issuer does; the recipient is told whether he manifested or not."""
    note.cancelled_at = world.clock.now()
    cancellation = Cancellation(note, note.cancelled_at)
    if note.manifested:
        signer = world.options.authority.kept(note.issuer_name.upper(), note.issuer)
        _append(world, note, ("procEventoNFe_v1.00.xsd", partial(cancellation.whole, signer)))
    else:
        _append(world, note, ("resEvento_v1.01.xsd", cancellation.summary))


def _append(world: World, note: Note, made: Made) -> None:
    world.sequences[note.recipient, "nfe"].add(world.clock.now(), *made)
