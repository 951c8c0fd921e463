"""Remarks: what an accountant should know of a document that is no reason to refuse it."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class RemarkCode(StrEnum):
    """Every remark there is; search goes by these."""

    CHECK_DIGIT = "check_digit"
    KEY_DISAGREES = "key_disagrees"
    TAX_ID_CHECK_DIGIT = "tax_id_check_digit"
    SCHEMA = "schema"
    NO_PROTOCOL = "no_protocol"
    PROTOCOL_OF_ANOTHER = "protocol_of_another"
    NOT_AUTHORIZED = "not_authorized"
    HOMOLOGATION = "homologation"
    MOJIBAKE = "mojibake"
    LATE = "late"
    FUTURE_DATE = "future_date"
    SIGNATURE_ABSENT = "signature_absent"
    SIGNATURE_TAMPERED = "signature_tampered"
    SIGNATURE_UNTRUSTED = "signature_untrusted"
    SIGNATURE_UNSUPPORTED = "signature_unsupported"
    SIGNER_NOT_ISSUER = "signer_not_issuer"
    CANCELLATION_UNVERIFIED = "cancellation_unverified"
    CANCELLATION_TAMPERED = "cancellation_tampered"


_MESSAGES = {
    RemarkCode.CHECK_DIGIT: "A chave de acesso não é válida.",
    RemarkCode.KEY_DISAGREES: "A chave de acesso não confere com os dados do documento.",
    RemarkCode.TAX_ID_CHECK_DIGIT: "Há CNPJ ou CPF com dígito verificador errado.",
    RemarkCode.SCHEMA: "O XML foge do esquema oficial.",
    RemarkCode.NO_PROTOCOL: "O documento veio sem a autorização do fisco.",
    RemarkCode.PROTOCOL_OF_ANOTHER: "O protocolo de autorização é de outro documento.",
    RemarkCode.NOT_AUTHORIZED: "O fisco respondeu, mas não autorizou o documento.",
    RemarkCode.HOMOLOGATION: "Documento de homologação: não tem valor fiscal.",
    RemarkCode.MOJIBAKE: "Há textos com acentuação corrompida.",
    RemarkCode.LATE: "O documento chegou depois de fechada a escrita do mês em que foi emitido.",
    RemarkCode.FUTURE_DATE: "A data de emissão é posterior à chegada do documento.",
    RemarkCode.SIGNATURE_ABSENT: "O documento não está assinado.",
    RemarkCode.SIGNATURE_TAMPERED: "O conteúdo não é o que foi assinado.",
    RemarkCode.SIGNATURE_UNTRUSTED: "O certificado da assinatura não pôde ser confirmado.",
    RemarkCode.SIGNATURE_UNSUPPORTED: "A assinatura não segue o padrão e não foi verificada.",
    RemarkCode.SIGNER_NOT_ISSUER: "Quem assinou não é quem emitiu.",
    RemarkCode.CANCELLATION_UNVERIFIED: "O cancelamento veio sem assinatura confirmada.",
    RemarkCode.CANCELLATION_TAMPERED: "Veio um cancelamento adulterado, que não conta.",
}


class Remark(BaseModel):
    """``code`` is stable, ``message`` a sentence in Portuguese, ``detail`` what was found."""

    model_config = ConfigDict(frozen=True)

    code: str
    message: str
    detail: str = ""

    @classmethod
    def of(cls, code: RemarkCode, detail: str = "") -> "Remark":
        """The remark of a code, with its sentence."""
        return cls(code=code.value, message=_MESSAGES[code], detail=detail)
