"""What a notice says, as a page of the API, as a mail, and to whoever follows its link."""

import re

import pytest

from malote.errors import (
    CredentialsRefused,
    EfiCredentialsRefused,
    EfiOverQuota,
    EfiRefused,
    RecipientsRefused,
    SefazBlocked,
    SefazCertificateRefused,
)
from malote.notices import pages
from malote.notices.mail import mail
from malote.notices.models import Notice, NoticeKind
from malote.notices.views import NoticeChoices, NoticePage
from malote.notices.words import NAMES, words
from tests.fakes.notices import user
from tests.fakes.stores import NOON

LINK = "https://api.test/v1/notices/unsubscribe?token=abc"
MESSAGE = {"message_id": "20261121t120000000-0123456789ab", "subject": "NF-e 1", "to": "a@b.test"}
CERTIFICATE = {
    "certificate_id": "c" * 32, "holder": "ACME LTDA", "tax_id": "12ABC34501DE35",
    "serves": "12.ABC.345/01DE-35 (Faturamento)",
}  # fmt: skip


def expiring(on: str, days_left: str, **more: str) -> Notice:
    details = {**CERTIFICATE, "expires_on": on, "days_left": days_left, **more}
    return Notice("acme", NoticeKind.CERTIFICATE_EXPIRING, f"{'c' * 32}#30", NOON, details)


def ending(until: str, days_left: str, count: str) -> Notice:
    details = {
        "tax_id": "12ABC34501DE35", "until": until, "days_left": days_left, "count": count,
        "notes": "nº 7 de Beta (34.128.745/0001-52), R$ 1.234,50",
    }  # fmt: skip
    return Notice("acme", NoticeKind.MANIFESTATION_ENDING, "x", NOON, details)


def of_sefaz(service: str, environment: str, code: str, detail: str) -> Notice:
    details = {
        "tax_id": "12ABC34501DE35", "service": service, "environment": environment,
        "code": code, "detail": detail,
    }  # fmt: skip
    return Notice("acme", NoticeKind.SEFAZ_ERROR, "x", NOON, details)


NOTICES = {
    "mailbox": Notice(
        "acme", NoticeKind.MAILBOX_PAUSED, "notas#r1", NOON,
        {"mailbox": "notas", "username": "notas@acme.test", "code": CredentialsRefused.code},
    ),
    "sending": Notice(
        "acme", NoticeKind.SENDING_PAUSED, "12ABC34501DE35#r1", NOON,
        {"branch": "12ABC34501DE35", "from_address": "nfe@acme.test", "code": CredentialsRefused.code},
    ),
    "failed": Notice(
        "acme", NoticeKind.MESSAGE_FAILED, "m#1", NOON,
        {**MESSAGE, "outcome": "failed", "code": RecipientsRefused.code},
    ),
    "uncertain": Notice(
        "acme", NoticeKind.MESSAGE_FAILED, "m#1", NOON, {**MESSAGE, "outcome": "uncertain", "code": ""}
    ),
    "refused": Notice(
        "acme", NoticeKind.MESSAGE_FAILED, "m#1", NOON, {**MESSAGE, "outcome": "refused", "code": ""}
    ),
    "returned": Notice(
        "acme", NoticeKind.MESSAGE_FAILED, "m#bounced", NOON, {**MESSAGE, "outcome": "returned", "code": ""}
    ),
    "charge": Notice(
        "acme", NoticeKind.BILLING_ERROR, MESSAGE["message_id"], NOON,
        {"charge": MESSAGE["message_id"], "amount": "1234.50", "to": "Ana", "account": "efi",
         "code": EfiRefused.code, "said": "A data é inválida."},
    ),
    "carnet": Notice(
        "acme", NoticeKind.BILLING_ERROR, MESSAGE["message_id"], NOON,
        {"carnet": MESSAGE["message_id"], "parcels": "12", "account": "efi",
         "code": EfiOverQuota.code, "said": ""},
    ),
    "refused account": Notice(
        "acme", NoticeKind.BILLING_ERROR, "efi#c#2026-11-21", NOON,
        {"account": "efi", "code": EfiCredentialsRefused.code},
    ),
    "over quota": Notice(
        "acme", NoticeKind.BILLING_ERROR, "efi#q#2026-11-21", NOON,
        {"account": "efi", "code": EfiOverQuota.code},
    ),
    "differences": Notice(
        "acme", NoticeKind.BILLING_ERROR, "efi#differences#2026-11-21", NOON,
        {"account": "efi", "differences": "2"},
    ),
    "notes": ending("21/12/2026", "30", "12"),
    "note": ending("22/11/2026", "1", "1"),
    "notes today": ending("21/11/2026", "0", "2"),
    "other base": of_sefaz(
        "nfe", "production", SefazCertificateRefused.code, "593 CNPJ-Base difere do certificado"
    ),
    "undue": of_sefaz("cte", "homologation", SefazBlocked.code, ""),
    "in days": expiring("21/12/2026", "30"),
    "tomorrow": expiring("22/11/2026", "1"),
    "today": expiring("21/11/2026", "0", serves=""),
    "expired": expiring("20/11/2026", "-1"),
}  # fmt: skip

