"""The issuer cancels an NF-e (event 110111): whole, and summed up."""

from dataclasses import dataclass
from datetime import datetime

from local.authority import Identity
from local.sefaz.clock import written
from local.sefaz.notes import Note
from local.sefaz.signing import NAMESPACE, signed


@dataclass(frozen=True)
class Cancellation:
    """It is registered as soon as it is made."""

    note: Note
    at: datetime

    @property
    def protocol(self) -> str:
        """Of its registration: never one of a note's, whose numbers are low."""
        return f"135{self.at:%y}9{self.note.number:09}"

    def summary(self) -> bytes:
        """The ``resEvento``, as schema 1.01 has it."""
        note, at = self.note, written(self.at)
        return (
            f'<resEvento xmlns="{NAMESPACE}" versao="1.01"><cOrgao>35</cOrgao>'
            f"<CNPJ>{note.issuer}</CNPJ><chNFe>{note.key}</chNFe><dhEvento>{at}</dhEvento>"
            f"<tpEvento>110111</tpEvento><nSeqEvento>1</nSeqEvento><xEvento>Cancelamento</xEvento>"
            f"<dhRecbto>{at}</dhRecbto><nProt>{self.protocol}</nProt></resEvento>"
        ).encode()

    def whole(self, signer: Identity) -> bytes:
        """The ``procEventoNFe``, signed by the issuer."""
        note, at = self.note, written(self.at)
        event = (
            f'<infEvento Id="ID110111{note.key}01"><cOrgao>35</cOrgao>'
            f"<tpAmb>{note.environment}</tpAmb><CNPJ>{note.issuer}</CNPJ><chNFe>{note.key}</chNFe>"
            f"<dhEvento>{at}</dhEvento><tpEvento>110111</tpEvento><nSeqEvento>1</nSeqEvento>"
            '<verEvento>1.00</verEvento><detEvento versao="1.00">'
            f"<descEvento>Cancelamento</descEvento><nProt>{note.protocol}</nProt>"
            "<xJust>Pedido cancelado pelo cliente</xJust></detEvento></infEvento>"
        )
        result = (
            f"<infEvento><tpAmb>{note.environment}</tpAmb><verAplic>SP_EVENTOS</verAplic>"
            "<cOrgao>35</cOrgao><cStat>135</cStat><xMotivo>Evento registrado e vinculado a NF-e"
            f"</xMotivo><chNFe>{note.key}</chNFe><tpEvento>110111</tpEvento>"
            "<xEvento>Cancelamento registrado</xEvento><nSeqEvento>1</nSeqEvento>"
            f"<dhRegEvento>{at}</dhRegEvento><nProt>{self.protocol}</nProt></infEvento>"
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><procEventoNFe xmlns="{NAMESPACE}" '
            f'versao="1.00"><evento versao="1.00">{signed(event, "infEvento", signer)}</evento>'
            f'<retEvento versao="1.00">{result}</retEvento></procEventoNFe>'
        ).encode()
