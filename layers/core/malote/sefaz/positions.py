"""Where a distribution begins."""

from malote.branches.models import Branch
from malote.sefaz.models import NONE_YET, Nsu, Service


def first_nsu(branch: Branch, service: Service) -> Nsu:
    """The NSU that the branch's module names; zeros if it is not configured."""
    modules = branch.modules
    parameters = modules.cte_receipt if service is Service.CTE else modules.sefaz
    return parameters.from_nsu if parameters else NONE_YET
