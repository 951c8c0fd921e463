"""What issuers, other programs and the passing of time do: POST /<name of it> with its arguments.

``Control`` calls these, and says what each is for.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from lxml import etree

from local.sefaz.adding import add_note, cancel
from local.sefaz.misbehaviour import Answer, Misbehaviour
from local.sefaz.notes import Note
from local.sefaz.world import World

_BEFORE = timedelta(minutes=1)


class _Commands:
    def __init__(self, world: World) -> None:
        self._world = world

    def add_notes(
        self,
        tax_id: str,
        count: int,
        issuer: str,
        name: str,
        authorized_at: str | None,
        linked: bool,
    ) -> list[str]:
        world = self._world
        at = datetime.fromisoformat(authorized_at) if authorized_at else world.clock.now()
        notes = [
            Note(
                number=number,
                issuer=issuer,
                issuer_name=name,
                recipient=tax_id,
                issued_at=at - _BEFORE,
                authorized_at=at,
                environment=world.options.environment,
                linked=linked,
            )
            for number, _ in zip(world.note_numbers, range(count), strict=False)
        ]
        for note in notes:
            add_note(world, note)
        return [note.key for note in notes]

    def add_document(
        self,
        tax_id: str,
        content: str,
        service: str,
        schema: str | None,
        numbered: bool,
        broken: bool,
    ) -> int:
        xml = base64.b64decode(content)
        return self._world.sequences[tax_id, service].add(
            self._world.clock.now(),
            schema or _schema(xml),
            lambda: xml,
            numbered=numbered,
            broken=broken,
        )

    def skip(self, tax_id: str, count: int, service: str) -> None:
        self._world.sequences[tax_id, service].highest += count

    def cancel(self, access_key: str) -> None:
        cancel(self._world, self._world.notes[access_key])

    def note(self, access_key: str) -> str:
        note = self._world.notes[access_key]
        signer = self._world.options.authority.kept(note.issuer_name.upper(), note.issuer)
        return base64.b64encode(note.whole(signer)).decode()

    def consume(self, tax_id: str, count: int, service: str) -> str:
        world = self._world
        sequence, pace = world.sequences[tax_id, service], world.paces[tax_id, service]
        _, reached = sequence.page(pace.delivered, world.clock.now(), count)
        pace.deliver(world.clock.now(), reached, end=reached == sequence.highest)
        return f"{reached:015}"

    def advance(self, seconds: float) -> None:
        self._world.clock.advance(seconds)

    def set_clock(self, at: str) -> None:
        self._world.clock.stand(datetime.fromisoformat(at))

    def run_clock(self) -> None:
        self._world.clock.run()

    def now(self) -> str:
        return self._world.clock.now().isoformat()

    def misbehave(self, service: str, how: str, times: int, after: bool, seconds: float) -> None:
        self._world.misbehaviours.add(service, Misbehaviour(how, after, seconds), times)

    def behave(self) -> None:
        self._world.misbehaviours.clear()

    def position(self, tax_id: str, service: str) -> dict[str, str | None]:
        sequence = self._world.sequences[tax_id, service]
        pace = self._world.paces[tax_id, service]
        return {
            "highest": f"{sequence.highest:015}",
            "delivered": f"{pace.delivered:015}",
            "rests_until": _iso(pace.rests_until),
            "blocked_until": _iso(pace.blocked_until),
        }

    def calls(self) -> list[dict[str, Any]]:
        return [asdict(each) for each in self._world.calls]

    def counters(self) -> dict[str, int]:
        world = self._world
        counted = {name: world.counts[name] for name in ("undue", "hurried", "duplicates")}
        return counted | {"calls": len(world.calls), "events": len(world.events)}

    def events(self) -> list[dict[str, Any]]:
        return [asdict(each) for each in self._world.events.values()]

    def reset(self) -> None:
        self._world.forget()


def perform(world: World, name: str, content: bytes) -> Answer:
    """The command of that name."""
    commands = _Commands(world)
    known: dict[str, Callable[..., Any]] = {
        each: getattr(commands, each) for each in vars(_Commands) if not each.startswith("_")
    }
    if name not in known:
        return Answer(404, b"null", "application/json")
    with world.lock:
        try:
            done, status = known[name](**json.loads(content or b"{}")), 200
        except (KeyError, TypeError, ValueError, etree.LxmlError) as error:
            done, status = {"error": repr(error)}, 400
    return Answer(status, json.dumps(done).encode(), "application/json")


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _schema(xml: bytes) -> str:
    """As SEFAZ names it: by the root and its version."""
    root = etree.fromstring(xml)
    name = etree.QName(root).localname
    kind = {"nfeProc": "procNFe", "cteProc": "procCTe", "cteOSProc": "procCTeOS"}.get(name, name)
    return f"{kind}_v{root.get('versao')}.xsd"
