"""The tenants' users in Cognito."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from malote.adapters.aws import client
from malote.errors import InvalidInput
from malote.notices.models import User

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef, UserTypeTypeDef


def create_user(pool_id: str, tenant: str, email: str, group: str, password: str | None) -> str:
    """Make a user of a tenant; returns its ``sub``. Without a password Cognito mails an invitation.

    The tenant is set here and never again: neither the user nor an admin can change it.
    Raises InvalidInput if the address is taken or the password too weak.
    """
    cognito = client("cognito-idp")
    request: dict[str, Any] = {
        "UserPoolId": pool_id,
        "Username": email,
        "UserAttributes": [
            {"Name": "email", "Value": email},
            {"Name": "email_verified", "Value": "true"},
            {"Name": "custom:tenant", "Value": tenant},
        ],
    }
    if password:
        request["MessageAction"] = "SUPPRESS"
    try:
        made = cognito.admin_create_user(**request)["User"]
        if password:
            cognito.admin_set_user_password(
                UserPoolId=pool_id, Username=email, Password=password, Permanent=True
            )
    except cognito.exceptions.UsernameExistsException:
        raise InvalidInput(f"o usuário {email} já existe") from None
    except cognito.exceptions.InvalidPasswordException:
        raise InvalidInput("a senha precisa de 12 caracteres, com maiúscula e número") from None
    cognito.admin_add_user_to_group(UserPoolId=pool_id, Username=email, GroupName=group)
    return _named(made["Attributes"])["sub"]


def enabled_users(pool_id: str, groups: Sequence[str]) -> Iterator[User]:
    """Everybody of any tenant who may log in; who is in several groups is in the first."""
    cognito = client("cognito-idp")
    group_of: dict[str, str] = {}
    for group in reversed(groups):
        members = cognito.get_paginator("list_users_in_group")
        for page in members.paginate(UserPoolId=pool_id, GroupName=group):
            group_of |= {each["Username"]: group for each in page["Users"]}
    for all_users in cognito.get_paginator("list_users").paginate(UserPoolId=pool_id):
        for each in all_users["Users"]:
            user = _user(each, group_of.get(each["Username"], ""))
            if each["Enabled"] and user.tenant:
                yield user


def _user(found: "UserTypeTypeDef", group: str) -> User:
    named = _named(found["Attributes"])
    tenant, sub, email = named.get("custom:tenant", ""), named["sub"], named.get("email", "")
    return User(tenant, sub, email, group, found["UserCreateDate"])


def _named(attributes: "Sequence[AttributeTypeTypeDef]") -> Mapping[str, str]:
    return {each["Name"]: each.get("Value", "") for each in attributes}
