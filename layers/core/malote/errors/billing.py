"""What goes wrong between a tenant, Efí and the ledger."""

from malote.errors.base import MaloteError


class EfiError(MaloteError):
    """Efí did not do what it was asked; ``said`` is its own text, never a secret."""

    code = "efi_error"
    message = "A Efí não atendeu o pedido."
    action = "Veja o detalhe; se persistir, fale com a Efí."

    def __init__(self, detail: str = "", said: str = "") -> None:
        super().__init__(detail)
        self.said = said


class EfiRefused(EfiError):
    """It understood and declined: nothing was done. ``detail`` says what it found wrong."""

    code = "efi_refused"
    message = "A Efí recusou o pedido; nada foi feito."
    action = "Corrija o que a Efí aponta e peça de novo."


class EfiCredentialsRefused(EfiError):
    code = "efi_credentials_refused"
    message = "A Efí não aceita o client id e o client secret."
    action = "Confira os dois, e se são do mesmo ambiente, em API › Aplicações na conta Efí."


class EfiCertificateRefused(EfiError):
    code = "efi_certificate_refused"
    message = "A Efí não aceita o certificado do Pix."
    action = "Baixe o certificado do mesmo ambiente em API › Meus certificados e salve-o na conta."


class EfiUnavailable(EfiError):
    """Certainly nothing was done."""

    code = "efi_unavailable"
    message = "A Efí não responde."
    action = "Nada a fazer: o Malote tenta de novo sozinho."


class BoletoUnavailable(EfiUnavailable):
    """Whoever wants to send it asks again: nobody does so by himself."""

    code = "boleto_unavailable"
    message = "A Efí não entregou o PDF do boleto; nada foi enviado."
    action = "Espere alguns minutos e envie de novo."


class EfiUncertain(EfiError):
    """It was asked and did not answer: it may have been done."""

    code = "efi_uncertain"
    message = "A Efí não confirmou o pedido: ele pode ter sido atendido ou não."
    action = "Nada a fazer: o Malote pergunta à Efí antes de pedir de novo."


class EfiOverQuota(EfiError):
    code = "efi_over_quota"
    message = "A conta esgotou os pedidos que a Efí atende por dia."
    action = "Nada a fazer: o Malote continua quando a Efí voltar a atender."


class BillingAccountInactive(MaloteError):
    code = "billing_account_inactive"
    message = "Esta conta de cobrança está desativada."
    action = "Ative-a em PUT /billing/accounts/{id}."


class BillingAccountActive(MaloteError):
    code = "billing_account_active"
    message = "Esta conta de cobrança está ativa."
    action = "Desative-a em PUT /billing/accounts/{id} antes de excluí-la."


class ProductionNotProven(MaloteError):
    code = "production_not_proven"
    message = "Esta conta ainda não foi provada no ambiente de teste."
    action = "Emita uma cobrança em teste e espere a notificação dela, ou peça com override."


class ChargeNotOpen(MaloteError):
    """``detail`` says how it stands."""

    code = "charge_not_open"
    message = "A cobrança não está numa situação que permita isso."
    action = "Consulte GET /billing/charges/{id} para ver a situação dela."
