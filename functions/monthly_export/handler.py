"""The accountant's monthly package: the API that is asked for it, and the queue that makes it."""

from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote.adapters.sqs_batch import settle
from malote.bootstrap import made
from malote.exports.ask import ExportView, ask, shown
from malote.exports.models import ExportTask
from malote.observability import count, logger, metrics
from malote.parameters import Month
from malote.web import rest_api, tenant_of

ATTEMPTS = 5  # as in template.yaml: then the message goes to the DLQ
GIVEN_UP = "O pacote não pôde ser feito, depois de várias tentativas. O suporte foi avisado."

app = rest_api()


@app.get("/documents/export", summary="A month's XMLs, PDFs and spreadsheet", tags=["documents"])
def export_month(month: Month) -> Response[ExportView]:
    now = datetime.now(UTC)
    export = ask(tenant_of(app), month, made.exports(), made.export_queue(), now)
    view = shown(export, made.export_files(), now)
    status = 202 if view.status == "preparing" else 200
    return Response(status, "application/json", view)


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)


def make_step(body: str) -> None:
    """Do the step that a message names."""
    task = ExportTask.model_validate_json(body)
    done = made.export_maker().make(task, datetime.now(UTC))
    logger.info("export step", tenant=task.tenant, month=task.month, part=task.part, done=done)


@metrics.log_metrics
def make(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Do the step of an SQS batch of one. Its last attempt, if it fails, tells the user."""
    answer = settle(event, make_step, at_once=1)
    for record in event["Records"] if answer["batchItemFailures"] else ():
        if int(record["attributes"]["ApproximateReceiveCount"]) >= ATTEMPTS:
            task = ExportTask.model_validate_json(record["body"])
            made.exports().failed(task, GIVEN_UP, datetime.now(UTC))
            count("ExportFailed")
    return answer
