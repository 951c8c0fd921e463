"""What real servers say at each step, and what of it its owner has to read."""

from malote.diagnosis import explain
from malote.diagnosis.views import CheckReport
from malote.errors import (
    AppRefused,
    ConsentWithdrawn,
    CredentialsRefused,
    DeliveryUncertain,
    FolderMissing,
    HostUnreachable,
    MailboxError,
    MailboxTimeout,
    MailDeferred,
    MailProtocolError,
    MessageRefused,
    RecipientsRefused,
    SenderRefused,
    SmtpError,
    Step,
    StoreFailed,
    TokenUnavailable,
)
from malote.mail_accounts import Auth

GMAIL, WORKSPACE = ("gmail.com", "ana@gmail.com"), ("gmail.com", "nf@empresa.com.br")
HOTMAIL, M365 = ("office365.com", "ana@hotmail.com"), ("office365.com", "nf@empresa.com.br")
YAHOO, ICLOUD = ("mail.yahoo.com", "ana@yahoo.com.br"), ("mail.me.com", "ana@icloud.com")
ZOHO, LOCAWEB = ("zoho.com", "nf@empresa.com.br"), ("email-ssl.com.br", "nf@empresa.com.br")
UOL, OTHER = ("uol.com.br", "ana@uol.com.br"), ("empresa.com.br", "nf@empresa.com.br")
UNREACHABLE = "o servidor não foi encontrado ou não atende neste endereço e nesta porta"


def said(
    kind: type[MailboxError], words: str, step: Step | None = None, detail: str = ""
) -> MailboxError:
    if issubclass(kind, SmtpError):
        error: MailboxError = kind(words, int(words[:3]))
    else:
        error = kind(detail or words)
        error.said = words
    error.step = step or kind.step
    return error


def ours(kind: type[MailboxError], detail: str, step: Step | None = None) -> MailboxError:
    error = kind(detail)
    error.step = step or kind.step
    return error


def told(
    protocol: str, at: tuple[str, str], error: MailboxError, auth: Auth = Auth.PASSWORD
) -> CheckReport:
    host, address = at
    assert protocol in {"imap", "smtp"}
    return explain.report(
        "imap" if protocol == "imap" else "smtp",
        f"{protocol}.{host}",
        address,
        error,
        1.5,
        auth=auth,
    )


LOGINS: list[tuple[str, tuple[str, str], str, str, str]] = [
    ("smtp", GMAIL, "534 5.7.9 Application-specific password required. For more information, go to",
     "verificação em duas etapas", "https://myaccount.google.com/apppasswords"),
    ("imap", GMAIL, "[ALERT] Application-specific password required: https://support.google.com/…",
     "verificação em duas etapas", "https://myaccount.google.com/apppasswords"),
    ("smtp", GMAIL, "535 5.7.8 Username and Password not accepted. For more information, go to",
     "senha comum", "apppasswords"),
    ("imap", GMAIL, "[AUTHENTICATIONFAILED] Invalid credentials (Failure)", "senha comum", "apppasswords"),
    ("imap", WORKSPACE, "[AUTHENTICATIONFAILED] Invalid credentials (Failure)", "senha comum", "administrador"),
    ("smtp", GMAIL, "534 5.7.14 <https://accounts.google.com/signin/continue?sarp=1&plt=AKgnsbt> Please log in via "
     "5.7.14 your web browser and 5.7.14 then try again.", "navegador", "foi seu"),
    ("imap", GMAIL, "[ALERT] Web login required: https://support.google.com/mail/answer/78754", "navegador", "foi seu"),
    ("imap", WORKSPACE, "[ALERT] Your account is not enabled for IMAP use.", "IMAP está desligado", "administrador"),
    ("smtp", M365, "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [X]",
     "autenticação básica", "OAuth 2"),
    ("smtp", M365, "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
     "SMTP AUTH", "Usuários ativos"),
    ("smtp", M365, "550 5.7.30 Basic authentication is not supported for Client Submission.",
     "autenticação básica", "dezembro de 2026"),
    ("smtp", M365, "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.",
     "recusou a senha", "https://outlook.office.com"),
    ("smtp", M365, "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be "
     "authenticated successfully. Contact your administrator.", "política de segurança", "Logs de entrada"),
    ("smtp", M365, "535 5.7.3 Authentication unsuccessful [X.LAMPRD80]", "recusou a senha", "Gerenciar"),
    ("imap", M365, "LOGIN failed.", "desde outubro de 2022", "OAuth 2"),
    ("smtp", HOTMAIL, "535 5.7.3 Authentication unsuccessful", "Outlook.com", "Atividade recente"),
    ("imap", HOTMAIL, "LOGIN failed.", "Outlook.com", "10 minutos"),
    ("smtp", YAHOO, "535 5.7.0 (#AUTH005) Too many bad auth attempts.", "bloqueou novas tentativas", "senha de app"),
    ("imap", YAHOO, "[AUTHORIZATIONFAILED] Incorrect username or password. (#MBR1212)", "senha comum", "senha de app"),
    ("imap", ICLOUD, "[AUTHENTICATIONFAILED] Authentication Failed", "não aceitou este usuário", "account.apple.com"),
    ("imap", ZOHO, "You are yet to enable IMAP for your account. Please contact your administrator",
     "IMAP está desligado", "Ligue o IMAP"),
    ("smtp", ZOHO, "535 Authentication Failed", "não aceitou este usuário", "accounts.zoho.com"),
    ("smtp", LOCAWEB, "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6", "não aceitou", "painel da Locaweb"),
    ("imap", UOL, "[AUTHENTICATIONFAILED] Authentication failed.", "não aceitou", "antes do @"),
    ("imap", OTHER, "[AUTHENTICATIONFAILED] Authentication failed.", "não aceitou este usuário", "webmail"),
    ("imap", OTHER, "[EXPIRED] That password is no longer good", "venceu", "troque a senha"),
    ("smtp", OTHER, "535 5.7.8 Conta bloqueada", "bloqueou ou suspendeu", "liberar"),
]  # fmt: skip

