"""The national services: where each is, and how its messages are named.

Addresses: Portal da NF-e and Portal do CT-e, "Relação de Serviços Web" of the Ambiente Nacional.
"""

from dataclasses import dataclass

from malote.environment import Environment
from malote.sefaz.markup import CTE, NFE
from malote.sefaz.models import Service
from malote.sefaz.operations import Manifest, Operation, QueryKey


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A web service; ``wrapped``: its data stands inside an element with the method's name."""

    name: str
    method: str
    data: str
    portal: str
    production: str
    homologation: str
    wrapped: bool = True

    @property
    def namespace(self) -> str:
        """Its messages'."""
        return f"{self.portal}/wsdl/{self.name}"


NFE_DISTRIBUTION = Endpoint(
    name="NFeDistribuicaoDFe",
    method="nfeDistDFeInteresse",
    data="nfeDadosMsg",
    portal=NFE,
    production="https://www1.nfe.fazenda.gov.br",
    homologation="https://hom1.nfe.fazenda.gov.br",
)
CTE_DISTRIBUTION = Endpoint(
    name="CTeDistribuicaoDFe",
    method="cteDistDFeInteresse",
    data="cteDadosMsg",
    portal=CTE,
    production="https://www1.cte.fazenda.gov.br",
    homologation="https://hom1.cte.fazenda.gov.br",
)
EVENT_RECEPTION = Endpoint(
    name="NFeRecepcaoEvento4",
    method="nfeRecepcaoEventoNF",
    data="nfeDadosMsg",
    portal=NFE,
    production="https://www.nfe.fazenda.gov.br",
    homologation="https://hom1.nfe.fazenda.gov.br",
    wrapped=False,
)


def endpoint(operation: Operation) -> Endpoint:
    """The service that does it."""
    if isinstance(operation, Manifest):
        return EVENT_RECEPTION
    if isinstance(operation, QueryKey) or operation.service is Service.NFE:
        return NFE_DISTRIBUTION
    return CTE_DISTRIBUTION


def address(of: Endpoint, environment: Environment, base_url: str = "") -> tuple[str, str]:
    """The URL and the SOAP action; ``base_url`` takes the place of scheme and host."""
    host = of.production if environment is Environment.PRODUCTION else of.homologation
    url = f"{base_url.rstrip('/') or host}/{of.name}/{of.name}.asmx"
    return url, f"{of.namespace}/{of.method}"
