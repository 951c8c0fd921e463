"""Yahoo, iCloud and Zoho."""

from malote.providers.models import LOCAL_PART, Provider, Server


def _zoho(region: str, domains: tuple[str, ...]) -> tuple[Provider, Provider]:
    """https://www.zoho.com/mail/help/imap-access.html and zoho-smtp.html.

    A company's accounts (``pro``) have servers of their own.
    """
    place = "" if region == "com" else f"-{region.replace('.', '-')}"
    page = f"https://www.zoho.{region}/mail/help/imap-access.html"
    login = (
        "Com a verificação em duas etapas, crie uma senha específica de aplicativo em "
        f"https://accounts.zoho.{region} › Segurança › Senhas de aplicativo e use-a no lugar da "
        "senha."
    )
    enabling = (
        "Ligue o IMAP em Configurações › Contas de e-mail › IMAP, no Zoho Mail; planos gratuitos "
        "podem não ter IMAP nem SMTP."
    )
    sender = "O remetente tem de ser o endereço da conta ou um alias dela."
    private, company = (
        Provider(
            id=f"zoho{kind and '-pro'}{place}",
            name="Zoho Mail (empresas)" if kind else "Zoho Mail",
            imap=Server(f"imap{kind}.zoho.{region}", 993, "tls"),
            smtp=Server(f"smtp{kind}.zoho.{region}", 465, "tls"),
            hosts=(f"zoho.{region}",),
            domains=() if kind else domains,
            mx=(f"zoho.{region}",) if kind else (),
            login=login,
            enabling=enabling,
            sender=sender,
            limits="O limite diário de envios do Zoho depende do plano.",
            help_url=page,
        )
        for kind in ("", "pro")
    )
    return private, company


WORLDWIDE = (
    # https://help.yahoo.com/kb/SLN4075.html and (app passwords) SLN15241.html
    Provider(
        id="yahoo",
        name="Yahoo Mail",
        imap=Server("imap.mail.yahoo.com", 993, "tls"),
        smtp=Server("smtp.mail.yahoo.com", 465, "tls"),
        hosts=("yahoo.com", "yahoo.com.br"),
        domains=("yahoo.com", "yahoo.com.br", "ymail.com", "rocketmail.com", "myyahoo.com"),
        mx=("yahoodns.net",),
        login=(
            "Gere uma senha de app em https://login.yahoo.com/account/security › Gerar senha de "
            "app e use-a no lugar da senha da conta. Depois de várias recusas o Yahoo bloqueia "
            "as tentativas por algum tempo."
        ),
        sender="O remetente tem de ser o endereço da conta ou um alias confirmado no Yahoo.",
        limits="O Yahoo limita os envios por dia e por hora; contas novas têm menos.",
        help_url="https://help.yahoo.com/kb/SLN15241.html",
    ),
    # https://support.apple.com/102525 (servers), 102654 (app passwords), 102198 (limits)
    Provider(
        id="icloud",
        name="iCloud Mail",
        imap=Server("imap.mail.me.com", 993, "tls", username=LOCAL_PART),
        smtp=Server("smtp.mail.me.com", 587, "starttls"),
        hosts=("me.com", "icloud.com"),
        domains=("icloud.com", "me.com", "mac.com"),
        mx=("mail.icloud.com",),
        login=(
            "Crie uma senha de app em https://account.apple.com › Início de sessão e segurança › "
            "Senhas de app e use-a no lugar da senha. Para ler, o usuário é só o que vem antes "
            "do @; se for recusado, tente o endereço inteiro."
        ),
        sender="O remetente tem de ser o endereço do iCloud da conta ou um alias dela.",
        limits="O iCloud envia até 1.000 e-mails por dia.",
        help_url="https://support.apple.com/102654",
    ),
    *_zoho("com", ("zoho.com", "zohomail.com")),
    *_zoho("eu", ("zoho.eu", "zohomail.eu")),
    *_zoho("in", ("zoho.in", "zohomail.in")),
    *_zoho("com.au", ("zohomail.com.au",)),
)
