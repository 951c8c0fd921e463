"""AWS clients: made once in a process, when first used, and safe to share between threads."""

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, overload

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sts import STSClient


@overload
def client(service: Literal["cloudformation"]) -> "CloudFormationClient": ...
@overload
def client(service: Literal["cognito-idp"]) -> "CognitoIdentityProviderClient": ...
@overload
def client(service: Literal["dynamodb"]) -> "DynamoDBClient": ...
@overload
def client(service: Literal["s3"]) -> "S3Client": ...
@overload
def client(service: Literal["secretsmanager"]) -> "SecretsManagerClient": ...
@overload
def client(service: Literal["sesv2"]) -> Any: ...
@overload
def client(service: Literal["sqs"]) -> "SQSClient": ...
@overload
def client(service: Literal["sts"]) -> "STSClient": ...


def client(service: str) -> Any:
    """A client that retries as AWS advises and never waits long.

    botocore's validation of parameters is off: what we send was validated by our own models, and it
    costs more than parsing the document (facts/performance).
    """
    with _making:  # clients are safe among threads, making them is not
        return _client(service)


_making = Lock()


@cache
def _session() -> Any:
    # botocore's own: boto3 adds transfer managers and resources that nobody here uses, at a
    # fifth of a cold start's time.
    from botocore.session import get_session

    return get_session()


@cache
def _client(service: str) -> Any:
    from botocore.config import Config

    return _session().create_client(
        service,
        config=Config(
            parameter_validation=False,
            # SES knows nothing of a mail that it took already: repeated, it goes out twice.
            retries={"mode": "standard", "total_max_attempts": 1 if service == "sesv2" else 4},
            connect_timeout=3,
            read_timeout=10,
            max_pool_connections=50,
            signature_version="s3v4" if service == "s3" else None,
            # Links then name the regional host; a new bucket's global one redirects, unsigned.
            s3={"addressing_style": "virtual"},
        ),
    )
