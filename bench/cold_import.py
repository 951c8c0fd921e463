"""Cold import of each packaged handler, against ``import boto3; boto3.client("s3")``.

Each sample is a fresh interpreter that sees its function's folder, its layers and the
standard library, byte code as shipped (``-I -S -B``), files in the page cache. The clock runs
inside it: the interpreter's own start is in neither side, which is harder for us as long as the
ratio is above 1, as the limits are.

"in use" adds what the first invocation makes on top: the route (answered with 403), the layouts,
the TLS context, the IMAP library, and the clients of the services that the function calls. It
stops before the first call.
"""

import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median

from bench.figure import Figure
from bench.packaged import Packaged, functions, peer
from bench.rounds import ratio, rounds

ROUNDS = 11
ON_QUEUES, BEHIND_API = 1.35, 1.6
_PEER = "boto3 and one client"
_LAMBDA = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "nothing",
    "AWS_SESSION_TOKEN": "nothing",
    "AWS_REGION": "sa-east-1",
    "AWS_DEFAULT_REGION": "sa-east-1",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_LAMBDA_LOG_FORMAT": "JSON",
    "AWS_LAMBDA_LOG_LEVEL": "INFO",
    "LANG": "en_US.UTF-8",
    "TZ": ":UTC",
}
_CLIENTS = "from malote.adapters.aws import client; [client(name) for name in {}]"
_REQUEST = {
    "path": "/{}",
    "httpMethod": "GET",
    "headers": {},
    "multiValueHeaders": {},
    "queryStringParameters": None,
    "multiValueQueryStringParameters": None,
    "requestContext": {"requestId": "1"},
}
_ANSWERED = "assert handler.handle({}, None)['statusCode'] == 403"


def _asked(path: str, method: str = "GET", query: dict[str, str] | None = None) -> str:
    many = {name: [value] for name, value in (query or {}).items()}
    asked = {"path": path, "httpMethod": method, "multiValueQueryStringParameters": many or None}
    return _ANSWERED.format(_REQUEST | asked | {"queryStringParameters": query})


IN_USE = {
    "FanOutFunction": [_CLIENTS.format(["dynamodb", "sqs"])],
    "PollFunction": [
        "from malote import bootstrap; bootstrap.poller()",
        "import malote.adapters.imap_folder",
        _CLIENTS.format(["dynamodb", "secretsmanager", "s3"]),
    ],
    "ParseFunction": [
        "from malote.fiscal.reader import layouts; layouts()",
        _CLIENTS.format(["s3", "dynamodb"]),
    ],
    "DocumentsFunction": [_asked("/documents"), _CLIENTS.format(["dynamodb", "s3"])],
    "UploadsFunction": [_asked("/documents", "POST"), _CLIENTS.format(["s3", "dynamodb"])],
    "QuarantineFunction": [_asked("/quarantine"), _CLIENTS.format(["dynamodb", "sqs"])],
    "DocumentsPdfFunction": [
        _asked(f"/documents/{'1' * 44}/pdf"),
        "from malote.bootstrap import made; made.papers(); made.printer()",
        _CLIENTS.format(["dynamodb", "s3"]),
    ],
    "ExportsFunction": [
        _asked("/documents/export", query={"month": "2026-10"}),
        "from malote.bootstrap import made; made.exports(); made.export_files()",
        _CLIENTS.format(["dynamodb", "sqs"]),
    ],
    "MakeExportFunction": [
        "from malote.bootstrap import made; made.export_maker()",
        _CLIENTS.format(["dynamodb", "s3", "sqs"]),
    ],
    "MailboxesFunction": [_asked("/mailboxes"), _CLIENTS.format(["dynamodb", "sqs"])],
    "MailboxPreviewFunction": [
        _asked("/mailboxes/notas/preview", "POST"),
        "from malote import bootstrap; bootstrap.mail_server(); bootstrap.mail_credentials()",
        "import malote.adapters.imap_folder",
        _CLIENTS.format(["dynamodb", "secretsmanager", "s3"]),
    ],
    "MailSettingsFunction": [_asked("/mail-settings"), _CLIENTS.format(["dynamodb"])],
    "MessagesFunction": [_asked("/messages"), _CLIENTS.format(["dynamodb", "sqs"])],
    "SendMailFunction": [
        "from malote.bootstrap import sending; sending.sender()",
        "import malote.adapters.smtp_session",
        _CLIENTS.format(["dynamodb", "secretsmanager", "s3", "sqs"]),
    ],
    "FollowUpFunction": [
        "from malote.bootstrap import follow_ups; follow_ups.issued_nfe()",
        _CLIENTS.format(["dynamodb", "s3", "sqs"]),
    ],
    "CertificatesFunction": [_asked("/certificates"), _CLIENTS.format(["dynamodb"])],
    "CertAdminFunction": [
        _asked("/certificates", "POST"),
        "from malote.bootstrap import certificates; certificates.installer()",
        _CLIENTS.format(["dynamodb", "secretsmanager"]),
    ],
    "BillingChargesFunction": [
        _asked("/billing/charges"),
        "from malote.bootstrap import billing; billing.issuer()",
        _CLIENTS.format(["dynamodb", "secretsmanager", "sqs"]),
    ],
    "BillingApplyFunction": [
        "from malote.bootstrap import billing; billing.applier()",
        _CLIENTS.format(["dynamodb", "secretsmanager"]),
    ],
    "AuditFunction": [_asked("/audit"), _CLIENTS.format(["dynamodb"])],
    "ReconcileFunction": [
        "from malote import bootstrap; bootstrap.reconciler()",
        _CLIENTS.format(["s3", "dynamodb", "sqs"]),
    ],
}


def run() -> list[Figure]:
    """For each function of the template its import, then its import and first use."""
    packaged = functions()
    contenders = {each.name: partial(_sample, each) for each in packaged}
    found = rounds(ROUNDS, contenders | {_PEER: _peer})
    baseline = [seconds for seconds, _ in found[_PEER]]
    figures = []
    for each in packaged:
        imports = [seconds for seconds, _ in found[each.name]]
        limit = BEHIND_API if each.behind_api else ON_QUEUES
        figures.append(_figure(f"{each.name}, import", imports, baseline, limit))
    for each in packaged:
        if each.name in IN_USE:
            uses = [seconds for _, seconds in found[each.name]]
            figures.append(_figure(f"{each.name}, in use", uses, baseline, None))
    return figures


def _figure(what: str, ours: list[float], peer: list[float], limit: float | None) -> Figure:
    seen = f"{median(ours) * 1000:.0f} ms against {median(peer) * 1000:.0f}, {ROUNDS} rounds"
    return Figure(what, ratio(ours, peer), seen, at_most=limit)


def _sample(function: Packaged) -> tuple[float, float]:
    then = "\n".join(IN_USE.get(function.name, ()))
    return _seconds(function.paths, function.environment, "import handler", then)


def _peer() -> tuple[float, float]:
    return _seconds(peer(), {}, "import boto3; boto3.client('s3')", "")


def _seconds(
    paths: tuple[Path, ...], environment: dict[str, str], first: str, then: str
) -> tuple[float, float]:
    script = str(Path(__file__).with_name("fresh.py"))
    command = [sys.executable, "-I", "-S", "-B", script, *map(str, paths), first, then]
    done = subprocess.run(
        command, env=_LAMBDA | environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr or done.stdout)
    at_first, in_all = map(float, done.stdout.splitlines()[-1].split())
    return at_first, in_all
