"""SEFAZ's answers, as their layouts have them."""

from collections.abc import Iterable

from local.sefaz.clock import written
from local.sefaz.distribution import Page
from local.sefaz.events import Result
from local.sefaz.signing import NAMESPACE
from local.sefaz.soap import CTE
from local.sefaz.world import World

_PROGRAM = "1.7.6"
_NAMES = {
    "210200": "Confirmacao da Operacao",
    "210210": "Ciencia da Operacao",
    "210220": "Desconhecimento da Operacao",
    "210240": "Operacao nao Realizada",
}


def distribution(world: World, page: Page, service: str) -> str:
    """A ``retDistDFeInt``; CT-e's is older, and tells the time without an offset."""
    at = written(world.clock.now())
    version, namespace = "1.01", NAMESPACE
    if service == CTE.name:
        at, version, namespace = at[:19], "1.00", CTE.namespace
    documents = "".join(
        f"<docZip{f' NSU="{each.nsu}"' if each.nsu else ''} schema="
        f'"{each.schema}">{each.packed}</docZip>'
        for each in page.documents
    )
    lot = f"<loteDistDFeInt>{documents}</loteDistDFeInt>" if documents else ""
    return (
        f'<retDistDFeInt xmlns="{namespace}" versao="{version}">'
        f"<tpAmb>{world.options.environment}</tpAmb><verAplic>{_PROGRAM}</verAplic>"
        f"<cStat>{page.status}</cStat><xMotivo>{page.reason}</xMotivo><dhResp>{at}</dhResp>"
        f"<ultNSU>{page.last:015}</ultNSU><maxNSU>{page.highest:015}</maxNSU>{lot}"
        f"</retDistDFeInt>"
    )


def event_lot(world: World, lot: str, status: str, reason: str, results: Iterable[str] = ()) -> str:
    """A ``retEnvEvento``."""
    return (
        f'<retEnvEvento xmlns="{NAMESPACE}" versao="1.00"><idLote>{lot}</idLote>'
        f"<tpAmb>{world.options.environment}</tpAmb><verAplic>AN_{_PROGRAM}</verAplic>"
        f"<cOrgao>91</cOrgao><cStat>{status}</cStat><xMotivo>{reason}</xMotivo>"
        f"{''.join(results)}</retEnvEvento>"
    )


def event_result(world: World, result: Result) -> str:
    """A ``retEvento``, to stand in a lot or in a procEventoNFe."""
    asked = result.asked
    recipient = "CPFDest" if len(asked.author) == 11 else "CNPJDest"
    protocol = f"<nProt>{result.protocol}</nProt>" if result.protocol else ""
    return (
        f'<retEvento versao="1.00"><infEvento><tpAmb>{world.options.environment}</tpAmb>'
        f"<verAplic>AN_{_PROGRAM}</verAplic><cOrgao>91</cOrgao><cStat>{result.status}</cStat>"
        f"<xMotivo>{result.reason}</xMotivo><chNFe>{asked.access_key}</chNFe>"
        f"<tpEvento>{asked.event_type}</tpEvento><xEvento>{_NAMES[asked.event_type]}</xEvento>"
        f"<nSeqEvento>{asked.sequence}</nSeqEvento><{recipient}>{asked.author}</{recipient}>"
        f"<dhRegEvento>{written(world.clock.now())}</dhRegEvento>{protocol}</infEvento>"
        f"</retEvento>"
    )
