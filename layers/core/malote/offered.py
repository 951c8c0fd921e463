"""What a tenant gives to open a mail account: tried first, and kept if it does."""

import math

from pydantic import ConfigDict, SecretStr

from malote.grants import Grant
from malote.mail_accounts import Account, Credential
from malote.ports import TokenEndpoint


class GivenGrant(Grant):
    """A grant in a request: a field that nobody knows is refused, as it may be one misspelt."""

    model_config = ConfigDict(extra="forbid")


class Offered:
    """The port ``Credentials``, for a password or grant that is kept nowhere yet."""

    def __init__(self, given: SecretStr | Grant, tokens: TokenEndpoint) -> None:
        self._given = given
        self._tokens = tokens

    def get(
        self,
        account: Account,
        *,
        renew: bool = False,  # noqa: ARG002 - each is another
        deadline: float = math.inf,
    ) -> Credential:
        """The password, or another token each time. Raises what ``TokenEndpoint`` does."""
        if isinstance(self._given, SecretStr):
            return Credential(self._given)
        found = self._tokens.refresh(account, self._given, deadline)
        if found.refresh_token:  # the one that was given may be good for one use
            renewed = SecretStr(found.refresh_token)
            self._given = self._given.model_copy(update={"refresh_token": renewed})
        return Credential(SecretStr(found.access_token), bearer=True)

    def fields(self) -> dict[str, str]:
        """What is to be kept, revealed."""
        if isinstance(self._given, SecretStr):
            return {"password": self._given.get_secret_value()}
        return self._given.fields()
