"""The tenants' users in Cognito."""

from typing import Any

from malote.adapters.aws import client
from malote.errors import InvalidInput


def create_user(pool_id: str, tenant: str, email: str, group: str, password: str | None) -> None:
    """Make a user of a tenant. Without a password Cognito mails an invitation.

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
        cognito.admin_create_user(**request)
        if password:
            cognito.admin_set_user_password(
                UserPoolId=pool_id, Username=email, Password=password, Permanent=True
            )
    except cognito.exceptions.UsernameExistsException:
        raise InvalidInput(f"o usuário {email} já existe") from None
    except cognito.exceptions.InvalidPasswordException:
        raise InvalidInput("a senha precisa de 12 caracteres, com maiúscula e número") from None
    cognito.admin_add_user_to_group(UserPoolId=pool_id, Username=email, GroupName=group)
