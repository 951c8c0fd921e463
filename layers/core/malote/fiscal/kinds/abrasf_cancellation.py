"""The cancellation of a municipal NFS-e, as ABRASF's cities answer it.

It is an event by the city's own word, of the type that cancels elsewhere. Where it comes together
with its note (``CompNfse``) it is not read by itself: there the note says that it is cancelled.
"""

from malote.errors import IdentityMissing
from malote.fiscal.abrasf_groups import confirmation, tax_id_of
from malote.fiscal.document_id import municipal_id
from malote.fiscal.event_models import FiscalEvent
from malote.fiscal.layout import Layout
from malote.fiscal.values import integer, moment
from malote.fiscal.xml import Element, Group


def _event(root: Element) -> FiscalEvent:
    own = confirmation(Group(root))
    asked = own.group("Pedido").group("InfPedidoCancelamento")
    note = asked.group("IdentificacaoNfse")
    provider, number = tax_id_of(note), integer(note.text("Numero"))
    if provider is None or number is None:
        raise IdentityMissing("cancelamento confirmado sem IdentificacaoNfse")
    at = moment(
        own.text("DataHora")
        or own.text("DataHoraCancelamento")
        or own.group("InfConfirmacaoCancelamento").text("DataHora")
    )
    return FiscalEvent(
        access_key=municipal_id(provider, number, note.text("CodigoMunicipio")),
        event_type="110111",
        sequence=1,
        author_tax_id=provider,
        occurred_at=at,
        description="Cancelamento de NFS-e",
        text=asked.text("MotivoCancelamento") or asked.text("DescricaoCancelamento"),
        registered_at=at,
        by_authority=True,
    )


ROOTS = {
    "{http://www.abrasf.org.br/nfse.xsd}NfseCancelamento": Layout(_event, signed=("Confirmacao",))
}
