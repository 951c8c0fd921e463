"""From a request to its answer: which service, what goes wrong, what is done."""

from dataclasses import dataclass
from email.message import Message

from local.sefaz import lots, queries
from local.sefaz.misbehaviour import ANSWERED, Answer
from local.sefaz.soap import EVENTS, SERVICES, Service, Unreadable, answered, asked, fault
from local.sefaz.world import World

_HTML = "text/html"
_NOT_FOUND = Answer(404, b"<html><body>404 - File or directory not found.</body></html>", _HTML)
_WRONG_METHOD = Answer(405, b"<html><body>405 - HTTP verb not allowed.</body></html>", _HTML)
_WRONG_TYPE = Answer(415, b"", _HTML)


@dataclass(frozen=True)
class Request:
    """``holder`` is the tax id in the client's certificate, None for none."""

    method: str
    path: str
    content_type: str
    content: bytes
    holder: str | None


def respond(world: World, request: Request) -> Answer:
    """What SEFAZ answers."""
    service = SERVICES.get(request.path.partition("?")[0].lower())
    if service is None:
        return _NOT_FOUND
    if request.method != "POST":
        return _WRONG_METHOD
    if not request.content_type.startswith("application/soap+xml"):
        return _WRONG_TYPE
    if _action(request.content_type) not in {None, f"{service.wsdl}/{service.operation}"}:
        return Answer(500, fault("Server did not recognize the value of HTTP Header SOAPAction."))
    with world.lock:
        misbehaviour = world.misbehaviours.next(service.name)
    if misbehaviour is None:
        return _done(world, service, request)
    if misbehaviour.how in ANSWERED:
        return _done(world, service, request, instead=misbehaviour.how)
    return misbehaviour.serve(lambda: _done(world, service, request))


def _action(content_type: str) -> str | None:
    """SOAP 1.2 has it there, if at all."""
    message = Message()
    message["Content-Type"] = content_type
    return str(message.get_param("action")) if message.get_param("action") else None


def _done(world: World, service: Service, request: Request, instead: str = "") -> Answer:
    with world.lock:
        try:
            element = asked(service, request.content)
        except Unreadable as error:
            world.log(service.name, "unread")
            return Answer(500, fault(str(error)))
        if service is EVENTS:
            xml = lots.answer(world, element, instead)
        else:
            xml = queries.answer(world, service, element, request.holder, instead)
        return Answer(200, answered(service, xml))
