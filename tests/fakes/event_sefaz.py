"""SEFAZ's event service in memory, as a carrier: it knows an event by key, type and sequence."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from malote.errors import MaloteError
from malote.sefaz.answers import EventId
from malote.sefaz.asking import render
from malote.sefaz.exchange import Exchange
from malote.sefaz.manifestation import signed_events
from malote.sefaz.models import SefazSettings
from malote.sefaz.operations import Asking
from malote.sefaz.queued import Turn
from tests.unit.sefaz.wire import NFE, signer, soap


@dataclass
class EventSefaz:
    """``before`` and ``after`` are raised by the next requests, before or after they are done.

    ``refusals`` are the cStat of keys, ``lots`` those of the next lots as wholes; of ``silent``
    keys no answer speaks. ``sent`` counts how often each event came, ``forms`` its bytes.
    """

    registered: dict[EventId, bytes] = field(default_factory=dict)
    sent: Counter[EventId] = field(default_factory=Counter)
    forms: dict[EventId, set[bytes]] = field(default_factory=dict)
    before: list[MaloteError] = field(default_factory=list)
    after: list[MaloteError] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    lots: list[str] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)
    garbage: bool = False
    asked: list[tuple[SefazSettings, Asking]] = field(default_factory=list)

    def carry(self, settings: SefazSettings, asking: Asking, turn: Turn, now: datetime) -> Exchange:
        self.asked.append((settings, asking))
        if self.before:
            raise self.before.pop(0)
        exchange = self.exchange(asking)
        if self.after:
            raise self.after.pop(0)
        return exchange

    def exchange(self, asking: Asking) -> Exchange:
        request = render(asking, signer())
        if self.garbage:
            return Exchange(request=request, answer=b"<html>")
        lot = self.lots.pop(0) if self.lots else "128"
        events = signed_events(request).items() if lot == "128" else ()
        results = "".join(self._result(name, event) for name, event in events)
        return Exchange(
            request=request,
            answer=soap(
                f'<retEnvEvento xmlns="{NFE}" versao="1.00"><idLote>1</idLote><tpAmb>1</tpAmb>'
                f"<verAplic>AN</verAplic><cOrgao>91</cOrgao><cStat>{lot}</cStat>"
                f"<xMotivo>Lote {lot}</xMotivo>{results}</retEnvEvento>"
            ),
        )

    def _result(self, name: EventId, event: bytes) -> str:
        self.sent[name] += 1
        self.forms.setdefault(name, set()).add(event)
        key, event_type, sequence = name
        status = self.refusals.get(key) or ("573" if name in self.registered else "135")
        if status == "135":
            self.registered[name] = event
        if key in self.silent:
            return ""
        protocol = "<nProt>891</nProt>" if status == "135" else ""
        return (
            "<retEvento versao='1.00'><infEvento><tpAmb>1</tpAmb><verAplic>AN</verAplic>"
            f"<cOrgao>91</cOrgao><cStat>{status}</cStat><xMotivo>Evento {status}</xMotivo>"
            f"<chNFe>{key}</chNFe><tpEvento>{event_type}</tpEvento>"
            f"<nSeqEvento>{sequence}</nSeqEvento>"
            f"<dhRegEvento>2026-11-21T09:10:11-03:00</dhRegEvento>{protocol}"
            "</infEvento></retEvento>"
        )
