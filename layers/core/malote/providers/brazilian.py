"""Providers and hosts of mail in Brazil.

Of UOL and BOL the servers are Mozilla's (github.com/thunderbird/autoconfig, ispdb/uol.com.br.xml
and bol.com.br.xml), which say that the username is what comes before the @.
"""

from malote.providers.models import LOCAL_PART, Provider, Server

_OWN_ADDRESS = "O remetente tem de ser o endereço da própria conta."
_FULL_NAME = (
    "O usuário é o endereço de e-mail inteiro, e a senha é a da caixa, não a do painel. "
    "Teste-as no webmail; se não entrarem, troque a senha da caixa no painel"
)
_UOL_LOGIN = (
    "O usuário é só o que vem antes do @; se for recusado, tente o endereço inteiro. Entre em "
    "https://email.uol.com.br com a mesma senha: se ali também não entrar, troque-a."
)
_UOL_ENABLING = "Ligue o IMAP nas Configurações do webmail, em «Ativar IMAP»."

BRAZILIAN = (
    Provider(
        id="uol",
        name="UOL Mail",
        imap=Server("imap.uol.com.br", 993, "tls", username=LOCAL_PART),
        smtp=Server("smtps.uol.com.br", 587, "starttls", username=LOCAL_PART),
        hosts=("uol.com.br",),
        domains=("uol.com.br",),
        login=_UOL_LOGIN,
        enabling=_UOL_ENABLING,
        sender=_OWN_ADDRESS,
        help_url="https://sac.uol.com.br",
    ),
    Provider(
        id="bol",
        name="BOL",
        imap=Server("imap.bol.com.br", 993, "tls", username=LOCAL_PART),
        smtp=Server("smtps.bol.com.br", 465, "tls", username=LOCAL_PART),
        hosts=("bol.com.br",),
        domains=("bol.com.br",),
        login=_UOL_LOGIN,
        enabling=_UOL_ENABLING,
        sender=_OWN_ADDRESS,
        help_url="https://sac.uol.com.br",
    ),
    # What UOL Host's customers publish of it; its MX is mx.uhserver.com.
    Provider(
        id="uol-host",
        name="UOL Host",
        imap=Server("imap.uhserver.com", 993, "tls"),
        smtp=Server("smtps.uhserver.com", 465, "tls"),
        hosts=("uhserver.com",),
        mx=("uhserver.com",),
        login=f"{_FULL_NAME} do UOL Host.",
        sender=_OWN_ADDRESS,
        help_url="https://uolhost.uol.com.br",
    ),
    # What its customers publish of it, and github.com/linux-profile/email-profile.
    Provider(
        id="terra",
        name="Terra Mail",
        imap=Server("imap.terra.com.br", 993, "tls"),
        smtp=Server("smtp.terra.com.br", 587, "starttls"),
        hosts=("terra.com.br",),
        domains=("terra.com.br",),
        login=(
            "O usuário é o endereço inteiro. Entre em https://mail.terra.com.br com a mesma "
            "senha: se ali também não entrar, troque-a na Central do Assinante."
        ),
        sender=_OWN_ADDRESS,
        help_url="https://duvidas.terra.com.br",
    ),
    # https://www.locaweb.com.br/ajuda/wiki/como-configurar-o-mx-e-mail-locaweb/ and the help page.
    Provider(
        id="locaweb",
        name="Locaweb",
        imap=Server("email-ssl.com.br", 993, "tls"),
        smtp=Server("email-ssl.com.br", 465, "tls"),
        hosts=("email-ssl.com.br", "locaweb.com.br"),
        mx=("locaweb.com.br",),
        login=f"{_FULL_NAME} da Locaweb.",
        sender=_OWN_ADDRESS,
        limits="A Locaweb limita os envios por hora conforme o plano.",
        help_url="https://www.locaweb.com.br/ajuda/wiki/configuracao-de-outlook-email-locaweb/",
    ),
    # https://king.host/wiki/artigo/apontar-e-mails-para-a-kinghost/ (MX); smtpi.kinghost.net, which
    # many publish, is for what KingHost itself hosts.
    Provider(
        id="kinghost",
        name="KingHost",
        imap=Server("imap.kinghost.net", 993, "tls"),
        smtp=Server("smtp.kinghost.net", 587, "starttls"),
        hosts=("kinghost.net",),
        mx=("kinghost.net",),
        login=f"{_FULL_NAME} da KingHost.",
        sender=_OWN_ADDRESS,
        limits="A KingHost limita os envios por hora conforme o plano.",
        help_url="https://king.host/wiki/",
    ),
)
