"""Events of NF-e and NFC-e, with SEFAZ's answer or without (MOC NF-e 7.0, annex I)."""

from malote.fiscal.event_models import FiscalEvent
from malote.fiscal.events import TEXT_LIMIT, event_groups, read_event
from malote.fiscal.layout import Layout
from malote.fiscal.xml import ABSENT, Element, Group


def _answered(root: Element) -> FiscalEvent:
    return _event(*event_groups(Group(root), "evento", "retEvento"))


def _bare(root: Element) -> FiscalEvent:
    return _event(Group(root).group("infEvento"), ABSENT)


def _event(own: Group, receipt: Group) -> FiscalEvent:
    details = own.group("detEvento")
    text = details.text("xCorrecao", TEXT_LIMIT) or details.text("xJust", TEXT_LIMIT)
    return read_event(own, receipt, "chNFe", details, text)


_NAMESPACE = "{http://www.portalfiscal.inf.br/nfe}"
ROOTS = {
    f"{_NAMESPACE}procEventoNFe": Layout(
        _answered,
        signed=("evento", "infEvento"),
        schema="nfe_evento_generico/schemas/v1_0/procEventoNFe_v1.00.xsd",
    ),
    f"{_NAMESPACE}evento": Layout(_bare, signed=("infEvento",)),
}
