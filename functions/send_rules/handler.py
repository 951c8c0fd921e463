"""What a tenant has sent by itself."""

from typing import Annotated, Any, get_args

from aws_lambda_powertools.event_handler.openapi.params import Path

from malote import bootstrap
from malote.audit import Action
from malote.bootstrap import follow_ups
from malote.messages.rule_views import RuleSwitch, SendRuleList, SendRuleView
from malote.messages.rules import RuleName
from malote.web import admin_of, body_as, by_user, rest_api, tenant_of

app = rest_api()
Name = Annotated[RuleName, Path(description="A rule as /send-rules shows it")]


@app.get("/send-rules", summary="Lists what is sent by itself", tags=["send rules"])
def list_rules() -> SendRuleList:
    tenant, rules = tenant_of(app), follow_ups.send_rules()
    found = [rules.get(tenant, name) for name in get_args(RuleName)]
    return SendRuleList(items=list(map(SendRuleView.of, found)))


@app.put("/send-rules/<name>", summary="Switches a rule on or off", tags=["send rules"])
def switch_rule(name: Name) -> SendRuleView:
    tenant, asked = admin_of(app), body_as(app, RuleSwitch)
    entry = by_user(app, Action.SEND_RULE_CHANGED, name, on="true" if asked.on else "false")
    bootstrap.audit_trail().record(entry)
    return SendRuleView.of(follow_ups.send_rules().switch(tenant, name, asked.on, entry.at))


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)
