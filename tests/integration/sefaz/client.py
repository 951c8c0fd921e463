"""A taxpayer's program written from the manuals, to try the stand-in by: it knows no Malote."""

import base64
import gzip
import http.client
import ssl
import tempfile
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

from local.authority import Identity
from local.sefaz.clock import written
from local.sefaz.server import Sefaz
from local.sefaz.signing import signed
from tests.integration.sefaz.server import COMPANY, identity

NFE, CTE = (f"http://www.portalfiscal.inf.br/{each}" for each in ("nfe", "cte"))
DISTRIBUTION = "/NFeDistribuicaoDFe/NFeDistribuicaoDFe.asmx"
CTE_DISTRIBUTION = "/CTeDistribuicaoDFe/CTeDistribuicaoDFe.asmx"
EVENTS = "/NFeRecepcaoEvento4/NFeRecepcaoEvento4.asmx"
DESCRIPTIONS = {
    "210200": "Confirmacao da Operacao",
    "210210": "Ciencia da Operacao",
    "210220": "Desconhecimento da Operacao",
    "210240": "Operacao nao Realizada",
}


@dataclass(frozen=True)
class Got:
    """An answer's root, and what is read of it most."""

    xml: etree._Element

    def text(self, name: str) -> str | None:
        """Of the first element of that name."""
        return self.xml.findtext(f".//{{*}}{name}")

    @property
    def status(self) -> str | None:
        return self.text("cStat")

    @property
    def last(self) -> int:
        return int(self.text("ultNSU") or "-1")

    @property
    def highest(self) -> int:
        return int(self.text("maxNSU") or "-1")

    @property
    def zips(self) -> list[etree._Element]:
        return self.xml.findall(".//{*}docZip")

    @property
    def documents(self) -> list[tuple[str | None, str | None, bytes]]:
        """NSU, schema and XML."""
        return [
            (
                each.get("NSU"),
                each.get("schema"),
                gzip.decompress(base64.b64decode(each.text or "")),
            )
            for each in self.zips
        ]

    @property
    def results(self) -> list[str | None]:
        """The cStat of each event."""
        return [each.findtext(".//{*}cStat") for each in self.xml.iter("{*}retEvento")]


class Client:
    """Asks for ``tax_id`` with somebody's certificate: its own, if no other is given."""

    def __init__(
        self, sefaz: Sefaz, tax_id: str = COMPANY, certificate: Identity | None = None
    ) -> None:
        self.tax_id = tax_id
        self._sefaz = sefaz
        self.identity = certificate or identity(tax_id)
        self.certified = True
        self.seconds = 10.0
        self.version: ssl.TLSVersion | None = None
        self.tag = "CPF" if len(tax_id) == 11 else "CNPJ"

    def raw(
        self, path: str, body: bytes, method: str = "POST", type_: str = "application/soap+xml"
    ) -> tuple[int, bytes]:
        """An HTTP exchange. Raises OSError or HTTPException."""
        connection = http.client.HTTPSConnection(
            "localhost", urlsplit(self._sefaz.url).port, timeout=self.seconds, context=self._tls()
        )
        try:
            connection.request(method, path, body, {"Content-Type": f"{type_}; charset=utf-8"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def ask(self, path: str, operation: str, data: str, xml: str) -> Got:
        """The root of what the answer's envelope holds; ``operation`` empty: no wrapper."""
        wsdl = f'xmlns="{CTE if "CTe" in path else NFE}/wsdl/{path.split("/")[1]}"'
        inner = f"<{data} {wsdl}>{xml}</{data}>"
        if operation:
            inner = f"<{operation} {wsdl}>{inner}</{operation}>"
        status, body = self.raw(path, envelope(inner))
        assert status == 200, body
        found = next(
            each for each in etree.fromstring(body).iter("{*}retDistDFeInt", "{*}retEnvEvento")
        )
        return Got(etree.fromstring(etree.tostring(found)))

    def distribution(self, asked: str, service: str = "nfe", environment: str = "1") -> Got:
        """``asked`` is the last element of the distDFeInt."""
        namespace, version = (CTE, "1.00") if service == "cte" else (NFE, "1.01")
        xml = (
            f'<distDFeInt xmlns="{namespace}" versao="{version}"><tpAmb>{environment}</tpAmb>'
            f"<cUFAutor>35</cUFAutor><{self.tag}>{self.tax_id}</{self.tag}>{asked}</distDFeInt>"
        )
        path = CTE_DISTRIBUTION if service == "cte" else DISTRIBUTION
        return self.ask(path, f"{service}DistDFeInteresse", f"{service}DadosMsg", xml)

    def after(self, nsu: int, service: str = "nfe", environment: str = "1") -> Got:
        asked = f"<distNSU><ultNSU>{nsu:015}</ultNSU></distNSU>"
        return self.distribution(asked, service, environment)

    def at(self, nsu: int, service: str = "nfe") -> Got:
        return self.distribution(f"<consNSU><NSU>{nsu:015}</NSU></consNSU>", service)

    def key(self, access_key: str) -> Got:
        return self.distribution(f"<consChNFe><chNFe>{access_key}</chNFe></consChNFe>")

    def lot(self, *events: str) -> Got:
        xml = f'<envEvento xmlns="{NFE}" versao="1.00"><idLote>7</idLote>{"".join(events)}</envEvento>'
        return self.ask(EVENTS, "", "nfeDadosMsg", xml)

    def manifest(self, access_key: str, kind: str, sequence: int = 1) -> str | None:
        """One event; its cStat."""
        return self.lot(self.event(access_key, kind, sequence)).results[0]

    def event(
        self,
        access_key: str,
        kind: str = "210210",
        sequence: int = 1,
        *,
        at: datetime | None = None,
        office: str = "91",
        environment: str = "1",
        id_: str = "",
        signer: Identity | None = None,
        justification: str | None = None,
    ) -> str:
        """Signed."""
        if kind == "210240" and justification is None:
            justification = "A mercadoria nao chegou"
        reason = f"<xJust>{justification}</xJust>" if justification else ""
        moment = written(at or datetime.fromisoformat(self._sefaz.control.now()))
        text = (
            f'<infEvento Id="{id_ or f"ID{kind}{access_key}{sequence:02}"}">'
            f"<cOrgao>{office}</cOrgao><tpAmb>{environment}</tpAmb>"
            f"<{self.tag}>{self.tax_id}</{self.tag}><chNFe>{access_key}</chNFe>"
            f"<dhEvento>{moment}</dhEvento><tpEvento>{kind}</tpEvento>"
            f"<nSeqEvento>{sequence}</nSeqEvento><verEvento>1.00</verEvento>"
            f'<detEvento versao="1.00"><descEvento>{DESCRIPTIONS[kind]}</descEvento>{reason}'
            f"</detEvento></infEvento>"
        )
        signed_text = signed(text, "infEvento", signer or self.identity)
        return f'<evento xmlns="{NFE}" versao="1.00">{signed_text}</evento>'

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self._sefaz.roots))
        if self.version:
            context.minimum_version = context.maximum_version = self.version
        if not self.certified:
            return context
        with tempfile.NamedTemporaryFile() as file:
            file.write(self.identity.pem)
            file.flush()
            context.load_cert_chain(file.name)
        return context


def envelope(body: str) -> bytes:
    """SOAP 1.2."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<soap12:Envelope xmlns:soap12="http://www.w3.org/2003/05/soap-envelope">'
        f"<soap12:Body>{body}</soap12:Body></soap12:Envelope>"
    ).encode()
