"""Google's and Microsoft's token endpoints: another access token for a refresh token (RFC 6749 6).

urllib3, which botocore brings along, is imported with the first token: cold starts do not pay.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from malote.adapters.oauth_http import Client
from malote.errors import AppRefused, ConsentWithdrawn, MailboxError, TokenUnavailable
from malote.grants import Given, Grant
from malote.mail_accounts import Account, Auth


@dataclass(frozen=True, slots=True)
class Provider:
    """Where its tokens come from.

    ``scopes`` is what to ask for by protocol, where the provider has one for each; the consent
    may be for both.
    """

    token_url: str
    scopes: Mapping[str, str] = field(default_factory=dict)


PROVIDERS = {
    # https://developers.google.com/identity/protocols/oauth2/web-server#offline
    # The consent is to be asked for https://mail.google.com/, which is for IMAP and SMTP, and
    # access_type=offline.
    Auth.GOOGLE: Provider("https://oauth2.googleapis.com/token"),
    # https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow
    # https://learn.microsoft.com/en-us/exchange/client-developer/legacy-protocols/
    # how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
    Auth.MICROSOFT: Provider(
        "https://login.microsoftonline.com/{directory}/oauth2/v2.0/token",
        {
            "imap": "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
            "smtp": "https://outlook.office.com/SMTP.Send offline_access",
        },
    ),
}
_LONGEST_LIFE = 24 * 60 * 60  # seconds; Google's tokens live for one hour, Microsoft's up to 28
_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}")
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}")
# RFC 6749 5.2, OpenID Connect Core 3.1.2.6, and what the two say besides.
_CONSENT = {
    "invalid_grant", "interaction_required", "consent_required", "login_required",
    "account_selection_required", "access_denied", "admin_policy_enforced",
}  # fmt: skip
_APP = {
    "invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type",
    "invalid_request", "deleted_client", "disabled_client", "org_internal", "invalid_resource",
}  # fmt: skip


class TokenEndpoints:
    """The port ``TokenEndpoint``. One serves the whole process, in threads."""

    def __init__(self, client: Client, providers: Mapping[Auth, Provider] = PROVIDERS) -> None:
        self._client = client
        self._providers = providers

    def refresh(self, account: Account, grant: Grant, deadline: float = math.inf) -> Given:
        """Another access token. Raises ConsentWithdrawn, AppRefused or TokenUnavailable."""
        provider = self._providers[account.auth]
        fields = {
            "grant_type": "refresh_token",
            "refresh_token": grant.refresh_token.get_secret_value(),
            "client_id": grant.client_id.get_secret_value(),
        }
        if grant.client_secret:
            fields["client_secret"] = grant.client_secret.get_secret_value()
        if scope := provider.scopes.get(account.protocol):
            fields["scope"] = scope
        url = provider.token_url.format(directory=grant.directory)
        status, body = self._client.post(url, fields, deadline)
        answer = _object(body)
        if status != 200:
            raise _refusal(status, answer)
        return _given(answer)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _given(answer: Mapping[str, Any]) -> Given:
    token, renewed = answer.get("access_token"), answer.get("refresh_token")
    if not _is_token(token) or str(answer.get("token_type")).lower() != "bearer":
        raise TokenUnavailable("a resposta do provedor não traz um token")
    if renewed is not None and not _is_token(renewed):
        raise TokenUnavailable("a resposta do provedor traz um refresh_token inválido")
    return Given(str(token), _lifetime(answer.get("expires_in")), renewed)


def _is_token(value: object) -> bool:
    return isinstance(value, str) and bool(_TOKEN.fullmatch(value))


def _lifetime(told: object) -> timedelta:
    """Some providers write the number as a string."""
    seconds = int(str(told)) if re.fullmatch(r"\d{1,9}", str(told), re.ASCII) else 0
    return timedelta(seconds=min(seconds, _LONGEST_LIFE))


def _refusal(status: int, answer: Mapping[str, Any]) -> MailboxError:
    """Only the codes are shown: descriptions are free text, and may quote what was sent."""
    code = answer.get("error")
    if status >= 500 or status == 429 or not isinstance(code, str) or not _CODE.fullmatch(code):
        return TokenUnavailable(f"o provedor respondeu {status}")
    numbers = answer.get("error_codes")  # Microsoft's: explained at login.microsoftonline.com/error
    found = [f"AADSTS{n}" for n in numbers if type(n) is int] if isinstance(numbers, list) else []
    told = " ".join([code, *found[:3]])
    kind = AppRefused if code in _APP else TokenUnavailable
    refusal = (ConsentWithdrawn if code in _CONSENT else kind)(told)
    refusal.said = told
    return refusal
