"""Servers for all misbehaviours at once, and what their clients let them see."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from local.ca import CertificateFiles
from tests.integration.imap.certificates import wrong_certificates
from tests.integration.imap.many_polls import Polled
from tests.integration.imap.misbehaviours import ALL, Misbehaviour
from tests.integration.imap.scripted import Scripted, scripted

USER, PASSWORD = 'ana" {9}', 'can"ary s3nha'
_QUOTED = PASSWORD.replace('"', '\\"')
_LOGIN = re.escape(b'LOGIN "ana\\" {9}" "%b"' % _QUOTED.encode())
_COMMANDS = re.compile(
    _LOGIN + rb"|CAPABILITY|STARTTLS|COMPRESS DEFLATE|LOGOUT|EXAMINE \"INBOX\""
    rb"|LIST \"\" \"INBOX\"|UID SEARCH UID [\d:*]+|UID FETCH [\d:,]+ \([A-Z0-9 .\[\]()<>-]+\)"
)


@dataclass(frozen=True)
class Hostile:
    """A server, the way it misbehaves, and its mailbox."""

    name: str
    misbehaviour: Misbehaviour
    server: Scripted
    mailbox: dict[str, str]

    def complaints(self, polled: Polled) -> list[str]:
        """What is wrong with how its poll ended, and with what it was told."""
        told = []
        ends = [end and end.__name__ for end in self.misbehaviour.ends]
        if polled.error not in ends:
            told.append(f"{polled.error}, not one of {ends}")
        expected = self.misbehaviour.stored, self.misbehaviour.told
        if polled.error is None and (polled.stored, polled.quarantined) != expected:
            told.append(f"{(polled.stored, polled.quarantined)} stored and told, not {expected}")
        if not polled.shown.isprintable() or len(polled.shown) > 400 or shows_secret(polled.shown):
            told.append(f"shown: {polled.shown!r}")
        for talk in self.server.talks:
            if shows_secret(talk.clear.decode("latin-1")) or b"LOGIN" in talk.clear:
                told.append(f"in clear: {bytes(talk.clear)!r}")
            odd = [line for line in talk.commands if not _COMMANDS.fullmatch(line)]
            if odd:
                told.append(f"commands: {odd}")
        return told


def shows_secret(text: str) -> bool:
    """Whether the password is in it, plain or as it is quoted."""
    return PASSWORD in text or _QUOTED in text


@contextmanager
def hostile_servers(
    names: Iterable[str], files: CertificateFiles, directory: Path
) -> Iterator[tuple[str, list[Hostile]]]:
    """Each misbehaviour at a port of its own, and the authorities that their clients trust."""
    wrong = wrong_certificates(directory)
    authorities = files.ca.read_text() + wrong["expired"].ca.read_text()
    with ExitStack() as servers:
        yield authorities, [_serve(name, files, wrong, servers) for name in names]


def _serve(
    name: str, files: CertificateFiles, wrong: Mapping[str, CertificateFiles], servers: ExitStack
) -> Hostile:
    way = ALL[name]
    certificate = wrong[way.certificate] if way.certificate else files
    server = servers.enter_context(
        scripted(certificate, way.script, over_tls=not way.starttls, before=way.before)
    )
    mailbox = {
        "tenant": "acme",
        "mailbox_id": f"m-{server.port}",
        "host": "localhost",
        "port": str(server.port),
        "security": "starttls" if way.starttls else "tls",
        "username": USER,
        "secret_name": "s",
    }
    return Hostile(name, way, server, mailbox)
