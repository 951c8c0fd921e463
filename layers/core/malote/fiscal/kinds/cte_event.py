"""Events of CT-e, with SEFAZ's answer or without (MOC CT-e 4.00)."""

from malote.fiscal.event_models import FiscalEvent
from malote.fiscal.events import TEXT_LIMIT, event_groups, read_event
from malote.fiscal.layout import Layout
from malote.fiscal.xml import ABSENT, Element, Group


def _answered(root: Element) -> FiscalEvent:
    return _event(*event_groups(Group(root), "eventoCTe", "retEventoCTe"))


def _bare(root: Element) -> FiscalEvent:
    return _event(Group(root).group("infEvento"), ABSENT)


def _event(own: Group, receipt: Group) -> FiscalEvent:
    details = own.group("detEvento").choice("ev")  # evCancCTe, evCCeCTe and others
    text = (
        _corrections(details)
        or details.text("xJust", TEXT_LIMIT)
        or details.text("xObs", TEXT_LIMIT)  # the reason of a disagreement
    )
    return read_event(own, receipt, "chCTe", details, text)


def _corrections(letter: Group) -> str | None:
    written = []
    for one in letter.groups("infCorrecao"):
        where = (one.text("grupoAlterado"), one.text("nroItemAlterado"), one.text("campoAlterado"))
        value = one.text("valorAlterado", TEXT_LIMIT)
        if value or any(where):
            written.append(f"{'/'.join(filter(None, where))}: {value or ''}")
    return "; ".join(written)[:TEXT_LIMIT] or None


_NAMESPACE = "{http://www.portalfiscal.inf.br/cte}"
_SCHEMAS = "cte/schemas/v4_0"
ROOTS = {
    f"{_NAMESPACE}procEventoCTe": Layout(
        _answered, ("eventoCTe", "infEvento"), f"{_SCHEMAS}/procEventoCTe_v4.00.xsd"
    ),
    f"{_NAMESPACE}eventoCTe": Layout(_bare, ("infEvento",), f"{_SCHEMAS}/eventoCTe_v4.00.xsd"),
}