COUNTED = {NoticeKind.CERTIFICATE_EXPIRING, NoticeKind.MANIFESTATION_ENDING}


@pytest.mark.parametrize(
    ("notice", "said"),
    [
        ("mailbox", ["A caixa de e-mail notas está pausada", "notas@acme.test", "Motivo: O servidor de"
                     " e-mail recusou o usuário ou a senha.", "O que fazer: Confira a senha"]),
        ("sending", ["12.ABC.345/01DE-35 está pausado", "nfe@acme.test", "recusou o usuário",
                     "PUT /mail-settings", "até 5 dias"]),
        ("failed", ["Uma mensagem não foi enviada: NF-e 1", '"NF-e 1" para a@b.test', "recusou todos os",
                    f"GET /messages/{MESSAGE['message_id']}"]),
        ("uncertain", ["pode não ter saído", "não sabe se saiu"]),
        ("refused", ["não foi aceita para todos: NF-e 1", "e-mail recusou a mensagem", "Confira o endereço"]),
        ("returned", ["foi devolvida", "do destinatário devolveu", "Confira o endereço"]),
        ("charge", ["Uma cobrança não foi emitida pela conta efi", "R$ 1.234,50 para Ana",
                    'A Efí disse: "A data é inválida."', "Corrija o que a Efí aponta",
                    f"GET /billing/charges/{MESSAGE['message_id']}", "POST /billing/charges."]),
        ("carnet", ["Um carnê não foi emitido", "de 12 parcelas", "esgotou os pedidos",
                    f"GET /billing/carnets/{MESSAGE['message_id']}", "POST /billing/carnets."]),
        ("refused account", ["A conta de cobrança efi não funciona", "não aceita o client id", "Confira"]),
        ("over quota", ["A Efí não atende a conta de cobrança efi", "nada se perde", "Nada a fazer"]),
        ("differences", ["A conferência da conta efi", "Diferenças: 2.", "GET /billing/reconciliations"]),
        ("notes", ["12 notas contra 12.ABC.345/01DE-35 esperam manifestação conclusiva até 21/12/2026\n",
                   "até 21/12/2026 (faltam 30 dias): nº 7 de Beta (34.128.745/0001-52), R$ 1.234,50.",
                   "Motivo: a ciência não conclui", "POST /sefaz/requests", "GET /sefaz/deadlines"]),
        ("note", ["1 nota contra 12.ABC.345/01DE-35 espera manifestação conclusiva", "(é amanhã): nº 7"]),
        ("notes today", ["2 notas contra 12.ABC.345/01DE-35 esperam", "(é hoje): nº 7"]),
        ("other base", ["A SEFAZ não entrega NF-e de 12.ABC.345/01DE-35\n",
                        "Motivo: A SEFAZ não aceita o certificado. (593 CNPJ-Base difere do certificado)",
                        "90 dias", "O que fazer: Confira a validade do certificado"]),
        ("undue", ["A SEFAZ não entrega CT-e de 12.ABC.345/01DE-35 em homologação\n",
                   "por consumo indevido.\n", "desligue outros sistemas"]),
        ("in days", ["O certificado de ACME LTDA (12.ABC.345/01DE-35) vence em 30 dias, em 21/12/2026",
                     "O que depende dele: 12.ABC.345/01DE-35 (Faturamento).",
                     f"POST /certificates com renews={'c' * 32}"]),
        ("tomorrow", ["vence em 1 dia, em 22/11/2026"]),
        ("today", ["vence hoje, 21/11/2026", "Nada depende dele.",
                   f"se não precisa mais dele, exclua-o em DELETE /certificates/{'c' * 32}; "]),
        ("expired", ["venceu em 20/11/2026", "instale o novo em POST /certificates, com as filiais",
                     f"DELETE /certificates/{'c' * 32}"]),
    ],
)  # fmt: skip
def test_what_happened_why_and_what_to_do(notice: str, said: list[str]) -> None:
    found = words(NOTICES[notice])
    everything = f"{found.subject}\n{found.text}"
    when = "Contado" if NOTICES[notice].kind in COUNTED else "Foi"
    for each in [*said, f"{when} em 21/11/2026 às 09:00 (horário de Brasília)."]:
        assert each in everything
    assert found.subject.isprintable()
    assert not re.search(r"[{}]|None|\.\.|: \n", everything)


