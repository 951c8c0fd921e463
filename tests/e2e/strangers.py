"""Tokens that let nobody in: forged ones, of somebody without a tenant, of another user pool."""

import base64
import json
from typing import Any

from tests.e2e.stack import Stack
from tests.e2e.tenants import Tenant

PASSWORD = "Aa1-nobody-in-particular"


def forged(token: str, tenant: str) -> dict[str, str]:
    """A good token made to say something else, by what that is: another tenant among them."""
    header, claims, signature = token.split(".")
    return {
        "tenant": f"{header}.{_changed(claims, **{'custom:tenant': tenant})}.{signature}",
        "expiry": f"{header}.{_changed(claims, exp=4102444800)}.{signature}",
        "unsigned": f"{_changed(header, alg='none')}.{claims}.",
        "bearer of nothing": "Bearer ",
    }


def _changed(part: str, **values: object) -> str:
    said = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return base64.urlsafe_b64encode(json.dumps(said | values).encode()).decode().rstrip("=")


def access_token(stack: Stack, tenant: Tenant) -> str:
    """A user's other token: good, but it does not carry the tenant."""
    answer = stack.cloud.client("cognito-idp").initiate_auth(
        ClientId=stack.cloud.outputs["UserPoolClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": tenant.user, "PASSWORD": tenant.password},
    )
    return str(answer["AuthenticationResult"]["AccessToken"])


def token_of_no_tenant(stack: Stack) -> str:
    """The ID token of a user of no tenant."""
    user = {"UserPoolId": stack.cloud.outputs["UserPoolId"], "Username": "ninguem@malote.test"}
    cognito = stack.cloud.client("cognito-idp")
    cognito.admin_create_user(**user, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(**user, Password=PASSWORD, Permanent=True)
    return stack.cloud.token(user["Username"], PASSWORD)


def token_of_another_pool(stack: Stack, tenant: Tenant) -> str:
    """The ID token of another pool's user, who claims to be of a tenant of ours."""
    cognito = stack.cloud.client("cognito-idp")
    pool = cognito.create_user_pool(
        PoolName="another", Schema=[{"Name": "tenant", "AttributeDataType": "String"}]
    )["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="another", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    user = {"UserPoolId": pool, "Username": "intruso"}
    claim = [{"Name": "custom:tenant", "Value": tenant.name}]
    cognito.admin_create_user(**user, MessageAction="SUPPRESS", UserAttributes=claim)
    cognito.admin_set_user_password(**user, Password=PASSWORD, Permanent=True)
    answer = cognito.initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user["Username"], "PASSWORD": PASSWORD},
    )
    return str(answer["AuthenticationResult"]["IdToken"])


def texts(value: Any) -> set[str]:
    """Every telling text in what is stored, however deep; short ones may meet by chance."""
    if isinstance(value, str):
        return {value} if len(value) > 10 else set()
    if isinstance(value, dict):
        return texts(list(value.values()))
    return set().union(*map(texts, value)) if isinstance(value, list) else set()