SENT: list[tuple[tuple[str, str], type[SmtpError], str, Step, str, str]] = [
    (M365, SenderRefused, "530 5.7.57 Client not authenticated to send mail.", "sender", "login feito", "Usuários ativos"),
    (M365, MessageRefused, "550 5.7.60 SMTP; Client does not have permissions to send as this sender", "message",
     "não tem permissão", "Enviar como"),
    (M365, MessageRefused, "554 5.2.252 SendAsDenied; nf@empresa.com.br not allowed to send as x", "message",
     "não tem permissão", "Enviar como"),
    (ZOHO, SenderRefused, "553 5.7.1 Sender is not allowed to relay emails", "sender", "este remetente", "alias"),
    (OTHER, SenderRefused, "553 5.7.1 <x@y.br>: Sender address rejected: not owned by user", "sender",
     "este remetente", "própria conta"),
    (OTHER, RecipientsRefused, "550 5.1.1 <x@y.br>: Recipient address rejected: User unknown", "recipient",
     "não existe", "Confira o endereço"),
    (OTHER, RecipientsRefused, "550-5.1.1 The email account that you tried to reach does not exist.", "recipient",
     "não existe", "Confira o endereço"),
    (OTHER, RecipientsRefused, "554 5.7.1 <x@y.br>: Relay access denied", "recipient", "outros domínios", "servidor de envio"),
    (OTHER, RecipientsRefused, "552 5.2.2 Mailbox full", "recipient", "cheia", "outro endereço"),
    (OTHER, RecipientsRefused, "550 5.1.2 Bad destination system: no such domain", "recipient", "domínio", "depois do @"),
    (OTHER, MailDeferred, "451 4.7.1 Greylisting in action, please come back later", "recipient", "greylisting", "5 a 15"),
    (GMAIL, MailDeferred, "421 4.7.0 Try again later, closing connection.", "message", "mais devagar", "500 e-mails"),
    (GMAIL, MessageRefused, "550 5.4.5 Daily user sending limit exceeded.", "message", "limite de envios", "500 e-mails"),
    (M365, MailDeferred, "432 4.3.2 Concurrent connections limit exceeded", "message", "limite", "10.000"),
    (OTHER, MessageRefused, "552 5.3.4 Message size exceeds fixed limit", "message", "maior", "anexos"),
    (GMAIL, MessageRefused, "552 5.7.0 This message was blocked because its content presents a potential security issue",
     "message", "anexo", "executáveis"),
    (GMAIL, MessageRefused, "550 5.7.26 This mail has been blocked because the sender is unauthenticated.", "message",
     "SPF", "DNS"),
    (OTHER, MessageRefused, "554 5.5.0 Transaction failed", "message", "conteúdo", "sem anexos"),
    (OTHER, MessageRefused, "554 5.7.1 Spam message rejected", "message", "spam", "suporte"),
    (OTHER, MailDeferred, "450 4.3.0 Temporary lookup failure", "sender", "agora", "alguns minutos"),
    (M365, SenderRefused, "550 5.1.8 Access denied, bad outbound sender", "sender", "suspeita de spam", "restrictedentities"),
    (OTHER, SenderRefused, "550 5.1.8 Sender domain does not exist", "sender", "domínio do remetente", "Confira"),
    (OTHER, RecipientsRefused, "550 5.2.1 The email account is disabled", "recipient", "desativada", "outro endereço"),
    (OTHER, RecipientsRefused, "550 5.7.511 x", "recipient", "não aceita este destinatário", "destinatário"),
]  # fmt: skip