def test_every_kind_has_words_and_a_name() -> None:
    assert {each.kind for each in NOTICES.values()} == set(NoticeKind) == set(NAMES)


def test_a_mail_says_how_to_turn_its_kind_off() -> None:
    made = mail(NOTICES["mailbox"], user("ana"), LINK, last=False)
    assert (made.to_address, made.subject) == (
        "ana@acme.test",
        "A caixa de e-mail notas está pausada",
    )
    assert made.text.startswith(words(NOTICES["mailbox"]).text)
    assert f"avisos de caixas de e-mail pausadas, abra\n{LINK}\n" in made.text
    assert "PUT /notice-settings" in made.text
    assert "último aviso" not in made.text
    assert made.headers == {
        "List-Unsubscribe": f"<{LINK}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }


def test_the_last_of_a_day_says_so() -> None:
    assert "último aviso deste tipo" in mail(NOTICES["failed"], user("ana"), LINK, last=True).text


def test_a_page_has_the_words_and_what_became_of_the_mail() -> None:
    some = [NOTICES["mailbox"], NOTICES["failed"]]
    page = NoticePage.of(some, {(NoticeKind.MAILBOX_PAUSED, "notas#r1"): "uncertain"}, "next")
    assert [(each.of, each.mail) for each in page.items] == [
        ("notas#r1", "uncertain"), ("m#1", "not_sent"),
    ]  # fmt: skip
    assert page.items[0].subject == words(some[0]).subject


def test_choices_name_every_kind() -> None:
    assert NoticeChoices.without({NoticeKind.MAILBOX_PAUSED}).model_dump(mode="json") == {
        "mailbox_paused": False, "sending_paused": True, "message_failed": True,
        "billing_error": True, "manifestation_ending": True, "sefaz_error": True,
        "certificate_expiring": True,
    }  # fmt: skip


@pytest.mark.parametrize("kind", NoticeKind)
def test_only_the_first_page_has_a_button_and_none_loads_anything(kind: NoticeKind) -> None:
    shown = [pages.ask(kind), pages.done(kind), pages.refused()]
    assert ["<button>" in each for each in shown] == [True, False, False]
    assert NAMES[kind] in shown[0]
    assert NAMES[kind] in shown[1]
    for each in shown:
        assert not re.search(r"<script|<link|<img|https?:|style=", each)
