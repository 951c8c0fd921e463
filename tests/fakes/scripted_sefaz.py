"""SEFAZ in memory, as a carrier: pages, queries, its rules of pace, and a clock of its own.

Written from NT 2014.002, apart from Malote's rules. ``undue`` says what of ours earned a 656 and
why; a 656 that another consumer of the same CNPJ brought upon us is in ``theirs``. ``hurried``
counts requests that came less than two seconds after another.
"""

import gzip
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from malote.errors import MaloteError
from malote.sefaz.exchange import Exchange
from malote.sefaz.models import SefazSettings
from malote.sefaz.operations import Asking, Distribute, QueryKey, QueryNsu
from malote.sefaz.queued import Turn
from tests.fakes.stores import NOON

_HOUR = timedelta(hours=1)
_NFE = "http://www.portalfiscal.inf.br/nfe"


@dataclass
class Answered:
    """What is told of one request."""

    at: datetime
    kind: str
    value: str
    status: str


@dataclass
class ScriptedSefaz:
    """The documents of one CNPJ, by number; one that is missing is a number without a document.

    ``unnumbered`` come without their NSU, ``broken`` cannot be opened, and the distribution leaves
    ``skipped`` out, a query by NSU does not. Requests raise what is in ``trouble`` before SEFAZ
    knows of them, ``after`` when it has answered; ``scripted`` are other cStat that they get.
    """

    documents: dict[int, bytes] = field(default_factory=dict)
    by_key: dict[str, bytes] = field(default_factory=dict)
    unnumbered: set[int] = field(default_factory=set)
    skipped: set[int] = field(default_factory=set)
    broken: set[int] = field(default_factory=set)
    highest: int = 0
    now: datetime = NOON
    latency: timedelta = timedelta(milliseconds=300)
    told: list[Answered] = field(default_factory=list)
    trouble: list[MaloteError] = field(default_factory=list)
    after: list[MaloteError] = field(default_factory=list)
    scripted: list[str] = field(default_factory=list)
    undue: list[str] = field(default_factory=list)
    theirs: int = 0
    hurried: int = 0
    _given: int | None = None
    _given_to: str = "us"
    _ended_at: datetime | None = None
    _blocked: datetime | None = None
    _queries: list[tuple[datetime, str]] = field(default_factory=list)
    _last: datetime | None = None

    def fill(self, count: int) -> None:
        """So many more documents, each of its own content."""
        for _ in range(count):
            self.highest += 1
            content = f'<resNFe xmlns="{_NFE}" versao="1.01"><n>{self.highest}</n></resNFe>'
            self.documents[self.highest] = content.encode()

    def carry(self, settings: SefazSettings, asking: Asking, turn: Turn, now: datetime) -> Exchange:
        """The port ``Carrier``, at once."""
        if self.trouble:
            raise self.trouble.pop(0)
        self.now += self.latency
        answer = self.answer(asking)
        self.now += self.latency
        if self.after:
            raise self.after.pop(0)
        return Exchange(request=b"<asked/>", answer=answer)

    def answer(self, asking: Asking) -> bytes:
        """What it says to us."""
        if self._last and self.now - self._last < timedelta(seconds=2):
            self.hurried += 1
        self._last = self.now
        match asking.operation:
            case Distribute(last_nsu=last):
                return self._distribute(int(last), "us")
            case QueryNsu(nsu=nsu):
                return self._query("nsu", nsu)
            case QueryKey(access_key=key):
                return self._query("key", key)
        raise AssertionError(asking)

    def consume(self, pages: int) -> str:
        """Another consumer of the CNPJ takes so many pages; the last cStat that he got."""
        for _ in range(pages):
            self._distribute(self._given or 0, "another")
        return self.told.pop().status

    def _distribute(self, last: int, who: str) -> bytes:
        why = self._refusal(last)
        if self.scripted and not why:
            return self._say("distribute", str(last), self.scripted.pop(0), last)
        if why:
            return self._undue("distribute", str(last), why, who)
        if last > self.highest:
            return self._say("distribute", str(last), "589", 0)
        found = [nsu for nsu in sorted(self.documents) if last < nsu and nsu not in self.skipped]
        page = found[:50]
        after = page[-1] if found[50:] else self.highest
        self._given, self._given_to = after, who
        self._ended_at = self.now if after == self.highest else None
        return self._say("distribute", str(last), "138" if page else "137", after, page)

    def _refusal(self, last: int) -> str:
        if self._blocked and self.now < self._blocked + _HOUR:
            return "blocked"
        if self._ended_at and self.now < self._ended_at + _HOUR:
            return "within an hour of the end"
        if self._given is not None and last < self._given and self._recent():
            return f"after {last}, when {self._given} was given"
        return ""

    def _recent(self) -> bool:
        given = [x.at for x in self.told if x.kind == "distribute" and x.status in {"137", "138"}]
        return bool(given) and self.now < given[-1] + _HOUR

    def _query(self, kind: str, value: str) -> bytes:
        if self._blocked and self.now < self._blocked + _HOUR:
            return self._undue(kind, value, "blocked", "us")
        self._queries = [each for each in self._queries if self.now < each[0] + _HOUR]
        self._queries.append((self.now, value))
        if len(self._queries) > 20:
            return self._undue(kind, value, "the twenty-first query of an hour", "us")
        if self.scripted:
            return self._say(kind, value, self.scripted.pop(0), 0)
        if kind == "key":
            content = self.by_key.get(value)
            return self._say(kind, value, "138" if content else "137", 0, extra=content)
        page = [int(value)] if int(value) in self.documents else []
        return self._say(kind, value, "138" if page else "137", 0, page)

    def _undue(self, kind: str, value: str, why: str, who: str) -> bytes:
        """Each one begins the hour anew. It is his fault to whom SEFAZ gave what we did not know."""
        fault = self._given_to if kind == "distribute" else who
        if who == "us" and fault == "us":
            self.undue.append(f"{self.now:%d %H:%M:%S} {kind} {value}: {why}")
        elif who == "us":
            self.theirs += 1
        self._blocked, self._given_to = self.now, who
        return self._say(kind, value, "656", self._given or 0)

    def _say(
        self,
        kind: str,
        value: str,
        status: str,
        last: int,
        page: list[int] | None = None,
        extra: bytes | None = None,
    ) -> bytes:
        self.told.append(Answered(self.now, kind, value, status))
        zips = [self._zip(nsu) for nsu in page or []]
        if extra is not None:
            zips.append(_doc_zip(extra, ""))
        most = 0 if status == "656" else self.highest
        at = f"{self.now:%Y-%m-%dT%H:%M:%S}+00:00"
        lot = f"<loteDistDFeInt>{''.join(zips)}</loteDistDFeInt>" if zips else ""
        return (
            '<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Body>'
            f'<retDistDFeInt xmlns="{_NFE}" versao="1.01"><tpAmb>1</tpAmb><verAplic>1</verAplic>'
            f"<cStat>{status}</cStat><xMotivo>Resposta {status}</xMotivo><dhResp>{at}</dhResp>"
            f"<ultNSU>{last:015}</ultNSU><maxNSU>{most:015}</maxNSU>{lot}"
            "</retDistDFeInt></soap:Body></soap:Envelope>"
        ).encode()

    def _zip(self, nsu: int) -> str:
        number = "" if nsu in self.unnumbered else f' NSU="{nsu:015}"'
        if nsu in self.broken:
            return f'<docZip{number} schema="resNFe_v1.01.xsd">AAAA{nsu:08}</docZip>'
        return _doc_zip(self.documents[nsu], number)


def _doc_zip(content: bytes, number: str) -> str:
    coded = b64encode(gzip.compress(content, mtime=0)).decode()
    return f'<docZip{number} schema="resNFe_v1.01.xsd">{coded}</docZip>'
