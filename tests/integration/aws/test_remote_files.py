"""What a device may put into the bucket: the bytes that it announced, in their place, once."""

import hashlib
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from malote.adapters.remote_files import S3RemoteFiles
from malote.adapters.remote_queue import SqsRemoteQueue
from malote.relay.models import Ended
from malote.relay.wire import UploadLink
from tests.integration.aws.queues import taken

BODY = b'{"answer": "..."}'
SHA256 = hashlib.sha256(BODY).hexdigest()
JOB = "20261121t120000000-0123456789ab"


def put(link: UploadLink, body: bytes = BODY, **changes: str) -> int:
    url = urlsplit(link.url)
    headers = {name: value for name, value in (link.headers | changes).items() if value}
    connection = HTTPConnection(url.netloc, timeout=10)
    connection.request("PUT", f"{url.path}?{url.query}", body, headers)
    return connection.getresponse().status


def link(files: S3RemoteFiles) -> UploadLink:
    return files.answer_link("acme", JOB, SHA256, len(BODY))


def test_an_answer_is_put_once_and_read(bucket: str) -> None:
    files = S3RemoteFiles(bucket)
    with pytest.raises(FileNotFoundError):
        files.answer("acme", JOB)
    assert put(link(files)) == 200
    assert files.answer("acme", JOB) == BODY
    with pytest.raises(FileNotFoundError):
        files.answer("other", JOB)
    assert put(link(files)) == 412
    assert f"/remote/acme/{JOB}?" in link(files).url
    signed = "content-length%3Bhost%3Bif-none-match%3Bx-amz-checksum-sha256"
    assert f"X-Amz-SignedHeaders={signed}&" in link(files).url


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        (BODY.upper(), {}),
        (BODY + b" ", {"Content-Length": str(len(BODY) + 1)}),
        (BODY, {"If-None-Match": ""}),
        (BODY, {"x-amz-checksum-sha256": ""}),
    ],
    ids=["other bytes", "more bytes", "over another", "unchecked"],
)
def test_anything_else_is_refused(bucket: str, body: bytes, changes: dict[str, str]) -> None:
    files = S3RemoteFiles(bucket)
    assert put(link(files), body, **changes) in {400, 403}
    with pytest.raises(FileNotFoundError):
        files.answer("acme", JOB)


def test_a_document_goes_into_the_inbox_of_its_tenant(bucket: str) -> None:
    files = S3RemoteFiles(bucket)
    place = files.document_link("acme", SHA256, len(BODY))
    assert place
    assert f"/inbox/acme/{SHA256}?" in place.url
    assert put(place) == 200
    assert files.document_link("acme", SHA256, len(BODY)) is None
    assert files.document_link("other", SHA256, len(BODY))


def test_jobs_are_queued_to_be_settled(queue: str) -> None:
    jobs = [Ended(tenant=each, job_id=JOB) for each in ("acme", "other")]
    assert SqsRemoteQueue(queue).send(jobs) == 2
    assert sorted(taken(queue)) == [
        f'{{"tenant":"{tenant}","job_id":"{JOB}"}}' for tenant in ("acme", "other")
    ]
