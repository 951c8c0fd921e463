"""The control side of a stand-in, wherever it runs. It needs nothing but the standard library.

control = Control("http://127.0.0.1:8744")
keys = control.add_notes("34128745000152", 3)
control.advance(3600)
"""

import base64
import json
from typing import Any, Literal
from urllib.error import HTTPError
from urllib.request import urlopen

type Service = Literal["nfe", "cte"]
type How = Literal[
    "cut", "midway", "error", "garbage", "fault", "slow", "undue", "other_base"
]  # fmt: skip


class Control:
    """``url`` is what the stand-in prints. What makes no sense to it is a ValueError."""

    def __init__(self, url: str) -> None:
        self.url = url

    def add_notes(
        self,
        tax_id: str,
        count: int = 1,
        *,
        issuer: str = "12ABC34501DE35",
        name: str = "Fabrica Modelo Ltda",
        authorized_at: str | None = None,
        linked: bool = True,
    ) -> list[str]:
        """Somebody issues NF-e to this recipient; their keys.

        He has a summary of each until he manifests, and then the whole note under a new NSU.
        Not ``linked``: events are registered with 136.
        """
        keys: list[str] = self._do(
            "add_notes",
            tax_id=tax_id,
            count=count,
            issuer=issuer,
            name=name,
            authorized_at=authorized_at,
            linked=linked,
        )
        return keys

    def add_document(
        self,
        tax_id: str,
        content: bytes,
        *,
        service: Service = "nfe",
        schema: str | None = None,
        numbered: bool = True,
        broken: bool = False,
    ) -> int:
        """Anything is distributed, under the schema that its root has; its NSU.

        Not ``numbered``: the docZip says no NSU. ``broken``: what is in it is no gzip.
        """
        nsu: int = self._do(
            "add_document",
            tax_id=tax_id,
            content=base64.b64encode(content).decode(),
            service=service,
            schema=schema,
            numbered=numbered,
            broken=broken,
        )
        return nsu

    def add_broken(self, tax_id: str, service: Service = "nfe") -> int:
        """A document that cannot be opened; its NSU."""
        content = b'<resNFe xmlns="http://www.portalfiscal.inf.br/nfe" versao="1.01"/>'
        return self.add_document(tax_id, content, service=service, broken=True)

    def add_unnumbered(self, tax_id: str, content: bytes, service: Service = "nfe") -> int:
        """A document that does not say its NSU, which is returned."""
        return self.add_document(tax_id, content, service=service, numbered=False)

    def skip(self, tax_id: str, count: int = 1, service: Service = "nfe") -> None:
        """So many NSU hold nothing."""
        self._do("skip", tax_id=tax_id, count=count, service=service)

    def cancel(self, access_key: str) -> None:
        """The issuer cancels; the recipient has the event, or its summary, under a new NSU."""
        self._do("cancel", access_key=access_key)

    def note(self, access_key: str) -> bytes:
        """The whole NF-e, whoever may have it."""
        return base64.b64decode(self._do("note", access_key=access_key))

    def consume(self, tax_id: str, count: int = 50, service: Service = "nfe") -> str:
        """Another program takes the next ones, at most so many; the ultNSU that it was told."""
        reached: str = self._do("consume", tax_id=tax_id, count=count, service=service)
        return reached

    def advance(self, seconds: float) -> None:
        """SEFAZ's clock is so much later."""
        self._do("advance", seconds=seconds)

    def set_clock(self, at: str) -> None:
        """It stands still at this moment (ISO 8601, with an offset)."""
        self._do("set_clock", at=at)

    def run_clock(self) -> None:
        """It goes on from the time that everybody has."""
        self._do("run_clock")

    def now(self) -> str:
        """What it says."""
        now: str = self._do("now")
        return now

    def misbehave(
        self,
        service: Literal["nfe", "cte", "events", "*"],
        how: How,
        times: int = 1,
        *,
        after: bool = False,
        seconds: float = 5.0,
    ) -> None:
        """The next requests go wrong; ``after``: once the work was done. See misbehaviour.py."""
        self._do(
            "misbehave", service=service, how=how, times=times, after=after, seconds=seconds
        )  # fmt: skip

    def behave(self) -> None:
        """All that was to go wrong will not."""
        self._do("behave")

    def position(self, tax_id: str, service: Service = "nfe") -> dict[str, str | None]:
        """``highest`` and ``delivered`` NSU; ``rests_until`` and ``blocked_until``."""
        position: dict[str, str | None] = self._do("position", tax_id=tax_id, service=service)
        return position

    def calls(self) -> list[dict[str, str]]:
        """Every request, oldest first: at, service, kind, tax_id, value, status.

        ``kind`` is distNSU, consNSU, consChNFe, event, or unread.
        """
        calls: list[dict[str, str]] = self._do("calls")
        return calls

    def counters(self) -> dict[str, int]:
        """``undue``, ``hurried``, ``duplicates``, ``calls``, ``events``."""
        counters: dict[str, int] = self._do("counters")
        return counters

    def events(self) -> list[dict[str, Any]]:
        """Those registered: access_key, event_type, sequence, status, protocol, xml, asked."""
        events: list[dict[str, Any]] = self._do("events")
        return events

    def reset(self) -> None:
        """All is as it was at first, the clock as well."""
        self._do("reset")

    def _do(self, name: str, /, **arguments: Any) -> Any:
        try:
            with urlopen(f"{self.url}/{name}", json.dumps(arguments).encode()) as answer:
                return json.load(answer)
        except HTTPError as error:
            raise ValueError(error.read().decode()) from error
