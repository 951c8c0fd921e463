"""Events of MDF-e: cancelled, closed (110112), driver or documents added (MOC MDF-e 3.00)."""

from malote.fiscal.events import event_layouts, justification
from malote.fiscal.groups import access_keys
from malote.fiscal.xml import Group


def _text(details: Group) -> str | None:
    driver = details.group("condutor")
    added = access_keys(*(one.text("chNFe") for one in details.groups("infDoc")))
    return (
        justification(details)
        or _said("Encerrado em", details.text("dtEnc"), "município", details.text("cMun"))
        or _said("Condutor", driver.text("xNome"), "CPF", driver.text("CPF"))
        or _said("Incluído", ", ".join(added) or None)
    )


def _said(*words: str | None) -> str | None:
    return " ".join(filter(None, words)) if all(words) else None


ROOTS = event_layouts("MDFe", "58", ("mdfe/schemas/v3_0", "v3.00"), _text)
