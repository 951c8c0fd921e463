"""`make demo`: mails go in by SMTP, documents come out of the API, through the real template."""

import sys
import time

from rich.console import Console

from local.build import build, layers_size
from local.cloud import admin
from local.demo import (
    accounts,
    billing,
    certificates,
    mails,
    papers,
    report,
    sefaz,
    sending,
    servers,
    supplier,
    tenants,
    trail,
)
from local.processes import DidNotStart

console = Console(highlight=False, width=max(Console().width, 120))  # the tables want it

_GO_ON = """
Para continuar, com o token de {user} (dados em .local/stack.json):
  curl -H "Authorization: $(.venv/bin/python -m local.demo.token alimentos)" {api_url}/documents
  make stop    # encerra tudo; `make demo` de novo manda os mesmos e-mails outra vez"""


def main() -> None:
    """Set everything up, send the mails, wait for the schedule, show what became of them."""
    began = time.monotonic()
    say("Montando funções e camadas (sam build)")
    build()
    say(
        f"Camadas: {layers_size() / 1e6:.0f} MB. Subindo MiniStack com IAM, IMAP, SMTP, Efí e SEFAZ"
    )
    servers.start()
    cloud, words, ports = servers.cloud(), servers.passwords(), servers.ports()
    say("Implantando template.yaml (sam deploy)")
    cloud.deploy(
        {
            "Stage": "local",
            "PollSchedule": "rate(1 minute)",
            "MailCaPem": servers.ca_pem(),
            "LoopbackMailHosts": "true",
            "EfiUrl": servers.efi_url(),
            "SefazUrl": servers.sefaz_url(),
        }
    )
    admin(cloud, "trust", "set", str(supplier.roots()))
    say("Criando duas empresas, cada uma com um usuário (malote-admin)")
    tenants.create(cloud, words)
    servers.write_stack_file()
    tokens = {t.name: cloud.token(t.user, words[t.user]) for t in tenants.TENANTS}
    say("Cada uma cadastra a sua caixa pela API, que a testa antes de salvar")
    accounts.set_up(cloud, tokens, words, ports, console)
    sent = mails.mails()
    say(f"Enviando {len(sent)} e-mails de fornecedores (SMTP)")
    ca = servers.MAIL_HOME / "ca" / "ca.pem"
    mails.send(sent, ports["smtp"], ca)
    trail.preview(cloud, tokens[tenants.TENANTS[0].name], console)
    say("Esperando a agenda disparar: a cada minuto aqui, a cada 20 na AWS")
    report.wait(cloud, tokens, sent, console)
    report.show(cloud, tokens, console)
    console.print("As NF-e de amostra foram reformatadas um dia: não conferem, e o Malote diz.")
    papers.show(cloud, tokens[tenants.TENANTS[0].name], console)
    customer = words[tenants.CUSTOMER]
    sending.show(cloud, tokens[tenants.TENANTS[0].name], customer, ports["imap"], ca, console)
    efi = servers.efi_url(), words[billing.CLIENT]
    billing.show(cloud, tokens[tenants.TENANTS[0].name], *efi, console)
    certificates.show(cloud, tokens[tenants.TENANTS[0].name], console)
    sefaz.show(cloud, tokens[tenants.TENANTS[0].name], servers.sefaz_control(), console)
    trail.show(cloud, tokens[tenants.TENANTS[0].name], console)
    console.print(f"Tudo em {time.monotonic() - began:.0f} s.")
    user = tenants.TENANTS[0].user
    console.print(_GO_ON.format(user=user, api_url=cloud.api_url), soft_wrap=True)


def say(text: str) -> None:
    """A line of progress."""
    console.print(f"· {text}")


if __name__ == "__main__":
    try:
        main()
    except (DidNotStart, report.TooSlow) as error:
        console.print(f"[red]{error}[/]")
        sys.exit(1)
