"""Google and Microsoft: private accounts, and those of companies."""

from malote.mail_accounts import Auth
from malote.providers.models import Provider, Server

_GOOGLE = (Auth.GOOGLE, Auth.PASSWORD)
_MICROSOFT = (Auth.MICROSOFT,)

# Servers: https://support.google.com/mail/answer/7126229
# App passwords: https://support.google.com/accounts/answer/185833
_GMAIL_IMAP = Server("imap.gmail.com", 993, "tls", _GOOGLE)
_GMAIL_SMTP = Server("smtp.gmail.com", 465, "tls", _GOOGLE)
_APP_WORDS = (
    "Ative a verificação em duas etapas na Conta do Google, crie uma senha de app em "
    "https://myaccount.google.com/apppasswords e use as 16 letras dela no lugar da senha"
)
_ALIAS = (
    "O remetente tem de ser o endereço da conta ou um que esteja em Configurações › Contas › "
    "Enviar e-mail como; senão o Gmail o troca pelo da conta."
)

# https://support.microsoft.com/office/pop-imap-and-smtp-settings-for-outlook-com-d088b986-291d-42b8-9564-9c414e2aa040
# Passwords ended on 2024-09-16 for private accounts, for IMAP and SMTP alike.
# https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/deprecation-of-basic-authentication-exchange-online
_OUTLOOK_IMAP = Server("outlook.office365.com", 993, "tls", _MICROSOFT)
_OUTLOOK_DOMAINS = (
    "outlook.com", "outlook.com.br", "hotmail.com", "hotmail.com.br", "live.com", "msn.com",
    "windowslive.com", "outlook.pt", "live.com.pt", "outlook.es",
)  # fmt: skip

GOOGLE_AND_MICROSOFT = (
    Provider(
        id="gmail",
        name="Gmail",
        imap=_GMAIL_IMAP,
        smtp=_GMAIL_SMTP,
        hosts=("gmail.com", "googlemail.com"),
        domains=("gmail.com", "googlemail.com"),
        login=f"{_APP_WORDS}, ou autorize o Malote com o Google (OAuth 2).",
        sender=_ALIAS,
        # https://support.google.com/mail/answer/22839
        limits="O Gmail envia até 500 e-mails por dia; passado o limite, volta em até 24 horas.",
        help_url="https://support.google.com/accounts/answer/185833",
    ),
    Provider(
        id="google-workspace",
        name="Google Workspace",
        imap=_GMAIL_IMAP,
        smtp=_GMAIL_SMTP,
        hosts=("gmail.com", "googlemail.com"),
        # https://support.google.com/a/answer/174125 (smtp.google.com, or aspmx.l.google.com)
        mx=("google.com", "googlemail.com"),
        login=(
            f"{_APP_WORDS}. Se a página não existir, o administrador do Workspace as desligou: "
            "peça que as libere, ou autorize o Malote com o Google (OAuth 2)."
        ),
        # https://support.google.com/a/answer/105694
        enabling="O administrador do Workspace pode ter desligado o IMAP: peça que o libere.",
        sender=_ALIAS,
        # https://support.google.com/a/answer/166852
        limits="O Google Workspace envia até 2.000 e-mails por dia por conta (500 em teste).",
        help_url="https://support.google.com/a/answer/9003945",
    ),
    Provider(
        id="outlook",
        name="Outlook.com e Hotmail",
        imap=_OUTLOOK_IMAP,
        smtp=Server("smtp-mail.outlook.com", 587, "starttls", _MICROSOFT),
        hosts=("outlook.com", "hotmail.com", "live.com", "office365.com"),
        domains=_OUTLOOK_DOMAINS,
        login=(
            "A Microsoft não aceita mais senha nestas contas: autorize o Malote com a Microsoft "
            "(OAuth 2). Se o primeiro acesso for bloqueado, libere-o em "
            "https://account.live.com/activity (Atividade recente, «Fui eu»), espere uns 10 "
            "minutos e tente de novo."
        ),
        enabling=("Ligue o IMAP em Configurações › Email › Encaminhamento e IMAP, no Outlook.com."),
        sender="O remetente tem de ser o endereço da conta ou um alias dela.",
        limits="Contas novas ou pouco usadas enviam poucos e-mails por dia.",
        help_url=(
            "https://support.microsoft.com/office/"
            "pop-imap-and-smtp-settings-for-outlook-com-d088b986-291d-42b8-9564-9c414e2aa040"
        ),
    ),
    Provider(
        id="microsoft-365",
        name="Microsoft 365 (Exchange Online)",
        imap=_OUTLOOK_IMAP,
        # Passwords are taken until the end of 2026-12, and then where an administrator allows it:
        # https://techcommunity.microsoft.com/blog/exchange/exchange-online-to-retire-basic-auth-for-client-submission-smtp-auth/4114750
        # as updated on 2026-01-27 (message center MC786329).
        smtp=Server("smtp.office365.com", 587, "starttls", (Auth.MICROSOFT, Auth.PASSWORD)),
        hosts=("office365.com", "outlook.com"),
        mx=("mail.protection.outlook.com", "mx.microsoft"),
        login=(
            "Autorize o Malote com a Microsoft (OAuth 2). O IMAP não aceita senha desde outubro "
            "de 2022; o envio aceita só até o fim de dezembro de 2026, e depois só se o "
            "administrador permitir."
        ),
        # https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission
        enabling=(
            "Peça ao administrador que ligue IMAP e SMTP autenticado para a conta: centro de "
            "administração do Microsoft 365 › Usuários ativos › Email › Gerenciar aplicativos de "
            "email."
        ),
        sender=(
            "O remetente tem de ser o endereço da conta, ou um em que ela tenha a permissão "
            "«Enviar como»."
        ),
        # https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits
        limits="O Exchange Online envia até 30 e-mails por minuto e 10.000 destinatários por dia.",
        help_url=(
            "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/"
            "authenticated-client-smtp-submission"
        ),
    ),
)
