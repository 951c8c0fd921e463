"""Mail accounts that cannot be read from or sent through."""

from typing import ClassVar, Literal

from malote.errors.base import MaloteError

type Step = Literal[
    "resolve", "connect", "tls", "login", "folder", "sender", "recipient", "message"
]
"""How far a talk with a mail server came."""


class MailboxPaused(MaloteError):
    code = "mailbox_paused"
    message = "A caixa de e-mail está pausada."
    action = "Corrija o motivo que GET /mailboxes mostra; a importação volta de onde parou."


class PausedByUser(MailboxPaused):
    code = "paused_by_user"
    message = "Um usuário da empresa pausou a caixa de e-mail."
    action = "Retome-a quando quiser; a importação volta de onde parou."


class MailboxError(MaloteError):
    """``final`` errors pause the account at once; the others back off and try again.

    ``step`` is where it failed; whoever raises says so where the class alone does not tell.
    ``said`` is the server's own words, fit to be shown, if it was the server that refused.
    """

    final: ClassVar[bool] = False
    step: Step | None = None
    said: str = ""


class CredentialsRefused(MailboxError):
    step: Step | None = "login"
    code = "credentials_refused"
    message = "O servidor de e-mail recusou o usuário ou a senha."
    action = (
        "Confira a senha (Gmail, Yahoo e iCloud exigem uma senha de app) e cadastre a nova; "
        "a importação continua de onde parou."
    )
    final = True


class ConsentWithdrawn(MailboxError):
    step: Step | None = "login"
    code = "consent_withdrawn"
    message = "O provedor de e-mail não autoriza mais o acesso do Malote (OAuth 2)."
    action = "Autorize o acesso de novo com a conta da caixa; a importação continua de onde parou."
    final = True


class AppRefused(MailboxError):
    step: Step | None = "login"
    code = "app_refused"
    message = "O provedor de e-mail recusou o aplicativo que acessa a caixa (OAuth 2)."
    action = (
        "Confira client_id e client_secret no Google Cloud ou no Microsoft Entra (segredos vencem) "
        "e cadastre a credencial de novo; a importação continua de onde parou."
    )
    final = True


class TokenUnavailable(MailboxError):
    step: Step | None = "login"
    code = "token_unavailable"
    message = "O provedor de e-mail não renovou a autorização de acesso (OAuth 2)."
    action = "Nada a fazer: o Malote tenta de novo sozinho."


class FolderMissing(MailboxError):
    step: Step | None = "folder"
    code = "folder_missing"
    message = "A pasta configurada não existe na caixa de e-mail."
    action = "Crie a pasta ou corrija o nome dela na configuração."
    final = True


class HostUnreachable(MailboxError):
    step: Step | None = "connect"
    code = "host_unreachable"
    message = "Não foi possível conectar ao servidor de e-mail."
    action = "Confira o endereço e a porta; o Malote tenta de novo sozinho."


class HostUnknown(HostUnreachable):
    """Only of names that public DNS would answer for: see ``mail_hosts``."""

    step: Step | None = "resolve"
    code = "host_unknown"
    message = "O endereço do servidor de e-mail não existe."
    action = "Confira se o nome do servidor foi digitado certo."


class TlsFailed(MailboxError):
    step: Step | None = "tls"
    code = "tls_failed"
    message = "A conexão segura com o servidor de e-mail falhou."
    action = "Confira se o certificado do servidor é válido para o nome configurado."


class MailboxTimeout(MailboxError):
    code = "mailbox_timeout"
    message = "O servidor de e-mail demorou demais."
    action = "Nada a fazer: o Malote continua na próxima leitura."


class MailProtocolError(MailboxError):
    code = "mail_protocol_error"
    message = "O servidor de e-mail respondeu fora do protocolo."
    action = "O Malote tenta de novo sozinho; se persistir, fale com o provedor."


class StoreFailed(MailboxError):
    code = "store_failed"
    message = "A leitura parou por um problema do Malote, não da caixa de e-mail."
    action = "Nada a fazer: o Malote tenta de novo sozinho."


class LeaseLost(MailboxError):
    code = "lease_lost"
    message = "Outra leitura desta caixa está em andamento."
    action = "Nada a fazer."
