"""What a mailbox's owner granted comes from a pipe: an argument would stay in the history."""

import sys

from pydantic import ValidationError

from malote.errors import InvalidInput
from malote.grants import Grant, wrong_fields

FIELDS = """{"client_id", "client_secret" (public clients have none), "refresh_token"}.

These are of an app of yours and of the owner who authorized it.

Google: at console.cloud.google.com an OAuth client, scope https://mail.google.com/ and
access_type=offline. While the app is in "testing", its refresh tokens last 7 days.

Microsoft: at entra.microsoft.com an app registration with the delegated permissions
IMAP.AccessAsUser.All and offline_access. If it is for one organization only, add "directory", the
organization's tenant id. Client secrets expire."""


def read_grant() -> Grant:
    """From the standard input. Raises InvalidInput, which names fields and not what is in them."""
    if sys.stdin.isatty():
        raise InvalidInput(
            "passe a credencial por um pipe: client_id, client_secret, refresh_token"
        )
    try:
        return Grant.model_validate_json(sys.stdin.read())
    except ValidationError as error:
        raise InvalidInput(f"a credencial em JSON não serve: {wrong_fields(error)}") from None
