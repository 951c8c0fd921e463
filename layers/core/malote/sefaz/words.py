"""What SEFAZ's codes and our statuses mean, for users."""

from malote.sefaz.feeds import GapCause
from malote.sefaz.made import ManifestationStatus, RequestStatus

REQUEST_STATUS = {
    RequestStatus.WAITING: "Na fila",
    RequestStatus.ASKED: "Enviado à SEFAZ, aguardando a resposta",
    RequestStatus.UNCERTAIN: "Enviado à SEFAZ, que não respondeu; será conferido",
    RequestStatus.DONE: "Concluído",
    RequestStatus.REFUSED: "Recusado pela SEFAZ",
    RequestStatus.FAILED: "Não foi possível",
}
MANIFESTATION_STATUS = {
    ManifestationStatus.WAITING: "Na fila",
    ManifestationStatus.ASKED: "Enviada à SEFAZ, aguardando a resposta",
    ManifestationStatus.UNCERTAIN: "Enviada à SEFAZ, que não respondeu; será conferida",
    ManifestationStatus.REGISTERED: "Registrada na SEFAZ",
    ManifestationStatus.REFUSED: "Recusada",
}
GAP_CAUSE = {
    GapCause.SKIPPED: "A SEFAZ não os enviou na sequência.",
    GapCause.OTHER_CONSUMER: "Outro sistema consultou este CNPJ ou CPF e os recebeu.",
}
BLOCKED = "A SEFAZ bloqueou as consultas por consumo indevido: nada é perguntado até lá."
RESTS = "A SEFAZ pede uma hora entre consultas quando não há nada novo."
RESTS_FOR_PROBLEM = "A última consulta não deu certo; o Malote tenta de novo depois."

_CODES = {
    "108": "O serviço da SEFAZ está parado por pouco tempo.",
    "109": "O serviço da SEFAZ está parado, sem previsão de volta.",
    "128": "A SEFAZ recebeu o lote.",
    "135": "Evento registrado e vinculado à nota.",
    "136": "Evento registrado; a nota ainda não está no ambiente nacional.",
    "137": "Não há documentos novos.",
    "138": "Há documentos.",
    "155": "Evento registrado fora do prazo.",
    "573": "O evento já estava registrado.",
    "589": "O NSU pedido é maior do que o último da SEFAZ.",
    "593": "O certificado é de outra empresa que não a do CNPJ consultado.",
    "594": "O número de sequência do evento não é o esperado.",
    "596": "O prazo para esta manifestação acabou.",
    "650": "A nota está cancelada ou denegada: não cabe Ciência.",
    "651": "A nota está cancelada ou denegada: não cabe Desconhecimento.",
    "655": "Não cabe Ciência depois de uma manifestação conclusiva.",
    "656": "Consumo indevido: este CNPJ foi consultado vezes demais, talvez por outro sistema.",
}


def meaning(status_code: str, reason: str) -> str:
    """A cStat in our words; else as SEFAZ said it (xMotivo)."""
    return _CODES.get(status_code, reason)
