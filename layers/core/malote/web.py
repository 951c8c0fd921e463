"""What all API functions share: who is asking, and what the answer looks like."""

import os
import re
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from pydantic import BaseModel, ValidationError

from malote.audit import Action, Actor, Entry
from malote.complaints import complaints
from malote.errors import Forbidden, InvalidInput, MaloteError, NotFound
from malote.observability import logger
from malote.problems import problem, to_json


def _invalid(error: RequestValidationError) -> Response[str]:
    # A place begins with the part of the request: path, query or header.
    found = [{**each, "loc": each["loc"][1:]} for each in error.errors()]
    return problem(InvalidInput(complaints(found)))


def _no_route(_: NotFoundError) -> Response[str]:
    return problem(NotFound("este caminho não existe"))


def _unexpected(error: Exception) -> Response[str]:
    logger.exception("request failed", exc_info=error)
    return problem(MaloteError())


def rest_api() -> APIGatewayRestResolver:
    """A resolver that validates what comes in and answers every error as a problem."""
    app = APIGatewayRestResolver(enable_validation=True, serializer=to_json)
    app.exception_handler(MaloteError)(problem)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(NotFoundError)(_no_route)
    app.exception_handler(Exception)(_unexpected)
    return app


def accepted[B: BaseModel](body: B) -> Response[B]:
    """The answer to what is done off the request."""
    # Without a media type Powertools leaves the body an object, which API Gateway takes for a 502.
    return Response(202, "application/json", body)


def created[B: BaseModel](body: B) -> Response[B]:
    """The answer to what was made by the request."""
    return Response(201, "application/json", body)


def attachment(content: str, media_type: str, name: str) -> Response[Any]:
    """A file for whoever saves it."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(200, f"{media_type}; charset=utf-8", content, headers=headers)


PAGE: dict[int, OpenAPIResponse] = {
    200: {"description": "A page to read", "content": {"text/html": {"schema": {"type": "string"}}}}
}
_PAGE_HEADERS = {
    # Nothing is loaded and nobody frames it; a form goes where it came from.
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # its address may be a proof
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=31536000",
}


def page(html: str, status: int = 200) -> Response[str]:
    """A page for whoever comes with a browser, by a link of ours; a route says so by ``PAGE``."""
    return Response(status, "text/html; charset=utf-8", html, headers=_PAGE_HEADERS)


def tenant_of(app: APIGatewayRestResolver) -> str:
    """The tenant in the verified ID token, and from nowhere else. Raises Forbidden.

    Checked here for every request: API Gateway caches an authorizer's answer over paths, and
    takes an access token too, which names no tenant.
    """
    return str(_claims(app)["custom:tenant"])


def user_of(app: APIGatewayRestResolver) -> str:
    """The user's id (``sub``)."""
    return str(_claims(app)["sub"])


def email_of(app: APIGatewayRestResolver) -> str | None:
    """The user's e-mail address, as the user pool has it."""
    return _claims(app).get("email")


def admin_of(app: APIGatewayRestResolver) -> str:
    """The tenant, of a user in its group ``admin``. Raises Forbidden."""
    tenant = tenant_of(app)
    if not is_admin(app):
        raise Forbidden("só um administrador da empresa pode fazer isto")
    return tenant


def is_admin(app: APIGatewayRestResolver) -> bool:
    """Whether the user is in the tenant's group ``admin``."""
    # API Gateway hands the list of groups over as one text.
    return "admin" in re.findall(r"[\w-]+", str(_claims(app).get("cognito:groups", "")))


def by_user(app: APIGatewayRestResolver, action: Action, target: str, **details: str) -> Entry:
    """An entry of the audit trail: the user who is asking does this, now."""
    actor = Actor("user", user_of(app), email_of(app))
    return Entry(tenant_of(app), datetime.now(UTC), actor, action, target, details)


def by_admin(app: APIGatewayRestResolver, action: Action, target: str, **details: str) -> Entry:
    """The same, of a user in the tenant's group ``admin``. Raises Forbidden."""
    admin_of(app)
    return by_user(app, action, target, **details)


def accepts(app: APIGatewayRestResolver, media_type: str) -> bool:
    """Whether the header Accept names it (RFC 9110, section 12.5.1)."""
    wanted = app.current_event.headers.get("accept", "").split(",")
    return media_type in {each.partition(";")[0].strip().lower() for each in wanted}


def base_url(app: APIGatewayRestResolver) -> str:
    """Where this API is reached, its stage included ("Invoke REST APIs" in API Gateway's guide).

    No environment could say it: the API is made of the functions, and so cannot be told to them.
    """
    context = app.current_event.raw_event["requestContext"]
    host = f"{context['apiId']}.execute-api.{os.environ['AWS_REGION']}.amazonaws.com"
    return f"https://{host}/{context['stage']}"


def body_of(app: APIGatewayRestResolver) -> bytes:
    """The body's own bytes, as they were sent."""
    event = app.current_event
    body = event.body or ""
    return b64decode(body) if event.is_base64_encoded else body.encode()


def body_as[M: BaseModel](app: APIGatewayRestResolver, model: type[M]) -> M:
    """The body's JSON as a model. Raises InvalidInput, whatever the bytes are."""
    try:
        return model.model_validate_json(body_of(app))
    except ValidationError as error:
        raise InvalidInput(complaints(map(dict, error.errors()))) from None


def _claims(app: APIGatewayRestResolver) -> dict[str, Any]:
    authorizer = app.current_event.raw_event["requestContext"].get("authorizer") or {}
    claims: dict[str, Any] = authorizer.get("claims") or {}
    if claims.get("token_use") != "id" or not claims.get("custom:tenant"):
        raise Forbidden("use o ID token de um usuário que pertença a uma empresa")
    return claims
