"""Manifestations at SEFAZ's stand-in, with an A1: what it registers, what it has, what it cut off."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from local.sefaz.server import Sefaz
from malote.adapters.sefaz import SefazTransport
from malote.certificates.pfx import open_pfx
from malote.clock import utc_now
from malote.fiscal import FiscalEvent, read
from malote.sefaz.asking import exchange
from malote.sefaz.exchange import Exchange
from malote.sefaz.made import RequestStatus
from malote.sefaz.models import SefazSettings
from malote.sefaz.operations import EVENT_TYPES, Asking, ManifestationKind
from malote.sefaz.queued import Turn
from malote.sefaz.signing import PfxSigner
from tests.integration.sefaz.server import COMPANY, identity
from tests.unit.sefaz.manifesting_world import World

LATER = timedelta(minutes=10)


@dataclass
class AtSefaz:
    """A carrier with the company's A1."""

    sefaz: Sefaz

    def carry(self, settings: SefazSettings, asking: Asking, turn: Turn, now: datetime) -> Exchange:
        opened = open_pfx(identity(COMPANY).pfx("senha"), "senha")
        transport = SefazTransport(opened, self.sefaz.roots.read_text())
        return exchange(asking, PfxSigner(opened), transport, self.sefaz.url)


@pytest.fixture
def world(sefaz: Sefaz) -> World:
    return World(sefaz=AtSefaz(sefaz), tax_id=COMPANY, now=utc_now())


@pytest.mark.parametrize("kind", ManifestationKind)
def test_each_kind_is_registered_and_kept(
    sefaz: Sefaz, world: World, kind: ManifestationKind
) -> None:
    keys = sefaz.control.add_notes(COMPANY, 22)
    request = world.ask(kind=kind, keys=keys)
    world.take(request)
    done = world.take(request)
    assert {each.status_code for each in done.documents} == {"135"}
    kept = [read(content) for content in world.archive.inbox.values()]
    assert {each.access_key for each in kept} == set(keys)
    for each in kept:
        assert isinstance(each, FiscalEvent)
        assert (each.registered, each.event_type) == (True, EVENT_TYPES[kind])
    assert len(sefaz.control.events()) == 22


def test_an_answer_that_was_cut_off_is_asked_for_again(sefaz: Sefaz, world: World) -> None:
    keys = sefaz.control.add_notes(COMPANY, 2)
    sefaz.control.misbehave("events", "cut", after=True)
    request = world.ask(keys=keys)
    lost = world.take(request)
    assert lost.status is RequestStatus.UNCERTAIN
    assert len(sefaz.control.events()) == 2
    done = world.take(request, LATER)
    assert (done.status, {each.status_code for each in done.documents}) == ("done", {"573"})
    assert len({(each["access_key"], each["sequence"]) for each in sefaz.control.events()}) == 2


def test_what_sefaz_refuses_is_told(sefaz: Sefaz, world: World) -> None:
    good, cancelled = sefaz.control.add_notes(COMPANY, 2)
    sefaz.control.cancel(cancelled)
    done = world.take(world.ask(kind=ManifestationKind.AWARENESS, keys=[good, cancelled]))
    assert [each.status.value for each in done.documents] == ["registered", "refused"]
    assert done.documents[1].status_code == "650"
