"""What the API takes for a request, and what it refuses before anything else."""

from typing import Any, cast

import pytest
from pydantic import ValidationError

from malote.complaints import complaints
from malote.sefaz.requests import AskManifestation, NewSefazRequest, SefazSettingsEdit
from tests.fakes.sefaz_made import TAX_ID, nsu
from tests.unit.sefaz.manifesting_world import key

BASE = {"tax_id": TAX_ID}
NSU = BASE | {"type": "nsu", "service": "cte", "nsu": nsu(1)}
KEY = BASE | {"type": "key", "access_key": key()}
MANY = BASE | {"type": "manifestation", "manifestation": "awareness", "access_keys": [key()]}
NOT_PERFORMED = {"manifestation": "not_performed"}
WHY = {"justification": "A mercadoria não foi entregue"}
A3 = {
    "certificate_type": "A3", "environment": "homologation", "automatic": False,
    "acknowledges": False, "revision": "x",
}  # fmt: skip

GOOD: dict[str, dict[str, Any]] = {
    "nsu": NSU,
    "key": KEY,
    "manifestation": MANY,
    "fifty": MANY | {"access_keys": [key(n) for n in range(1, 51)]},
    "not performed": MANY | NOT_PERFORMED | WHY,
    "a CPF": {"type": "distribution", "tax_id": "52998224725", "service": "nfe"},
}
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no type": (BASE, "falta 'type'"),
    "unknown type": (BASE | {"type": "x"}, "em 'type' use"),
    "no service": (BASE | {"type": "distribution"}, "service: falta"),
    "short nsu": (NSU | {"nsu": "1"}, "nsu: não está na forma"),
    "mdfe": (NSU | {"service": "mdfe"}, "service: use"),
    "a key by halves": (KEY | {"access_key": key()[:40]}, "access_key: não está na forma"),
    "a wrong digit": (KEY | {"access_key": key()[:43] + f"{(int(key()[43]) + 1) % 10}"}, "dígito"),
    "a CT-e's key": (KEY | {"access_key": key(model="57")}, "modelo 55"),
    "service of a key": (KEY | {"service": "cte"}, "service: campo desconhecido"),
    "none": (MANY | {"access_keys": []}, "access_keys: é curto demais: ao menos 1"),
    "fifty-one": (MANY | {"access_keys": [key(n) for n in range(51)]}, "no máximo 50"),
    "one twice": (MANY | {"access_keys": [key(), key()]}, "repetida"),
    "no reason": (MANY | NOT_PERFORMED, "justification"),
    "a reason for nothing": (MANY | WHY, "justification"),
    "a short reason": (MANY | NOT_PERFORMED | {"justification": "x" * 14}, "justification"),
    "a long reason": (MANY | NOT_PERFORMED | {"justification": "x" * 256}, "justification"),
    "a bad tax id": (NSU | {"tax_id": "12.ABC"}, "tax_id: não está na forma"),
    "a tenant": (NSU | {"tenant": "other"}, "tenant: campo desconhecido"),
}


@pytest.mark.parametrize("body", GOOD.values(), ids=GOOD)
def test_what_is_taken(body: dict[str, Any]) -> None:
    assert NewSefazRequest.model_validate(body).root.model_dump(
        mode="json", exclude_none=True
    ) == body  # fmt: skip


def test_what_is_documented_is_taken() -> None:
    for model in (NewSefazRequest, SefazSettingsEdit):
        examples = model.model_config["json_schema_extra"]
        assert isinstance(examples, dict)
        assert [model.model_validate(each) for each in cast(list[Any], examples["examples"])]


@pytest.mark.parametrize(("body", "told"), BAD.values(), ids=BAD)
def test_what_is_not(body: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        NewSefazRequest.model_validate(body)
    assert told in complaints(map(dict, refused.value.errors()))


def test_a_reason_is_one_line() -> None:
    asked = NewSefazRequest.model_validate(
        MANY | NOT_PERFORMED | {"justification": "  A mercadoria\r\n não\t foi  entregue "}
    ).root
    assert isinstance(asked, AskManifestation)
    assert asked.justification == WHY["justification"]


def test_an_a3_is_named_by_nobody() -> None:
    SefazSettingsEdit.model_validate(A3)
    with pytest.raises(ValidationError, match="Integrador"):
        SefazSettingsEdit.model_validate(A3 | {"certificate_id": "0" * 32})
