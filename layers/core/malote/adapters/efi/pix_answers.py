"""What Pix says: the Banco Central's API Pix, as Efí speaks it."""

from typing import Annotated, Literal

from pydantic import Field

from malote.adapters.efi.wire import Instant, Reais, Text, Wire, Word
from malote.billing.charges import Status
from malote.billing.remote import Issued, PixReceived, PixReturn

type _Count = Annotated[int, Field(ge=0, le=10**9)]


class _Amount(Wire):
    original: Reais


class Immediate(Wire):
    """An immediate charge (cob): ``PUT`` and ``GET /v2/cob/:txid``."""

    txid: Word
    status: Word
    valor: _Amount
    pixCopiaECola: Text | None = None  # noqa: N815

    def issued(self) -> Issued:
        """Whether it was paid is told by the Pix alone."""
        status = Status.WAITING if self.status in {"ATIVA", "CONCLUIDA"} else Status.CANCELED
        return Issued(None, status, pix_copy_paste=self.pixCopiaECola)


class _Times(Wire):
    solicitacao: Instant
    liquidacao: Instant | None = None


class _Return(Wire):
    id: Word
    valor: Reais
    horario: _Times
    status: Literal["EM_PROCESSAMENTO", "DEVOLVIDO", "NAO_REALIZADO"]


class _Extras(Wire):
    tarifa: Reais | None = None


class Received(Wire):
    """``GET /v2/pix/:e2eid``, and each of ``GET /v2/pix``."""

    endToEndId: Word  # noqa: N815
    txid: Word | None = None
    valor: Reais
    horario: Instant
    devolucoes: tuple[_Return, ...] = ()
    gnExtras: _Extras | None = None  # noqa: N815

    @property
    def identity(self) -> str:
        """What no two of them share."""
        return self.endToEndId

    def received(self) -> PixReceived:
        """In our words."""
        returns = (
            PixReturn(
                each.id,
                each.valor,
                each.horario.liquidacao or each.horario.solicitacao,
                each.status == "DEVOLVIDO",
            )
            for each in self.devolucoes
        )
        return PixReceived(
            self.endToEndId,
            self.txid,
            self.valor,
            self.horario,
            self.gnExtras.tarifa if self.gnExtras else None,
            tuple(returns),
        )


class _Paging(Wire):
    quantidadeDePaginas: _Count  # noqa: N815


class _Parameters(Wire):
    paginacao: _Paging


class ReceivedPage(Wire):
    """``GET /v2/pix``; pages count from 0."""

    parametros: _Parameters
    pix: tuple[Received, ...]

    @property
    def pages(self) -> int:
        """How many there are."""
        return self.parametros.paginacao.quantidadeDePaginas
