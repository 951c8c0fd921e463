"""The tenant's branches, and the modules that certificates serve in them; all is for admins."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import parameters as given
from malote.audit import Action
from malote.bootstrap import certificates as made
from malote.branches.modules import ModulePage
from malote.branches.requests import BranchEdit, NewBranch
from malote.branches.views import NEW_TAX_ID, BranchCreated, BranchDetails, BranchPage
from malote.web import admin_of, body_as, by_admin, created, rest_api

app = rest_api()
_TAGS = ["branches"]


@app.get("/branches", summary="Lists branches, and which certificates serve them", tags=_TAGS)
def list_branches() -> BranchPage:
    return BranchPage.of(made.portfolios().get(admin_of(app)))


@app.post("/branches", summary="Sets a branch up", tags=_TAGS)
def post_branch() -> Response[BranchCreated]:
    entry = by_admin(app, Action.BRANCH_CREATED, "")
    asked = body_as(app, NewBranch)
    before = made.branch_changes().create(asked, entry)
    note = None if asked.tax_id in before.tax_ids else NEW_TAX_ID
    return created(BranchCreated(**dict(_shown(asked.tax_id)), note=note))


@app.put("/branches/<tax_id>", summary="Changes a branch", tags=_TAGS)
def put_branch(tax_id: given.Branch) -> BranchDetails:
    entry = by_admin(app, Action.BRANCH_CHANGED, tax_id)
    made.branch_changes().change(body_as(app, BranchEdit), entry)
    return _shown(tax_id)


@app.delete("/branches/<tax_id>", summary="Forgets a branch; its CNPJ stays", tags=_TAGS)
def delete_branch(tax_id: given.Branch) -> BranchDetails:
    made.branch_changes().delete(by_admin(app, Action.BRANCH_DELETED, tax_id))
    return _shown(tax_id)


@app.get("/modules", summary="Lists modules, and what each asks of a branch", tags=_TAGS)
def list_modules() -> ModulePage:
    return ModulePage.of(made.portfolios().get(admin_of(app)))


def _shown(tax_id: str) -> BranchDetails:
    return BranchDetails.of(made.portfolios().get(admin_of(app)), tax_id)


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)
