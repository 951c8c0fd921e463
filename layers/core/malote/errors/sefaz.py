"""What goes wrong between a tenant and SEFAZ."""

from malote.errors.base import MaloteError


class SefazError(MaloteError):
    """SEFAZ did not do what it was asked."""

    code = "sefaz_error"
    message = "A SEFAZ não atendeu o pedido."
    action = "Veja o detalhe; se persistir, fale com o suporte."


class SefazUnreachable(SefazError):
    """Certainly nothing was sent."""

    code = "sefaz_unreachable"
    message = "Não foi possível falar com a SEFAZ."
    action = "Nada a fazer: o Malote tenta de novo sozinho."


class SefazUncertain(SefazError):
    """It was asked, and the answer did not come whole."""

    code = "sefaz_uncertain"
    message = "A SEFAZ não respondeu até o fim: o pedido pode ter sido atendido ou não."
    action = "Nada a fazer: o Malote pergunta de novo quando isso não causa bloqueio."


class SefazNonsense(SefazUncertain):
    """It answered what no layout has."""

    code = "sefaz_nonsense"
    message = "A resposta da SEFAZ não é a que ela documenta."
    action = "Nada a fazer: o Malote pergunta de novo mais tarde."


class SefazCertificateRefused(SefazError):
    code = "sefaz_certificate_refused"
    message = "A SEFAZ não aceita o certificado."
    action = "Confira a validade do certificado, e se é da mesma empresa do CNPJ consultado."


class SefazRefused(SefazError):
    """``detail`` has cStat and xMotivo."""

    code = "sefaz_refused"
    message = "A SEFAZ recusou o pedido."
    action = "Corrija o que a SEFAZ aponta e peça de novo."


class SefazBlocked(SefazError):
    """656; ``detail`` says until when."""

    code = "sefaz_blocked"
    message = "A SEFAZ bloqueou as consultas deste CNPJ por consumo indevido."
    action = "Nada a fazer: o Malote espera; desligue outros sistemas que consultam o mesmo CNPJ."


class DeviceOffline(SefazError):
    """An A3 certificate, and no Integrador that is at work."""

    code = "device_offline"
    message = "Nenhum Integrador está atendendo este CNPJ ou CPF."
    action = "Abra o Integrador no computador que tem o certificado A3."


class SefazNotConfigured(MaloteError):
    code = "sefaz_not_configured"
    message = "Este CNPJ ou CPF não está configurado para a SEFAZ."
    action = "Cadastre a filial com o módulo SEFAZ e salve em PUT /sefaz/settings/{tax_id}."


class NotManifestable(MaloteError):
    """``detail`` says which document and why."""

    code = "not_manifestable"
    message = "Este documento não pode ser manifestado assim."
    action = "Siga o detalhe; GET /sefaz/deadlines mostra as notas que esperam manifestação."
