"""Credentials in Secrets Manager, one secret each, its path by purpose."""

import json

from malote.adapters.aws import client


def read_password(secret_name: str) -> str:
    """The password of a mailbox. It is fetched for each poll: a changed one counts at once."""
    answer = client("secretsmanager").get_secret_value(SecretId=secret_name)
    return str(json.loads(answer["SecretString"])["password"])


def write_password(secret_name: str, password: str) -> None:
    """Make the secret, or give it a new value."""
    secrets = client("secretsmanager")
    value = json.dumps({"password": password})
    try:
        secrets.create_secret(Name=secret_name, SecretString=value)
    except secrets.exceptions.ResourceExistsException:
        secrets.put_secret_value(SecretId=secret_name, SecretString=value)
