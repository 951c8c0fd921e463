"""Finding the deployment that a command is about."""

import os
from functools import cache

from malote.adapters.aws import client
from malote.errors import MaloteError


class StackNotFound(MaloteError):
    """There is no such stack in this account and region."""

    code = "stack_not_found"
    message = "Não encontrei a implantação do Malote."
    action = "Confira --stack, a região (AWS_DEFAULT_REGION) e as credenciais da AWS."


def connect() -> None:
    """Point the settings at the chosen stack's resources. Raises StackNotFound.

    Every command begins with it, and not the program: --help has to teach before there is a stack.
    """
    found = outputs()
    os.environ["STAGE"] = found["Stage"]
    os.environ["TABLE_NAME"] = found["TableName"]
    os.environ["BUCKET_NAME"] = found["BucketName"]
    os.environ["POLL_QUEUE_URL"] = found["PollQueueUrl"]
    os.environ["INBOX_QUEUE_URL"] = found["InboxQueueUrl"]
    os.environ["LOOPBACK_MAIL_HOSTS"] = found.get("LoopbackMailHosts", "false")


@cache
def outputs() -> dict[str, str]:
    """The stack's outputs, by name."""
    from botocore.exceptions import BotoCoreError, ClientError

    name = os.environ["MALOTE_STACK"]
    try:
        (stack,) = client("cloudformation").describe_stacks(StackName=name)["Stacks"]
    except (BotoCoreError, ClientError) as error:
        raise StackNotFound(f"{name}: {error}") from None
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}
