"""Who may manifest on what, and how often."""

from typing import Any

import pytest

from malote.environment import Environment
from malote.errors import NotManifestable
from malote.sefaz.manifestable import check_document, sequence
from malote.sefaz.operations import ManifestationKind
from tests.fakes.sefaz_made import TAX_ID
from tests.unit.sefaz.manifesting_world import OTHER, key

WHOLE = {"record": "document", "recipient_tax_id": TAX_ID, "environment": "production"}


@pytest.mark.parametrize(
    ("access_key", "header"),
    [
        (key(), None),
        (key(), WHOLE),
        (key(), WHOLE | {"recipient_tax_id": OTHER}),
        (key(), {"record": "summary", "recipient_tax_id": None, "environment": None}),
        (key(issuer="52998224725", series=920), None),
    ],
    ids=["unknown", "its own", "another branch's", "summary", "a farmer's"],
)
def test_what_others_issued_may_be_answered(access_key: str, header: Any) -> None:
    check_document(access_key, TAX_ID, Environment.PRODUCTION, {TAX_ID}, header)


@pytest.mark.parametrize(
    ("access_key", "header", "why"),
    [
        (key()[:43] + "x", None, "não é uma chave"),
        (key()[:43] + f"{(int(key()[43]) + 1) % 10}", None, "dígito"),
        (key(model="57"), None, "modelo 55"),
        (key(model="65"), None, "modelo 55"),
        (key(issuer=TAX_ID), None, "própria empresa"),
        (key(issuer=OTHER), None, "própria empresa (12.ABC.345/0002-69)"),
        (key(issuer="11144477735", series=920), None, "própria empresa (111.444.777-35)"),
        (key(), WHOLE | {"cancelled": True}, "cancelou"),
        (key(), {"record": "summary", "cancelled": True}, "cancelou"),
        (key(), WHOLE | {"environment": "homologation"}, "ambiente"),
        (key(), WHOLE | {"recipient_tax_id": "45723174000110"}, "é 45.723.174, não 12.ABC.345"),
        (key(), WHOLE | {"recipient_tax_id": None}, "não tem CNPJ nem CPF"),
    ],
)
def test_what_may_not(access_key: str, header: Any, why: str) -> None:
    own = {TAX_ID, "11144477735"}
    with pytest.raises(NotManifestable) as refused:
        check_document(access_key, TAX_ID, Environment.PRODUCTION, own, header)
    assert access_key in refused.value.detail
    assert why in refused.value.detail


AWARENESS, CONFIRMATION, UNKNOWN, NOT_PERFORMED = (
    ManifestationKind(each)
    for each in ("awareness", "confirmation", "unknown_operation", "not_performed")
)


@pytest.mark.parametrize(
    ("kind", "taken", "number"),
    [
        (AWARENESS, set(), 1),
        (CONFIRMATION, set(), 1),
        (CONFIRMATION, {("awareness", 1)}, 1),
        (CONFIRMATION, {("confirmation", 1)}, 2),
        (UNKNOWN, {("confirmation", 1), ("confirmation", 2)}, 1),
        (NOT_PERFORMED, {("not_performed", 1), ("unknown_operation", 1)}, 2),
        (AWARENESS, {("confirmation", 1)}, None),
        (AWARENESS, {("not_performed", 2)}, None),
        (CONFIRMATION, {("confirmation", 1), ("confirmation", 2)}, None),
    ],
)
def test_each_has_its_sequence(
    kind: ManifestationKind, taken: set[tuple[str, int]], number: int | None
) -> None:
    if number:
        assert sequence(key(), kind, taken) == number
        return
    with pytest.raises(NotManifestable):
        sequence(key(), kind, taken)
