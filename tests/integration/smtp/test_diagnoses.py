"""Each of the failures that a real server is provoked into, as its owner reads it."""

from collections.abc import Mapping

import pytest

from local.ca import CertificateFiles
from malote.diagnosis import explain
from tests.canaries import Canaries
from tests.integration.smtp.client import Client
from tests.integration.smtp.failures import FAILURES, provoked
from tests.integration.smtp.servers import PASSWORD, USER

# What it means, and what to do.
TOLD = {
    "wrong password": ("não aceitou este usuário", "webmail"),
    "wrong user": ("não aceitou este usuário", "webmail"),
    "closed port": ("Nenhum servidor público", "465 (TLS) ou 587 (STARTTLS)"),
    "wrong host": ("Não há na internet", "digitado certo"),
    "TLS at once where STARTTLS is spoken": ("não fala TLS", "587 com STARTTLS"),
    "STARTTLS where TLS is spoken at once": ("não fala TLS", "465 com TLS"),
    "STARTTLS is not offered": ("não oferece conexão segura", "465 para enviar"),
    "STARTTLS is refused": ("não pôde ser feita", "quem cuida do servidor"),
    "STARTTLS is refused for now": ("agora", "alguns minutos"),
    "expired certificate": ("venceu", "renovado"),
    "self-signed certificate": ("emitido por ele mesmo", "autoridade reconhecida"),
    "certificate of another name": ("de outro nome", "que o provedor publica"),
    "an unknown authority": ("não leva a uma autoridade", "intermediário"),
    "greeted with 554": ("recusou a conexão", "MX"),
    "no login here": ("não oferece login", "servidor de envio"),
    "no login by password": ("não aceita login por senha", "OAuth 2"),
    "sender refused": ("este remetente", "endereço da própria conta"),
    "sender deferred": ("mais devagar", "alguns minutos"),
    "too large, at MAIL": ("maior do que o servidor aceita", "menos anexos"),
    "recipient refused": ("destinatário não existe", "Confira o endereço"),
    "all recipients refused": ("destinatário não existe", "Confira o endereço"),
    "greylisting": ("greylisting", "5 a 15 minutos"),
    "SIZE is too small": ("maior do que o servidor aceita", "menos anexos"),
    "too large, after the mail": ("maior do que o servidor aceita", "menos anexos"),
    "spam": ("contra spam", "suporte do provedor"),
    "no mail wanted": ("recusou a mensagem", "suporte do provedor"),
    "deferred after the mail": ("agora", "alguns minutos"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_told_to_its_owner(
    files: CertificateFiles, wrong: Mapping[str, CertificateFiles], name: str
) -> None:
    failure = FAILURES[name]
    client = Client(files.ca.read_text() + wrong["expired"].ca.read_text())
    with provoked(failure, files, wrong) as server:
        error = client.failure(server, **failure.asked)
    report = explain.report("smtp", "smtp.empresa.com.br", USER, error, 1.0)
    cause, action = TOLD.get(name, ("", ""))
    assert (report.status, report.step) == ("failed", failure.step)
    assert cause in report.cause
    assert action in report.action
    assert report.cause
    assert report.action
    canaries = Canaries()
    canaries.adopt("password", PASSWORD)
    assert canaries.found(report.model_dump_json()) == []


def test_all_of_the_table_are_provoked() -> None:
    assert set(TOLD) <= set(FAILURES)
