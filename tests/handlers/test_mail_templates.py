"""The function of templates: who may reword them, and what is shown and refused."""

import json
from typing import Any

import pytest

from functions.mail_templates.handler import handle
from malote import bootstrap
from malote.audit import Action
from malote.bootstrap import sending
from malote.messages.template_words import BUILT_IN, TemplateName
from malote.messages.templates import OwnWords
from tests.fakes.messages import MemoryTemplates
from tests.fakes.trail import MemoryTrail
from tests.handlers.events import Context, api
from tests.handlers.test_api import CLAIMS, problem

ADMIN = CLAIMS | {"cognito:groups": "[admin]"}


@pytest.fixture
def templates(monkeypatch: pytest.MonkeyPatch) -> MemoryTemplates:
    kept = MemoryTemplates()
    monkeypatch.setattr(sending, "mail_templates", lambda: kept)
    return kept


@pytest.fixture(autouse=True)
def trail(monkeypatch: pytest.MonkeyPatch) -> MemoryTrail:
    kept = MemoryTrail()
    monkeypatch.setattr(bootstrap, "audit_trail", lambda: kept)
    return kept


def ask(method: str, path: str, body: Any = None, claims: Any = ADMIN) -> Any:
    return handle(api(method, f"/mail-templates{path}", claims, body=body), Context())


def answered(method: str, path: str, body: Any = None, claims: Any = ADMIN) -> Any:
    answer = ask(method, path, body, claims)
    assert answer["statusCode"] == 200, answer["body"]
    return json.loads(answer["body"])


def test_all_are_listed_with_what_may_stand_in_them(templates: MemoryTemplates) -> None:
    templates.save("acme", "nfe", OwnWords(text="Nota {numero} de {valor}"))
    templates.save("outra", "boleto", OwnWords(text="De outra"))
    nfe, *others = answered("GET", "", claims=CLAIMS)["items"]
    assert [each["name"] for each in others] == [
        "invoice",
        "boleto",
        "charge",
        "carnet",
        "reminder",
    ]
    assert [each["own"] for each in others] == [[]] * 5
    assert (nfe["own"], nfe["text"]) == (["text"], "Nota {numero} de {valor}")
    assert nfe["subject"] == BUILT_IN[TemplateName.NFE].subject
    assert nfe["example"]["text"] == "Nota 4321 de R$ 1.234,56"
    assert nfe["placeholders"][4] == {
        "name": "valor", "kind": "money", "meaning": "Valor total da NF-e", "example": "1234.56",
        "optional": False,
    }  # fmt: skip


def test_an_admin_rewords_and_goes_back(templates: MemoryTemplates, trail: MemoryTrail) -> None:
    changed = answered("PUT", "/boleto", {"subject": "Boleto {numero}", "text": None})
    assert (changed["own"], changed["example"]["subject"]) == (["subject"], "Boleto 2026/118")
    assert templates.kept == {("acme", "boleto"): OwnWords(subject="Boleto {numero}")}
    back = answered("DELETE", "/boleto")
    assert (back["own"], back["subject"]) == ([], BUILT_IN[TemplateName.BOLETO].subject)
    assert templates.kept == {}
    assert [(each.action, each.target, dict(each.details)) for each in trail.kept] == [
        (Action.TEMPLATE_CHANGED, "boleto", {"subject": "Boleto {numero}"}),
        (Action.TEMPLATE_DELETED, "boleto", {}),
    ]


def test_a_preview_keeps_nothing(templates: MemoryTemplates, trail: MemoryTrail) -> None:
    templates.save("acme", "reminder", OwnWords(subject="Vence {vencimento}"))
    body = {"text": "{destinatario}: {valor}", "values": {"valor": "9.9"}}
    shown = answered("POST", "/reminder/preview", body, claims=CLAIMS)
    assert shown == {"subject": "Vence 05/12/2026", "text": "Mercado Boa Vista S.A.: R$ 9,90"}
    assert answered("POST", "/reminder/preview", {}, claims=CLAIMS)["subject"] == "Vence 05/12/2026"
    assert len(templates.kept) == 1
    assert trail.kept == []


@pytest.mark.parametrize(
    ("asked", "claims", "expected"),
    [
        (("GET", "", None), None, (403, "forbidden")),
        (("PUT", "/nfe", {"text": "x"}), CLAIMS, (403, "forbidden")),
        (("DELETE", "/nfe", None), CLAIMS, (403, "forbidden")),
        (("POST", "/nfe/preview", {}), None, (403, "forbidden")),
        (("PUT", "/outro", {"text": "x"}), ADMIN, (400, "invalid_input")),
        (("DELETE", "/nfe%23x", None), ADMIN, (400, "invalid_input")),
    ],
)
def test_refusals(
    templates: MemoryTemplates, asked: tuple[str, str, Any], claims: Any, expected: tuple[int, str]
) -> None:
    assert problem(ask(*asked, claims))[:2] == expected
    assert templates.kept == {}


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("", {}, "diga subject, text ou os dois"),
        ("", {"text": None}, "diga subject, text ou os dois"),
        ("", {"text": "{numro}"}, "text: não há {numro}; use {numero}, {serie}, "),
        ("", {"subject": "a\r\nBcc: x@evil.test"}, "subject: quebra de linha"),
        ("", {"subject": "{emitente}" * 20}, "assunto preenchido: tem mais de 200 caracteres"),
        ("", {"text": "x", "html": "x"}, "html: campo desconhecido"),
        ("/preview", {"values": {"valor": "1,00"}}, "valor: use reais como 1234.56"),
        ("/preview", {"values": {"vlor": "1"}}, "valor desconhecido: {vlor}; há {numero}, "),
        ("/preview", {"values": {"valor": 1}}, "values.valor: não é um texto"),
    ],
)
def test_what_is_wrong_is_told(
    templates: MemoryTemplates, trail: MemoryTrail, path: str, body: Any, told: str
) -> None:
    answer = problem(ask("POST" if path else "PUT", f"/nfe{path}", body))
    assert answer[:2] == (400, "invalid_input")
    assert answer[2]["detail"].startswith(told)
    assert (templates.kept, trail.kept) == ({}, [])
