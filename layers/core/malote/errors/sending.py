"""Mails that are not sent, and accounts that they cannot be sent through."""

from malote.errors.base import MaloteError
from malote.errors.mailboxes import MailboxError, Step


class SmtpError(MailboxError):
    """The server's answer to a mail; ``reply`` is its three digits (RFC 5321 4.2), if any."""

    code = "smtp_error"
    message = "O servidor de e-mail não aceitou a mensagem."
    action = "Siga o que o servidor disse; se persistir, fale com o provedor."

    def __init__(self, detail: str = "", reply: int | None = None) -> None:
        super().__init__(detail)
        self.reply = reply
        self.said = "" if reply is None else detail


class SenderRefused(SmtpError):
    step: Step | None = "sender"
    code = "sender_refused"
    message = "O servidor de e-mail não envia em nome deste remetente."
    action = "Use como remetente o endereço da própria conta, ou um que o provedor libere."
    final = True


class RecipientsRefused(SmtpError):
    step: Step | None = "recipient"
    code = "recipients_refused"
    message = "O servidor de e-mail recusou todos os destinatários."
    action = "Confira os endereços dos destinatários."
    final = True


class MessageRefused(SmtpError):
    step: Step | None = "message"
    code = "message_refused"
    message = "O servidor de e-mail recusou a mensagem."
    action = "Veja o que o servidor disse: tamanho, conteúdo ou limite de envios."
    final = True


class MailDeferred(SmtpError):
    code = "mail_deferred"
    message = "O servidor de e-mail pediu para tentar mais tarde."
    action = "Nada a fazer: o Malote tenta de novo sozinho."


class DeliveryGivenUp(SmtpError):
    code = "delivery_given_up"
    message = "O servidor de e-mail não recebeu a mensagem dentro do prazo."
    action = "Veja o que as tentativas mostram e reenvie com POST /messages/{id}/resend."
    final = True


class DeliveryUncertain(SmtpError):
    step: Step | None = "message"
    code = "delivery_uncertain"
    message = "A conexão caiu antes de o servidor confirmar a mensagem: ela pode ter saído ou não."
    action = "Pergunte ao destinatário, ou confira os enviados da conta, antes de reenviar."
    final = True


class AccountTestFailed(MaloteError):
    """``report`` says at which step, why, and what to do (a ``CheckReport``)."""

    code = "account_test_failed"
    message = "O teste da conta de e-mail falhou; nada foi salvo."
    action = "Corrija o que o teste aponta e envie de novo."

    def __init__(self, detail: str = "", report: object = None) -> None:
        super().__init__(detail)
        self.report = report


class MailSettingsMissing(MaloteError):
    code = "mail_settings_missing"
    message = "Este estabelecimento não tem conta de e-mail para enviar."
    action = "Cadastre a conta em PUT /mail-settings e teste-a."


class MessageSettled(MaloteError):
    code = "message_settled"
    message = "A mensagem não está mais numa situação que permita isso."
    action = "Consulte GET /messages/{id} para ver a situação dela."


class MessageUnfit(MaloteError):
    """``detail`` says what cannot be put in a mail."""

    code = "message_unfit"
    message = "A mensagem não pode ser montada."
    action = "Corrija o que o detalhe aponta e envie outra."
