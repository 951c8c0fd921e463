"""Parts of a mail that cannot be opened."""

from malote.errors.base import MaloteError


class AttachmentError(MaloteError):
    """The attachment is kept in quarantine under this code."""


class AttachmentTooLarge(AttachmentError):
    code = "attachment_too_large"
    message = "O anexo é maior do que o limite."
    action = "Peça ao fornecedor só os XML, ou envie o arquivo em partes."


class ArchiveRefused(AttachmentError):
    code = "archive_refused"
    message = "O arquivo compactado está quebrado, protegido por senha ou fora dos limites."
    action = "Peça ao fornecedor um ZIP simples, sem senha."


class ArchiveUnsupported(AttachmentError):
    code = "archive_unsupported"
    message = "Este formato de compactação não é aceito."
    action = "Peça ao fornecedor o XML solto ou num ZIP."


class MailUnreadable(AttachmentError):
    code = "mail_unreadable"
    message = "O servidor de e-mail não entregou esta mensagem."
    action = "Abra a mensagem no webmail e envie o anexo pelo Malote."
