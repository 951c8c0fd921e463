"""What a notice says, as a page of the API, as a mail, and to whoever follows its link."""

import re

import pytest

from malote.errors import CredentialsRefused, RecipientsRefused
from malote.notices import pages
from malote.notices.mail import mail
from malote.notices.models import Notice, NoticeKind
from malote.notices.views import NoticeChoices, NoticePage
from malote.notices.words import NAMES, words
from tests.fakes.notices import user
from tests.fakes.stores import NOON

LINK = "https://api.test/v1/notices/unsubscribe?token=abc"
MESSAGE = {"message_id": "20261121t120000000-0123456789ab", "subject": "NF-e 1", "to": "a@b.test"}
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
}  # fmt: skip


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
    ],
)  # fmt: skip
def test_what_happened_why_and_what_to_do(notice: str, said: list[str]) -> None:
    found = words(NOTICES[notice])
    everything = f"{found.subject}\n{found.text}"
    for each in [*said, "Foi em 21/11/2026 às 09:00 (horário de Brasília)."]:
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
    }  # fmt: skip


@pytest.mark.parametrize("kind", NoticeKind)
def test_only_the_first_page_has_a_button_and_none_loads_anything(kind: NoticeKind) -> None:
    shown = [pages.ask(kind), pages.done(kind), pages.refused()]
    assert ["<button>" in each for each in shown] == [True, False, False]
    assert NAMES[kind] in shown[0]
    assert NAMES[kind] in shown[1]
    for each in shown:
        assert not re.search(r"<script|<link|<img|https?:|style=", each)
