"""No key is made without a tenant, and none reaches into another's partition."""

import pytest

from malote.adapters import keys


@pytest.mark.parametrize(
    "tenant",
    ["", "a", "ab", "A" * 3, "acme#DOC", "acme/x", "-acme", "acme-", "a" * 41, "acmé", "a\nb"],
)
def test_what_is_no_tenant_makes_no_key(tenant: str) -> None:
    for make in (keys.tenant, keys.mailbox, lambda t: keys.inbox(t, "0" * 64)):
        with pytest.raises(ValueError, match="not a tenant"):
            make(tenant)


def test_an_inbox_key_comes_back_as_it_was_made() -> None:
    assert keys.of_inbox(keys.inbox("acme", "0" * 64)) == ("acme", "0" * 64)


@pytest.mark.parametrize(
    "key",
    ["inbox/acme", f"inbox/acme/{'0' * 63}", f"quarantine/acme/{'0' * 64}", f"inbox/../{'0' * 64}",
     f"inbox/a/b/{'0' * 64}", f"inbox/acme/{'g' * 64}", f"inbox/acme/{'0' * 64}\n"],
)  # fmt: skip
def test_any_other_object_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        keys.of_inbox(key)
