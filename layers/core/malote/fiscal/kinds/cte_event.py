"""Events of CT-e and its kin, with SEFAZ's answer or without (MOC CT-e 4.00)."""

from malote.fiscal.events import TEXT_LIMIT, event_layouts
from malote.fiscal.xml import Group


def _text(details: Group) -> str | None:
    return (
        _corrections(details)
        or details.text("xJust", TEXT_LIMIT)
        or details.text("xObs", TEXT_LIMIT)  # the reason of a disagreement
    )


def _corrections(letter: Group) -> str | None:
    written = []
    for one in letter.groups("infCorrecao"):
        where = (one.text("grupoAlterado"), one.text("nroItemAlterado"), one.text("campoAlterado"))
        value = one.text("valorAlterado", TEXT_LIMIT)
        if value or any(where):
            written.append(f"{'/'.join(filter(None, where))}: {value or ''}")
    return "; ".join(written)[:TEXT_LIMIT] or None


ROOTS = event_layouts("CTe", None, ("cte/schemas/v4_0", "v4.00"), _text)
