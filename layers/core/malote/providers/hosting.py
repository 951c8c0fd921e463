"""Hosts of mail from abroad that Brazilian companies use."""

from malote.providers.models import Provider, Server

_OWN_ADDRESS = "O remetente tem de ser o endereço da própria conta."
_FULL_NAME = "O usuário é o endereço de e-mail inteiro, e a senha é a da caixa, não a do painel."

HOSTING = (
    Provider(
        id="hostinger",
        name="Hostinger",
        imap=Server("imap.hostinger.com", 993, "tls"),
        smtp=Server("smtp.hostinger.com", 465, "tls"),
        hosts=("hostinger.com", "hostinger.com.br"),
        mx=("hostinger.com", "hostinger.com.br"),
        login=f"{_FULL_NAME} Ela pode ser trocada em hPanel › Emails.",
        sender=_OWN_ADDRESS,
        limits="A Hostinger limita os envios por dia conforme o plano.",
        help_url=(
            "https://www.hostinger.com/support/"
            "1575756-how-to-get-email-account-configuration-details-for-hostinger-email/"
        ),
    ),
    # HostGator's mail too.
    Provider(
        id="titan",
        name="Titan (HostGator)",
        imap=Server("imap.titan.email", 993, "tls"),
        smtp=Server("smtp.titan.email", 465, "tls"),
        hosts=("titan.email",),
        mx=("titan.email",),
        login=(
            f"{_FULL_NAME} Com a verificação em duas etapas, crie uma senha de app nas "
            "configurações de segurança do Titan."
        ),
        enabling="Permita o acesso por outros aplicativos nas configurações do Titan.",
        sender=_OWN_ADDRESS,
        # https://support.titan.email/hc/en-us/articles/360038836914-How-many-emails-can-I-send-and-receive
        limits="O Titan limita os envios por hora e por dia conforme o plano.",
        help_url=(
            "https://support.titan.email/hc/en-us/articles/"
            "900000215446-Configure-Titan-on-other-apps-using-IMAP-POP"
        ),
    ),
    # Its Microsoft 365 plans have Microsoft's MX, and are found as such.
    Provider(
        id="godaddy",
        name="GoDaddy (Workspace Email)",
        imap=Server("imap.secureserver.net", 993, "tls"),
        smtp=Server("smtpout.secureserver.net", 465, "tls"),
        hosts=("secureserver.net",),
        mx=("secureserver.net",),
        login=f"{_FULL_NAME} Se o plano for Microsoft 365, escolha Microsoft 365.",
        sender=_OWN_ADDRESS,
        limits="A GoDaddy limita os envios por dia (SMTP relays) de cada caixa.",
        help_url="https://www.godaddy.com/help/server-and-port-settings-for-workspace-email-6949",
    ),
)
