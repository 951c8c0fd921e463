"""Events as AWS makes them, and the context beside them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass
class Context:
    function_name: str = "f"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:sa-east-1:000000000000:function:f"
    aws_request_id: str = "r"


def api(
    method: str,
    path: str,
    claims: Mapping[str, str] | None = None,
    *,
    query: Mapping[str, str] | None = None,
    body: Any = None,
    key: str | None = None,
) -> dict[str, Any]:
    """A request of a REST API, as its Cognito authorizer hands it over.

    A ``body`` that is no text is sent as JSON; ``key`` is its Idempotency-Key.
    """
    authorizer = {"claims": claims} if claims is not None else None
    keyed = {"Idempotency-Key": key} if key is not None else {}
    return {
        "resource": path,
        "path": path,
        "httpMethod": method,
        "headers": {"Content-Type": "application/json"} | keyed,
        "multiValueHeaders": {name: [value] for name, value in keyed.items()},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": query and {n: [value] for n, value in query.items()},
        "pathParameters": None,
        "requestContext": {
            "requestId": "r",
            "authorizer": authorizer,
            "stage": "v1",
            "apiId": "a1",
        },
        "body": body if body is None or isinstance(body, str) else json.dumps(body),
        "isBase64Encoded": False,
    }


def announced(key: str) -> str:
    """S3's notification of a new object."""
    return json.dumps({"Records": [{"s3": {"bucket": {"name": "b"}, "object": {"key": key}}}]})


def sqs(*bodies: str) -> dict[str, Any]:
    return {"Records": [{"messageId": f"m{n}", "body": body} for n, body in enumerate(bodies)]}
