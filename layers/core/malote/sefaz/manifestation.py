"""``retEnvEvento``: what became of each event of a lot, and the document that proves it."""

from copy import deepcopy

from malote.errors import FiscalError, SefazNonsense
from malote.fiscal.values import integer, moment
from malote.fiscal.xml import Element, Group, parse
from malote.sefaz.answers import EventId, EventResult, ManifestationAnswer
from malote.sefaz.markup import NFE, maker, written
from malote.sefaz.soap import result
from malote.sefaz.status import status_of


def signed_events(request: bytes) -> dict[EventId, bytes]:
    """The ``evento`` of an envelope that ``asking.render`` made, each with its signature.

    Raises SefazNonsense of anything else.
    """
    return {of: written(event) for of, event in _events(request).items()}


def read_answer(raw: bytes, request: bytes) -> ManifestationAnswer:
    """The lot's result and its events', for those of the request alone. Raises SefazNonsense.

    A result says which event it is of. SEFAZ may leave that out: then it is of the one event that
    it can be of, or of the one in its place in the lot. Whose it is cannot be told of others, and
    those events have no result.
    """
    root = result(raw, "retEnvEvento")
    status_code, reason = status_of(Group(root))
    answered = [*root.iterchildren("{*}retEvento")]
    asked = [*_events(request)]
    found: dict[EventId, EventResult] = {}
    for number, each in enumerate(answered):
        own = Group(each).group("infEvento")
        in_place = asked[number] if len(answered) == len(asked) else None
        if of := _whose(own, asked, in_place):
            found.setdefault(of, _result(own, each))
    return ManifestationAnswer(status_code, reason, found)


def proc_event(signed_event: bytes, of: EventResult) -> bytes:
    """``procEventoNFe`` 1.00: the event and SEFAZ's answer to it. Raises FiscalError."""
    parts = (parse(signed_event), parse(of.xml))
    return written(maker(NFE)("procEventoNFe", *parts, versao="1.00"), declared=True)


def _events(request: bytes) -> dict[EventId, Element]:
    try:
        root = parse(request)
    except FiscalError as error:
        raise SefazNonsense(f"o pedido não se lê ({error.code})") from None
    return {_identity(each): each for each in root.iter(f"{{{NFE}}}evento")}


def _identity(event: Element) -> EventId:
    own = Group(event).group("infEvento")
    key, event_type = own.text("chNFe"), own.text("tpEvento")
    sequence = integer(own.text("nSeqEvento"))
    if key is None or event_type is None or sequence is None:
        raise SefazNonsense("há no pedido um evento que não diz qual é")
    return EventId(key, event_type, sequence)


def _whose(own: Group, asked: list[EventId], in_place: EventId | None) -> EventId | None:
    told = (own.text("chNFe"), own.text("tpEvento"), integer(own.text("nSeqEvento")))
    can_be = [
        each
        for each in asked
        if all(one in (None, other) for one, other in zip(told, each, strict=True))
    ]
    if len(can_be) == 1:
        return can_be[0]
    return in_place if in_place in can_be else None


def _result(own: Group, element: Element) -> EventResult:
    status_code, reason = status_of(own)
    return EventResult(
        status_code,
        reason,
        protocol=own.text("nProt"),
        at=moment(own.text("dhRegEvento")),
        xml=written(deepcopy(element)),  # without the envelope's namespaces, which are not its own
    )
