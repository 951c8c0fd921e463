"""A stand-in for SEFAZ that counts; the official checks are another one's, in the cloud's tests."""

import gzip
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx

from malote.errors import SefazUncertain, SefazUnreachable
from malote.ports.sefaz import Transport

KEY = "35261111222333000181550010000000011000000012"
SUMMARY = (
    f'<resNFe xmlns="http://www.portalfiscal.inf.br/nfe" versao="1.01"><chNFe>{KEY}</chNFe>'
    "<CNPJ>11222333000181</CNPJ><xNome>EMITENTE</xNome></resNFe>"
).encode()


def page(*documents: bytes, first: int = 1) -> bytes:
    """An answer to distNSU."""
    zips = "".join(
        f'<docZip NSU="{first + at:015}" schema="resNFe_v1.01.xsd">'
        f"{b64encode(gzip.compress(each, mtime=0)).decode()}</docZip>"
        for at, each in enumerate(documents)
    )
    last = f"{first + len(documents) - 1:015}"
    return (
        '<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Body>'
        "<nfeDistDFeInteresseResponse "
        'xmlns="http://www.portalfiscal.inf.br/nfe/wsdl/NFeDistribuicaoDFe">'
        '<nfeDistDFeInteresseResult><retDistDFeInt versao="1.01" '
        'xmlns="http://www.portalfiscal.inf.br/nfe"><tpAmb>2</tpAmb><verAplic>1</verAplic>'
        "<cStat>138</cStat><xMotivo>Documento(s) localizado(s)</xMotivo>"
        f"<dhResp>2026-11-21T10:00:00-03:00</dhResp><ultNSU>{last}</ultNSU>"
        f"<maxNSU>{last}</maxNSU><loteDistDFeInt>{zips}</loteDistDFeInt></retDistDFeInt>"
        "</nfeDistDFeInteresseResult></nfeDistDFeInteresseResponse></soap:Body></soap:Envelope>"
    ).encode()


class Sefaz:
    """``asked`` are the bodies that came; ``dumb``: it hangs up after taking one."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self.answer = page(SUMMARY)
        self.dumb = False
        self.url = ""


@contextmanager
def sefaz() -> Iterator[Sefaz]:
    stand_in = Sefaz()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            stand_in.asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            if stand_in.dumb:
                self.close_connection = True
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(stand_in.answer)))
            self.end_headers()
            self.wfile.write(stand_in.answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        stand_in.url = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield stand_in
        server.shutdown()


class PlainTransport(Transport):
    """As the real one, without a certificate."""

    def __init__(self, base: str) -> None:
        self._base = base

    def post(self, url: str, action: str, body: bytes) -> bytes:
        try:
            return httpx.post(self._base, content=body, trust_env=False).content
        except httpx.ConnectError as error:
            raise SefazUnreachable(str(error)) from None
        except httpx.TransportError as error:
            raise SefazUncertain(str(error)) from None
