"""A feed against the stand-in, which has its own idea of SEFAZ's pace, over real mutual TLS."""

from datetime import datetime
from typing import Any

import pytest

from local.sefaz.server import Sefaz
from malote.adapters.sefaz.transport import SefazTransport
from malote.certificates.pfx import OpenedPfx
from malote.sefaz import asking as asked
from malote.sefaz.exchange import Exchange
from malote.sefaz.operations import Asking
from malote.sefaz.signing import PfxSigner
from tests.integration.sefaz.server import identity
from tests.sefaz.world import CNPJ, FEED, World


class OverTls:
    """The port ``Carrier``; the stand-in's clock is the world's."""

    def __init__(self, sefaz: Sefaz, world: World) -> None:
        self.sefaz, self.world = sefaz, world
        of = identity(CNPJ)
        opened = OpenedPfx(of.key, of.certificate, ())
        self.signer, self.transport = (
            PfxSigner(opened),
            SefazTransport(opened, sefaz.roots.read_text()),
        )

    def carry(self, settings: Any, asking: Asking, turn: Any, now: datetime) -> Exchange:
        self.sefaz.control.set_clock(self.world.now.isoformat())
        return asked.exchange(asking, self.signer, self.transport, self.sefaz.url)


@pytest.fixture
def world(sefaz: Sefaz) -> World:
    made = World()
    made.carrier = OverTls(sefaz, made)
    sefaz.control.set_clock(made.now.isoformat())
    return made


def test_pages_gaps_and_a_second_consumer(sefaz: Sefaz, world: World) -> None:
    control = sefaz.control
    control.add_notes(CNPJ, 70)
    control.skip(CNPJ, 3)
    control.add_broken(CNPJ)
    control.add_notes(CNPJ, 40)
    world.wake()
    world.run(3)
    assert len(world.archive.inbox) == 110
    assert len(world.quarantine.kept) == 1
    assert world.feeds.gaps(FEED, 9) == []
    assert control.counters()["undue"] == 0
    control.add_notes(CNPJ, 60)
    world.pass_(minutes=61)
    control.set_clock(world.now.isoformat())
    control.consume(CNPJ, 60)
    world.run(9)
    assert len(world.archive.inbox) == 170
    assert int(world.feed.position) == 174
    assert world.feeds.gaps(FEED, 9) == []
    assert control.counters()["hurried"] == 0
    undue = [each for each in control.calls() if each["status"] == "656"]
    assert len(undue) == 1  # which told us of the other consumer
