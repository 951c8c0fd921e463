"""Mailboxes that cannot be read."""

from typing import ClassVar

from malote.errors.base import MaloteError


class MailboxPaused(MaloteError):
    code = "mailbox_paused"
    message = "A caixa de e-mail está pausada."
    action = "Corrija o motivo que GET /mailboxes mostra; a importação volta de onde parou."


class MailboxError(MaloteError):
    """``final`` errors pause the mailbox at once; the others back off and try again."""

    final: ClassVar[bool] = False


class CredentialsRefused(MailboxError):
    code = "credentials_refused"
    message = "O servidor de e-mail recusou o usuário ou a senha."
    action = (
        "Confira a senha (Gmail, Yahoo e iCloud exigem uma senha de app) e cadastre a nova; "
        "a importação continua de onde parou."
    )
    final = True


class ConsentWithdrawn(MailboxError):
    code = "consent_withdrawn"
    message = "O provedor de e-mail não autoriza mais o acesso do Malote (OAuth 2)."
    action = "Autorize o acesso de novo com a conta da caixa; a importação continua de onde parou."
    final = True


class AppRefused(MailboxError):
    code = "app_refused"
    message = "O provedor de e-mail recusou o aplicativo que acessa a caixa (OAuth 2)."
    action = (
        "Confira client_id e client_secret no Google Cloud ou no Microsoft Entra (segredos vencem) "
        "e cadastre a credencial de novo; a importação continua de onde parou."
    )
    final = True


class TokenUnavailable(MailboxError):
    code = "token_unavailable"
    message = "O provedor de e-mail não renovou a autorização de acesso (OAuth 2)."
    action = "Nada a fazer: o Malote tenta de novo sozinho."


class FolderMissing(MailboxError):
    code = "folder_missing"
    message = "A pasta configurada não existe na caixa de e-mail."
    action = "Crie a pasta ou corrija o nome dela na configuração."
    final = True


class HostUnreachable(MailboxError):
    code = "host_unreachable"
    message = "Não foi possível conectar ao servidor de e-mail."
    action = "Confira o endereço e a porta; o Malote tenta de novo sozinho."


class TlsFailed(MailboxError):
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
