"""What a reader of the paper must know that the paper's form does not say."""

from collections.abc import Mapping
from typing import Any

from malote.documents.remarks import remarks_of
from malote.fiscal.remarks import RemarkCode

# The gravest first. Braces hold what was found.
_SENTENCES = {
    RemarkCode.CANCELLATION_UNVERIFIED: "CANCELADO POR EVENTO NÃO VERIFICADO",
    RemarkCode.SIGNATURE_TAMPERED: "ASSINATURA NÃO CONFERE: O XML FOI ALTERADO",
    RemarkCode.HOMOLOGATION: "SEM VALOR FISCAL: AMBIENTE DE HOMOLOGAÇÃO",
    RemarkCode.NO_PROTOCOL: "SEM PROTOCOLO DE AUTORIZAÇÃO",
    RemarkCode.NOT_AUTHORIZED: "USO NÃO AUTORIZADO ({})",
    RemarkCode.PROTOCOL_OF_ANOTHER: "O PROTOCOLO É DE OUTRO DOCUMENTO",
}


def notices(header: Mapping[str, Any]) -> tuple[str, ...]:
    """Sentences in Portuguese, the gravest first; none for a document with nothing against it."""
    details = {each.code: each.detail for each in remarks_of(header)}
    found = [text.format(details[code]) for code, text in _SENTENCES.items() if code in details]
    if header.get("cancelled") and RemarkCode.CANCELLATION_UNVERIFIED not in details:
        found.insert(0, "CANCELADO")
    return tuple(found)
