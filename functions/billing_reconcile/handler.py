"""Once a day the schedule has every active account compared with Efí's list, each on its own."""

from typing import Any

from malote.adapters.sqs_batch import settle
from malote.billing.queued import ToCompare
from malote.bootstrap import billing
from malote.observability import count, gauge, logger, metrics


@metrics.log_metrics
def plan(_event: dict[str, Any], _context: Any) -> dict[str, int]:
    """EventBridge's schedule → one message for each account."""
    accounts = billing.accounts().active()
    queued = billing.compare_queue().send(
        ToCompare(tenant=each.tenant, account_id=each.account_id) for each in accounts
    )
    gauge("BillingAccountsActive", queued)
    logger.info("comparisons queued", queued=queued)
    return {"queued": queued}


def compare_one(body: str) -> None:
    """Compare an account, unless it was deactivated meanwhile. What is found is kept."""
    asked = ToCompare.model_validate_json(body)
    account = billing.accounts().get(asked.tenant, asked.account_id)
    if account is None or not account.active:
        return
    report = billing.reconciler().reconcile(account)
    counts = {
        "BillingCompared": report.compared,
        "BillingMended": report.mended,
        "BillingDiffers": sum(not each.mended for each in report.differences) + report.more,
        "BillingNotCompared": 1 if report.problem else 0,
    }
    for name, value in counts.items():
        count(name, value)
    logger.info("account compared", extra=asked.model_dump() | counts | {"problem": report.problem})


@metrics.log_metrics
def compare(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Compare the accounts of an SQS batch, one after the other: Efí counts requests."""
    return settle(event, compare_one, at_once=1)
