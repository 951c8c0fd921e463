"""Why SEFAZ does not do it: the codes of NT 2014.002 and NT 2020.001, in SEFAZ's words."""

_REASONS = {
    "213": "CNPJ-Base do Autor difere do CNPJ-Base do Certificado Digital",
    "215": "Falha no schema XML",
    "217": "NF-e inexistente para a chave de acesso informada",
    "227": "CPF do Autor difere do CPF do Certificado Digital",
    "236": "Chave de Acesso com digito verificador invalido",
    "250": "UF diverge da UF autorizadora",
    "252": "Ambiente informado diverge do Ambiente de recebimento",
    "293": "Certificado Assinatura - erro Cadeia de Certificacao",
    "297": "Assinatura difere do calculado",
    "298": "Assinatura difere do padrao do Sistema",
    "404": "Uso de prefixo de namespace nao permitido",
    "472": "CPF consultado difere do CPF do Certificado Digital",
    "473": "Certificado Transmissor sem CNPJ ou CPF",
    "489": "CNPJ informado invalido (DV ou zeros)",
    "490": "CPF informado invalido (DV ou zeros)",
    "493": "Evento nao atende o Schema XML especifico",
    "494": "Chave de Acesso inexistente",
    "572": "Erro Atributo ID do evento nao corresponde a concatenacao dos campos",
    "573": "Duplicidade de evento",
    "575": "O autor do evento diverge do destinatario da NF-e",
    "578": "A data do evento nao pode ser maior que a data do processamento",
    "588": "Nao e permitida a presenca de caracteres de edicao entre as tags da mensagem",
    "589": "Numero do NSU informado superior ao maior NSU da base de dados do Ambiente Nacional",
    "593": "CNPJ-Base consultado difere do CNPJ-Base do Certificado Digital",
    "594": "O numero de sequencia do evento informado e maior que o permitido",
    "596": "Evento apresentado fora do prazo: [180 dias]",
    "618": "Chave de Acesso invalida (modelo diferente de 55)",
    "632": "Solicitacao fora de prazo, a NF-e nao esta mais disponivel para download",
    "640": "CNPJ/CPF do interessado nao possui permissao para consultar esta NF-e",
    "641": "NF-e indisponivel para o emitente",
    "650": "Evento de Ciencia da Operacao para NF-e Cancelada ou Denegada",
    "651": "Evento de Desconhecimento da Operacao para NF-e Cancelada ou Denegada",
    "653": "NF-e Cancelada, arquivo indisponivel para download",
    "655": "Evento de Ciencia da Operacao informado apos a manifestacao final do destinatario",
    "656": "Consumo Indevido",
}


class Rejected(Exception):
    """``status`` is the cStat, ``reason`` the xMotivo."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status
        self.reason = f"Rejeicao: {_REASONS[status]}"
