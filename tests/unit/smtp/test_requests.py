"""What is wrong with a request is told without repeating it."""

import pytest
from pydantic import ValidationError

from malote.smtp.requests import SettingsRequest, TrialRequest
from tests.canaries import Canaries
from tests.unit.smtp.office import ASKED, GRANT


@pytest.mark.parametrize("model", [SettingsRequest, TrialRequest])
def test_no_error_nor_repr_has_the_secret(model: type[SettingsRequest]) -> None:
    canaries = Canaries()
    secret = canaries.plant("secret", marks="")
    good = ASKED | {"password": secret}
    grant = {"auth": "google", "password": None, "grant": GRANT | {"refresh_token": secret}}
    for fields in (good, good | grant):
        assert canaries.found(repr(model.model_validate(fields))) == []
    for bad in (
        good | {"password": [secret]}, good | {"senha": secret}, good | {"auth": "google"},
        good | {"port": 0}, good | {"password": secret * 20}, good | grant | {"grant": secret},
        good | {"password": None, "grant": {**GRANT, "refresh_token": secret + "é"}},
    ):  # fmt: skip
        with pytest.raises(ValidationError) as refused:
            model.model_validate(bad)
        assert canaries.found(str(refused.value) + repr(refused.value)) == []