OPENSSL: list[tuple[str, str, str]] = [
    ("certificate has expired", "venceu", "renovado"),
    ("certificate is not yet valid", "ainda não começou", "relógio"),
    ("self-signed certificate", "emitido por ele mesmo", "autoridade reconhecida"),
    ("self-signed certificate in certificate chain", "emitido por ele mesmo", "autoridade"),
    ("unable to get local issuer certificate", "não leva a uma autoridade", "intermediário"),
    ("Hostname mismatch, certificate is not valid for 'imap.empresa.com.br'.", "outro nome", "publica"),
    ("IP address mismatch, certificate is not valid for '1.1.1.1'.", "outro nome", "publica"),
    ("certificate revoked", "revogado", "trocado"),
    ("WRONG_VERSION_NUMBER", "não fala TLS", "993 com TLS"),
    ("a porta e a segurança (TLS ou STARTTLS) provavelmente não combinam", "não fala TLS", "587 com STARTTLS"),
    ("o servidor não oferece STARTTLS", "STARTTLS", "TLS direto"),
    ("TLSV1_ALERT_PROTOCOL_VERSION", "versões antigas", "TLS 1.2"),
    ("UNSUPPORTED_PROTOCOL", "versões antigas", "TLS 1.2"),
    ("UNEXPECTED_EOF_WHILE_READING", "não pôde ser feita", "Confira"),
]  # fmt: skip

OTHERS: list[tuple[str, tuple[str, str], MailboxError, str, str]] = [
    ("imap", OTHER, said(FolderMissing, "Mailbox doesn't exist: Notas"), "não existe", "INBOX"),
    ("imap", OTHER, ours(MailboxTimeout, "o prazo acabou", "folder"), "demorou demais", "alguns minutos"),
    ("smtp", OTHER, ours(MailboxTimeout, "o prazo acabou", "connect"), "não falou a tempo", "porta"),
    ("smtp", OTHER, said(MailProtocolError, "SSH-2.0-OpenSSH_9", "connect"), "não fala como", "porta"),
    ("imap", OTHER, said(MailProtocolError, "BAD what?", "folder"), "não se espera", "provedor"),
    ("smtp", OTHER, said(HostUnreachable, "554 5.7.1 blocked using zen", "connect"), "recusou a conexão", "MX"),
    ("imap", OTHER, ours(HostUnreachable, "Connection reset by peer", "connect"), "logo no começo", "minutos"),
    ("imap", OTHER, said(HostUnreachable, "[LIMIT] Too many connections", "login"), "limite", "15 minutos"),
    ("imap", OTHER, said(HostUnreachable, "[UNAVAILABLE] Temporary", "login"), "agora", "alguns minutos"),
    ("imap", OTHER, ours(CredentialsRefused, "o servidor não aceita senhas (LOGINDISABLED)"), "não aceita login por senha", "OAuth"),
    ("smtp", OTHER, ours(CredentialsRefused, "o servidor não oferece login nesta porta"), "não oferece login", "465"),
    ("smtp", OTHER, ours(CredentialsRefused, "o servidor não aceita login por OAuth 2, só por: PLAIN"), "não aceita a autorização", "senha"),
    ("smtp", OTHER, ours(CredentialsRefused, "quebra de linha ou caractere nulo na senha"), "quebra de linha", "Digite"),
    ("smtp", OTHER, ours(MessageRefused, "a mensagem tem 9 bytes, e o servidor aceita no máximo 5"), "maior", "anexos"),
    ("smtp", OTHER, ours(DeliveryUncertain, ""), "antes da confirmação", "enviados"),
    ("imap", M365, said(HostUnreachable, "User is authenticated but not connected.", "login"), "não abriu a caixa", "Usuários ativos"),
    ("smtp", OTHER, said(CredentialsRefused, "535 Use an app password"), "só aceita uma senha de app", "senha de app"),
    ("smtp", M365, said(AppRefused, "invalid_client AADSTS7000222"), "client_secret", "Certificados e segredos"),
    ("imap", M365, said(ConsentWithdrawn, "interaction_required AADSTS53003"), "política", "administrador"),
    ("imap", M365, said(ConsentWithdrawn, "invalid_grant AADSTS65001"), "Ninguém aprovou", "aprovar"),
    ("imap", GMAIL, said(AppRefused, "invalid_client"), "recusou o aplicativo", "client_id"),
    ("imap", GMAIL, ours(TokenUnavailable, "o provedor respondeu 503"), "autorização de acesso agora", "alguns minutos"),
    ("imap", OTHER, ours(HostUnreachable, "Broken pipe", "folder"), "interrompeu", "alguns minutos"),
    ("imap", OTHER, ours(StoreFailed, "", "connect"), "problema do Malote", "alguns minutos"),
    ("smtp", OTHER, ours(SmtpError, "?", "message"), "não aceitou o que", "suporte"),
]  # fmt: skip
