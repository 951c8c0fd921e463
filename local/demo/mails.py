"""What suppliers send: real documents (nfelib's samples) in the shapes that reach a mailbox."""

import gzip
import io
import smtplib
import ssl
import zipfile
from collections.abc import Sequence, Set
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from importlib.resources import files
from pathlib import Path

from local.demo import supplier
from local.demo.tenants import TENANTS

ALIMENTOS, FORNOS = (tenant.mailbox for tenant in TENANTS)

_NFE = "nfe/samples/v4_0/leiauteNFe"
_CTE = "cte/samples/v4_0"

_TO_ALIMENTOS = (
    "35180834128745000152550010000474281920007498-nfe.xml",
    "35180834128745000152550010000474491454651420-nfe.xml",
    "35180834128745000152550010000474501597356342-nfe.xml",
    "35180834128745000152550010000474641681223493-nfe.xml",
    "35180834128745000152550010000476051695511860-nfe.xml",
    "35180834128745000152550010000476121675985748-nfe.xml",
    "35180834128745000152550010000476491552806942-nfe.xml",
    "35180834128745000152550010000476711079516696-nfe.xml",
    "35180834128745000152550010000476781421693968-nfe.xml",
    "35180834128745000152550010000476861118934859-nfe.xml",
)
_TO_FORNOS = (
    "42210775277525000178550030000266631762885493-procNFe.xml",
    "42211275277525000178550030000276771368212013-procNFe.xml",
    "42220575277525000178550030000292481295366801-procNFe.xml",
)


@dataclass
class Mail:
    """A mail, and what must become of it: these documents, and so many in quarantine."""

    to: str
    shape: str
    message: EmailMessage
    documents: Set[str] = frozenset()
    quarantined: int = 0


def sample(path: str) -> bytes:
    """One of nfelib's XML samples."""
    return files("nfelib").joinpath(path).read_bytes()


def mails() -> list[Mail]:
    """A morning in two mailboxes."""
    return [*_to_alimentos(), *_to_fornos()]


def _to_alimentos() -> list[Mail]:
    to = ALIMENTOS
    keys = [name[:44] for name in _TO_ALIMENTOS]
    notes = [sample(f"{_NFE}/{name}") for name in _TO_ALIMENTOS]
    stranger = sample(f"{_NFE}/{_TO_FORNOS[0]}")
    gz, half = gzip.compress(notes[7], mtime=0), notes[2][: len(notes[2]) // 2]
    signed, key = supplier.note(), supplier.access_key()
    forged = signed.replace(b"<vNF>1250.50<", b"<vNF>9250.50<")
    text, png = ("text/plain", "leia-me.txt"), ("image/png", "logo.png")
    untold, rar = ("application/octet-stream", "nota"), ("application/x-rar", "notas.rar")
    return [
        _attached(to, "NF-e 47428", notes[0], {keys[0]}),
        _attached(to, "NF-e 47449", notes[1], {keys[1]}),
        _attached(to, "NF-e 47450", notes[2], {keys[2]}),
        _with_pdf(to, "NF-e e DANFE em PDF", notes[3], {keys[3]}),
        _zipped(to, {"nota1.xml": notes[4], "nota2.xml": notes[5]}, {keys[4], keys[5]}),
        _attached(to, "XML como texto, com outro nome", notes[6], {keys[6]}, named=text),
        _attached(to, "XML comprimido com gzip", gz, {keys[7]}, named=untold),
        _forwarded(to, "encaminhada dentro de outro e-mail", notes[8], {keys[8]}),
        _attached(to, "XML que se diz imagem", notes[9], {keys[9]}, named=png),
        _attached(to, "a mesma NF-e outra vez", notes[0], {keys[0]}),
        _attached(to, "NF-e 4321 com o valor adulterado", forged, {key}),
        _attached(to, "NF-e 4321, assinada pelo fornecedor", signed, {key}),
        _attached(to, "evento de cancelamento", cancellation(keys[1])),
        _attached(to, "NF-e de outra empresa", stranger, quarantined=1),
        _attached(to, "XML cortado ao meio", half, quarantined=1),
        _attached(to, "arquivo RAR", b"Rar!\x1a\x07\x01\0", quarantined=1, named=rar),
        *(_nothing(to, number) for number in range(1, 9)),
    ]


def _to_fornos() -> list[Mail]:
    to = FORNOS
    cte = "43120178408960000182570010000000041000000047"
    twice = "41170706117473000150550010000463202612756525"
    one, other = sample(f"{_NFE}/{twice}-procNFe.xml"), sample("nfe/samples/v4_0/procNFe.xml")
    nfcom = "41250306117473000150620010000001231012345675"
    query = sample("mdfe/samples/v3_0/01010101010-ped-cons-mdfe-naoenc.xml")
    return [
        *(_attached(to, f"NF-e {n[28:34]}", sample(f"{_NFE}/{n}"), {n[:44]}) for n in _TO_FORNOS),
        _zipped(to, {"pasta/CTe.XML": sample(f"{_CTE}/{cte}-cte.xml")}, {cte}),
        _attached(to, "NF-e de homologação", one, {twice}),
        _attached(to, "a mesma chave em outros bytes", other, {twice}),
        _attached(to, "NFCom", sample("nfcom/samples/v1_0/NFCom-nfcom.xml"), {nfcom}),
        _attached(to, "consulta de MDF-e, que não é documento", query, quarantined=1),
        *(_nothing(to, number) for number in range(1, 9)),
    ]


def send(sent: Sequence[Mail], port: int, ca: Path) -> None:
    """Hand the mails to the recipients' server, as a supplier's server does: SMTP, STARTTLS."""
    with smtplib.SMTP("localhost", port) as smtp:
        smtp.starttls(context=ssl.create_default_context(cafile=str(ca)))
        for mail in sent:
            smtp.send_message(mail.message)


def _mail(to: str, shape: str, text: str = "Segue em anexo.") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Faturamento <faturamento@fornecedor.test>"
    message["To"] = to
    message["Subject"] = shape
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain="fornecedor.test")
    message.set_content(text)
    return message


