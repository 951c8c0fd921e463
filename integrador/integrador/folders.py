"""The folder of a CNPJ or CPF: all that was exchanged for it, and each document by itself.

    documentos/<tax id>/<YYYY-MM>/<time>-<operation>-<job>.pedido.xml and .resposta.xml
    documentos/<tax id>/<YYYY-MM>/<access key or NSU>-<schema>.xml

A document is there once, whichever month it came in; another one of the same name gets eight
characters of its SHA-256 added. What SEFAZ says goes into no name unfiltered.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from integrador import durable
from malote.clock import BRASILIA
from malote.errors import FiscalError
from malote.fiscal.reader import take_in
from malote.relay.models import Job
from malote.sefaz import distribution
from malote.sefaz.answers import Distributed
from malote.sefaz.exchange import Exchange
from malote.sefaz.operations import Manifest

REQUEST, ANSWER = ".pedido.xml", ".resposta.xml"
_FOREIGN = re.compile(r"[^0-9A-Za-z_.-]")


class Folder:
    """Its user's, to read, copy and delete; nothing is read back from it but to send it again."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, job: Job, exchange: Exchange, at: datetime) -> int:
        """Write an exchange and its documents; the same again changes nothing.

        Returns how many documents are new. Raises OSError, and SefazNonsense after the exchange
        itself is kept.
        """
        month = self.path / f"{at.astimezone(BRASILIA):%Y-%m}"
        durable.sweep(month)
        kind = job.asking.operation.operation
        name = f"{at.astimezone(BRASILIA):%Y%m%dT%H%M%S}-{kind}-{job.job_id}"
        durable.write(month / f"{name}{REQUEST}", exchange.request)
        durable.write(month / f"{name}{ANSWER}", exchange.answer)
        if isinstance(job.asking.operation, Manifest):
            return 0
        documents = distribution.read_answer(exchange.answer).documents
        return sum(self._keep_document(month, each) for each in documents)

    def documents(self, since: datetime | None = None) -> Iterator[Path]:
        """Those that came one by one, in order of month and name; ``since`` by their file time."""
        for path in sorted(self.path.glob("*/*.xml")):
            if path.name.endswith((REQUEST, ANSWER)):
                continue
            if since is None or path.stat().st_mtime >= since.timestamp():
                yield path

    def _keep_document(self, month: Path, document: Distributed) -> bool:
        content = document.raw if document.content is None else document.content
        stem = f"{_named(document)}-{_clean(document.schema.removesuffix('.xsd')) or 'documento'}"
        names = f"{stem}.xml", f"{stem}-{sha256(content).hexdigest()[:8]}.xml"
        # By name and not by listing: a year of documents is many files.
        for path in (Path(each, name) for each in self.path.iterdir() for name in names):
            with suppress(FileNotFoundError, NotADirectoryError):
                if path.read_bytes() == content:
                    return False
        first, other = (month / name for name in names)
        durable.write(other if first.exists() else first, content)
        return True


def _named(document: Distributed) -> str:
    with suppress(FiscalError):
        if document.content is not None:
            return _clean(take_in(document.content).record.access_key)
    return document.nsu or f"sem-nsu-{sha256(document.content or document.raw).hexdigest()[:16]}"


def _clean(text: str) -> str:
    return _FOREIGN.sub("", text)[:60].lstrip(".")
