"""Malote's own templates, and the places that each may have."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from malote.messages.template_values import PlaceKind


class TemplateName(StrEnum):
    """What a template is for; ``invoice`` is a fatura, ``boleto`` one that Malote did not issue."""

    NFE = "nfe"
    INVOICE = "invoice"
    BOLETO = "boleto"
    CHARGE = "charge"
    CARNET = "carnet"
    REMINDER = "reminder"


class Place(NamedTuple):
    """What a value means to users, and one as it is given.

    Where an ``optional`` one has no value, the lines of the text that name it are left out.
    """

    meaning: str
    example: str
    kind: PlaceKind = PlaceKind.TEXT
    optional: bool = False


type Places = Mapping[str, Place]


class Words(NamedTuple):
    """A template as Malote brings it."""

    subject: str
    text: str
    places: Places


_PARTIES = {
    "emitente": Place("Nome de quem envia", "Padaria São João Ltda."),
    "destinatario": Place("Nome do cliente", "Mercado Boa Vista S.A."),
}
_DUE = {
    "vencimento": Place("Data de vencimento", "2026-12-05", PlaceKind.DATE),
    "valor": Place("Valor em reais", "1234.56", PlaceKind.MONEY),
}
_LINE = Place("Linha digitável", "34191.79001 01043.510047 91020.150008 1 99990000123456")
_FOR = Place("A que se refere a cobrança", "Internet 300 Mb")
_PAGE = Place(
    "Endereço da cobrança na Efí", "https://exemplo.com.br/b/118", PlaceKind.LINK, optional=True
)
_DAY = Place("Data de emissão", "2026-11-21", PlaceKind.DATE)

BUILT_IN: Mapping[TemplateName, Words] = {
    TemplateName.NFE: Words(
        "NF-e {numero} - {emitente}",
        """Prezado cliente,

Segue anexa a NF-e nº {numero}, série {serie}, emitida em {emissao} para {destinatario}, no valor de {valor}.

O arquivo XML é o documento fiscal: guarde-o pelo prazo legal. O DANFE, em PDF, é a sua representação para impressão.

Chave de acesso: {chave}
A autenticidade pode ser consultada em www.nfe.fazenda.gov.br.

Atenciosamente,
{emitente}
""",  # noqa: E501
        {
            "numero": Place("Número da NF-e", "4321"),
            "serie": Place("Série da NF-e", "1"),
            "chave": Place("Chave de acesso", "35261112345678000195550010000043211123456786"),
            "emissao": _DAY,
            "valor": Place("Valor total da NF-e", "1234.56", PlaceKind.MONEY),
            **_PARTIES,
        },
    ),
    TemplateName.INVOICE: Words(
        "Fatura {numero} - {emitente}",
        """Prezado cliente,

Segue a fatura nº {numero} de {destinatario}, no valor de {valor}, com vencimento em {vencimento}.

Em caso de dúvida ou divergência, responda a este e-mail antes do vencimento.

Atenciosamente,
{emitente}
""",
        {
            "numero": Place("Número da fatura", "2026/118"),
            "emissao": _DAY,
            "descricao": Place("A que se refere a fatura", "Fornecimento de novembro de 2026"),
            **_DUE,
            **_PARTIES,
        },
    ),
    TemplateName.BOLETO: Words(
        "Boleto {numero}, vencimento em {vencimento} - {emitente}",
        """Prezado cliente,

Segue o boleto nº {numero} de {destinatario}, no valor de {valor}, com vencimento em {vencimento}.

Linha digitável: {linha_digitavel}

Por segurança, antes de confirmar o pagamento confira se o nome do beneficiário é o esperado.

Atenciosamente,
{emitente}
""",
        {
            "numero": Place("Número do boleto ou da fatura", "2026/118"),
            "linha_digitavel": _LINE,
            "link": Place("Endereço do boleto", "https://exemplo.com.br/b/118", PlaceKind.LINK),
            **_DUE,
            **_PARTIES,
        },
    ),
    TemplateName.CHARGE: Words(
        "Boleto com vencimento em {vencimento} - {emitente}",
        """Prezado cliente,

Segue o boleto de {destinatario}, no valor de {valor}, com vencimento em {vencimento}, referente a {descricao}.

Linha digitável: {linha_digitavel}
Pix copia e cola: {pix}
Segunda via: {link}

Por segurança, antes de confirmar o pagamento confira se o nome do beneficiário é o esperado.

Atenciosamente,
{emitente}
""",  # noqa: E501
        {
            "numero": Place("Número da cobrança na Efí", "511823456"),
            "descricao": _FOR,
            "linha_digitavel": _LINE._replace(optional=True),
            "pix": Place("Pix copia e cola", "00020101021226830014br.gov.bcb.pix", optional=True),
            "link": _PAGE,
            **_DUE,
            **_PARTIES,
        },
    ),
    TemplateName.CARNET: Words(
        "Carnê de {parcelas} parcelas - {emitente}",
        """Prezado cliente,

Segue o carnê de {destinatario}, de {parcelas} parcelas de {valor}, referente a {descricao}.
A próxima vence em {vencimento}.
Segunda via: {link}

Por segurança, antes de confirmar cada pagamento confira se o nome do beneficiário é o esperado.

Atenciosamente,
{emitente}
""",
        {
            "parcelas": Place("Quantas parcelas o carnê tem", "12"),
            "descricao": _FOR,
            "link": _PAGE,
            "vencimento": Place("Vencimento da próxima", "2026-12-05", PlaceKind.DATE),
            "valor": Place("Valor de cada parcela", "1234.56", PlaceKind.MONEY),
            **_PARTIES,
        },
    ),
    TemplateName.REMINDER: Words(
        "Lembrete: {numero} vence em {vencimento} - {emitente}",
        """Prezado cliente,

Lembramos que a cobrança nº {numero} de {destinatario}, no valor de {valor}, tem vencimento em {vencimento}.

Se o pagamento já foi feito, por favor desconsidere este aviso. Se precisar de uma segunda via, responda a este e-mail.

Atenciosamente,
{emitente}
""",  # noqa: E501
        {
            "numero": Place("Número da cobrança", "2026/118"),
            "link": Place("Endereço para pagar", "https://exemplo.com.br/b/118", PlaceKind.LINK),
            **_DUE,
            **_PARTIES,
        },
    ),
}