def _attached(
    to: str,
    shape: str,
    content: bytes,
    documents: Set[str] = frozenset(),
    *,
    quarantined: int = 0,
    named: tuple[str, str] = ("application/xml", "nfe.xml"),
) -> Mail:
    message = _mail(to, shape)
    (maintype, subtype), name = named[0].split("/"), named[1]
    message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    return Mail(to, shape, message, documents, quarantined)


def _with_pdf(to: str, shape: str, xml: bytes, documents: Set[str]) -> Mail:
    mail = _attached(to, shape, xml, documents)
    pdf = b"%PDF-1.4\n" + bytes(80_000)
    mail.message.add_attachment(pdf, maintype="application", subtype="pdf", filename="danfe.pdf")
    return mail


def _zipped(to: str, entries: dict[str, bytes], documents: Set[str]) -> Mail:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in entries.items():
            opened.writestr(name, content)
    named = ("application/zip", "notas.zip")
    return _attached(to, f"ZIP com {len(entries)} XML", archive.getvalue(), documents, named=named)


def _forwarded(to: str, shape: str, xml: bytes, documents: Set[str]) -> Mail:
    message = _mail(to, shape, "Encaminho a nota.")
    message.add_attachment(_attached("compras@alimentos.test", "NF-e", xml).message)
    return Mail(to, shape, message, documents)


def _nothing(to: str, number: int) -> Mail:
    message = _mail(to, f"Boletim {number}", "Nenhum documento por aqui.")
    message.add_alternative("<html><body><p>Ofertas da semana</p></body></html>", subtype="html")
    return Mail(to, "sem documento", message)


def cancellation(access_key: str) -> bytes:
    """A registered cancellation, as SEFAZ hands it out (NT 2011.006), unsigned."""
    namespace = 'xmlns="http://www.portalfiscal.inf.br/nfe"'
    issuer = access_key[6:20]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<procEventoNFe {namespace} versao="1.00"><evento versao="1.00">
<infEvento Id="ID110111{access_key}01"><cOrgao>35</cOrgao><tpAmb>1</tpAmb><CNPJ>{issuer}</CNPJ>
<chNFe>{access_key}</chNFe><dhEvento>2018-08-09T10:00:00-03:00</dhEvento>
<tpEvento>110111</tpEvento><nSeqEvento>1</nSeqEvento><verEvento>1.00</verEvento>
<detEvento versao="1.00"><descEvento>Cancelamento</descEvento><nProt>135180000000001</nProt>
<xJust>Pedido cancelado pelo cliente</xJust></detEvento></infEvento></evento>
<retEvento versao="1.00"><infEvento><tpAmb>1</tpAmb><cOrgao>35</cOrgao><cStat>135</cStat>
<xMotivo>Evento registrado e vinculado a NF-e</xMotivo><chNFe>{access_key}</chNFe>
<tpEvento>110111</tpEvento><nSeqEvento>1</nSeqEvento>
<dhRegEvento>2018-08-09T10:00:05-03:00</dhRegEvento><nProt>135180000000002</nProt></infEvento>
</retEvento></procEventoNFe>
""".encode()
