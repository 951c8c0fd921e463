"""One POST by libcurl: TLS verified both ways, no redirects, bounded in time and size.

Each has a connection of its own: one that was kept may be closed by SEFAZ just as a request goes
out, and libcurl would send it again. A proxy of the system's is used as libcurl does (HTTPS_PROXY);
it only sees CONNECT.
"""

from dataclasses import dataclass, field
from typing import Any

import certifi
import pycurl

from integrador.errors import EngineMissing
from integrador.transport.failures import failure, judge_status
from integrador.transport.options import Options
from malote.errors import SefazNonsense
from malote.sefaz.soap import MOST_BYTES, content_type

_CONNECT = 20  # seconds; the handshake too, in which a slow card signs
_WHOLE = 90


@dataclass(frozen=True, slots=True)
class CurlTransport:
    """A ``malote.ports.sefaz.Transport``; the key's options hold secrets.

    ``roots_pem`` are trusted beside the public authorities. ``seconds`` are for the whole.
    """

    key: Options = field(repr=False)
    roots_pem: str
    seconds: float = _WHOLE

    def post(self, url: str, action: str, body: bytes) -> bytes:
        """As the port says; also raises EngineMissing, before anything was sent."""
        answer = bytearray()

        def take(piece: bytes) -> int:
            answer.extend(piece)
            return len(piece) if len(answer) <= MOST_BYTES else -1

        handle = pycurl.Curl()
        try:
            self._use_key(handle)
            for option, value in self._settings(url, action, body):
                handle.setopt(option, value)
            handle.setopt(pycurl.WRITEFUNCTION, take)
            handle.perform()
            judge_status(handle.getinfo(pycurl.RESPONSE_CODE), bytes(answer))
        except pycurl.error as error:
            if len(answer) > MOST_BYTES:
                raise SefazNonsense("a resposta é longa demais") from None
            raise failure(error, begun=handle.getinfo(pycurl.APPCONNECT_TIME) > 0) from None
        finally:
            handle.close()
        return bytes(answer)

    def _use_key(self, handle: pycurl.Curl) -> None:
        for option, value in self.key:
            try:
                handle.setopt(option, value)
            except pycurl.error:
                raise EngineMissing from None

    def _settings(self, url: str, action: str, body: bytes) -> list[tuple[int, Any]]:
        roots = certifi.contents() + "\n" + self.roots_pem
        return [
            (pycurl.URL, url),
            (pycurl.PROTOCOLS, pycurl.PROTO_HTTPS),
            (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
            (pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_2),  # or later
            (pycurl.SSL_VERIFYPEER, 1),
            (pycurl.SSL_VERIFYHOST, 2),
            (pycurl.CAINFO_BLOB, roots.encode()),
            (pycurl.FOLLOWLOCATION, 0),
            (pycurl.NOSIGNAL, 1),
            (pycurl.FORBID_REUSE, 1),
            (pycurl.CONNECTTIMEOUT, _CONNECT),
            (pycurl.TIMEOUT_MS, int(self.seconds * 1000)),
            (pycurl.USERAGENT, "Malote Integrador"),
            # Expect would make libcurl wait for a go-ahead that SEFAZ's servers do not all give.
            (pycurl.HTTPHEADER, [f"Content-Type: {content_type(action)}", "Expect:"]),
            (pycurl.POST, 1),
            (pycurl.POSTFIELDS, body),
        ]
